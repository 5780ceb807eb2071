"""Enqueueing the background task of a job, and finding jobs whose background task was lost.

Background tasks (`recolor.tasks`) call services, and services enqueue them; to avoid a circular import, they are
looked up by name here.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from .models import Photo, RecolorTask

logger = logging.getLogger(__name__)

_ENQUEUED_WITHIN = timedelta(seconds=10)  # after their creation, a worker has enqueued each of a thousand tasks
_LAST_PRIORITY = -50  # below the priority of all background tasks in `recolor.tasks`
_WAKE_ALL = "recolor.tasks.wake_for_recolor_tasks"
_FIND_LAYERS = "recolor.tasks.find_layers"
_TASK_NAMES = {RecolorTask: "recolor.tasks.run_recolor_task", Photo: "recolor.tasks.find_garments"}

_Job = TypeVar("_Job", RecolorTask, Photo)
_NAMES: dict[type[RecolorTask] | type[Photo], str] = {RecolorTask: "task", Photo: "photo"}


def wake_worker(job: RecolorTask | Photo, *, last: bool = False) -> None:
    """Enqueue the job's background task once the transaction commits, so that a worker sees the row.

    last: run it after all other work.
    """
    task = import_string(_TASK_NAMES[type(job)])
    if last:
        task = task.using(priority=_LAST_PRIORITY)

    def enqueue() -> None:
        task.enqueue(job.pk)
        logger.info("queued %s", job_name(type(job), job.pk))

    # Robust: if Redis cannot be reached, the rows are stored, and the sweep enqueues them later.
    transaction.on_commit(enqueue, robust=True)


def wake_workers(tasks: Sequence[RecolorTask]) -> None:
    """Enqueue the background tasks of recolor tasks once the transaction commits.

    For more than one, a worker does it: the request that creates a thousand of them enqueues a single background task.
    """
    if len(tasks) == 1:
        wake_worker(tasks[0])
    elif tasks:
        ids = [task.pk for task in tasks]

        def enqueue() -> None:
            import_string(_WAKE_ALL).enqueue(ids)
            logger.info("queued %s tasks, from %s on", len(ids), job_name(RecolorTask, ids[0]))

        transaction.on_commit(enqueue, robust=True)


def wake_for_layers(photo: Photo) -> None:
    """Enqueue the search for the color layers of a photo's garments once the transaction commits.

    No row records that it waits. If it is lost, it is requested again when the studio of the photo is opened.
    """
    transaction.on_commit(lambda: import_string(_FIND_LAYERS).enqueue(photo.pk), robust=True)


def queue_is_empty() -> bool:
    """Whether no background task waits."""
    return bool(import_string(f"{settings.RECOLOR_QUEUE}.is_empty")())


def jobs_without_message(waiting: QuerySet[_Job]) -> list[_Job]:
    """Return the jobs among queued ones whose background tasks have been lost, oldest first.

    The messages are read only if they are fewer than the jobs. A loss may be noticed later if other jobs have two.
    """
    queue = import_string(settings.RECOLOR_QUEUE)
    priorities = _priorities(waiting.model)
    if waiting.count() <= queue.message_count(priorities):
        return []
    known: set[int] = set()
    for argument in queue.message_arguments(priorities):
        known.update(argument if isinstance(argument, list) else [argument])
    older = waiting.filter(created_at__lt=timezone.now() - _ENQUEUED_WITHIN)
    lost = waiting.in_bulk([pk for pk in older.values_list("pk", flat=True) if pk not in known])
    return [lost[pk] for pk in sorted(lost)]


def _priorities(model: type[RecolorTask] | type[Photo]) -> list[int]:
    """Return the priorities of all background tasks that make workers look at a kind of jobs, and of no others."""
    own = int(import_string(_TASK_NAMES[model]).priority)
    return [own, _LAST_PRIORITY if model is Photo else int(import_string(_WAKE_ALL).priority)]


def job_name(model: type[RecolorTask] | type[Photo], pk: int) -> str:
    """Return what log lines call a job: “task 501” or “photo 7”."""
    return f"{_NAMES[model]} {pk}"
