"""Creating tasks at the hosted service, and finding those whose answer was lost."""

import logging
import random
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from ..client import InvalidRequestError, NotFoundError, RecolorAPIError, ServerError, Task
from ..models import HostedTask
from ..services.tasks import task_delete
from .connection import connection
from .mirroring import claimed_ids, hosted_tasks_mirror_newest, listed_recently, may_be
from .polling import POLL_SECONDS, next_poll
from .rows import fail_task, postpone, update

logger = logging.getLogger(__name__)

LOST_FOR = timedelta(seconds=60)  # a create that the list does not show for so long did not arrive


def send(row: HostedTask) -> None:
    """Create the row's task at the service.

    Without idempotency only one create is under way at a time, and every task made before it is known, so that a
    lost answer can be found in the list.
    """
    assert row.task
    idempotent = connection().idempotent
    if not idempotent and not _reserve(row):
        return
    try:
        answer = connection().create(row.task, str(row.key))
        _claim(row, answer)
    except (InvalidRequestError, NotFoundError) as error:
        fail_task(row, "hosted_refused", f"The hosted service refused this task: {error}")
    except RecolorAPIError as error:
        if error.maybe_done and not idempotent:
            logger.warning("hosted task %s: the answer to its create was lost: %s", row.pk, error)
        else:
            update(row, sending=False, sent_at=None)
        raise


def _reserve(row: HostedTask) -> bool:
    """Make the row the one create that is under way; return False if another one is."""
    if not listed_recently():
        hosted_tasks_mirror_newest()
    try:
        with transaction.atomic():
            update(row, sending=True, sent_at=timezone.now())
    except IntegrityError:
        postpone(row, 1.0, failed=False)
        return False
    return True


def find_lost(row: HostedTask) -> None:
    """Look for the task whose create was not answered: it arrived if the list holds a task that no row knows."""
    assert row.sent_at
    known = claimed_ids()
    age = timezone.now() - row.sent_at
    new = [answer for answer in connection().newest_tasks() if answer.id not in known]
    if row.task:
        task = row.task
        new = [answer for answer in new if may_be(answer, task)]
    if len(new) == 1:
        _claim(row, new[0])
    elif new:
        # Nobody can choose for a task that was deleted here: mirroring will show all of them as made elsewhere.
        candidates = [answer.id for answer in new] if row.task else []
        due_at = None if row.task else timezone.now()
        update(row, sending=False, sent_at=None, candidates=candidates, due_at=due_at)
    elif age >= LOST_FOR:
        update(row, sending=False, sent_at=None, due_at=timezone.now())
    else:  # a task that is not listed soon has probably not arrived: look less and less often
        pause = max(random.uniform(*POLL_SECONDS), age.total_seconds())
        postpone(row, min(pause, (LOST_FOR - age).total_seconds()), failed=False)


def _claim(row: HostedTask, answer: Task) -> None:
    """Store that the task at the service is this row's."""
    with transaction.atomic():
        other = HostedTask.objects.filter(hosted_id=answer.id).exclude(pk=row.pk).select_related("task").first()
        if other and not other.mirrored:
            raise ServerError("The service answered with the id of another task.", maybe_done=True)
        if other:  # a listing was faster than the answer to our create
            other.delete()
            if other.task:
                task_delete(other.task)
        if not update(row, hosted_id=answer.id, sending=False, sent_at=None, failures=0, due_at=next_poll()):
            # The task was deleted or canceled here while it was being sent: delete it at the service too.
            HostedTask.objects.create(workspace=row.workspace, hosted_id=answer.id, due_at=timezone.now())
