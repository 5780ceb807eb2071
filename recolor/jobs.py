"""Transitions of jobs, the rows that workers work on: each is one UPDATE guarded on status and attempt.

The row count of the UPDATE decides. 0 means that the row has changed in the meantime: it was deleted, claimed by
another worker, or queued again after its lease expired. Whatever the caller has computed for it is then dropped.
`states.py` lists the allowed transitions.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from . import outbox, tone_checks
from .exceptions import DATABASE_UNREACHABLE
from .models import Batch, Photo, RecolorTask, Webhook
from .states import FAILED, IN_PROGRESS, PROCESSING, QUEUED, can_transition

AnyJob = RecolorTask | Photo

HOSTED_STAGE = "at the hosted service"
_REPORTED_EVERY = timedelta(seconds=0.2)  # at most; pages ask once a second at most

# A subquery, not a join: with a join, PostgreSQL would check status and attempt of the row as it was before it waited.
IN_PAUSED_BATCH = Q(Exists(Batch.objects.filter(pk=OuterRef("batch"), paused_at__isnull=False)))

_running: set[tuple[type[AnyJob], int, int]] = set()  # the jobs that threads of this process work on; see `_key`


class JobLost(Exception):
    """The row was deleted, or belongs to another attempt now. The caller must stop and remove its files."""


def _key(job: AnyJob) -> tuple[type[AnyJob], int, int]:
    return type(job), job.pk, job.attempt


def _row(job: AnyJob) -> QuerySet[Any]:
    """Return a query for the job's row, which is empty if the row has changed since it was read."""
    return type(job)._default_manager.filter(pk=job.pk, status=job.status, attempt=job.attempt)


def _transition(job: AnyJob, status: str, condition: Q | None = None, **fields: Any) -> bool:
    """Change the row's status and fields, and the object alike; return False if the row has changed in the meantime.

    condition: what the row must match beside its status and attempt.
    """
    assert can_transition(job.status, status), f"{job.status} -> {status}"
    if not _row(job).filter(condition or Q()).update(status=status, **fields):
        return False
    job.status = status
    for name, value in fields.items():
        setattr(job, name, value)
    return True


def _lease_end() -> datetime:
    return timezone.now() + timedelta(seconds=settings.RECOLOR_LEASE_SECONDS)


def claim(job: AnyJob) -> bool:
    """Claim a queued row for this worker, under a new attempt number.

    Returns False if another worker was faster, or if the batch of the task is paused.
    """
    condition = ~IN_PAUSED_BATCH if isinstance(job, RecolorTask) else None
    return _claim(job, condition, lease_expires_at=_lease_end())


def claim_for_hosted(job: AnyJob) -> bool:
    """Claim a queued row that the hosted service has begun to work on. It gets no lease, so the sweep ignores it."""
    return _claim(job, lease_expires_at=None)


def _claim(job: AnyJob, condition: Q | None = None, *, lease_expires_at: datetime | None) -> bool:
    now = timezone.now()
    return _transition(
        job,
        PROCESSING,
        condition,
        attempt=job.attempt + 1,
        lease_expires_at=lease_expires_at,
        started_at=now,
        timeline=[["starting", now.isoformat()]],
        stage="starting",
        progress=1,
        error_code="",
        error_message="",
    )


def report(job: AnyJob, stage: str, progress: int, *, at_once: bool = False) -> None:
    """Note the current stage and the percentage done; store them and extend the lease. Raises JobLost.

    Each report is a transaction, and most recolorings end before a page asks for their progress. So a report that
    follows the last stored one too soon is stored with the next one, and the timeline with the result or the failure.
    at_once: store it in any case, because the stage takes seconds.
    """
    if stage != job.stage:
        job.timeline = [*job.timeline, [stage, timezone.now().isoformat()]]
    job.stage, job.progress = stage, progress
    lease_end = _lease_end()
    if not at_once and job.lease_expires_at and lease_end - job.lease_expires_at < _REPORTED_EVERY:
        return
    if not _row(job).update(stage=stage, progress=progress, timeline=job.timeline, lease_expires_at=lease_end):
        raise JobLost(f"{type(job).__name__} {job.pk}, attempt {job.attempt}")
    job.lease_expires_at = lease_end


