"""Polling tasks at the hosted service, and downloading their pictures."""

import random
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from .. import jobs
from ..client import (
    APIConnectionError,
    AuthenticationError,
    InvalidPictureError,
    InvalidRequestError,
    NotFoundError,
    ServerError,
    Task,
)
from ..engine.errors import PhotoError
from ..engines.hosted import PICTURE_FAILED
from ..models import HostedTask, RecolorTask
from ..services.results import task_finish
from ..states import QUEUED, TaskStatus
from .addresses import AddressRefused
from .connection import DownloadedPicture, connection
from .results import hosted_result
from .rows import fail_task, lock, pause_after_failures, postpone, stop_polling, update

POLL_SECONDS = (3.0, 5.0)  # between two polls of a task, as the service's documentation requests
MAX_DOWNLOADS = 8  # failed downloads after which the task fails


def next_poll() -> datetime:
    """Return the time of a task's next poll."""
    return timezone.now() + timedelta(seconds=random.uniform(*POLL_SECONDS))


def poll(row: HostedTask) -> None:
    """Get the row's task from the service once, and update our task to its status."""
    task = row.task
    assert task
    try:
        answer = connection().get(row.hosted_id)
    except NotFoundError:
        if task.in_progress:
            fail_task(row, "hosted_gone", "This task was deleted at the hosted service.")
        stop_polling(row, gone_at=timezone.now())
        return
    if not task.in_progress:  # polled only to check whether the service still has it
        stop_polling(row, failures=0)
        return
    if task.status == QUEUED and answer.status != QUEUED and not _claim(row, task):
        return
    if answer.status == TaskStatus.COMPLETED:
        _fetch(row, answer)
    elif answer.status == TaskStatus.FAILED:
        message = answer.error.message if answer.error else "The hosted service gave no reason."
        fail_task(row, "hosted_failed", message)
    else:
        if task.status != QUEUED:
            jobs.report_hosted(task, min(answer.progress or 0, 99))
        update(row, due_at=next_poll(), failures=0)


def _claim(row: HostedTask, task: RecolorTask) -> bool:
    """Claim a queued task for the service; return False if the task has changed in the meantime."""
    with transaction.atomic():
        return lock(row) and jobs.claim_for_hosted(task)


def _fetch(row: HostedTask, answer: Task) -> None:
    """Download the picture and finish the task. This is done immediately, because the service's links expire."""
    assert row.task
    try:
        task_finish(row.task, hosted_result(row, answer, _download(answer)))
    except jobs.JobLost:
        return
    except AddressRefused as error:
        fail_task(row, PICTURE_FAILED, str(error))
    except (InvalidPictureError, PhotoError, InvalidRequestError, NotFoundError, AuthenticationError) as error:
        # The link has expired, or the file is not a picture: the next poll may return another link.
        if row.failures + 1 >= MAX_DOWNLOADS:
            fail_task(row, PICTURE_FAILED, f"The result could not be downloaded from the hosted service: {error}")
        else:
            postpone(row, pause_after_failures(row), failed=True)
    else:
        stop_polling(row, failures=0)


def _download(answer: Task) -> DownloadedPicture:
    """Download the picture; try a second time immediately, because a new poll would cost one more request."""
    try:
        return connection().fetch(answer.result_url or "")
    except (InvalidPictureError, PhotoError, APIConnectionError, ServerError):
        return connection().fetch(answer.result_url or "")
