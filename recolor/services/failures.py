"""How a job ends after an error that its photo or its request did not cause."""

import logging

from .. import jobs
from ..exceptions import DATABASE_UNREACHABLE, StorageError
from ..wakeup import job_name

logger = logging.getLogger(__name__)

_INTERNAL_ERROR_MESSAGE = "An internal error occurred. Try again; if it happens again, try another photo."
_FILE_MISSING_MESSAGE = "The photo's file is missing in the storage. Upload the photo again."


def job_fail_after(job: jobs.AnyJob, error: Exception) -> None:
    """Log an error, and fail the job; if the database cannot be reached, leave the job to the sweep."""
    name = job_name(type(job), job.pk)
    if isinstance(error, DATABASE_UNREACHABLE):
        logger.warning("%s: the database cannot be reached; the sweep queues the work again", name, exc_info=error)
    elif isinstance(error, StorageError):
        logger.error("%s: the storage failed", name, exc_info=error)
        jobs.fail_at_work(job, "storage", str(error))
    elif isinstance(error, FileNotFoundError):
        jobs.fail_at_work(job, "unreadable_photo", _FILE_MISSING_MESSAGE)
    else:
        logger.error("%s failed", name, exc_info=error)
        jobs.fail_at_work(job, "internal", _INTERNAL_ERROR_MESSAGE)
