"""Whether the parts of the installation work, for load balancers and for `manage.py doctor`."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.crypto import get_random_string

from ..engine import ModelMissing
from ..engine.networks.parser import Parser
from ..engine.third_party.files import missing_files
from ..stored_files import HEALTH_CHECK_FILE
from ..wakeup import queue_is_empty
from .queue import queue_age, worker_seen


@dataclass(frozen=True)
class Finding:
    """What a check has found. problem: a sentence; empty if all is well. advice: what to do, a sentence.

    fatal: whether the site cannot work; else, it is a warning.
    """

    name: str
    problem: str = ""
    advice: str = ""
    fatal: bool = True

    @property
    def status(self) -> str:
        """Return "ok", "warning" or "failed"."""
        if not self.problem:
            return "ok"
        return "failed" if self.fatal else "warning"


def readiness() -> list[Finding]:
    """Check the database, the storage, the queue and the model files. No check raises an error."""
    return [_safely(name, check) for name, check in _CHECKS.items()]


def _safely(name: str, check: Callable[[str], Finding]) -> Finding:
    try:
        return check(name)
    except Exception as error:
        problem = f"The check failed: {type(error).__name__}: {error}".rstrip(".") + "."
        # Without Redis, the site works and what is requested waits.
        return Finding(name, problem, _ADVICE[name], fatal=name != "queue" or not settings.RECOLOR_REDIS_URL)


def _database(name: str) -> Finding:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return Finding(name)
    problem = f"{len(plan)} migrations are not applied, the first is {plan[0][0]}."
    return Finding(name, problem, "Run `python manage.py migrate`.")


def _storage(name: str) -> Finding:
    """Write, read and delete a small file."""
    content = get_random_string(20).encode()
    stored = default_storage.save(HEALTH_CHECK_FILE, ContentFile(content))
    try:
        with default_storage.open(stored) as file:
            read = file.read()
    finally:
        default_storage.delete(stored)
    if read == content:
        return Finding(name)
    return Finding(name, "A file that was just written has another content.", _ADVICE[name])


def _queue(name: str) -> Finding:
    queue_is_empty()
    if worker_seen():
        return Finding(name)
    problem = f"No worker takes tasks: the oldest task or photo has waited for {queue_age():.0f} seconds."
    return Finding(name, problem, "Start a worker with `python manage.py worker`, or look into its log.", fatal=False)


def models_check(name: str = "models") -> Finding:
    """Check the model files, and the parser that RECOLOR_PARSER names."""
    if missing := missing_files():
        return Finding(name, f"Model files are missing: {', '.join(missing)}.", _ADVICE[name])
    try:
        Parser()
    except ModelMissing as error:
        problem = str(error).rstrip(".") + "."
        return Finding(name, problem, "Correct the settings of the parser, or unset RECOLOR_PARSER.")
    return Finding(name)


_CHECKS: dict[str, Callable[[str], Finding]] = {
    "database": _database,
    "storage": _storage,
    "queue": _queue,
    "models": models_check,
}
_ADVICE = {
    "database": "Check that the database runs, and that RECOLOR_DATABASE_URL is right.",
    "storage": "Check that the folder `media` in RECOLOR_VAR exists, can be written, and that the disk is not full.",
    "queue": "Check the database first, or with RECOLOR_REDIS_URL that Redis runs; the queue is there.",
    "models": "Run `make setup`, which prepares them, or set RECOLOR_MODELS to their folder.",
}
