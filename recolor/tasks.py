"""Background tasks: an id in, a service called. Recoloring goes before finding."""

from django_tasks import task

from . import services


@task(priority=10)
def run_recolor_task(task_id: int) -> None:
    services.task_run(task_id)


@task(priority=0)
def find_garments(photo_id: int) -> None:
    services.photo_find_garments(photo_id)
