"""Holding a row of work: every transition is one UPDATE guarded on status and attempt.

The row count decides: 0 means that somebody else has moved the row on (deleted it, put it back after
the lease ran out, taken it), so whatever the caller has in hand is void. See `states.py` for the ways.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from .models import Photo, RecolorTask
from .states import FAILED, PROCESSING, QUEUED, can_transition

AnyJob = RecolorTask | Photo

HOSTED_STAGE = "at the hosted service"


class JobLost(Exception):
    """The row was deleted, or is no longer ours: stop, and leave nothing behind."""


def _held(job: AnyJob) -> QuerySet:
    return type(job)._default_manager.filter(pk=job.pk, status=job.status, attempt=job.attempt)


def _move(job: AnyJob, status: str, **fields: Any) -> bool:
    """Move `job` to `status` if the row still is as we know it; the object follows the row."""
    assert can_transition(job.status, status), f"{job.status} -> {status}"
    if not _held(job).update(status=status, **fields):
        return False
    job.status = status
    for name, value in fields.items():
        setattr(job, name, value)
    return True


def _lease_end() -> datetime:
    return timezone.now() + timedelta(seconds=settings.RECOLOR_LEASE_SECONDS)


def claim(job: AnyJob) -> bool:
    """Take a queued row for a worker; from here on the attempt's number proves that the row is ours."""
    return _claim(job, lease_expires_at=_lease_end())


def _claim(job: AnyJob, lease_expires_at: datetime | None) -> bool:
    now = timezone.now()
    return _move(
        job,
        PROCESSING,
        attempt=job.attempt + 1,
        lease_expires_at=lease_expires_at,
        started_at=now,
        timeline=[["starting", now.isoformat()]],
        stage="starting",
        progress=1,
        error_code="",
        error_message="",
    )


def claim_for_hosted(job: AnyJob) -> bool:
    """Take a queued row for the hosted service. Without a lease, the sweep leaves it alone."""
    return _claim(job, lease_expires_at=None)


def report_hosted(job: AnyJob, progress: int) -> None:
    """As `report`, for a row that was handed over."""
    _held(job).update(stage=HOSTED_STAGE, progress=progress)


def report(job: AnyJob, stage: str, progress: int) -> None:
    """Write where the work is, which is a heartbeat too; JobGone if the row is no longer ours."""
    timeline = job.timeline
    if stage != job.stage:
        timeline = [*timeline, [stage, timezone.now().isoformat()]]
    if not _held(job).update(stage=stage, progress=progress, timeline=timeline, lease_expires_at=_lease_end()):
        raise JobLost(f"{type(job).__name__} {job.pk}, attempt {job.attempt}")
    job.stage, job.progress, job.timeline = stage, progress, timeline


def finish(job: AnyJob, **fields: Any) -> bool:
    return _move(job, job.DONE, completed_at=timezone.now(), lease_expires_at=None, stage="", progress=100, **fields)


def fail(job: AnyJob, code: str, message: str) -> bool:
    return _move(
        job,
        FAILED,
        completed_at=timezone.now(),
        lease_expires_at=None,
        stage="",
        error_code=code,
        error_message=message,
    )


def requeue(job: AnyJob) -> bool:
    """Back to the queue. The attempt's number stays used up, so a late result of it is dropped."""
    return _move(
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
    """The rows whose worker has not been heard of within its lease."""
    return list(model._default_manager.filter(status=PROCESSING, lease_expires_at__lt=timezone.now()))


@contextmanager
def heartbeat(job: AnyJob) -> Iterator[None]:
    """Keep the lease of a claimed row alive from a thread of its own while the block works."""
    done = threading.Event()

    def beat() -> None:
        try:
            while not done.wait(settings.RECOLOR_LEASE_SECONDS / 4):
                if not _held(job).update(lease_expires_at=_lease_end()):
                    return
        finally:
            connection.close()

    thread = threading.Thread(target=beat, name=f"heartbeat-{job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
