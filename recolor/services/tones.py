"""One tone: a photo that cannot show a color as vividly as the others of its batch sets the tone of the others, too.

The engine moves the median of the cloth to the requested color, so the results of one color differ only where a photo
cannot reach it: its contrast leaves too little room near the limits of sRGB. Then the others are made again, as next
versions, with the color that this photo reached.

    a result ends ──► it is noted (`recolor/tone_checks.py`) ──► the worker or the sweep looks at its color
                                                                   ├── others in this color are not finished: nothing
                                                                   └── they differ: some are made again

A group is the results of a batch for one garment, or color layer of it, and color; if the batch does not ask for one
tone, only those of one model.
"""

import logging
from collections import defaultdict
from collections.abc import Sequence
from typing import cast

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from ..engine import LARGEST_TONE_SHIFT, TONE_GOAL, color_spread
from ..engine.color.ciede2000 import ciede2000
from ..engine.color.spaces import hex_to_lab
from ..exceptions import RequestsRefused
from ..filters import by_tone, changes_that_count
from ..models import Batch, ColorChange, EngineName, Photo, RecolorTask, Review, ToneCheck
from ..prepared import PreparedQuery
from ..states import IN_PROGRESS, TaskStatus
from ..tone_checks import Color, colors_to_compare, model_of
from .colorways import Colorway, colorway_request
from .task_creation import TaskRequest, tasks_create

logger = logging.getLogger(__name__)

# CIEDE2000 between two results from which on a group needs another tone. Below the goal, because the cloth that is
# measured is not all of the garment.
_LARGEST_SPREAD = 0.7
# CIEDE2000 from the color to aim at, within which a result is kept: two of those that are kept meet the goal.
_KEPT_WITHIN = TONE_GOAL / 2

Aims = list[tuple[ColorChange, str]]  # the changes to make again, each with the color to aim at


def task_equalize(task: RecolorTask) -> int:
    """Give the results of a finished task's batch one tone, in its colors; return the number that is made again.

    Without `Batch.one_tone`, and where the common tone would be too far from the requested color, only the poses of
    each model get one tone. Nothing is made again for a garment and color before all their results are finished.
    """
    if task.batch is None:
        return 0
    return _equalize(task.batch, colors_to_compare(task), None if task.batch.one_tone else model_of(task))


def batches_equalize_due() -> None:
    """Do what `task_equalize` does for all tasks whose end is noted, and remove the notes.

    These are tasks whose worker died, and those that no worker ended: canceled, deleted, or interrupted too often.
    """
    due: dict[int, list[ToneCheck]] = defaultdict(list)
    for check in ToneCheck.objects.all():
        due[check.batch_id].append(check)
    batches = Batch.objects.in_bulk(due)  # one may have been deleted in the meantime
    for pk, checks in due.items():
        try:
            if pk in batches:
                _equalize_all(batches[pk], checks)
            ToneCheck.objects.filter(pk__in=[check.pk for check in checks]).delete()
        except Exception:  # the rest of the sweep must go on
            logger.exception("batch %s: its tones could not be compared and will be with the next sweep", pk)


def batch_equalize(batch: Batch, *, garment: str, color_hex: str, layer: str = "") -> int:
    """Give all results of a batch for one garment, or layer of it, and color one tone; return how many are made again.

    Reviewed results are kept. Raises ValidationError.
    """
    with transaction.atomic():
        batch = _locked(batch.pk)
        aims = [
            aim for group in _finished_groups(batch, {(garment, layer, color_hex)}, None) for aim in _aims(group, None)
        ]
        try:
            return _make_again(batch, aims)
        except RequestsRefused as refusal:
            raise next(iter(refusal.errors.values())) from None


def _equalize_all(batch: Batch, checks: Sequence[ToneCheck]) -> None:
    """Give the results of a batch one tone in the colors of some checks: each color once, however many name it."""
    colors: dict[int | None, set[Color]] = defaultdict(set)
    for check in checks:
        colors[None if batch.one_tone else check.model_id].update(cast(Color, tuple(color)) for color in check.colors)
    for model, named in colors.items():
        _equalize(batch, named, model)


def _equalize(batch: Batch, colors: set[Color], model: int | None) -> int:
    """Give the results of a batch one tone in some colors; return the number that is made again.

    model: compare only the results of this model and its poses; None for all photos.
    """
    # Before the batch is locked: the results of a large batch are read once for each color, not for each result.
    if not _finished_colors(batch, colors, model):
        return 0
    with transaction.atomic():
        batch = _locked(batch.pk)
        groups = _finished_groups(batch, colors, model)
        _settle_checks(batch, {_color_of(group) for group in groups}, model)
        aims = [aim for group in groups for aim in _aims(group, LARGEST_TONE_SHIFT) or _aims_by_model(group)]
        try:
            return _make_again(batch, aims)
        except RequestsRefused as refusal:  # a garment was deleted in the meantime
            logger.info("batch %s: its tone was not equalized: %s", batch.pk, refusal.errors)
            return 0


def _settle_checks(batch: Batch, colors: set[Color], model: int | None) -> None:
    """Remove some colors, which are compared now, from the notes about a batch.

    Otherwise, the sweep would compare them again, with the results that are made for the common tone.
    """
    checks = batch.tone_checks.all() if model is None else batch.tone_checks.filter(model_id=model)
    for check in checks:
        left = [color for color in check.colors if tuple(color) not in colors]
        if not left:
            check.delete()
        elif len(left) < len(check.colors):
            check.colors = left
            check.save(update_fields=["colors"])


