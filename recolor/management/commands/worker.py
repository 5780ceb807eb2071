"""`manage.py worker`: run background tasks, and in separate threads the sweep, webhooks and the hosted engine."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection

from ... import services
from ...engines import default_engine, hosted_engine_configured
from ...hosted import hosted_step, hosted_tasks_mirror_if_due, hosted_tasks_mirror_soon
from ...models import EngineName
from ...webhooks import webhook_step

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 10
HOSTED_SECONDS = 0.25  # between two queries for rows that are due
HOSTED_THREADS = 4  # requests to the hosted service at the same time
WEBHOOK_SECONDS = 0.5  # between two queries for messages that are due
WEBHOOK_THREADS = 4  # messages to webhooks at the same time


class Command(BaseCommand):
    help = "Run queued background tasks. Queues jobs of dead workers again, at the start and every few seconds."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--batch", action="store_true", help="Stop when the queue is empty.")

    def handle(self, *args: Any, **options: Any) -> None:
        services.sweep()
        if not options["batch"]:
            _repeat("sweep", services.sweep, SWEEP_SECONDS)
            _repeat("webhooks", partial(webhook_step, run=_in_threads("webhook", WEBHOOK_THREADS)), WEBHOOK_SECONDS)
            if hosted_engine_configured():
                _repeat("hosted", partial(hosted_step, run=_in_threads("hosted", HOSTED_THREADS)), HOSTED_SECONDS)
                if default_engine() == EngineName.HOSTED:
                    hosted_tasks_mirror_soon()  # wrong settings show at once, and corrected ones too
                    _repeat("hosted-mirror", hosted_tasks_mirror_if_due, HOSTED_SECONDS)
        call_command("db_worker", interval=0.25, startup_delay=False, batch=options["batch"], reload=False)


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


def _repeat(name: str, work: Callable[[], object], seconds: float) -> None:
    """Call `work` every few seconds in a separate thread."""

    def loop() -> None:
        pause = threading.Event()
        while not pause.wait(seconds):
            close_old_connections()
            try:
                work()
            except Exception:  # a temporary error of the database must not end the thread
                logger.exception("%s failed and will be tried again", name)

    threading.Thread(target=loop, name=name, daemon=True).start()
