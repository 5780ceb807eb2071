"""The state of the installation, for the settings page."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from .. import files
from ..models import EngineName, RecolorTask, Workspace
from ..states import IN_PROGRESS, PROCESSING, QUEUED
from .photos import photos
from .trash import trash


@dataclass(frozen=True)
class InstallationStatus:
    """What the settings page shows.

    waiting: queued local tasks of all workspaces, without those of paused batches. worker_seen: False if tasks wait and
    no worker runs them. hosted: hosted tasks of all workspaces that are queued or running. photos, results, trashed:
    counts in the workspace. megabytes: the size of the workspace's files.
    """

    waiting: int
    worker_seen: bool
    hosted: int
    photos: int
    results: int
    trashed: int
    megabytes: float


def installation_status(workspace: Workspace) -> InstallationStatus:
    """Return the numbers of waiting tasks, and the numbers and the size of a workspace's rows and files."""
    overdue = timezone.now() - timedelta(seconds=4 * settings.RECOLOR_LEASE_SECONDS)
    local = RecolorTask.objects.filter(status=QUEUED, engine=EngineName.LOCAL)
    queued = local.exclude(batch__paused_at__isnull=False)
    return InstallationStatus(
        waiting=queued.count(),
        # If a task has waited for a long time and no task is running, there is no worker.
        worker_seen=not queued.filter(created_at__lt=overdue).exists()
        or RecolorTask.objects.filter(status=PROCESSING, lease_expires_at__gt=timezone.now()).exists(),
        hosted=RecolorTask.objects.filter(status__in=IN_PROGRESS, engine=EngineName.HOSTED).count(),
        photos=photos(workspace).count(),
        results=RecolorTask.objects.visible_in(workspace).filter(trashed_at=None).count(),
        trashed=trash(workspace).count(),
        megabytes=files.workspace_size(workspace) / 1e6,
    )
