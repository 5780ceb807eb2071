"""What the worker asks a hosted service, a due row at a time. The rows are the truth; nothing waits in memory.

    not sent ── create ──► sent ── polls, every 3 to 5 s ──► completed ── download ──► done
       ▲          │ the answer is lost                  └──► failed
       │          ▼
       │   lost: exactly one new id in the list ──► sent       a row whose task is deleted:
       └── none within 60 s          several ──► a person decides      sent ── delete ──► gone

With `RECOLOR_API_IDEMPOTENT` a lost answer is asked for again under the same key instead. Every step takes its row
by moving `due_at` on in a guarded UPDATE, so that several workers never ask the same thing twice, and a worker that
dies in the middle only delays its row. See also hosted_rows.py and mirroring.py.
"""

import logging
import random
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from .. import jobs
from ..backends import Recoloring, remote_backend
from ..backends.addresses import AddressRefused
from ..client import (
    APIConnectionError,
    AuthenticationError,
    InvalidPictureError,
    InvalidRequestError,
    NotFoundError,
    RateLimitError,
    RecolorAPIError,
    ServerError,
    Task,
)
from ..engine.errors import PhotoError
from ..models import HostedService, HostedTask
from ..states import QUEUED, TaskStatus
from .hosted_rows import PICTURE_FAILED, hosted_service
from .mirroring import hosted_claimed_ids, hosted_mirror_newest, listed_recently, looks_like
from .results import result_keep
from .tasks import task_delete

logger = logging.getLogger(__name__)

AT_ONCE = 50
HELD = timedelta(seconds=120)  # longer than any request may take
LOST_FOR = timedelta(seconds=60)
MOST_DOWNLOADS = 8
_POLL = (3.0, 5.0)  # seconds; the service asks for this
_LONGEST_PAUSE = 60.0


def hosted_step(run: Callable[..., Iterable[Any]] = map) -> int:
    """Ask the service what is due now and return how many rows that were; `run` maps a function over rows."""
    now = timezone.now()
    blocked_until = hosted_service().blocked_until
    if blocked_until and blocked_until > now:
        return 0
    return len(list(run(_take, _due(now))))


def _due(now: datetime) -> list[HostedTask]:
    """The rows to take now; without idempotency only one of them is a create, and none while one is under way."""
    due = HostedTask.objects.filter(due_at__lte=now).order_by("due_at")
    if remote_backend().idempotent:
        return list(due[:AT_ONCE])
    unsent = Q(remote_id="", sending=False, task__isnull=False)
    busy = HostedTask.objects.filter(sending=True).exists()
    creates = [] if busy else due.filter(unsent).order_by("pk")[:1]
    return [*creates, *due.exclude(unsent)[:AT_ONCE]]


def _take(row: HostedTask) -> None:
    """One step of one row, unless another worker has taken it."""
    now = timezone.now()
    if not HostedTask.objects.filter(pk=row.pk, due_at=row.due_at).update(due_at=now + HELD):
        return
    row = HostedTask.objects.select_related("task").get(pk=row.pk)
    try:
        _step(row)
    except RateLimitError as error:
        pause = error.retry_after if error.retry_after is not None else _pause(row)
        HostedService.objects.update(blocked_until=timezone.now() + timedelta(seconds=min(pause, 3600)))
        _later(row, pause, failed=False)
    except RecolorAPIError as error:
        _problem(str(error) if isinstance(error, AuthenticationError | APIConnectionError | ServerError) else "")
        _later(row, _LONGEST_PAUSE if isinstance(error, AuthenticationError) else _pause(row), failed=True)
    except Exception:
        logger.exception("hosted task %s: a step failed", row.pk)
        _later(row, _LONGEST_PAUSE, failed=True)
    else:
        _problem("")


def _step(row: HostedTask) -> None:
    if row.remote_id:
        _poll(row) if row.task else _delete(row)
    elif row.sending:
        _find_lost(row)
    elif row.task:
        _send(row)
    else:
        row.delete()


def _send(row: HostedTask) -> None:
    """Create the task at the service; without idempotency one create at a time, with everything known before."""
    backend = remote_backend()
    if not backend.idempotent:
        if not listed_recently():
            hosted_mirror_newest()
        try:
            with transaction.atomic():
                _update(row, sending=True, sent_at=timezone.now())
        except IntegrityError:  # another create is under way
            _later(row, 1.0, failed=False)
            return
    assert row.task
    try:
        answer = backend.send(row.task, str(row.key))
        _claim(row, answer)
    except (InvalidRequestError, NotFoundError) as error:
        _give_up(row, "hosted_refused", f"The hosted service refuses this: {error}")
    except RecolorAPIError as error:
        if error.maybe_done and not backend.idempotent:
            logger.warning("hosted task %s: the answer to its create is lost: %s", row.pk, error)
        else:
            _update(row, sending=False, sent_at=None)
        raise


