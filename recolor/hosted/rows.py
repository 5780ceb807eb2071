"""The rows of the hosted engine: `HostedTask`, one a task, and `HostedService`, the state of the service itself."""

import random
from datetime import timedelta
from typing import Any

from django.utils import timezone

from .. import jobs
from ..engines import default_engine
from ..models import EngineName, HostedService, HostedTask, RecolorTask

LONGEST_PAUSE = 60.0  # seconds between two attempts
_MOST_FAILURES = 1000  # counted; the pause stops growing long before


def hosted_service() -> HostedService:
    """Return the state of the installation's hosted service."""
    service, _created = HostedService.objects.get_or_create(pk=1)
    return service


def hosted_service_in_use() -> HostedService | None:
    """Return the state of the hosted service if it is the engine of new tasks or still has earlier ones to work on."""
    if default_engine() == EngineName.HOSTED or HostedTask.objects.filter(due_at__isnull=False).exists():
        return hosted_service()
    return None


def hosted_service_report(problem: str) -> None:
    """Store what is wrong with the service now, for the dashboard; write only when it changes."""
    HostedService.objects.exclude(problem=problem).update(problem=problem)


def hosted_task_choose(task: RecolorTask, hosted_id: str) -> bool:
    """Store which of several new tasks at the service is this one; with an empty id none is, and it is sent again.

    Returns False if there was no such choice (any more).
    """
    row = HostedTask.objects.filter(task=task, hosted_id="").exclude(candidates=[]).first()
    if row is None or (hosted_id and hosted_id not in row.candidates):
        return False
    # Another row may have claimed the id in the meantime, for example while the account was listed.
    if hosted_id and HostedTask.objects.filter(hosted_id=hosted_id).exists():
        return False
    return bool(
        HostedTask.objects.filter(pk=row.pk, task=task, hosted_id="").update(
            hosted_id=hosted_id, candidates=[], sent_at=None, failures=0, due_at=timezone.now()
        )
    )


def update(row: HostedTask, **fields: Any) -> int:
    """Write fields of a row that may have been taken from its task in the meantime; return the row count."""
    return HostedTask.objects.filter(pk=row.pk).update(**fields)


def postpone(row: HostedTask, seconds: float, *, failed: bool) -> None:
    """Make a row due again in `seconds`, counting one more failure in a row or none."""
    failures = min(row.failures + 1, _MOST_FAILURES) if failed else 0
    update(row, due_at=timezone.now() + timedelta(seconds=seconds), failures=failures)


def stop_polling(row: HostedTask, **fields: Any) -> None:
    """Ask the service nothing more about a row's task.

    A row that was taken from its task in the meantime, to be deleted at the service, stays due.
    """
    HostedTask.objects.filter(pk=row.pk, task=row.task).update(due_at=None, **fields)


def fail_task(row: HostedTask, code: str, message: str) -> None:
    """Fail the row's task, and ask the service nothing more about it."""
    assert row.task
    stop_polling(row, sending=False, sent_at=None)
    if row.task.in_progress:
        jobs.fail(row.task, code, message)


def pause_after_failures(row: HostedTask) -> float:
    """Return the seconds until the next attempt: doubling with each failure, half of them random."""
    full = min(LONGEST_PAUSE, 2.0 * 2.0 ** min(row.failures, 10))
    return full / 2 + random.uniform(0, full / 2)
