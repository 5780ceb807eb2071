"""The hosted engine: processes the rows that `recolor.engines.hosted` writes, with requests to a Recolor API.

Only the worker talks to the service, except for the connection test on the settings page.
"""

from .connection import connection
from .mirroring import hosted_tasks_mirror_if_due, hosted_tasks_mirror_soon
from .photos import hosted_photo_add, hosted_photo_get_or_create
from .problems import problem_text
from .rows import hosted_service, hosted_service_in_use, hosted_service_report, hosted_task_choose
from .steps import hosted_step

__all__ = [
    "connection",
    "hosted_photo_add",
    "hosted_photo_get_or_create",
    "hosted_service",
    "hosted_service_in_use",
    "hosted_service_report",
    "hosted_step",
    "hosted_task_choose",
    "hosted_tasks_mirror_if_due",
    "hosted_tasks_mirror_soon",
    "problem_text",
]
