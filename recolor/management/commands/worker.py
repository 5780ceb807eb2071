"""`manage.py worker`: the Tasks worker, with the sweep and what a hosted service needs beside it."""

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
from ...hosted import hosted_step, hosted_tasks_mirror_if_due
from ...models import EngineName

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 10
HOSTED_SECONDS = 0.25
HOSTED_AT_ONCE = 4


class Command(BaseCommand):
    help = "Work through the queue; put back what dead workers left, at the start and every few seconds."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--batch", action="store_true", help="Stop when the queue is empty.")

    def handle(self, *args: Any, **options: Any) -> None:
        services.sweep()
        if not options["batch"]:
            _beside("sweep", services.sweep, SWEEP_SECONDS)
            if hosted_engine_configured():
                pool = ThreadPoolExecutor(HOSTED_AT_ONCE, thread_name_prefix="hosted")
                _beside("hosted", partial(hosted_step, run=partial(_map, pool)), HOSTED_SECONDS)
                if default_engine() == EngineName.HOSTED:
                    _beside("hosted-mirror", hosted_tasks_mirror_if_due, HOSTED_SECONDS)
        call_command("db_worker", interval=0.25, startup_delay=False, batch=options["batch"], reload=False)


def _map(pool: ThreadPoolExecutor, function: Callable[[Any], Any], items: list[Any]) -> list[Any]:
    """As `map`, in the pool's threads, which give their database connections back."""

    def call(item: Any) -> Any:
        try:
            return function(item)
        finally:
            connection.close()

    return list(pool.map(call, items))


def _beside(name: str, work: Callable[[], object], seconds: float) -> None:
    """Do `work` again and again in a thread of its own."""

    def again() -> None:
        pause = threading.Event()
        while not pause.wait(seconds):
            close_old_connections()
            try:
                work()
            except Exception:  # a passing fault of the database must not end it
                logger.exception("%s failed; it will be tried again", name)

    threading.Thread(target=again, name=name, daemon=True).start()
