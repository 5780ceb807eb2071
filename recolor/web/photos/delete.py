"""Moving photos to the trash: at once if they have no results, else after a page that shows what goes along."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from ... import selectors, services
from ...filters import uses_photo, uses_photos
from ...models import AuditEntry, Photo
from ..audit import audit, listed
from ..requests import StudioRequest, next_url, photo_ids
from ..results.trash import counted
from ..toasts import Undo, success_with_undo, with_left

MAX_DELETED = 1000  # photos that one action deletes
MAX_THUMBNAILS = 12  # photos or results shown on the confirmation page


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: StudioRequest, pk: int) -> HttpResponse:
    """Move the photo to the trash on POST; `confirmed` says that the person has seen the results that go along."""
    photo = get_object_or_404(selectors.photos(request.workspace), pk=pk)
    tasks = selectors.tasks(request.workspace).filter(uses_photo(pk))
    if request.method == "POST" and ("confirmed" in request.POST or not tasks.exists()):
        trash_group, count = services.photo_trash(photo)
        subject = _("photo %(pk)s, “%(name)s”, and its results (%(count)s)")
        audit(request, AuditEntry.Action.TRASHED, subject % {"pk": pk, "name": photo.name, "count": count})
        success_with_undo(request, _moved_text(photo.name, count), Undo.of_photos(trash_group))
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


@require_POST
def delete_several(request: StudioRequest) -> HttpResponse:
    """Move `photos` (ids with commas) to the trash; the person has seen the results that go along."""
    return _delete(request, _photos(request, photo_ids(request.POST)))


def delete_or_ask(request: StudioRequest, ids: list[int]) -> HttpResponse:
    """Move photos to the trash if they have no results; else return a page that shows how many go along.

    Of more than `MAX_DELETED`, the first ones are deleted.
    """
    left, ids = max(0, len(ids) - MAX_DELETED), ids[:MAX_DELETED]
    photos = _photos(request, ids)
    tasks = selectors.tasks(request.workspace).filter(uses_photos(ids))
    count = tasks.count()
    if not count:
        return _delete(request, photos, left)
    context: dict[str, Any] = {
        "photos": photos[:MAX_THUMBNAILS],
        "photo_count": photos.count(),
        "photo_ids": ",".join(str(pk) for pk in photos.values_list("pk", flat=True)),
        "count": count,
        "left": left,
        "next": next_url(request, reverse("photos")),
        "days": settings.RECOLOR_TRASH_DAYS,
    }
    context["more"] = context["photo_count"] - len(context["photos"])
    return render(request, "recolor/photos/delete_several.html", context)


def _photos(request: StudioRequest, ids: list[int]) -> QuerySet[Photo]:
    return selectors.photos(request.workspace).filter(pk__in=ids[:MAX_DELETED])


def _delete(request: StudioRequest, photos: QuerySet[Photo], left: int = 0) -> HttpResponse:
    """Move photos to the trash. left: the number of selected ones that are too many for one deletion."""
    ids = list(photos.values_list("pk", flat=True))
    trash_group, photo_count, count = services.photos_trash(photos)
    if not photo_count:
        messages.info(request, _("These photos have been deleted in the meantime."))
        return redirect(next_url(request, "photos"))
    items = counted(photo_count, count)
    audit(request, AuditEntry.Action.TRASHED, _("%(items)s: photos %(ids)s") % {"items": items, "ids": listed(ids)})
    text = with_left(_("Moved %(items)s to the trash.") % {"items": items}, left)
    success_with_undo(request, text, Undo.of_photos(trash_group))
    return redirect(next_url(request, "photos"))


def _moved_text(name: str, count: int) -> str:
    if not count:
        return _("Moved “%(name)s” to the trash.") % {"name": name}
    text = ngettext(
        "Moved “%(name)s” and %(count)s result to the trash.",
        "Moved “%(name)s” and %(count)s results to the trash.",
        count,
    )
    return text % {"name": name, "count": count}
