"""Every write of the product. Views, API, background tasks and commands call these and nothing deeper."""

from .finding import base_image_find
from .hosted import hosted_step
from .hosted_photos import hosted_photo, hosted_photo_add
from .hosted_rows import hosted_decide, hosted_service
from .images import (
    base_image_create,
    base_image_delete,
    base_image_find_again,
    base_image_update,
    garment_draw,
    garment_put,
)
from .keys import api_key_create, api_key_revoke, api_key_touch
from .mirroring import hosted_sync, hosted_sync_if_due, hosted_sync_soon
from .people import (
    invite_accept,
    invite_create,
    invite_find,
    invite_revoke,
    membership_remove,
    membership_set_role,
)
from .reviewing import tasks_review
from .swatches import swatch_create, swatch_delete, swatch_move, swatch_update
from .sweeping import sweep
from .tasks import task_cancel, task_create, task_delete, task_retry, task_run, tasks_delete
from .trash import tasks_restore, tasks_trash, trash_purge, trash_purge_old
from .workspaces import default_workspace, sample_photos_seed

__all__ = [
    "api_key_create",
    "api_key_revoke",
    "api_key_touch",
    "base_image_create",
    "base_image_delete",
    "base_image_find",
    "base_image_find_again",
    "base_image_update",
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
    "invite_accept",
    "invite_create",
    "invite_find",
    "invite_revoke",
    "membership_remove",
    "membership_set_role",
    "sample_photos_seed",
    "swatch_create",
    "swatch_delete",
    "swatch_move",
    "swatch_update",
    "sweep",
    "task_cancel",
    "task_create",
    "task_delete",
    "task_retry",
    "task_run",
    "tasks_delete",
    "tasks_restore",
    "tasks_review",
    "tasks_trash",
    "trash_purge",
    "trash_purge_old",
]
