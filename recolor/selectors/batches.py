"""Batches: their progress, and how far the tones of the results of a batch are apart."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from ..engine import LARGEST_TONE_SHIFT, TONE_GOAL, color_spread
from ..engine.color.ciede2000 import ciede2000
from ..engine.color.spaces import hex_to_lab
from ..filters import changes_that_count, is_replaced
from ..models import Batch, RecolorTask, Workspace
from ..states import CANCELED, FAILED, BatchStatus, TaskStatus
from ..tone_groups import Skipped, ToneGroup, tone_groups


@dataclass(frozen=True)
class Progress:
    """The numbers of a batch's tasks, by status, without replaced versions and those in the trash.

    canceled: those of the failed ones that people stopped. paused: whether the batch is paused.
    """

    queued: int
    processing: int
    completed: int
    failed: int
    canceled: int
    paused: bool

    @property
    def count(self) -> int:
        return self.queued + self.processing + self.completed + self.failed

    @property
    def rest(self) -> int:
        """The number of tasks that are queued or processing."""
        return self.queued + self.processing

    @property
    def finished(self) -> int:
        return self.completed + self.failed

    @property
    def to_retry(self) -> int:
        """The number of tasks that failed and were not canceled."""
        return self.failed - self.canceled

    @property
    def percent(self) -> int:
        return 100 * self.finished // max(self.count, 1)

    @property
    def status(self) -> BatchStatus:
        if not self.rest:
            return BatchStatus.COMPLETED
        if self.paused:
            return BatchStatus.PAUSED
        return BatchStatus.PROCESSING if self.processing or self.finished else BatchStatus.QUEUED


@dataclass(frozen=True)
class Tone:
    """The results of a batch for one garment, or color layer of it, and color.

    garment: the target in lower case. count: the number of measured results. delta_e: the largest CIEDE2000 between two
    of them. first, second: their ids. off: the ids of the results that differ too much from the one that is nearest to
    the requested color. made_again: the number of results that were made for the common tone. skipped: why the results
    were not made again, although they differ.
    """

    garment: str
    target: str
    layer: str
    color: str
    color_hex: str
    count: int
    delta_e: float
    first: int
    second: int
    off: Sequence[int]
    made_again: int
    skipped: Skipped | None

    @property
    def scope(self) -> str:
        """What has the tone, in words: see `ColorChange.scope`."""
        return f"{self.target} {self.layer}".rstrip()

    @property
    def within_goal(self) -> bool:
        return self.delta_e <= TONE_GOAL


def batches(workspace: Workspace) -> QuerySet[Batch]:
    """Return a workspace's batches, newest first, with the numbers that `progress_of` reads."""
    shown = Q(tasks__trashed_at=None) & ~is_replaced("tasks__")
    counts = {f"{status}_count": Count("tasks", filter=shown & Q(tasks__status=status)) for status in TaskStatus.values}
    canceled = Count("tasks", filter=shown & Q(tasks__status=FAILED, tasks__error_code=CANCELED))
    found: QuerySet[Batch] = (
        Batch.objects.visible_in(workspace).filter(trashed_at=None).annotate(**counts, canceled_count=canceled)
    )
    return found.order_by("-id")  # a query with counts does not take the order of the model


def progress_of(batch: Batch) -> Progress:
    """Return the progress of a batch that `batches` has returned."""
    counts = {name: getattr(batch, f"{name}_count") for name in (*TaskStatus.values, CANCELED)}
    return Progress(**counts, paused=batch.paused_at is not None)


def batch_thumbnails(shown: Sequence[Batch], limit: int = 5) -> dict[int, list[RecolorTask]]:
    """Return the first completed tasks of each batch by its id; of a batch in the trash, of those deleted with it."""
    together = Q(batch__trashed_at__isnull=False, trash_group=F("batch__trash_group"))
    with_batch = Q(batch__trashed_at=None, trashed_at=None) | together
    completed = RecolorTask.objects.filter(with_batch, batch__in=shown, status=TaskStatus.COMPLETED)
    completed = completed.exclude(is_replaced())
    numbered = completed.annotate(number=Window(RowNumber(), partition_by="batch", order_by="id"))
    by_batch: dict[int, list[RecolorTask]] = {batch.pk: [] for batch in shown}
    for task in numbered.filter(number__lte=limit).order_by("id"):
        by_batch[task.batch_id].append(task)
    return by_batch


def tones(batch: Batch) -> list[Tone]:
    """Return how far the results of a batch are apart, for each garment and color with at least two of them."""
    groups = tone_groups(changes_that_count(batch).select_related("task"))
    return [_tone(batch, group) for group in groups if sum(bool(change.achieved_hex) for change in group.changes) > 1]


def _tone(batch: Batch, group: ToneGroup) -> Tone:
    changes = [change for change in group.changes if change.achieved_hex]
    reached = np.array([change.reached_lab for change in changes])
    spread = color_spread(reached)
    distances = ciede2000(reached, hex_to_lab(group.key.color_hex))
    too_far = ciede2000(reached, reached[distances.argmin()]) > TONE_GOAL
    first = changes[0]
    return Tone(
        garment=first.garment,
        target=first.asked or first.target,
        layer=first.layer,
        color=first.color,
        color_hex=first.color_hex,
        count=len(changes),
        delta_e=round(spread.delta_e, 2),
        first=changes[spread.first].task_id,
        second=changes[spread.second].task_id,
        off=[change.task_id for change, is_off in zip(changes, too_far, strict=True) if is_off],
        made_again=sum(bool(change.tone_hex) for change in changes),
        skipped=None if spread.delta_e <= TONE_GOAL else _skipped(batch, group),
    )


def _skipped(batch: Batch, group: ToneGroup) -> Skipped | None:
    """Return why the results of a group, which differ, were not made again when they were compared."""
    decision = group.decision(LARGEST_TONE_SHIFT)
    if not decision.aims:
        return decision.skipped
    if any(aim.change.tone_hex for aim in decision.aims):  # see `tone_checks.tones_to_compare`
        return Skipped.MADE
    return Skipped.LEFT if batch.one_tone else Skipped.OFF
