"""The queue of background tasks in the database."""

import threading
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

_SECONDS = 0.25  # between two looks at the queue
_KEPT = timedelta(days=1)  # for which ended background tasks are kept; nothing reads them but a person after a failure


def is_empty() -> bool:
    """Whether no background task waits."""
    return not DBTaskResult.objects.ready().exists()


def message_count(priorities: Collection[int]) -> int:
    """Return the number of background tasks of some priorities that wait."""
    return DBTaskResult.objects.ready().filter(priority__in=priorities).count()


def message_arguments(priorities: Collection[int]) -> list[Any]:
    """Return the argument of each background task of some priorities that waits."""
    waiting = DBTaskResult.objects.ready().filter(priority__in=priorities)
    return [given["args"][0] for given in waiting.values_list("args_kwargs", flat=True)]


def old_rows() -> QuerySet[Any]:
    """Return the rows of background tasks that ended so long ago that they may be deleted."""
    rows: QuerySet[Any] = DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - _KEPT)
    return rows.order_by()


class _ThreadWorker(Worker):
    """A worker that runs in a thread, and ends after its background task when `stop` is set."""

    stop: threading.Event

    @property
    def running(self) -> bool:
        return not self.stop.is_set()

    @running.setter
    def running(self, value: bool) -> None:
        """Leave it to `stop`."""


def run_worker(stop: threading.Event, batch: bool) -> None:
    """Run background tasks until `stop` is set, or with `batch` until the queue is empty."""
    _ThreadWorker.stop = stop
    try:
        _ThreadWorker(
            queue_names=["default"],
            excluded_queue_names=[],
            interval=_SECONDS,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        ).run()
    finally:
        connection.close()
