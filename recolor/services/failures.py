"""How a job ends after an error that its photo or its request did not cause."""

import logging

from django.conf import settings

from .. import jobs
from ..engine import ModelMissing
from ..exceptions import DATABASE_UNREACHABLE, StorageError
from ..wakeup import job_name

logger = logging.getLogger(__name__)

_INTERNAL_ERROR_MESSAGE = "An internal error occurred. Try again; if it happens again, try another photo."
_FILE_MISSING_MESSAGE = "The photo's file is missing in the storage. Upload the photo again."
_MODEL_MISSING_MESSAGE = "The models of this server cannot be used. Ask the people who run it to look into its log."


def job_fail_after(job: jobs.AnyJob, error: Exception) -> None:
    """Log an error, and fail the job; leave it to the sweep if the database cannot be reached.

    The same applies to a missing model until the last attempt, because the next worker may have it.
    """
    name = job_name(type(job), job.pk)
    if isinstance(error, DATABASE_UNREACHABLE):
        logger.warning("%s: the database cannot be reached; the sweep queues the work again", name, exc_info=error)
    elif isinstance(error, ModelMissing):
        logger.error("%s: a model is missing or unsuitable", name, exc_info=error)
        if job.attempt >= settings.RECOLOR_MAX_ATTEMPTS:
            jobs.fail_at_work(job, "model_missing", _MODEL_MISSING_MESSAGE)
    elif isinstance(error, StorageError):
        logger.error("%s: the storage failed", name, exc_info=error)
        jobs.fail_at_work(job, "storage", str(error))
    elif isinstance(error, FileNotFoundError):
        jobs.fail_at_work(job, "unreadable_photo", _FILE_MISSING_MESSAGE)
    else:
        logger.error("%s failed", name, exc_info=error)
        jobs.fail_at_work(job, "internal", _INTERNAL_ERROR_MESSAGE)
