"""The sweep: queueing the jobs of dead workers again, and doing what else was lost or has been put off."""

import logging

from django.conf import settings
from django.db import transaction

from .. import files, jobs
from ..models import EngineName, Photo, RecolorTask
from ..states import QUEUED
from ..wakeup import jobs_without_message, wake_worker
from .completion import batches_report_completed
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
    _wake_workers_again()
    summaries_compact()
    batches_equalize_due()
    batches_report_completed()
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


def _wake_workers_again() -> None:
    """Enqueue the background tasks of waiting jobs again that were lost. A second one of the same job does no harm."""
    tasks = RecolorTask.objects.filter(status=QUEUED, engine=EngineName.LOCAL).exclude(jobs.IN_PAUSED_BATCH)
    photos = Photo.objects.filter(status=QUEUED, trashed_at=None)
    for job in [*jobs_without_message(tasks), *jobs_without_message(photos)]:
        with transaction.atomic():
            wake_worker(job)
