"""Every write of the product. Views, API, background tasks and commands call these and nothing deeper."""

from .finding import base_image_find
from .images import base_image_create, base_image_delete, base_image_find_again, garment_put
from .keys import api_key_create, api_key_revoke, api_key_touch
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
    "garment_put",
    "sample_photos_seed",
    "sweep",
    "task_create",
    "task_delete",
    "task_retry",
    "task_run",
    "tasks_delete",
]
