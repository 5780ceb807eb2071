"""The background tasks that workers run; each takes the ids of rows and calls a service.

Recoloring has the higher priority, because a person waits for the result.
"""

from django.db import transaction
from django_tasks import task

from . import services

_TOGETHER = 50  # background tasks enqueued in a transaction: few commits, and the first of many begin soon


@task(priority=20)
def wake_for_recolor_tasks(task_ids: list[int]) -> None:
    """Enqueue the background task of each recolor task, in their order; see `recolor.wakeup.wake_workers`."""
    for start in range(0, len(task_ids), _TOGETHER):
        with transaction.atomic():
            for task_id in task_ids[start : start + _TOGETHER]:
                run_recolor_task.enqueue(task_id)


@task(priority=10)
def run_recolor_task(task_id: int) -> None:
    services.task_run(task_id)


@task(priority=0)
def find_garments(photo_id: int) -> None:
    services.photo_find_garments(photo_id)
