"""One tone: a photo that cannot show a color as vividly as the others of its batch sets the tone of the others, too.

The engine moves the median of the cloth to the requested color, so the results of one color differ only where a photo
cannot reach it: its contrast leaves too little room near the limits of sRGB. Then the others are made again, as next
versions, with the color that this photo reached.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from ..engine import LARGEST_TONE_SHIFT, TONE_GOAL, color_spread
from ..engine.color.ciede2000 import ciede2000
from ..engine.color.spaces import hex_to_lab
from ..exceptions import RequestsRefused
from ..filters import by_tone, changes_that_count
from ..models import Batch, ColorChange, EngineName, Photo, RecolorTask, Review
from ..prepared import PreparedQuery
from ..states import IN_PROGRESS, TaskStatus
from .colorways import Colorway, colorway_request
from .task_creation import TaskRequest, tasks_create

logger = logging.getLogger(__name__)

_LARGEST_SPREAD = 0.7  # CIEDE2000; below the goal, because the cloth that is measured is not all of the garment
_KEPT_WITHIN = TONE_GOAL / 2  # CIEDE2000 from the common tone within which a result need not be made again

Tones = dict[int, dict[int, str]]  # by task and position of the change: the color to aim at


def task_equalize(task: RecolorTask) -> int:
    """Give the results of a completed task's batch one tone; return the number of results that are made again.

    Without `Batch.one_tone`, and where the common tone would be too far from the requested color, only the poses of
    each model get one tone. Nothing is made again for a garment and color before all their results are finished. A
    result that was made for the common tone does not cause further ones.
    """
    colors = {
        (change.garment, change.layer, change.color_hex) for change in task.color_changes.all() if not change.tone_hex
    }
    if task.batch is None or not colors:
        return 0
    # Before the batch is locked: the results of a large batch are read once for each color, not for each result.
    if task.batch.one_tone:
        shown = {color for _garment, _layer, color in colors}
        colors &= {found for color in shown for found in _FINISHED_COLORS.rows(task.batch.pk, color)}
    else:
        colors &= set(_finished_colors(_changes_with(task, colors)))
    if not colors:
        return 0
    with transaction.atomic():
        batch = _locked(task.batch.pk)
        tones: Tones = defaultdict(dict)
        for group in by_tone(_changes_with(task, colors).select_related("task__pose", "task__model")):
            if (group[0].garment, group[0].layer, group[0].color_hex) in colors:
                _add(tones, _common_tones(group))
        try:
            return _make_again(batch, tones)
        except RequestsRefused as refusal:  # a garment was deleted in the meantime
            logger.info("task %s: the tone of its batch was not equalized: %s", task.pk, refusal.errors)
            return 0


def batch_equalize(batch: Batch, *, garment: str, color_hex: str, layer: str = "") -> int:
    """Give all results of a batch for one garment, or layer of it, and color one tone; return how many are made again.

    Reviewed results are kept. Raises ValidationError.
    """
    with transaction.atomic():
        batch = _locked(batch.pk)
        tones: Tones = defaultdict(dict)
        for group in by_tone(
            changes_that_count(batch).select_related("task").filter(garment=garment, layer=layer, color_hex=color_hex)
        ):
            _add(tones, _common_tone(group, None))
        try:
            return _make_again(batch, tones)
        except RequestsRefused as refusal:
            raise next(iter(refusal.errors.values())) from None


def _changes_with(task: RecolorTask, colors: set[tuple[str, str, str]]) -> QuerySet[ColorChange]:
    """Return the color changes that should reach one tone with a task's changes, and others of these colors."""
    assert task.batch
    changes = changes_that_count(task.batch).filter(color_hex__in={color for _garment, _layer, color in colors})
    return changes if task.batch.one_tone else changes.filter(task__photo_id__in=_poses_of(task))


def _finished_colors(changes: QuerySet[ColorChange]) -> QuerySet[ColorChange, tuple[str, str, str]]:
    """Return a query for the garments, layers and colors of which there are several results, all of them finished."""
    in_progress = Count("pk", filter=Q(task__status__in=IN_PROGRESS))
    counted = changes.order_by().values("garment", "layer", "color_hex").annotate(results=Count("pk"), left=in_progress)
    return counted.filter(results__gt=1, left=0).values_list("garment", "layer", "color_hex")


_FINISHED_COLORS = PreparedQuery(
    lambda batch, color: _finished_colors(changes_that_count(batch).filter(color_hex=color)), -1, "#"
)


def _poses_of(task: RecolorTask) -> list[int]:
    """Return the ids of the photos of a task's model."""
    model = _model_id(task)
    return list(Photo.objects.filter(Q(pk=model) | Q(model=model)).values_list("pk", flat=True))


def _locked(pk: int) -> Batch:
    """Return a batch, locked: of two workers that finish its last results, the second one sees both."""
    batches = Batch.objects.select_related("workspace", "created_by", "created_key")
    # Not the other rows: PostgreSQL refuses to lock those that may be missing.
    batch: Batch = batches.select_for_update(of=("self",)).get(pk=pk)
    return batch


def _model_id(task: RecolorTask) -> int:
    """Return the id of the model of a task's photo, which may be the photo itself."""
    return task.photo.model_id or task.photo.pk


def _common_tones(changes: Sequence[ColorChange]) -> list[tuple[ColorChange, str]]:
    """Return what `_common_tone` does for all photos together, or if nothing, for the poses of each model."""
    if any(change.task.in_progress for change in changes):
        return []
    if found := _common_tone(changes, LARGEST_TONE_SHIFT):
        return found
    models: dict[int, list[ColorChange]] = defaultdict(list)
    for change in changes:
        models[_model_id(change.task)].append(change)
    return [made for group in models.values() for made in _common_tone(group, LARGEST_TONE_SHIFT)]


def _common_tone(changes: Sequence[ColorChange], largest_shift: float | None) -> list[tuple[ColorChange, str]]:
    """Return the changes to make again, each with the tone to aim at: what the one farthest from its aim has reached.

    Empty if some are not finished, if they have one tone, or if the common tone would differ by more than
    `largest_shift` from the requested color.
    """
    if any(change.task.in_progress or change.task.engine != EngineName.LOCAL for change in changes):
        return []
    reached = {
        change: lab
        for change in changes
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


def _add(tones: Tones, found: Iterable[tuple[ColorChange, str]]) -> None:
    for change, tone_hex in found:
        tones[change.task_id][change.position] = tone_hex


def _make_again(batch: Batch, tones: Tones) -> int:
    """Request the next versions of tasks with tones. Raises RequestsRefused."""
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
