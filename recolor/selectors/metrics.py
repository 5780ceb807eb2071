"""Numbers for monitoring, of all workspaces, read from the database."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from statistics import quantiles
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from ..models import Photo, RecolorTask

_RECENT = timedelta(hours=1)
_MAX_ROWS = 1000  # jobs whose timelines are read


def tasks_by_state() -> list[tuple[str, str, int]]:
    """Return the status, the engine and the number of tasks outside the trash."""
    return list(_by_state(RecolorTask.objects.filter(trashed_at=None)))


def photos_by_state() -> list[tuple[str, str, int]]:
    """Return the status, the engine and the number of photos outside the trash."""
    return list(_by_state(Photo.objects.filter(trashed_at=None)))


def _by_state(rows: QuerySet[Any]) -> Iterator[tuple[str, str, int]]:
    yield from rows.order_by().values_list("status", "engine").annotate(count=Count("pk"))


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
