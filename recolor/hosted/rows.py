"""The rows of the hosted engine: `HostedTask`, one per task, and `HostedService`, the state of the service itself."""

import random
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from .. import jobs
from ..engines import default_engine
from ..models import EngineName, HostedService, HostedTask, RecolorTask

LONGEST_PAUSE = 60.0  # seconds between two attempts
_MAX_FAILURES = 1000  # the count stops here; the pause stops growing long before


def hosted_service() -> HostedService:
    """Return the state of the installation's hosted service."""
    service, _created = HostedService.objects.get_or_create(pk=1)
    return service


def hosted_service_in_use() -> HostedService | None:
    """Return the state of the hosted service; None if it is neither the engine of new tasks nor has tasks in work."""
    if default_engine() == EngineName.HOSTED or HostedTask.objects.filter(due_at__isnull=False).exists():
        return hosted_service()
    return None


def hosted_service_report(problem: str) -> None:
    """Store the service's current problem, for the dashboard; empty if there is none. Write only if it has changed."""
    HostedService.objects.exclude(problem=problem).update(problem=problem)


def hosted_task_choose(task: RecolorTask, hosted_id: str) -> bool:
    """Store which of the candidates at the service is this task; with an empty id, none is, and it is sent again.

    Returns False if the id is not a candidate (any more), or the choice was made before.
    """
    row = HostedTask.objects.filter(task=task, hosted_id="").exclude(candidates=[]).first()
    if row is None or (hosted_id and hosted_id not in row.candidates):
        return False
    # Another row may have claimed the id in the meantime, for example while the account was listed.
    if hosted_id and HostedTask.objects.filter(hosted_id=hosted_id).exists():
        return False
    return bool(
        HostedTask.objects.filter(pk=row.pk, task=task, hosted_id="")
        .exclude(candidates=[])
        .update(hosted_id=hosted_id, candidates=[], sent_at=None, failures=0, due_at=timezone.now())
    )


def update(row: HostedTask, **fields: Any) -> int:
    """Write fields of a row, whether or not it still belongs to its task; return 0 if it was deleted."""
    return HostedTask.objects.filter(pk=row.pk).update(**fields)


def postpone(row: HostedTask, seconds: float, *, failed: bool) -> None:
    """Make a row due again in `seconds`. failed: count one more consecutive failure, else reset the count."""
    failures = min(row.failures + 1, _MAX_FAILURES) if failed else 0
    update(row, due_at=timezone.now() + timedelta(seconds=seconds), failures=failures)


def stop_polling(row: HostedTask, **fields: Any) -> None:
    """Send no more requests for a row.

    Does nothing if the row was made due in the meantime: by a retry, or by canceling or deleting its task.
    """
    unchanged = HostedTask.objects.filter(pk=row.pk, task=row.task, due_at=row.due_at)
    if unchanged.update(due_at=None, **fields):
        row.due_at = None


def lock(row: HostedTask) -> bool:
    """Lock a row until the transaction ends; return False if it no longer belongs to its task.

    A task that was canceled and tried again during a request has another row, and the old answer must not change it.
    """
    return HostedTask.objects.select_for_update().filter(pk=row.pk, task=row.task).exists()


def fail_task(row: HostedTask, code: str, message: str) -> None:
    """Fail the row's task, and send no more requests for it."""
    assert row.task
    with transaction.atomic():  # a retry waits for both
        if row.task.in_progress and lock(row):
            jobs.fail(row.task, code, message)
        stop_polling(row)


def pause_after_failures(row: HostedTask) -> float:
    """Return the seconds until the next attempt: doubling with each failure, half of them random."""
    full = min(LONGEST_PAUSE, 2.0 * 2.0 ** min(row.failures, 10))
    return full / 2 + random.uniform(0, full / 2)
