"""The trash: deleted photos, batches and results, which can be restored until they are purged."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Self

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
_NOTHING_SELECTED = gettext_lazy("Nothing is selected; tick something first.")


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
    """Return the photo, batch or task of each row of the trash, as `{"photo": …}`, `{"batch": …}` or `{"task": …}`."""
    keys = [(row["type"], row["pk"]) for row in rows]
    trashed = {
        "photo": selectors.trashed_photos(workspace),
        "batch": selectors.trashed_batches(workspace),
        "task": selectors.trashed_tasks(workspace),
    }
    found: dict[tuple[str, int], Any] = {
        (kind, row.pk): row
        for kind, every in trashed.items()
        for row in every.filter(pk__in=[pk for of_kind, pk in keys if of_kind == kind])
    }
    thumbnails = selectors.batch_thumbnails([row for (kind, _pk), row in found.items() if kind == "batch"], 4)
    for pk, tasks in thumbnails.items():
        found["batch", pk].thumbnails = tasks
    # A row that was restored or purged in the meantime is left out.
    return [{key[0]: found[key]} for key in keys if key in found]


@require_POST
def restore(request: StudioRequest) -> HttpResponse:
    """Restore what one deletion moved to the trash, by its `trash_group`, or what is ticked."""
    try:
        trashed = _trashed(request.workspace).of_group(uuid.UUID(request.POST["trash_group"]))
    except (KeyError, ValueError):
        trashed = _ticked(request)
    counts = trashed.each(services.photos_restore, services.batches_restore, services.tasks_restore)
    if any(counts):
        messages.success(request, _("Restored %(items)s.") % {"items": counted(*counts)})
    elif "trash_group" in request.POST:
        messages.info(request, _("There was nothing to restore."))
    else:
        add_problem(request, Problem("bulk", str(_NOTHING_SELECTED)))
    return redirect(next_url(request, "trash"))


@require_POST
def purge(request: StudioRequest) -> HttpResponse:
    """Permanently delete the ticked `photo`s, `batch`es and `task`s, or, with `all`, everything in the trash."""
    if request.POST.get("all"):
        counts = services.trash_purge(request.workspace)
    else:
        counts = _ticked(request).each(services.photos_delete, services.batches_delete, services.tasks_delete)
    if any(counts):
        items = counted(*counts)
        audit(request, AuditEntry.Action.DELETED, items)
        messages.success(request, _("Permanently deleted %(items)s.") % {"items": items})
    else:
        add_problem(request, Problem("bulk", str(_NOTHING_SELECTED)))
    return redirect("trash")


@dataclass(frozen=True)
class _Trashed:
    """Rows in the trash."""

    photos: QuerySet[Photo]
    batches: QuerySet[Batch]
    tasks: QuerySet[RecolorTask]

    def of_group(self, group: uuid.UUID) -> Self:
        return replace(
            self,
            photos=self.photos.filter(trash_group=group),
            batches=self.batches.filter(trash_group=group),
            tasks=self.tasks.filter(trash_group=group),
        )

    def each(
        self,
        of_photos: Callable[[QuerySet[Photo]], tuple[int, int]],
        of_batches: Callable[[QuerySet[Batch]], tuple[int, int]],
        of_tasks: Callable[[QuerySet[RecolorTask]], int],
    ) -> tuple[int, int, int]:
        """Restore or delete all rows with services; return the numbers of photos, of tasks and of batches.

        The services for photos and batches return their number and that of the tasks that belong to them.
        """
        batches, tasks_of_batches = of_batches(self.batches)
        photos, tasks_of_photos = of_photos(self.photos)
        return photos, tasks_of_batches + tasks_of_photos + of_tasks(self.tasks), batches


def _trashed(workspace: Workspace) -> _Trashed:
    """Return everything in a workspace's trash."""
    photos, batches = selectors.trashed_photos(workspace), selectors.trashed_batches(workspace)
    return _Trashed(photos, batches, selectors.trashed_tasks(workspace))


def _ticked(request: StudioRequest) -> _Trashed:
    every = _trashed(request.workspace)
    return _Trashed(
        every.photos.filter(pk__in=selected_ids(request.POST, "photo")),
        every.batches.filter(pk__in=selected_ids(request.POST, "batch")),
        every.tasks.filter(pk__in=selected_ids(request.POST)),
    )


def counted(photos: int, results: int, batches: int = 0) -> str:
    """Return a text such as “1 batch, 2 photos and 3 results”, without those of which there are none."""
    texts = [
        ngettext("%(count)s batch", "%(count)s batches", batches) % {"count": batches} if batches else "",
        ngettext("%(count)s photo", "%(count)s photos", photos) % {"count": photos} if photos else "",
        ngettext("%(count)s result", "%(count)s results", results) % {"count": results} if results else "",
    ]
    *first, last = filter(None, texts)
    return _("%(first)s and %(last)s") % {"first": ", ".join(first), "last": last} if first else last