def _results(batch: Batch, colors: set[Color], model: int | None) -> QuerySet[ColorChange]:
    """Return the results of a batch for some colors, and for the same colors of other garments."""
    changes = changes_that_count(batch).filter(color_hex__in={color for _garment, _layer, color in colors})
    if model is None:
        return changes
    photos = Photo.objects.filter(Q(pk=model) | Q(model=model))
    return changes.filter(task__photo_id__in=list(photos.values_list("pk", flat=True)))


def _finished(changes: QuerySet[ColorChange]) -> QuerySet[ColorChange, Color]:
    """Return a query for the colors of which there are several results, all of them finished."""
    in_progress = Count("pk", filter=Q(task__status__in=IN_PROGRESS))
    counted = changes.order_by().values("garment", "layer", "color_hex").annotate(results=Count("pk"), left=in_progress)
    return counted.filter(results__gt=1, left=0).values_list("garment", "layer", "color_hex")


# For each finished task of a batch with one tone.
_FINISHED_IN_BATCH = PreparedQuery(
    lambda batch, color: _finished(changes_that_count(batch).filter(color_hex=color)), -1, "#"
)


def _finished_colors(batch: Batch, colors: set[Color], model: int | None) -> set[Color]:
    """Return those of some colors of which there are several results, all of them finished."""
    if model is not None:
        return colors & set(_finished(_results(batch, colors, model)))
    requested = {color for _garment, _layer, color in colors}
    return colors & {found for color in requested for found in _FINISHED_IN_BATCH.rows(batch.pk, color)}


def _finished_groups(batch: Batch, colors: set[Color], model: int | None) -> list[list[ColorChange]]:
    """Return the results of a locked batch for those of some colors that are finished, one list for each color."""
    finished = _finished_colors(batch, colors, model)
    groups = by_tone(_results(batch, finished, model).select_related("task__pose", "task__model"))
    return [group for group in groups if _color_of(group) in finished]


def _color_of(group: Sequence[ColorChange]) -> Color:
    """Return the color of which a group has the results."""
    return group[0].garment, group[0].layer, group[0].color_hex


def _locked(pk: int) -> Batch:
    """Return a batch, locked: of two workers that finish its last results, the second one sees both."""
    batches = Batch.objects.select_related("workspace", "created_by", "created_key")
    # Not the other rows: PostgreSQL refuses to lock those that may be missing.
    batch: Batch = batches.select_for_update(of=("self",)).get(pk=pk)
    return batch


def _aims(group: Sequence[ColorChange], largest_shift: float | None) -> Aims:
    """Return what to make again so that a group gets one tone: the color that the result farthest from its aim reached.

    Empty if the group has one tone, or if this color differs by more than `largest_shift` from the requested one.
    """
    if any(change.task.engine != EngineName.LOCAL for change in group):
        return []
    reached = {
        change: lab
        for change in group
        if change.task.status == TaskStatus.COMPLETED and (lab := change.reached_lab) is not None
    }
    if not reached or color_spread(list(reached.values())).delta_e <= _LARGEST_SPREAD:
        return []
    limit = max(reached, key=lambda change: ciede2000(reached[change], hex_to_lab(change.tone_hex or change.color_hex)))
    if largest_shift is not None and ciede2000(reached[limit], hex_to_lab(limit.color_hex)) > largest_shift:
        return []
    return [
        (change, limit.achieved_hex)
        for change, lab in reached.items()
        if ciede2000(lab, reached[limit]) > _KEPT_WITHIN and change.task.review == Review.TO_REVIEW
    ]


def _aims_by_model(group: Sequence[ColorChange]) -> Aims:
    """Return what to make again so that the photos of each model get one tone."""
    models: dict[int, list[ColorChange]] = defaultdict(list)
    for change in group:
        models[model_of(change.task)].append(change)
    return [aim for results in models.values() for aim in _aims(results, LARGEST_TONE_SHIFT)]


def _make_again(batch: Batch, aims: Aims) -> int:
    """Request the next versions of results; return their number. Raises RequestsRefused."""
    tones: dict[int, dict[int, str]] = defaultdict(dict)  # by task and position of the change
    for change, tone_hex in aims:
        tones[change.task_id][change.position] = tone_hex
    if not tones:
        return 0
    tasks = RecolorTask.objects.filter(pk__in=tones).select_related("pose", "model")
    swatches = batch.workspace.swatch_colors()
    requests = [
        _request(task, tones[task.pk], swatches) for task in tasks.prefetch_related("color_changes").order_by("pk")
    ]
    tasks_create(batch.workspace, requests, created_by=batch.created_by, created_key=batch.created_key)
    return len(requests)


def _request(task: RecolorTask, tones: dict[int, str], swatches: dict[str, str]) -> TaskRequest:
    fields = colorway_request(task.photo, Colorway.of(task), swatches)
    fields["changes"] = [
        {**change, "tone_hex": tones.get(row.position, row.tone_hex)}
        for change, row in zip(fields["changes"], task.color_changes.all(), strict=True)
    ]
    return TaskRequest(**fields, name=task.name, replaces=task)
