"""The background tasks that workers run; each takes the id of a row and calls a service.

Recoloring has the higher priority, because a person waits for the result.
"""

from django_tasks import task

from . import services


@task(priority=10)
def run_recolor_task(task_id: int) -> None:
    services.task_run(task_id)


@task(priority=0)
def find_garments(photo_id: int) -> None:
    services.photo_find_garments(photo_id)
