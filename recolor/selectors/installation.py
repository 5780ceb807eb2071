"""The state of the installation, for the settings page."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from .. import files
from ..models import EngineName, Photo, RecolorTask, Workspace
from ..states import IN_PROGRESS, PROCESSING, QUEUED


@dataclass(frozen=True)
class InstallationStatus:
    """What the settings page shows.

    waiting: queued local tasks of all workspaces. worker_seen: False if tasks wait and no worker takes them. hosted:
    hosted tasks of all workspaces that are queued or running. photos, results, trashed: the workspace's numbers.
    megabytes: what its files take in the storage.
    """

    waiting: int
    worker_seen: bool
    hosted: int
    photos: int
    results: int
    trashed: int
    megabytes: float


def installation_status(workspace: Workspace) -> InstallationStatus:
    """Return how the engines are doing, and how much a workspace stores."""
    overdue = timezone.now() - timedelta(seconds=4 * settings.RECOLOR_LEASE_SECONDS)
    queued = RecolorTask.objects.filter(status=QUEUED, engine=EngineName.LOCAL)
    workspace_tasks = RecolorTask.objects.visible_in(workspace)
    return InstallationStatus(
        waiting=queued.count(),
        # A task has waited for long although no task runs: there is no worker.
        worker_seen=not queued.filter(created_at__lt=overdue).exists()
        or RecolorTask.objects.filter(status=PROCESSING, lease_expires_at__gt=timezone.now()).exists(),
        hosted=RecolorTask.objects.filter(status__in=IN_PROGRESS, engine=EngineName.HOSTED).count(),
        photos=Photo.objects.visible_in(workspace).count(),
        results=workspace_tasks.filter(trashed_at=None).count(),
        trashed=workspace_tasks.exclude(trashed_at=None).count(),
        megabytes=files.workspace_size(workspace) / 1e6,
    )
