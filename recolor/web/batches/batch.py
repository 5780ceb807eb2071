"""The page of one batch: its progress, a grid of its results, and what can be done with it."""

import hashlib
from collections import Counter

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from ... import selectors, services
from ...models import AuditEntry, Batch, RecolorTask, Workspace
from ..audit import audit
from ..live import MAX_PAUSE_MS, MIN_PAUSE_MS
from ..photos.palettes import filled_palettes
from ..problems import Problem, add_problem
from ..requests import StudioRequest, next_url
from ..responses import refuse
from ..results.selection import results_text
from ..toasts import Undo, success_with_undo
from .results_grid import PHOTOS_PER_PAGE, results_grid

MAX_ENTERED = 200  # characters of a name that was refused


@require_safe
def batch(request: StudioRequest, pk: int) -> HttpResponse:
    """Show a batch. A poll, which names the state that it shows, gets the part that changes, or 204 if none has."""
    shown = get_object_or_404(selectors.batches(request.workspace).select_related("created_by", "created_key"), pk=pk)
    comparing = shown.tone_checks.exists()  # results may be made again although all are ready
    state = _state(shown, comparing)
    polled = request.headers.get("X-Batch-State")
    if polled == state:
        return HttpResponse(status=204)
    progress = selectors.progress_of(shown)
    per_minute = selectors.results_per_minute(shown) if progress.rest else None
    tasks = list(selectors.tasks(request.workspace).filter(batch=shown).order_by("id"))
    tones = selectors.tones(shown)
    context = {
        "batch": shown,
        "state": state,
        "progress": progress,
        "pause": MIN_PAUSE_MS if progress.count <= PHOTOS_PER_PAGE else MAX_PAUSE_MS // 2,
        "per_minute": per_minute,
        "seconds_left": _seconds_left(request.workspace, progress, per_minute),
        "comparing": comparing,
        "tones": tones,
        "off_tone": {pk for tone in tones for pk in tone.off},
        "tone_goal": selectors.TONE_GOAL,
        "palettes": [] if polled else filled_palettes(request.workspace),
        "sheet": None if polled else selectors.sheet_of(shown),
        "reviews": _reviews(tasks),
        **results_grid(request, tasks),
    }
    template = "recolor/batches/batch.html"
    return render(request, f"{template}#progress" if polled else template, context)


def _seconds_left(workspace: Workspace, progress: selectors.Progress, per_minute: float | None) -> float | None:
    """Return the expected time of the rest: by the throughput, or as long as too few are ready, by earlier results."""
    if per_minute:
        return 60 * progress.rest / per_minute
    pace = selectors.pace(workspace) if progress.rest else None
    return progress.rest * pace.seconds_each if pace else None


def _state(shown: Batch, comparing: bool) -> str:
    """Return a hash of everything on the page that changes while tasks are in progress, also by other people."""
    fields = ("pk", "status", "progress", "attempt", "review")
    rows = shown.tasks.filter(trashed_at=None).order_by("pk").values_list(*fields)
    return hashlib.sha256(repr((shown.paused_at, comparing, list(rows))).encode()).hexdigest()[:16]


def _reviews(tasks: list[RecolorTask]) -> Counter[str]:
    """Return the numbers of completed results with each review, without replaced versions."""
    newest = {task.version_key: task for task in tasks}
    return Counter(task.review for task in newest.values() if task.status == task.DONE)


def _pause(request: StudioRequest, shown: Batch) -> None:
    services.batch_pause(shown)


def _resume(request: StudioRequest, shown: Batch) -> None:
    services.batch_resume(shown)


def _cancel(request: StudioRequest, shown: Batch) -> None:
    count = services.batch_cancel_rest(shown)
    text = ngettext("Canceled %(count)s result.", "Canceled %(count)s results.", count)
    messages.success(request, text % {"count": count})


def _retry(request: StudioRequest, shown: Batch) -> None:
    count = services.batch_retry_failed(shown)
    text = ngettext("Trying %(count)s result again.", "Trying %(count)s results again.", count)
    messages.success(request, text % {"count": count})


def _retry_canceled(request: StudioRequest, shown: Batch) -> None:
    count = services.batch_retry_canceled(shown)
    text = ngettext("Requested %(count)s result again.", "Requested %(count)s results again.", count)
    messages.success(request, text % {"count": count})


def _equalize(request: StudioRequest, shown: Batch) -> None:
    garment, layer, color_hex = (request.POST.get(name, "") for name in ("garment", "layer", "color_hex"))
    try:
        count = services.batch_equalize(shown, garment=garment, layer=layer, color_hex=color_hex)
    except ValidationError as error:
        add_problem(request, Problem.of("tones", error))
        return
    if not count:
        text = _("Nothing is made again: results are unfinished, were reviewed, or are those of the hosted service.")
        messages.info(request, text)
        return
    text = ngettext("Making %(count)s result again.", "Making %(count)s results again.", count)
    messages.success(request, text % {"count": count})


_ACTIONS = {
    "pause": _pause,
    "resume": _resume,
    "cancel": _cancel,
    "retry": _retry,
    "retry_canceled": _retry_canceled,
    "equalize": _equalize,
}


@require_POST
def change(request: StudioRequest, pk: int) -> HttpResponse:
    """Pause, resume, cancel the rest of a batch, try failed or canceled results again, or make one tone.

    The field `action` says which. One tone is made of the results for `garment` and `color_hex`.
    """
    shown = _batch(request, pk)
    action = _ACTIONS.get(request.POST.get("action", ""))
    if action is None:
        return refuse(_("Choose an action for the batch."), 400)
    action(request, shown)
    return redirect(reverse("batch", args=[pk]))


@require_POST
def rename(request: StudioRequest, pk: int) -> HttpResponse:
    name = request.POST.get("name", "")
    try:
        services.batch_rename(_batch(request, pk), name)
    except ValidationError as error:
        add_problem(request, Problem.of("batch-name", error, entered=name[:MAX_ENTERED]))
    return redirect("batch", pk)


@require_POST
def delete(request: StudioRequest, pk: int) -> HttpResponse:
    """Move a batch with its results to the trash."""
    shown = _batch(request, pk)
    subject = results_text(list(shown.tasks.filter(trashed_at=None).values_list("pk", flat=True)))
    trash_group, count = services.batch_trash(shown)
    audit(request, AuditEntry.Action.TRASHED, subject)
    text = ngettext(
        "Moved “%(name)s” with %(count)s result to the trash.",
        "Moved “%(name)s” with %(count)s results to the trash.",
        count,
    )
    success_with_undo(request, text % {"name": shown.name, "count": count}, Undo.of_batch(trash_group))
    return redirect(next_url(request, "batches"))


def _batch(request: StudioRequest, pk: int) -> Batch:
    batch: Batch = get_object_or_404(Batch.objects.visible_in(request.workspace), pk=pk, trashed_at=None)
    return batch
