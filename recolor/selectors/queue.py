"""The queue of the built-in engine, of all workspaces: what waits, for how long, and whether a worker runs."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Min, QuerySet
from django.utils import timezone

from ..models import EngineName, Photo, RecolorTask
from ..states import PROCESSING, QUEUED


def queued_tasks() -> QuerySet[RecolorTask]:
    """Return the queued local tasks, without those of paused batches."""
    local = RecolorTask.objects.filter(status=QUEUED, engine=EngineName.LOCAL)
    return local.exclude(batch__paused_at__isnull=False)


def queued_photos() -> QuerySet[Photo]:
    """Return the photos whose garments are to be found, without those in the trash."""
    return Photo.objects.filter(status=QUEUED, engine=EngineName.LOCAL, trashed_at=None)


def _waiting_since_creation() -> list[QuerySet[Any]]:
    """Return the queued tasks, and the photos that no worker has begun. When others were queued is not recorded."""
    return [queued_tasks(), queued_photos().filter(started_at=None)]


def worker_seen() -> bool:
    """Whether a worker runs: no task or photo has waited for a long time, or some worker is at work now."""
    now = timezone.now()
    overdue = now - timedelta(seconds=4 * settings.RECOLOR_LEASE_SECONDS)
    if not any(waiting.filter(created_at__lt=overdue).exists() for waiting in _waiting_since_creation()):
        return True
    at_work: list[QuerySet[Any]] = [RecolorTask.objects.all(), Photo.objects.all()]
    return any(rows.filter(status=PROCESSING, lease_expires_at__gt=now).exists() for rows in at_work)


def queue_age() -> float:
    """Return for how many seconds the oldest queued task or photo has waited since its creation; 0 if none waits."""
    oldest = [waiting.aggregate(oldest=Min("created_at"))["oldest"] for waiting in _waiting_since_creation()]
    now = timezone.now()
    seconds: list[float] = [(now - each).total_seconds() for each in oldest if each]
    return max([0.0, *seconds])
