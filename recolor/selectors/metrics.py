"""Numbers for monitoring, of all workspaces, read from the database."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from statistics import quantiles
from typing import Any

from django.core.cache import cache
from django.db.models import Count, QuerySet
from django.utils import timezone

from ..models import Photo, RecolorTask

_RECENT = timedelta(hours=1)
_MAX_ROWS = 1000  # jobs whose timelines are read
_STATE_SECONDS = 60  # for which the numbers by state are kept, because all rows are read for them


def tasks_by_state() -> list[tuple[str, str, int]]:
    """Return the status, the engine and the number of tasks outside the trash, as they were at most a minute ago."""
    return _by_state("tasks", RecolorTask.objects.filter(trashed_at=None))


def photos_by_state() -> list[tuple[str, str, int]]:
    """Return the same of the photos."""
    return _by_state("photos", Photo.objects.filter(trashed_at=None))


def _by_state(name: str, rows: QuerySet[Any]) -> list[tuple[str, str, int]]:
    states = rows.order_by().values_list("status", "engine").annotate(count=Count("pk"))
    return cache.get_or_set(f"{name}-by-state", partial(list, states), _STATE_SECONDS) or []


def stage_durations() -> dict[tuple[str, str], tuple[float, float, int]]:
    """Return the median and the 95th percentile of the seconds that a stage took in the last hour, and their number.

    The keys are "task" or "photo", and the stage.
    """
    durations: dict[tuple[str, str], list[float]] = {}
    for kind, model in (("task", RecolorTask), ("photo", Photo)):
        recent = model._default_manager.filter(completed_at__gte=timezone.now() - _RECENT, status=model.DONE)
        rows = recent.order_by("-completed_at").values_list("timeline", "completed_at")[:_MAX_ROWS]
        for timeline, completed_at in rows:
            for stage, seconds in _stages(timeline, completed_at):
                durations.setdefault((kind, stage), []).append(seconds)
    return {key: (*_middle_and_high(values), len(values)) for key, values in durations.items()}


def _stages(timeline: list[list[str]], completed_at: datetime) -> Iterator[tuple[str, float]]:
    """Yield each stage of a timeline with the seconds until the next one, or until the end."""
    starts = [datetime.fromisoformat(time) for _stage, time in timeline]
    for (stage, _time), start, end in zip(timeline, starts, [*starts[1:], completed_at], strict=False):
        yield stage, (end - start).total_seconds()


def _middle_and_high(values: list[float]) -> tuple[float, float]:
    if len(values) == 1:
        return values[0], values[0]
    parts = quantiles(values, n=20, method="inclusive")
    return parts[9], parts[18]
