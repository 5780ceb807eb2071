"""Putting back what a dead worker left, and what a lost wake-up call left lying."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from .. import jobs
from ..models import EngineName, IdempotentAnswer, Photo, RecolorTask
from ..states import QUEUED
from ..wakeup import wake_worker
from .trash import trash_purge_old

logger = logging.getLogger(__name__)

GIVEN_UP = (
    "The work was interrupted {attempts} times and has been given up. "
    "Try again; if it happens again, try a smaller photo."
)


def sweep() -> int:
    """Put back or give up every row whose lease ran out; return how many rows moved."""
    moved = 0
    for model in (RecolorTask, Photo):
        for job in jobs.expired_leases(model):
            moved += _rescue(job)
    _wake_forgotten(RecolorTask.objects.filter(status=QUEUED, engine=EngineName.LOCAL))
    _wake_forgotten(Photo.objects.filter(status=QUEUED))
    trash_purge_old()
    IdempotentAnswer.objects.filter(created_at__lt=timezone.now() - timedelta(hours=24)).delete()
    return moved


def _rescue(job: jobs.AnyJob) -> bool:
    if job.attempt >= settings.RECOLOR_MAX_ATTEMPTS:
        logger.warning("%s %s: given up after %s attempts", type(job).__name__, job.pk, job.attempt)
        return jobs.fail(job, "interrupted", GIVEN_UP.format(attempts=job.attempt))
    with transaction.atomic():
        if not jobs.requeue(job):
            return False
        logger.warning("%s %s: put back, attempt %s died", type(job).__name__, job.pk, job.attempt)
        wake_worker(job)
    return True


def _wake_forgotten(waiting: QuerySet) -> None:
    """The row is the truth: a queued row whose wake-up call was lost gets another one."""
    from django_tasks_db.models import DBTaskResult

    if waiting.exists() and not DBTaskResult.objects.ready().exists():
        for job in waiting:
            with transaction.atomic():
                wake_worker(job)
