"""`manage.py worker`: the Tasks worker, with the sweep beside it."""

import logging
import threading
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from ... import services

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 10


class Command(BaseCommand):
    help = "Work through the queue; put back what dead workers left, at the start and every few seconds."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--batch", action="store_true", help="Stop when the queue is empty.")

    def handle(self, *args: Any, **options: Any) -> None:
        services.sweep()
        if not options["batch"]:
            threading.Thread(target=_sweep_forever, name="sweep", daemon=True).start()
        call_command("db_worker", interval=0.25, startup_delay=False, batch=options["batch"], reload=False)


def _sweep_forever() -> None:
    pause = threading.Event()
    while not pause.wait(SWEEP_SECONDS):
        close_old_connections()
        try:
            services.sweep()
        except Exception:  # a passing fault of the database must not end the sweeping
            logger.exception("the sweep failed; it will be tried again")
