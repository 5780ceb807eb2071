"""Creating tasks at the hosted service, and finding tasks whose create was not answered; `steps.py` lists the states.

A lost answer leaves no second task as long as the service lists a new task within the times below. Two cases cannot be
decided without `Idempotency-Key`, because the contract's list has only ids and statuses: a service that carries out a
create even later, whose task then appears as made elsewhere; and a create that did not arrive while somebody else
created exactly one task, which is then taken for ours. If the service also lists color changes, those are compared.
"""

import logging
import random
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from ..client import APITimeoutError, InvalidRequestError, NotFoundError, RecolorAPIError, ServerError, Task
from ..models import HostedTask
from ..services.tasks import task_delete
from .connection import connection, create_request
from .mirroring import claimed_ids, hosted_tasks_mirror_newest, listed_recently, may_be
from .polling import POLL_SECONDS, next_poll
from .rows import fail_task, postpone, stop_polling, update

logger = logging.getLogger(__name__)

# A create that is not listed after this time did not arrive. A service that did not answer in time, or a gateway that
# gave up on it, may still be at work on the request and list the task later.
LOST_FOR = timedelta(seconds=60)
LOST_FOR_IF_SLOW = timedelta(seconds=300)
_GATEWAY_TIMEOUT = 504
_FOUND: dict[str, Any] = {"sending": False, "sent_at": None, "request": None, "search_until": None}


def send(row: HostedTask) -> None:
    """Create the row's task at the service.

    With idempotency, this also repeats a create whose answer was lost; its task may have been deleted here since.
    Without it, only one create is in progress at a time, and all earlier tasks are known, so that a task whose answer
    is lost can be found in the list.
    """
    idempotent, is_repeated = connection().idempotent, row.sent_at is not None
    if not (_note_request(row) if idempotent else _reserve(row)):
        return
    assert row.request  # it was noted just now, or before an earlier attempt
    try:
        answer = connection().create(row.request, str(row.key))
        _claim(row, answer)
    except (InvalidRequestError, NotFoundError) as error:
        update(row, **_FOUND)
        if row.task:
            fail_task(row, "hosted_refused", f"The hosted service refused this task: {error}")
        else:
            row.delete()
    except RecolorAPIError as error:
        if not error.maybe_done and not is_repeated:  # else an earlier request of this create may have arrived
            update(row, **_FOUND)
        elif not idempotent:
            logger.warning("hosted task %s: the answer to its create was lost: %s", row.pk, error)
            is_slow = isinstance(error, APITimeoutError) or error.status == _GATEWAY_TIMEOUT
            update(row, search_until=timezone.now() + (LOST_FOR_IF_SLOW if is_slow else LOST_FOR))
        raise


def _note_request(row: HostedTask) -> bool:
    """Note what is about to be requested; return False if the row was deleted.

    From then on, a deletion of the task keeps the row, so that a task whose answer is lost is deleted at the service.
    """
    if row.sent_at is None:
        assert row.task
        row.request = create_request(row.task)
        return bool(update(row, sent_at=timezone.now(), request=row.request))
    return True


def _reserve(row: HostedTask) -> bool:
    """Mark the row as the one whose create is in progress; return False if another row is, or this one was deleted."""
    assert row.task
    if not listed_recently():
        hosted_tasks_mirror_newest()
    row.request = create_request(row.task)
    try:
        with transaction.atomic():
            return bool(update(row, sending=True, sent_at=timezone.now(), request=row.request))
    except IntegrityError:
        postpone(row, 1.0, failed=False)
        return False


def find_lost(row: HostedTask) -> None:
    """Look for the task whose create was not answered: it was created if one listed task belongs to no row."""
    assert row.sent_at
    known = claimed_ids()
    age = timezone.now() - row.sent_at
    search_until = row.search_until or row.sent_at + LOST_FOR  # not set if the worker died
    remaining = search_until - timezone.now()
    new = [answer for answer in connection().newest_tasks() if answer.id not in known]
    # A worker of the version before, which sent the create, has noted no request.
    request = row.request or (create_request(row.task) if row.task else None)
    if request:
        new = [answer for answer in new if may_be(answer, request)]
    if len(new) == 1:
        _claim(row, new[0])
    elif new and row.task:
        stop_polling(row, **_FOUND, candidates=[answer.id for answer in new])
    elif new or remaining <= timedelta():
        # Nobody can choose for a task that was deleted here: mirroring shows all new ones as made elsewhere.
        update(row, **_FOUND, due_at=timezone.now())
    else:  # the longer a task is not listed, the less likely it was created: increase the pause
        pause = max(random.uniform(*POLL_SECONDS), age.total_seconds())
        postpone(row, min(pause, remaining.total_seconds()), failed=False)


def _claim(row: HostedTask, answer: Task) -> None:
    """Store the service's id of the row's task."""
    with transaction.atomic():
        other = HostedTask.objects.filter(hosted_id=answer.id).exclude(pk=row.pk).select_related("task").first()
        if other and not other.mirrored:
            raise ServerError("The service answered with the id of another task.", maybe_done=True)
        if other:  # the task was mirrored before the answer to our create arrived
            other.delete()
            if other.task:
                task_delete(other.task)
        if not update(row, hosted_id=answer.id, **_FOUND, failures=0, due_at=next_poll()):
            # The task was deleted or canceled here while it was being sent: delete it at the service too.
            HostedTask.objects.create(workspace=row.workspace, hosted_id=answer.id, due_at=timezone.now())
