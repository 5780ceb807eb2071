"""Telling webhooks that a batch is completed: its last task has ended, and no result is made again for one tone.

    a task ends ──► it is noted (`recolor/outbox.py`) ──► the sweep looks at its batch
                                                            ├── tasks are in progress, or tones to be compared: later
                                                            └── else: the notes are removed, and a message is written

One that is completed again, after a task was tried again or added, is noted again. Without webhooks that are told about
it, nothing is noted.
"""

import logging

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from .. import outbox
from ..models import Batch, CompletionCheck, RecolorTask, ToneCheck
from ..states import IN_PROGRESS

logger = logging.getLogger(__name__)


def batches_report_completed() -> None:
    """Write the messages about all batches that have been completed."""
    noted = Batch.objects.filter(Exists(CompletionCheck.objects.filter(batch=OuterRef("pk"))))
    # While a batch is being moved to the trash, its tasks go first.
    is_moving = Q(trash_group__isnull=False, trashed_at=None)
    for batch in noted.filter(_completed("pk", "workspace"), ~is_moving):
        try:
            _report(batch)
        except Exception:  # the rest of the sweep must go on
            logger.exception("batch %s: its completion could not be reported and will be with the next sweep", batch.pk)


def _completed(batch: str, workspace: str) -> Q:
    """Match what belongs to a batch of which nothing is left to do. batch, workspace: the names of its columns."""
    left = RecolorTask.objects.filter(
        batch=OuterRef(batch), workspace=OuterRef(workspace), trashed_at=None, status__in=IN_PROGRESS
    )
    return ~Q(Exists(left)) & ~Q(Exists(ToneCheck.objects.filter(batch=OuterRef(batch))))


def _report(batch: Batch) -> None:
    """Write the messages about a completed batch, unless another worker has done it.

    None is written about a batch in the trash, or one without results.
    """
    with transaction.atomic():
        # One statement: it does not remove the note of a task that it still sees in progress.
        notes = CompletionCheck.objects.filter(_completed("batch", "batch__workspace"), batch=batch.pk)
        noted, _models = notes.delete()
        if noted and batch.trashed_at is None and batch.tasks.filter(trashed_at=None).exists():
            outbox.record_batch(batch)
