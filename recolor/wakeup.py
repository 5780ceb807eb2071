"""Enqueueing the background task of a job.

Background tasks (`recolor.tasks`) call services, and services enqueue them; to avoid a circular import, they are
looked up by name here.
"""

from collections.abc import Sequence
from functools import partial

from django.db import transaction
from django.utils.module_loading import import_string

from .models import Photo, RecolorTask

_LAST_PRIORITY = -50  # below the priority of all background tasks in `recolor.tasks`
_WAKE_ALL = "recolor.tasks.wake_for_recolor_tasks"
_TASK_NAMES = {RecolorTask: "recolor.tasks.run_recolor_task", Photo: "recolor.tasks.find_garments"}


def wake_worker(job: RecolorTask | Photo, *, last: bool = False) -> None:
    """Enqueue the job's background task once the transaction commits, so that a worker sees the row.

    last: run it after all other work.
    """
    task = import_string(_TASK_NAMES[type(job)])
    if last:
        task = task.using(priority=_LAST_PRIORITY)
    transaction.on_commit(partial(task.enqueue, job.pk))


def wake_workers(tasks: Sequence[RecolorTask]) -> None:
    """Enqueue the background tasks of recolor tasks once the transaction commits.

    For more than one, a worker does it: the request that creates a thousand of them enqueues a single background task.
    """
    if len(tasks) == 1:
        wake_worker(tasks[0])
    elif tasks:
        ids = [task.pk for task in tasks]
        transaction.on_commit(lambda: import_string(_WAKE_ALL).enqueue(ids))
