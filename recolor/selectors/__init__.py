"""All database reads that the dashboard and the API share. Each returns rows of one workspace only."""

from .colors import recent_colors, requested_targets
from .installation import InstallationStatus, installation_status
from .links import LinkExpired, sign_file, signed_file
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
    "sign_file",
    "signed_file",
    "tasks",
    "tasks_and_trash",
    "trashed_tasks",
]
