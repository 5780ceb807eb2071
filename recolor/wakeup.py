"""Enqueueing the background task of a job.

Background tasks (`recolor.tasks`) call services, and services enqueue them; to avoid a circular import, they are
looked up by name here.
"""

from functools import partial

from django.db import transaction
from django.utils.module_loading import import_string

from .models import Photo, RecolorTask

_TASK_NAMES = {RecolorTask: "recolor.tasks.run_recolor_task", Photo: "recolor.tasks.find_garments"}


def wake_worker(job: RecolorTask | Photo) -> None:
    """Enqueue the job's background task once the transaction commits, so that a worker sees the row."""
    task = import_string(_TASK_NAMES[type(job)])
    transaction.on_commit(partial(task.enqueue, job.pk))
