"""Every write of the product. Views, API, background tasks and commands call these and nothing deeper."""

from .finding import base_image_find
from .hosted import hosted_step
from .hosted_photos import hosted_photo, hosted_photo_add
from .hosted_rows import hosted_decide, hosted_service
from .images import base_image_create, base_image_delete, base_image_find_again, garment_draw, garment_put
from .keys import api_key_create, api_key_revoke, api_key_touch
from .mirroring import hosted_sync, hosted_sync_if_due, hosted_sync_soon
from .sweeping import sweep
from .tasks import task_create, task_delete, task_retry, task_run, tasks_delete
from .workspaces import default_workspace, sample_photos_seed

__all__ = [
    "api_key_create",
    "api_key_revoke",
    "api_key_touch",
    "base_image_create",
    "base_image_delete",
    "base_image_find",
    "base_image_find_again",
    "default_workspace",
    "garment_draw",
    "garment_put",
    "hosted_decide",
    "hosted_photo",
    "hosted_photo_add",
    "hosted_service",
    "hosted_step",
    "hosted_sync",
    "hosted_sync_if_due",
    "hosted_sync_soon",
    "sample_photos_seed",
    "sweep",
    "task_create",
    "task_delete",
    "task_retry",
    "task_run",
    "tasks_delete",
]
