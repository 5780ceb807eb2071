"""Metrics for Prometheus, only with the token of `RECOLOR_METRICS_TOKEN`."""

import os
from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from ... import selectors
from ..decorators import workspace_not_required
from .latency import REQUEST_SECONDS

_FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # the environment variable that the library reads


@workspace_not_required
@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Return all metrics; 404 if no token is set, 401 without the right one."""
    if not settings.RECOLOR_METRICS_TOKEN:
        raise Http404
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not constant_time_compare(token.strip(), settings.RECOLOR_METRICS_TOKEN):
        return HttpResponse("Send the token.", status=401, headers={"WWW-Authenticate": "Bearer"})
    registry = CollectorRegistry()
    if os.environ.get(_FOLDER):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(REQUEST_SECONDS)
    registry.register(_DatabaseCollector())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _DatabaseCollector(Collector):
    """Reads from the database what is the same for all processes."""

    def collect(self) -> Iterator[Metric]:
        states = (("tasks", selectors.tasks_by_state()), ("photos", selectors.photos_by_state()))
        for what, rows in states:
            family = GaugeMetricFamily(f"recolor_{what}", f"Number of {what} by state.", labels=["status", "engine"])
            for status, engine, count in rows:
                family.add_metric([status, engine], count)
            yield family
        yield GaugeMetricFamily("recolor_queue_tasks", "Queued local tasks.", value=selectors.queued_tasks().count())
        yield GaugeMetricFamily("recolor_queue_photos", "Queued photos.", value=selectors.queued_photos().count())
        text = "Seconds that the oldest queued task or photo has waited since its creation."
        yield GaugeMetricFamily("recolor_queue_age_seconds", text, value=selectors.queue_age())
        yield from _stage_metrics()


def _stage_metrics() -> Iterator[Metric]:
    text = "Seconds that a stage took in jobs that ended in the last hour."
    seconds = GaugeMetricFamily("recolor_stage_seconds", text, labels=["job", "stage", "quantile"])
    text = "Number of jobs in the last hour from which recolor_stage_seconds is computed."
    number = GaugeMetricFamily("recolor_stage_jobs", text, labels=["job", "stage"])
    for (job, stage), (middle, high, count) in sorted(selectors.stage_durations().items()):
        seconds.add_metric([job, stage, "0.5"], middle)
        seconds.add_metric([job, stage, "0.95"], high)
        number.add_metric([job, stage], count)
    yield from (seconds, number)
