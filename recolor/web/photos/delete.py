"""Deleting a photo and its results, after a confirmation."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from ... import selectors, services
from ...exceptions import Conflict
from ..requests import StudioRequest


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: StudioRequest, pk: int) -> HttpResponse:
    """Asks first, since the photo's results go along; then deletes."""
    photo = get_object_or_404(selectors.photos(request.workspace), pk=pk)
    if request.method == "POST":
        try:
            count = services.photo_delete(photo, cascade="cascade" in request.POST)
        except Conflict as conflict:
            messages.error(request, str(conflict))
            return redirect("photo_delete", pk)
        text = ngettext("Deleted “%(name)s” and %(count)s result.", "Deleted “%(name)s” and %(count)s results.", count)
        said = text if count else _("Deleted “%(name)s”.")
        messages.success(request, said % {"name": photo.name, "count": count})
        return redirect("photos")
    tasks = selectors.tasks_and_trash(request.workspace, photo=pk)
    return render(request, "recolor/photos/delete.html", {"photo": photo, "tasks": tasks[:12], "count": tasks.count()})
