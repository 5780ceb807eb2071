"""The hosted engine's state machine: takes the rows that are due and sends one request for each.

    unsent ── create ──► sent ── poll every 3 to 5 s ──► completed ── download ──► done
       ▲         │ answer lost                      └──► failed
       │         ▼
       │   sending: exactly one unknown task in the list ──► sent     a row without a task:
       └── none in time          several ──► a person chooses            sent ── delete ──► row deleted

The columns of `HostedTask` that say which state a row is in (– is null or empty):

    state       task  hosted_id  sent_at, request  sending  candidates  due_at  what happens when it is due
    unsent      set   –          –                 no       –           set     its task is created
    sending     any   –          set               yes      –           set     the lost task is looked for in the list
    repeated    any   –          set               no       –           set     its task is created, under the same key
    to choose   set   –          –                 no       some        –       nothing, until a person has chosen
    refused     set   –          –                 no       –           –       nothing; the service refused the create
    sent        set   set        –                 no       –           set     it is polled, and a result downloaded
    ended       set   set        –                 no       –           –       nothing; the task is completed or failed
    to delete   –     set        –                 no       –           set     its task is deleted, and then the row
    left over   –     –          –                 no       –           set     the row is deleted

A row without a task is one whose task was deleted or canceled here. `repeated` exists with idempotency, `sending` and
`to choose` without. `search_until` is set only in `sending`, after an answer was lost; `gone_at` only once a row has
ended. The mirroring makes rows that have ended `sent` again, to ask whether the service still has their tasks.

With `RECOLOR_API_IDEMPOTENT`, a create whose answer is lost is repeated under the same key instead, also if its task
was deleted here in the meantime: the answer names the task that is to be deleted at the service. A step takes its row
by moving `due_at` to a later time in a guarded UPDATE: two workers never send the same request, and a worker that dies
during a step only delays its row. `sending.py` creates, `polling.py` follows and downloads, `mirroring.py` lists.
"""

import logging
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from ..client import AuthenticationError, RateLimitError, RecolorAPIError
from ..log_context import job_context
from ..models import HostedService, HostedTask, RecolorTask
from ..wakeup import job_name
from .connection import connection
from .polling import poll
from .problems import is_problem, problem_text
from .rows import LONGEST_PAUSE, hosted_service, hosted_service_report, pause_after_failures, postpone
from .sending import find_lost, send

logger = logging.getLogger(__name__)

MAX_ROWS = 50  # taken in one step
HELD_FOR = timedelta(seconds=120)  # a taken row is due again after this; longer than most requests take
LONGEST_WAIT = 3600.0  # seconds; a longer `Retry-After` is cut to this
_UNSENT = Q(hosted_id="", sent_at=None, task__isnull=False)


def hosted_step(run: Callable[..., Iterable[Any]] = map) -> int:
    """Take the rows that are due now and return their number; `run` maps a function over rows, like `map`."""
    now = timezone.now()
    blocked_until = hosted_service().blocked_until
    if blocked_until and blocked_until > now:
        return 0
    return len(list(run(_take, _due_rows(now))))


def _due_rows(now: datetime) -> list[HostedTask]:
    """Return the rows to take now. Without idempotency, at most one create is under way at any time.

    The tasks of a paused batch are not sent; those that were sent are followed.
    """
    due = HostedTask.objects.filter(due_at__lte=now).order_by("due_at")
    due = due.exclude(_UNSENT, task__batch__paused_at__isnull=False)
    if connection().idempotent:
        return list(due[:MAX_ROWS])
    busy = HostedTask.objects.filter(sending=True).exists()
    creates = [] if busy else due.filter(_UNSENT).order_by("pk")[:1]
    return [*creates, *due.exclude(_UNSENT)[:MAX_ROWS]]


def _take(row: HostedTask) -> None:
    """Do one step of a row, unless another worker has taken it."""
    now = timezone.now()
    if not HostedTask.objects.filter(pk=row.pk, due_at=row.due_at).update(due_at=now + HELD_FOR):
        return
    taken = HostedTask.objects.select_related("task").filter(pk=row.pk).first()
    if taken is None:  # canceled or deleted at this moment
        return
    row = taken
    try:
        with job_context(job_name(RecolorTask, row.task.pk), row.task.request_id) if row.task else nullcontext():
            _step(row)
    except RateLimitError as error:
        pause = pause_after_failures(row) if error.retry_after is None else min(error.retry_after, LONGEST_WAIT)
        HostedService.objects.update(blocked_until=timezone.now() + timedelta(seconds=pause))
        postpone(row, pause, failed=False)
    except RecolorAPIError as error:
        hosted_service_report(problem_text(error) if is_problem(error) else "")
        pause = LONGEST_PAUSE if isinstance(error, AuthenticationError) else pause_after_failures(row)
        postpone(row, pause, failed=True)
    except Exception:
        logger.exception("hosted task %s: a step failed", row.pk)
        postpone(row, LONGEST_PAUSE, failed=True)
    else:
        hosted_service_report("")


def _step(row: HostedTask) -> None:
    if row.hosted_id and row.task:
        poll(row)
    elif row.hosted_id:
        connection().delete(row.hosted_id)
        row.delete()
    elif row.sending:
        find_lost(row)
    elif row.task or (row.sent_at and connection().idempotent):
        send(row)
    else:
        row.delete()
