"""The sweep: queueing the jobs of dead workers again."""

import logging
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from .. import files, jobs
from ..models import EngineName, Photo, RecolorTask
from ..states import QUEUED
from ..wakeup import queue_is_empty, wake_worker
from .summaries import summaries_compact
from .tones import batches_equalize_due

logger = logging.getLogger(__name__)

_INTERRUPTED_MESSAGE = (
    "The work was interrupted {attempts} times and was stopped. Try again; if it happens again, try a smaller photo."
)


def sweep() -> int:
    """Queue or fail every job whose lease expired; return the number of jobs that changed."""
    changed = 0
    for model in (RecolorTask, Photo):
        for job in jobs.expired_leases(model):
            changed += _requeue_or_fail(job)
    waiting = RecolorTask.objects.filter(status=QUEUED, engine=EngineName.LOCAL)
    _wake_workers_if_queue_is_empty(waiting.exclude(jobs.IN_PAUSED_BATCH))
    _wake_workers_if_queue_is_empty(Photo.objects.filter(status=QUEUED, trashed_at=None))
    summaries_compact()
    batches_equalize_due()
    return changed


def _requeue_or_fail(job: jobs.AnyJob) -> bool:
    """Queue a job again; fail it if it has used up its attempts. Remove the files of the interrupted attempt."""
    name, folder = f"{type(job).__name__} {job.pk}", files.attempt_folder(job)
    with transaction.atomic():
        if job.attempt >= settings.RECOLOR_MAX_ATTEMPTS:
            if not jobs.fail(job, "interrupted", _INTERRUPTED_MESSAGE.format(attempts=job.attempt)):
                return False
            logger.warning("%s: failed after %s interrupted attempts", name, job.attempt)
        else:
            if not jobs.requeue(job):
                return False
            wake_worker(job)
            logger.warning("%s: queued again, attempt %s was interrupted", name, job.attempt)
        # No attempt has this number again; a worker that is only slow removes what it stores later.
        files.remove_folder_after_commit(folder)
    return True


def _wake_workers_if_queue_is_empty(waiting: QuerySet[Any]) -> None:
    """Enqueue the background tasks of waiting jobs again if they were lost: rows wait, but the queue is empty."""
    if waiting.exists() and queue_is_empty():
        for job in waiting:
            with transaction.atomic():
                wake_worker(job)
