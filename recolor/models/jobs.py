"""The base class of the rows that a background worker works on: photos and tasks."""

from django.db import models

from ..log_context import MAX_REQUEST_ID, current_request_id
from ..states import IN_PROGRESS


class Job(models.Model):
    """Work for a background worker. The row holds the state; a queue message only makes a worker read the row.

    A worker owns the row's current `attempt` until `lease_expires_at`, which a heartbeat extends. The statuses and
    the allowed transitions are in `states.py`; every transition is one guarded UPDATE, see `recolor/jobs.py`.
    """

    attempt = models.PositiveIntegerField(default=0)
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    stage = models.CharField(max_length=40, blank=True)
    timeline = models.JSONField(default=list)  # stages of the last attempt, each [stage, ISO time]
    progress = models.PositiveSmallIntegerField(default=0)  # percent
    error_code = models.CharField(max_length=40, blank=True)
    error_message = models.TextField(blank=True)
    # Of the request that created the row, for log lines.
    request_id = models.CharField(max_length=MAX_REQUEST_ID, blank=True, default=current_request_id, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def in_progress(self) -> bool:
        """Whether the job is queued or processing."""
        return self.status in IN_PROGRESS  # type: ignore[attr-defined]  # every subclass has a status

    @property
    def seconds(self) -> float | None:
        """How long the last attempt took; None if it has not finished."""
        if self.started_at is None or self.completed_at is None:
            return None
        return (self.completed_at - self.started_at).total_seconds()

    @property
    def error(self) -> dict[str, str] | None:
        """The error as `{"code", "message"}`; None if there is none."""
        return {"code": self.error_code, "message": self.error_message} if self.error_code else None
