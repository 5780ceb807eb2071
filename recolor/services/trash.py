"""The trash: moving tasks there, restoring them, and deleting them permanently.

The API treats tasks in the trash as deleted.
"""

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ..models import Garment, RecolorTask, Workspace
from .garments import garments_delete
from .tasks import CANCELED, task_cancel, task_retry, tasks_delete


def tasks_trash(tasks: Iterable[RecolorTask]) -> tuple[uuid.UUID, int]:
    """Move tasks to the trash as one group; cancel those in progress. Return the group and the number of tasks."""
    trash_group, tasks = uuid.uuid4(), list(tasks)
    with transaction.atomic():
        rows = RecolorTask.objects.filter(pk__in=[task.pk for task in tasks], trashed_at=None)
        count = rows.update(trashed_at=timezone.now(), trash_group=trash_group)
        for task in tasks:
            task_cancel(task)
    return trash_group, count


def tasks_restore(tasks: Iterable[RecolorTask]) -> int:
    """Restore tasks from the trash and return their number; queue again the tasks that were canceled by trashing."""
    with transaction.atomic():
        trashed = RecolorTask.objects.filter(pk__in=[task.pk for task in tasks]).exclude(trashed_at=None)
        canceled = list(trashed.filter(error_code=CANCELED, completed_at__gte=F("trashed_at")))
        count = trashed.update(trashed_at=None)
        for task in canceled:
            task_retry(task)
    return count


def trash_purge(workspace: Workspace) -> int:
    """Delete all tasks in a workspace's trash permanently and return their number."""
    return tasks_delete(RecolorTask.objects.visible_in(workspace).exclude(trashed_at=None))


def trash_purge_old() -> int:
    """Permanently delete tasks trashed and garments removed more than `RECOLOR_TRASH_DAYS` days ago.

    Return the number of tasks.
    """
    before = timezone.now() - timedelta(days=settings.RECOLOR_TRASH_DAYS)
    garments_delete(Garment.with_removed.filter(removed_at__lt=before).disposable())
    return tasks_delete(RecolorTask.objects.filter(trashed_at__lt=before))
