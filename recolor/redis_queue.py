"""The queue of background tasks in Redis, used if `RECOLOR_REDIS_URL` is set; else the queue is in the database."""

import threading
from collections.abc import Collection
from typing import Any

import django_rq
from django.conf import settings
from django.db import close_old_connections
from django_tasks.base import Task, TaskResult
from django_tasks_rq.backend import Job, RQBackend
from rq import SimpleWorker
from rq.timeouts import TimerDeathPenalty


class PriorityBackend(RQBackend):
    """A queue of RQ for each priority: RQ empties the first of a worker's queues before it looks at the next one."""

    supports_priority = True

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        return super().enqueue(task.using(queue_name=_queue_name(task.priority)), args, kwargs)


def _queue_name(priority: int) -> str:
    return next(name for name, least in settings.RECOLOR_RQ_PRIORITIES.items() if priority >= least)


def is_empty() -> bool:
    """Whether no background task waits."""
    return not any(django_rq.get_queue(name).count for name in settings.RECOLOR_RQ_PRIORITIES)


def message_count(priorities: Collection[int]) -> int:
    """Return the number of background tasks of some priorities that wait."""
    return sum(django_rq.get_queue(_queue_name(priority)).count for priority in priorities)


def message_arguments(priorities: Collection[int]) -> list[Any]:
    """Return the argument of each background task of some priorities that waits."""
    queues = [django_rq.get_queue(_queue_name(priority)) for priority in priorities]
    return [job.args[0] for queue in queues for job in queue.get_jobs()]


class ThreadWorker(SimpleWorker):
    """A worker of RQ that runs in a thread of `manage.py worker`, so that all of them share the loaded models.

    stop: when it is set, the worker finishes its background task and ends.
    """

    death_penalty_class = TimerDeathPenalty  # the usual one needs signals, which only the main thread gets

    def __init__(self, *given: Any, stop: threading.Event, burst: bool = False, **options: Any) -> None:
        super().__init__(*given, **options)
        self._stop, self._burst = stop, burst

    def _install_signal_handlers(self) -> None:
        """Leave the signals to the main thread."""

    def dequeue_job_and_maintain_ttl(self, timeout: int | None, max_idle_time: int | None = None) -> Any:
        """Wait for a background task in steps of a second, so that a stop takes effect."""
        while not self._stop.is_set():
            close_old_connections()
            found = super().dequeue_job_and_maintain_ttl(timeout and 1, timeout and 1)
            if found or self._burst:
                return found
        return None


def run_worker(stop: threading.Event, batch: bool) -> None:
    """Run background tasks until `stop` is set, or with `batch` until the queue is empty."""
    queues = [django_rq.get_queue(name, job_class=Job) for name in settings.RECOLOR_RQ_PRIORITIES]
    worker = ThreadWorker(queues, connection=queues[0].connection, job_class=Job, stop=stop, burst=batch)
    worker.work(burst=batch, logging_level="WARNING")
