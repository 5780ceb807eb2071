"""The state of the installation, for the settings page."""

from dataclasses import dataclass

from .. import files
from ..models import EngineName, RecolorTask, Workspace
from ..states import IN_PROGRESS
from .photos import photos
from .queue import queued_tasks, worker_seen
from .tasks import task_count
from .trash import trash


@dataclass(frozen=True)
class InstallationStatus:
    """What the settings page shows.

    waiting: queued local tasks of all workspaces, without those of paused batches. worker_seen: False if tasks or
    photos wait and no worker takes them. hosted: hosted tasks of all workspaces that are queued or running. photos,
    results, trashed: counts in the workspace. bytes: the size of the workspace's files, as workers measure it; None if
    it is not known.
    """

    waiting: int
    worker_seen: bool
    hosted: int
    photos: int
    results: int
    trashed: int
    bytes: int | None


def installation_status(workspace: Workspace) -> InstallationStatus:
    """Return the numbers of waiting tasks, and the numbers and the size of a workspace's rows and files."""
    return InstallationStatus(
        waiting=queued_tasks().count(),
        worker_seen=worker_seen(),
        hosted=RecolorTask.objects.filter(status__in=IN_PROGRESS, engine=EngineName.HOSTED).count(),
        photos=photos(workspace).count(),
        results=task_count(workspace),
        trashed=trash(workspace).count(),
        bytes=files.workspace_size(workspace),
    )
