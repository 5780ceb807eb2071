"""Enqueueing the background task of a job.

Background tasks (`recolor.tasks`) call services, and services enqueue them; to avoid a circular import, they are
looked up by name here.
"""

from functools import partial

from django.db import transaction
from django.utils.module_loading import import_string

from .models import Photo, RecolorTask

_LAST_PRIORITY = -50  # below the priority of all background tasks in `recolor.tasks`
_TASK_NAMES = {RecolorTask: "recolor.tasks.run_recolor_task", Photo: "recolor.tasks.find_garments"}


def wake_worker(job: RecolorTask | Photo, *, last: bool = False) -> None:
    """Enqueue the job's background task once the transaction commits, so that a worker sees the row.

    last: run it after all other work.
    """
    task = import_string(_TASK_NAMES[type(job)])
    if last:
        task = task.using(priority=_LAST_PRIORITY)
    transaction.on_commit(partial(task.enqueue, job.pk))
