"""The trash: deleted photos and results, which can be restored until they are purged."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from ... import selectors, services
from ...models import AuditEntry, Batch, Photo, RecolorTask, Workspace
from ..audit import audit
from ..problems import Problem, add_problem
from ..requests import StudioRequest, next_url, selected_ids

PAGE_SIZE = 48
_NOTHING_SELECTED = gettext_lazy("Nothing is selected; tick some photos or results first.")


@require_safe
def trash(request: StudioRequest) -> HttpResponse:
    page = Paginator(selectors.trash(request.workspace), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "items": _items(request.workspace, page),
        "days": settings.RECOLOR_TRASH_DAYS,
    }
    return render(request, "recolor/results/trash.html", context)


def _items(workspace: Workspace, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the photo or the task of each row of the trash, as `{"photo": …}` or `{"task": …}`."""
    keys = [(row["type"], row["pk"]) for row in rows]
    photos, tasks = selectors.trashed_photos(workspace), selectors.trashed_tasks(workspace)
    found: dict[tuple[str, int], Any] = {
        **{("photo", photo.pk): photo for photo in photos.filter(pk__in=[pk for kind, pk in keys if kind == "photo"])},
        **{("task", task.pk): task for task in tasks.filter(pk__in=[pk for kind, pk in keys if kind == "task"])},
    }
    # A row that was restored or purged in the meantime is left out.
    return [{key[0]: found[key]} for key in keys if key in found]


@require_POST
def restore(request: StudioRequest) -> HttpResponse:
    """Restore what one deletion moved to the trash, given by its `trash_group`, or the ticked `photo`s and `task`s."""
    photos, tasks = selectors.trashed_photos(request.workspace), selectors.trashed_tasks(request.workspace)
    batches = Batch.objects.visible_in(request.workspace).none()
    try:
        group = uuid.UUID(request.POST["trash_group"])
        photos, tasks = photos.filter(trash_group=group), tasks.filter(trash_group=group)
        batches = Batch.objects.visible_in(request.workspace).filter(trash_group=group)
    except (KeyError, ValueError):
        photos, tasks = _ticked(request)
    has_batch = services.batches_restore(batches)
    photo_count, count = services.photos_restore(photos)
    count += services.tasks_restore(tasks)
    if photo_count or count:
        messages.success(request, _("Restored %(items)s.") % {"items": counted(photo_count, count)})
    elif has_batch:  # without results
        messages.success(request, _("Restored the batch."))
    elif "trash_group" in request.POST:
        messages.info(request, _("There was nothing to restore."))
    else:
        add_problem(request, Problem("bulk", str(_NOTHING_SELECTED)))
    return redirect(next_url(request, "trash"))


@require_POST
def purge(request: StudioRequest) -> HttpResponse:
    """Permanently delete the ticked `photo`s and `task`s, or, with `all`, everything in the trash."""
    if request.POST.get("all"):
        photo_count, count = services.trash_purge(request.workspace)
    else:
        photos, tasks = _ticked(request)
        photo_count, count = services.photos_delete(photos)
        count += services.tasks_delete(tasks)
    if photo_count or count:
        audit(request, AuditEntry.Action.DELETED, counted(photo_count, count))
        messages.success(request, _("Permanently deleted %(items)s.") % {"items": counted(photo_count, count)})
    else:
        add_problem(request, Problem("bulk", str(_NOTHING_SELECTED)))
    return redirect("trash")


def _ticked(request: StudioRequest) -> tuple[QuerySet[Photo], QuerySet[RecolorTask]]:
    return (
        selectors.trashed_photos(request.workspace).filter(pk__in=selected_ids(request.POST, "photo")),
        selectors.trashed_tasks(request.workspace).filter(pk__in=selected_ids(request.POST)),
    )


def counted(photos: int, results: int) -> str:
    """Return a text such as “1 photo and 3 results”; it names results only if there are some, or no photos."""
    photos_text = ngettext("%(count)s photo", "%(count)s photos", photos) % {"count": photos}
    results_text = ngettext("%(count)s result", "%(count)s results", results) % {"count": results}
    if photos and results:
        return _("%(photos)s and %(results)s") % {"photos": photos_text, "results": results_text}
    return photos_text if photos else results_text