def _find_lost(row: HostedTask) -> None:
    """The answer to a create was lost: the task is there exactly if the list holds one that nobody knows."""
    assert row.sent_at
    known = hosted_claimed_ids()
    age = timezone.now() - row.sent_at
    new = [answer for answer in remote_backend().newest() if answer.id not in known]
    if row.task:
        task = row.task
        new = [answer for answer in new if looks_like(answer, task)]
    if len(new) == 1:
        _claim(row, new[0])
    elif new:
        # Of a task that is deleted here nobody can be asked: the listing will show them all as made elsewhere.
        candidates = [answer.id for answer in new] if row.task else []
        _update(row, sending=False, sent_at=None, candidates=candidates, due_at=None if row.task else timezone.now())
    elif age >= LOST_FOR:
        _update(row, sending=False, sent_at=None, due_at=timezone.now())
    else:  # what does not show soon mostly did not arrive: look less and less often
        pause = max(random.uniform(*_POLL), age.total_seconds())
        _later(row, min(pause, (LOST_FOR - age).total_seconds()), failed=False)


def _claim(row: HostedTask, answer: Task) -> None:
    """The remote task is ours from here on."""
    with transaction.atomic():
        other = HostedTask.objects.filter(remote_id=answer.id).exclude(pk=row.pk).select_related("task").first()
        if other and not other.mirrored:
            raise ServerError("The service gave the id of another task.", maybe_done=True)
        if other:  # a listing was quicker than the answer to our create
            other.delete()
            if other.task:
                task_delete(other.task)
        if not _update(row, remote_id=answer.id, sending=False, sent_at=None, failures=0, due_at=_next_poll()):
            # Deleted here while it was being sent.
            HostedTask.objects.create(workspace=row.workspace, remote_id=answer.id, due_at=timezone.now())


def _poll(row: HostedTask) -> None:
    backend, task = remote_backend(), row.task
    assert task
    try:
        answer = backend.look(row.remote_id)
    except NotFoundError:
        _update(row, gone_at=timezone.now(), due_at=None)
        if task.moving:
            _give_up(row, "hosted_gone", "This task was deleted at the hosted service.")
        return
    if not task.moving:  # only looked at whether it is still there
        _update(row, due_at=None, failures=0)
        return
    if task.status == QUEUED and answer.status != QUEUED and not jobs.hand_over(task):
        return
    if answer.status == TaskStatus.COMPLETED:
        _fetch(row, answer)
    elif answer.status == TaskStatus.FAILED:
        _give_up(row, "hosted_failed", answer.error.message if answer.error else "The service gives no reason.")
    else:
        if task.status != QUEUED:
            jobs.report_remote(task, min(answer.progress or 0, 99))
        _update(row, due_at=_next_poll(), failures=0)


def _fetch(row: HostedTask, answer: Task) -> None:
    """Take the picture away, once: the service's links expire."""
    assert row.task
    try:
        result_keep(row.task, _picture(answer))
    except jobs.JobGone:
        return
    except AddressRefused as error:
        _give_up(row, PICTURE_FAILED, str(error))
    except (InvalidPictureError, PhotoError, InvalidRequestError, NotFoundError, AuthenticationError) as error:
        # An expired link, or something else than a picture: another look may bring a better one.
        if row.failures + 1 >= MOST_DOWNLOADS:
            _give_up(row, PICTURE_FAILED, f"The result could not be fetched from the hosted service: {error}")
        else:
            _later(row, _pause(row), failed=True)
    else:
        _update(row, due_at=None, failures=0)


def _picture(answer: Task) -> Recoloring:
    """Asked for a second time at once where that may help: another poll before it would be one more request."""
    try:
        return remote_backend().fetch(answer, answer.result_url or "")
    except (InvalidPictureError, PhotoError, APIConnectionError, ServerError):
        return remote_backend().fetch(answer, answer.result_url or "")


def _delete(row: HostedTask) -> None:
    """The task was deleted here: delete it there too, once it is known which it is."""
    if row.remote_id:
        remote_backend().delete(row.remote_id)
    row.delete()


def _give_up(row: HostedTask, code: str, message: str) -> None:
    assert row.task
    _update(row, due_at=None, sending=False, sent_at=None)
    if row.task.moving:
        jobs.fail(row.task, code, message)


def _update(row: HostedTask, **fields: Any) -> int:
    return HostedTask.objects.filter(pk=row.pk).update(**fields)


def _later(row: HostedTask, seconds: float, *, failed: bool) -> None:
    _update(
        row, due_at=timezone.now() + timedelta(seconds=seconds), failures=min(row.failures + 1, 1000) if failed else 0
    )


def _pause(row: HostedTask) -> float:
    full = min(_LONGEST_PAUSE, 2.0 * 2 ** min(row.failures, 10))
    return full / 2 + random.uniform(0, full / 2)


def _next_poll() -> Any:
    return timezone.now() + timedelta(seconds=random.uniform(*_POLL))


def _problem(text: str) -> None:
    """What is wrong with the service now, for the dashboard; written only when it changes."""
    HostedService.objects.exclude(problem=text).update(problem=text)
