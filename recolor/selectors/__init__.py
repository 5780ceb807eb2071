"""All database reads that the dashboard and the API share. Each returns rows of one workspace only."""

from .colors import recent_colors, requested_targets
from .installation import InstallationStatus, installation_status
from .links import LinkExpired, signed_file, signed_path
from .neighbors import Neighbors, neighbors
from .photos import photos
from .tasks import tasks, tasks_and_trash, trashed_tasks

__all__ = [
    "InstallationStatus",
    "LinkExpired",
    "Neighbors",
    "installation_status",
    "neighbors",
    "photos",
    "recent_colors",
    "requested_targets",
    "signed_file",
    "signed_path",
    "tasks",
    "tasks_and_trash",
    "trashed_tasks",
]
