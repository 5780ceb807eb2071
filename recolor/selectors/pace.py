"""How fast results are made: the expected time of new ones, and the throughput of a batch that is in progress."""

import statistics
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, F, Min, Q
from django.utils import timezone

from ..models import Batch, EngineName, RecolorTask, Workspace
from ..states import IN_PROGRESS, PROCESSING, TaskStatus

_MEASURED_TASKS = 50  # completed last, whose median is the expected time of a task
_MEASURED_MINUTES = 5.0  # over which the throughput of a batch is measured
_LEAST_RESULTS = 3  # completed in that time; fewer say little


@dataclass(frozen=True)
class Pace:
    """What the expected time of new results depends on.

    seconds: the median time of a result. parallel: the number of tasks that run at the same time. ahead: the number of
    unfinished tasks, of all workspaces, that come before new ones.
    """

    seconds: float
    parallel: int
    ahead: int

    @property
    def seconds_each(self) -> float:
        """The time that a further result adds."""
        return self.seconds / self.parallel

    @property
    def seconds_ahead(self) -> float:
        """The time until new results are begun."""
        return self.ahead * self.seconds_each

    def seconds_for(self, count: int) -> float:
        """Return the time until new results are ready; of fewer than run at the same time, that of one."""
        return self.seconds_ahead + max(count * self.seconds_each, self.seconds if count else 0.0)


def pace(workspace: Workspace) -> Pace | None:
    """Return the pace of the built-in engine; None if none of the workspace's results was measured."""
    seconds = _seconds_per_task(workspace)
    if seconds is None:
        return None
    unfinished = RecolorTask.objects.filter(engine=EngineName.LOCAL, status__in=IN_PROGRESS)
    is_running = Q(status=PROCESSING, lease_expires_at__gt=timezone.now())
    numbers = unfinished.exclude(batch__paused_at__isnull=False).aggregate(
        ahead=Count("pk"), running=Count("pk", filter=is_running)
    )
    # Workers on other machines are known by what they run.
    parallel = max(settings.RECOLOR_WORKER_THREADS, numbers["running"])
    return Pace(seconds, parallel, numbers["ahead"])


def results_per_minute(batch: Batch) -> float | None:
    """Return how many results of a batch were completed a minute lately; None if too few were."""
    now = timezone.now()
    since = now - timedelta(minutes=_MEASURED_MINUTES)
    numbers = batch.tasks.filter(status=TaskStatus.COMPLETED, completed_at__gt=since).aggregate(
        count=Count("pk"), begun=Min("started_at")
    )
    if numbers["count"] < _LEAST_RESULTS:
        return None
    begun = max(since, numbers["begun"] or since)
    return float(numbers["count"] / max((now - begun) / timedelta(minutes=1), 1e-3))


def _seconds_per_task(workspace: Workspace) -> float | None:
    """Return the median of the seconds that the local tasks completed last have taken; None if there are none."""
    completed = RecolorTask.objects.visible_in(workspace).filter(engine=EngineName.LOCAL, status=TaskStatus.COMPLETED)
    times = completed.exclude(started_at=None).annotate(duration=F("completed_at") - F("started_at"))
    durations = times.order_by("-id").values_list("duration", flat=True)[:_MEASURED_TASKS]
    seconds = [duration.total_seconds() for duration in durations if duration is not None]
    return statistics.median(seconds) if seconds else None
