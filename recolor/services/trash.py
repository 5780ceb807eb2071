"""The trash: results put there are gone for the API and back with one click, until they are purged for good."""

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ..models import RecolorTask, Workspace
from .tasks import CANCELED, task_cancel, task_retry, tasks_delete


def tasks_trash(tasks: Iterable[RecolorTask]) -> tuple[uuid.UUID, int]:
    """Put tasks into the trash, together; return what brings them back, and how many they are.

    One that waits or runs on this machine is canceled. At a hosted service it goes on, and is deleted there when it is
    purged here.
    """
    trash_group, tasks = uuid.uuid4(), list(tasks)
    with transaction.atomic():
        kept = RecolorTask.objects.filter(pk__in=[task.pk for task in tasks], trashed_at=None)
        count = kept.update(trashed_at=timezone.now(), trash_group=trash_group)
        for task in tasks:
            task_cancel(task)
    return trash_group, count


def tasks_restore(tasks: Iterable[RecolorTask]) -> int:
    """Take tasks out of the trash and return how many; what was canceled on the way in is queued again."""
    with transaction.atomic():
        trashed = RecolorTask.objects.filter(pk__in=[task.pk for task in tasks]).exclude(trashed_at=None)
        stopped = list(trashed.filter(error_code=CANCELED, completed_at__gte=F("trashed_at")))
        count = trashed.update(trashed_at=None)
        for task in stopped:
            task_retry(task)
    return count


def trash_purge(workspace: Workspace) -> int:
    """Delete all that is in a workspace's trash for good, and return how many that were."""
    return tasks_delete(RecolorTask.objects.visible_in(workspace).exclude(trashed_at=None))


def trash_purge_old() -> int:
    """Delete for good what has been in a trash for longer than `RECOLOR_TRASH_DAYS`."""
    before = timezone.now() - timedelta(days=settings.RECOLOR_TRASH_DAYS)
    return tasks_delete(RecolorTask.objects.filter(trashed_at__lt=before))
