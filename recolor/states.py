"""The statuses of background work and the allowed ways between them; pure.

A task:   queued ──► processing ──► completed        A photo:  queued ──► processing ──► ready
            ▲  │          │                                      ▲  │          │
            │  └─► failed ◄┤                                     │  └─► failed ◄┤
            ├──────────────┘ (its worker died)                   ├──────────────┘
            └── failed (a person tries again)                    └── failed
"""

from django.db import models


class TaskStatus(models.TextChoices):
    """The task's statuses, as the Recolor API writes them."""

    QUEUED = "queued"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"


class PhotoStatus(models.TextChoices):
    """The statuses of a photo while its garments are found, as the Recolor API writes them."""

    QUEUED = "queued"
    PROCESSING = "processing"
    READY = "ready"
    FAILED = "failed"


QUEUED, PROCESSING, FAILED = "queued", "processing", "failed"
IN_PROGRESS = (QUEUED, PROCESSING)

_ALLOWED = {
    QUEUED: {PROCESSING, FAILED},
    PROCESSING: {QUEUED, FAILED, TaskStatus.COMPLETED.value, PhotoStatus.READY.value},
    FAILED: {QUEUED},
    TaskStatus.COMPLETED.value: set(),
    # A photo's garments may be looked for again; a task that is completed stays so.
    PhotoStatus.READY.value: {QUEUED},
}


def can_transition(before: str, after: str) -> bool:
    """Whether work in the status `before` may go straight to `after`."""
    return after in _ALLOWED.get(before, set())
