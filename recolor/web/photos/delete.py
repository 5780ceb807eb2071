"""Deleting a photo together with its results, after a confirmation page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from ... import selectors, services
from ...exceptions import Conflict
from ..requests import StudioRequest

MAX_THUMBNAILS = 12  # results shown on the confirmation page


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: StudioRequest, pk: int) -> HttpResponse:
    """Ask for a confirmation that lists the photo's results; delete them with the photo on POST."""
    photo = get_object_or_404(selectors.photos(request.workspace), pk=pk)
    if request.method == "POST":
        try:
            count = services.photo_delete(photo, cascade="cascade" in request.POST)
        except Conflict as conflict:
            messages.error(request, str(conflict))
            return redirect("photo_delete", pk)
        messages.success(request, _deleted_text(photo.name, count))
        return redirect("photos")
    tasks = selectors.tasks_and_trash(request.workspace, photo=pk)
    context = {"photo": photo, "tasks": tasks[:MAX_THUMBNAILS], "count": tasks.count()}
    return render(request, "recolor/photos/delete.html", context)


def _deleted_text(name: str, count: int) -> str:
    if not count:
        return _("Deleted “%(name)s”.") % {"name": name}
    text = ngettext("Deleted “%(name)s” and %(count)s result.", "Deleted “%(name)s” and %(count)s results.", count)
    return text % {"name": name, "count": count}
