"""The background tasks that workers run; each takes the ids of rows and calls a service.

Recoloring has the highest priority, because a person waits for the result; color layers have the lowest, because
garments can be recolored without them.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import close_old_connections, transaction
from django_tasks import task

from . import services
from .log_context import job_context
from .models import Photo, RecolorTask
from .prepared_query import PreparedQuery
from .wakeup import job_name

logger = logging.getLogger(__name__)

_REQUEST_IDS: dict[type[RecolorTask] | type[Photo], PreparedQuery[tuple[str]]] = {
    RecolorTask: PreparedQuery(lambda pk: RecolorTask.objects.filter(pk=pk).values_list("request_id"), -1),
    Photo: PreparedQuery(lambda pk: Photo.objects.filter(pk=pk).values_list("request_id"), -1),
}

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
    with _logged(RecolorTask, task_id):
        services.task_run(task_id)


@task(priority=0)
def find_garments(photo_id: int) -> None:
    with _logged(Photo, photo_id):
        services.photo_find_garments(photo_id)


@task(priority=-10)
def find_layers(photo_id: int) -> None:
    with _logged(Photo, photo_id):
        services.photo_find_layers(photo_id)


@contextmanager
def _logged(model: type[RecolorTask] | type[Photo], pk: int) -> Iterator[None]:
    """Log when the work on a row begins and ends; all lines in between name it, and the request that created it."""
    request_ids = _REQUEST_IDS[model].rows(pk)
    with job_context(job_name(model, pk), request_ids[0][0] if request_ids else ""):
        started = time.monotonic()
        logger.info("started")
        yield
        close_old_connections()  # if the database was lost, the queue needs a new connection
        logger.info("ended after %.1f s", time.monotonic() - started)
