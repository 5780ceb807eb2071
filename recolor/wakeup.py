"""Waking a worker up for a row, once the row is committed.

The tasks themselves live above the services that enqueue them, so they are looked up by name here.
"""

from functools import partial

from django.db import transaction
from django.utils.module_loading import import_string

from .models import Photo, RecolorTask

_TASKS = {RecolorTask: "recolor.tasks.run_recolor_task", Photo: "recolor.tasks.find_garments"}


def wake_worker(job: RecolorTask | Photo) -> None:
    task = import_string(_TASKS[type(job)])
    transaction.on_commit(partial(task.enqueue, job.pk))
