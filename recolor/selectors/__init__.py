"""All database reads that the dashboard and the API share. Each returns rows of one workspace only."""

from ..engine import TONE_GOAL
from .batches import (
    Progress,
    Tone,
    batch_thumbnails,
    batches,
    progress_of,
    tones,
)
from .colors import Combination, recent_colors, recent_combinations, requested_targets
from .deployment import deployment_findings
from .exported import Exported, exported_results, read_in_chunks
from .garments import GarmentChanges, garment_changes, garment_names
from .health import Finding, models_check, readiness
from .installation import InstallationStatus, installation_status
from .links import LinkExpired, signed_file, signed_path, without_signature
from .metrics import photos_by_state, stage_durations, tasks_by_state
from .neighbors import Neighbors, neighbors
from .open_work import MOST_COUNTED, open_work
from .outlines import doubtful_garments, incomplete_photos, unchecked_outlines
from .pace import Pace, pace, results_per_minute
from .pages import BoundedPaginator, LongListPaginator
from .photos import photos, photos_and_trash
from .queue import queue_age, queued_photos, queued_tasks, worker_seen
from .reviewing import in_review_order, same_colors, same_photo
from .sheets import sheet_of, sheets, sheets_of_same_file
from .tasks import task_count, tasks, tasks_and_trash, with_review_records
from .trash import trash, trashed_batches, trashed_photos, trashed_tasks
from .versions import outdated_versions, versions

__all__ = [
    "MOST_COUNTED",
    "TONE_GOAL",
    "BoundedPaginator",
    "Combination",
    "Exported",
    "Finding",
    "GarmentChanges",
    "InstallationStatus",
    "LinkExpired",
    "LongListPaginator",
    "Neighbors",
    "Pace",
    "Progress",
    "Tone",
    "batch_thumbnails",
    "batches",
    "deployment_findings",
    "doubtful_garments",
    "exported_results",
    "garment_changes",
    "garment_names",
    "in_review_order",
    "incomplete_photos",
    "installation_status",
    "models_check",
    "neighbors",
    "open_work",
    "outdated_versions",
    "pace",
    "photos",
    "photos_and_trash",
    "photos_by_state",
    "progress_of",
    "queue_age",
    "queued_photos",
    "queued_tasks",
    "read_in_chunks",
    "readiness",
    "recent_colors",
    "recent_combinations",
    "requested_targets",
    "results_per_minute",
    "same_colors",
    "same_photo",
    "sheet_of",
    "sheets",
    "sheets_of_same_file",
    "signed_file",
    "signed_path",
    "stage_durations",
    "task_count",
    "tasks",
    "tasks_and_trash",
    "tasks_by_state",
    "tones",
    "trash",
    "trashed_batches",
    "trashed_photos",
    "trashed_tasks",
    "unchecked_outlines",
    "versions",
    "with_review_records",
    "without_signature",
    "worker_seen",
]
