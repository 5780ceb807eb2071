"""`manage.py worker`: run background tasks, and in separate threads the sweep, webhooks and the hosted engine."""

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections, connection
from django.utils.module_loading import import_string

from ... import selectors, services
from ...engines import default_engine, hosted_engine_configured
from ...hosted import hosted_step, hosted_tasks_mirror_if_due, hosted_tasks_mirror_soon
from ...models import EngineName
from ...webhooks import webhook_step

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 10
PURGE_SECONDS = 3600  # between two deletions of old rows
STORAGE_SECONDS = 3600  # between two looks for files that a crash has left, and two measurements of all files
HOSTED_SECONDS = 0.25  # between two queries for rows that are due
HOSTED_THREADS = 4  # requests to the hosted service at the same time
WEBHOOK_SECONDS = 0.5  # between two queries for messages that are due
WEBHOOK_THREADS = 4  # messages to webhooks at the same time, and as many to failing ones


class Command(BaseCommand):
    help = "Run queued background tasks. Queues jobs of dead workers again, at the start and every few seconds."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--batch", action="store_true", help="Stop when the queue is empty.")

    def handle(self, *args: Any, **options: Any) -> None:
        models = selectors.models_check()
        if models.problem:
            text = f"{models.problem} {models.advice}"
            if default_engine() == EngineName.LOCAL:  # each photo and each task would fail
                raise CommandError(text)
            logger.error("only work of the hosted service can be done: %s", text)
        services.sweep()
        if not options["batch"]:
            _repeat("sweep", services.sweep, SWEEP_SECONDS)
            _repeat("purge", services.purge_old, PURGE_SECONDS, at_once=True)  # workers may be restarted every hour
            _repeat("storage", services.leftovers_remove, STORAGE_SECONDS)
            _repeat("sizes", services.workspaces_measure, STORAGE_SECONDS, at_once=True)
            for name, failing in (("webhooks", False), ("failing-webhooks", True)):
                run = _in_threads(name, WEBHOOK_THREADS)
                _repeat(name, partial(webhook_step, run=run, failing=failing), WEBHOOK_SECONDS)
            if hosted_engine_configured():
                _repeat("hosted", partial(hosted_step, run=_in_threads("hosted", HOSTED_THREADS)), HOSTED_SECONDS)
                if default_engine() == EngineName.HOSTED:
                    hosted_tasks_mirror_soon()  # wrong settings show at once, and corrected ones too
                    _repeat("hosted-mirror", hosted_tasks_mirror_if_due, HOSTED_SECONDS)
        _work(options["batch"])


def _work(batch: bool) -> None:
    """Run background tasks in `RECOLOR_WORKER_THREADS` threads, which share the models, until a signal stops them.

    After the first signal each thread finishes its task; after the second the process ends at once. If a thread fails,
    the others finish their tasks and the process ends with an error, so that its supervisor starts it again.
    """
    stop, failed = threading.Event(), threading.Event()
    run_worker = import_string(f"{settings.RECOLOR_QUEUE}.run_worker")

    def run() -> None:
        try:
            run_worker(stop, batch)
        except Exception:
            logger.exception("A thread of the worker failed")
            failed.set()
        if not batch and not stop.is_set():  # RQ logs an error and returns
            failed.set()
        if failed.is_set():
            stop.set()

    threads = [threading.Thread(target=run, name=f"worker-{n}") for n in range(settings.RECOLOR_WORKER_THREADS)]
    _stop_on_signals(stop)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed.is_set():
        sys.exit(1)


def _stop_on_signals(stop: threading.Event) -> None:
    def request_stop(number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            os._exit(1)  # not `sys.exit`, which would wait for the threads; the sweep finds their jobs
        logger.info("Stopping: running tasks are finished first. Send the signal again to stop at once.")
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, request_stop)


def _in_threads(name: str, count: int) -> Callable[[Callable[[Any], Any], list[Any]], list[Any]]:
    """Return a function like `map` that uses threads."""
    return partial(_map_in_pool, ThreadPoolExecutor(count, thread_name_prefix=name))


def _map_in_pool(pool: ThreadPoolExecutor, function: Callable[[Any], Any], items: list[Any]) -> list[Any]:
    """Map a function over items in the pool's threads, which close their database connections after each item."""

    def call(item: Any) -> Any:
        try:
            return function(item)
        finally:
            connection.close()

    return list(pool.map(call, items))


def _repeat(name: str, work: Callable[[], object], seconds: float, *, at_once: bool = False) -> None:
    """Call `work` every few seconds in a separate thread, the first time after a pause unless `at_once` is set."""

    def loop() -> None:
        pause, wait = threading.Event(), 0 if at_once else seconds
        while not pause.wait(wait):
            wait = seconds
            close_old_connections()
            try:
                work()
            except Exception:  # a temporary error of the database must not end the thread
                logger.exception("%s failed and will be tried again", name)

    threading.Thread(target=loop, name=name, daemon=True).start()
