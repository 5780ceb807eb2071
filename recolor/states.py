"""The statuses of tasks, photos and batches, and the allowed transitions between those of tasks and photos.

            ┌───── the worker died, or its lease expired ─────┐
            ▼                                                 │
  create → queued ──── a worker claims the row ────────► processing ───► completed (task), ready (photo)
            ▲  │                                              │               │
            │  └───────────────► failed ◄─────────────────────┘               │
            │  a person tries  │ ▲                                            │
            ├── again ─────────┘ └── the result of a completed task is lost ──┤
            └── garments of a ready photo are found again ────────────────────┘

A canceled task is `failed`, with the error code `canceled`.
"""

from django.db import models


class TaskStatus(models.TextChoices):
    """The statuses of a task, as the Recolor API names them."""

    QUEUED = "queued"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"


class PhotoStatus(models.TextChoices):
    """The statuses of a photo while its garments are found, as the Recolor API names them."""

    QUEUED = "queued"
    PROCESSING = "processing"
    READY = "ready"
    FAILED = "failed"


class BatchStatus(models.TextChoices):
    """The statuses of a batch, which follow from those of its tasks.

    A completed one has nothing left to do; its tasks may have failed. Of a queued one, no task has begun.
    """

    QUEUED = "queued"
    PROCESSING = "processing"
    PAUSED = "paused"
    COMPLETED = "completed"


CANCELED = "canceled"  # error code of a task that a person stopped
QUEUED, PROCESSING, FAILED = "queued", "processing", "failed"
IN_PROGRESS = (QUEUED, PROCESSING)

_NEXT_STATUSES: dict[str, set[str]] = {
    QUEUED: {PROCESSING, FAILED},
    PROCESSING: {QUEUED, FAILED, TaskStatus.COMPLETED.value, PhotoStatus.READY.value},
    FAILED: {QUEUED},
    TaskStatus.COMPLETED.value: {FAILED},
    PhotoStatus.READY.value: {QUEUED},
}


def can_transition(before: str, after: str) -> bool:
    """Whether a job may change from the status `before` directly to `after`."""
    return after in _NEXT_STATUSES.get(before, set())
