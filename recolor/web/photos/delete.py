"""Moving a photo to the trash: at once if it has no results, else after a page that shows what goes along."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from ... import selectors, services
from ...filters import uses_photo
from ...models import AuditEntry
from ..audit import audit
from ..requests import StudioRequest, next_url
from ..toasts import Undo, success_with_undo

MAX_THUMBNAILS = 12  # results shown on the confirmation page


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: StudioRequest, pk: int) -> HttpResponse:
    """Move the photo to the trash on POST; `confirmed` says that the person has seen the results that go along."""
    photo = get_object_or_404(selectors.photos(request.workspace), pk=pk)
    tasks = selectors.tasks(request.workspace).filter(uses_photo(pk))
    if request.method == "POST" and ("confirmed" in request.POST or not tasks.exists()):
        trash_group, count = services.photo_trash(photo)
        subject = _("photo %(pk)s, “%(name)s”, and its results (%(count)s)")
        audit(request, AuditEntry.Action.TRASHED, subject % {"pk": pk, "name": photo.name, "count": count})
        success_with_undo(request, _moved_text(photo.name, count), Undo.of_photo(trash_group))
        return redirect(next_url(request, "photos"))
    if request.method == "POST":
        page = request.get_full_path()
        return HttpResponseClientRedirect(page) if request.htmx else redirect(page)
    context = {
        "photo": photo,
        "tasks": tasks[:MAX_THUMBNAILS],
        "count": tasks.count(),
        "days": settings.RECOLOR_TRASH_DAYS,
    }
    return render(request, "recolor/photos/delete.html", context)


def _moved_text(name: str, count: int) -> str:
    if not count:
        return _("Moved “%(name)s” to the trash.") % {"name": name}
    text = ngettext(
        "Moved “%(name)s” and %(count)s result to the trash.",
        "Moved “%(name)s” and %(count)s results to the trash.",
        count,
    )
    return text % {"name": name, "count": count}
