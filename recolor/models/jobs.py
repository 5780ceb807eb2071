"""What photos and tasks have in common: work that a background worker does."""

from django.db import models

from ..states import PROCESSING, QUEUED


class Job(models.Model):
    """Work for a worker; the row is the truth, the queue only a wake-up call.

    A worker holds a row by its `attempt` until `lease_expires_at`, which its heartbeat moves on; every
    transition is one UPDATE guarded on status and attempt (`jobs.py`), the statuses are in `states.py`.
    """

    attempt = models.PositiveIntegerField(default=0)
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    stage = models.CharField(max_length=40, blank=True)
    timeline = models.JSONField(default=list)  # of the last attempt: [stage, ISO time] each
    progress = models.PositiveSmallIntegerField(default=0)  # per cent
    error_code = models.CharField(max_length=40, blank=True)
    error_message = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def in_progress(self) -> bool:
        return self.status in (QUEUED, PROCESSING)  # type: ignore[attr-defined]

    @property
    def seconds(self) -> float | None:
        """How long the last attempt took."""
        if self.started_at is None or self.completed_at is None:
            return None
        return (self.completed_at - self.started_at).total_seconds()

    @property
    def error(self) -> dict[str, str] | None:
        return {"code": self.error_code, "message": self.error_message} if self.error_code else None
