"""The two engines: `local`, built in, and `hosted`, a Recolor API elsewhere.

Every photo and every task belongs to one of them (`row.engine`), which is set at creation and never changes.
"""

from functools import cache

from django.conf import settings

from ..models import EngineName, Photo, RecolorTask
from .base import ChangeResult, FindingResult, FoundGarment, Options, RecolorEngine, RecoloringResult, Scope
from .hosted import HostedEngine
from .local import LocalEngine

__all__ = [
    "ChangeResult",
    "FindingResult",
    "FoundGarment",
    "HostedEngine",
    "LocalEngine",
    "Options",
    "RecolorEngine",
    "RecoloringResult",
    "Scope",
    "default_engine",
    "engine_of",
    "hosted_engine_configured",
    "local_engine",
]


def default_engine() -> EngineName:
    """Return the engine of new photos and tasks, which `RECOLOR_ENGINE` chooses."""
    return EngineName(settings.RECOLOR_ENGINE)


def hosted_engine_configured() -> bool:
    """Whether the address and the key of a hosted service are set, so that hosted tasks can make progress."""
    return bool(settings.RECOLOR_API_URL and settings.RECOLOR_API_KEY)


def engine_of(row: Photo | RecolorTask) -> RecolorEngine:
    """Return the engine that a photo or a task belongs to."""
    return _hosted_engine() if row.engine == EngineName.HOSTED else local_engine()


@cache
def local_engine() -> LocalEngine:
    """Return the built-in engine. It is created once per process."""
    return LocalEngine()


@cache
def _hosted_engine() -> HostedEngine:
    return HostedEngine()