def report_hosted(job: AnyJob, progress: int) -> None:
    """Store the percentage done of a row that was claimed for the hosted service."""
    _row(job).update(stage=HOSTED_STAGE, progress=progress)


def finish(job: AnyJob, **fields: Any) -> bool:
    """Mark a job as done and store its result in `fields`; return False if the row has changed in the meantime."""
    return _transition(
        job,
        job.DONE,
        completed_at=timezone.now(),
        lease_expires_at=None,
        stage="",
        progress=100,
        timeline=job.timeline,
        **fields,
    )


def fail(job: AnyJob, code: str, message: str) -> bool:
    """Mark an unfinished job as failed, with an error code and a message for people; return False for any other.

    Webhooks are told about it. An error that follows the completion of a job must not discard its result.
    """
    return job.status in IN_PROGRESS and _fail(job, code, message)


def fail_at_work(job: AnyJob, code: str, message: str) -> bool:
    """Do what `fail` does, for the worker that runs the job: store the stages that it has only noted, too.

    An error may have rolled back the transaction that finished the job. The object does not know it, the row decides.
    """
    job.status = PROCESSING
    return _fail(job, code, message, timeline=job.timeline)


def fail_without_result(task: RecolorTask, code: str, message: str) -> bool:
    """Mark a completed task, whose stored result is lost, as failed; return False if it has changed. Tell webhooks."""
    return _fail(task, code, message)


def _fail(job: AnyJob, code: str, message: str, **fields: Any) -> bool:
    with transaction.atomic():
        failed = _transition(
            job,
            FAILED,
            completed_at=timezone.now(),
            lease_expires_at=None,
            stage="",
            error_code=code,
            error_message=message,
            **fields,
        )
        if failed and isinstance(job, RecolorTask):
            outbox.record_end(job, Webhook.Event.FAILED)
            tone_checks.record(job)
        elif failed and isinstance(job, Photo):
            outbox.record_base_image(Webhook.Event.BASE_IMAGE_FAILED, job)
    return failed


def requeue(job: AnyJob) -> bool:
    """Queue a job again. The attempt number stays, so that a late result of the last attempt is dropped."""
    return _transition(
        job,
        QUEUED,
        lease_expires_at=None,
        stage="",
        progress=0,
        completed_at=None,
        error_code="",
        error_message="",
    )


def expired_leases(model: type[AnyJob]) -> list[Any]:
    """Return the rows in progress whose worker has not extended the lease in time.

    Those that threads of this process work on are left out. Their leases expire while the database cannot be written,
    and are extended again afterwards; without this, the sweep could be faster, and their work would be done again.
    """
    expired = model._default_manager.filter(status=PROCESSING, lease_expires_at__lt=timezone.now())
    return [job for job in expired if _key(job) not in _running]


@contextmanager
def heartbeat(job: AnyJob) -> Iterator[None]:
    """Extend the lease of a claimed row from a separate thread while the block runs."""
    done = threading.Event()

    def extend_lease() -> None:
        try:
            while not done.wait(settings.RECOLOR_LEASE_SECONDS / 4):
                try:
                    if not _row(job).update(lease_expires_at=_lease_end()):
                        return
                except DATABASE_UNREACHABLE:
                    connection.close()  # the next beat connects again; the work may go on until the lease ends
        finally:
            connection.close()

    thread = threading.Thread(target=extend_lease, name=f"heartbeat-{job.pk}", daemon=True)
    thread.start()
    key = _key(job)
    _running.add(key)
    try:
        yield
    finally:
        _running.discard(key)
        done.set()
        thread.join()
