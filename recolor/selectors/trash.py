"""What is in a workspace's trash: photos and batches, each with the results that were moved there with it, and single
results.
"""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from ..models import Batch, Photo, RecolorTask, Workspace
from .photos import photos_and_trash
from .tasks import tasks_and_trash


def trash(workspace: Workspace) -> QuerySet[Any, Any]:
    """Return what can be restored, trashed last first: rows of `type` ("photo", "batch" or "task"), `pk`, `trashed_at`.

    The tasks that are restored with a photo or a batch are left out.
    """
    photos, batches = trashed_photos(workspace).order_by(), trashed_batches(workspace).order_by()
    single_tasks = RecolorTask.objects.visible_in(workspace).exclude(trashed_at=None).order_by()
    took_along = photos.filter(Q(pk=OuterRef("pose")) | Q(pk=OuterRef("model")), trash_group=OuterRef("trash_group"))
    of_batch = batches.filter(pk=OuterRef("batch"), trash_group=OuterRef("trash_group"))
    single_tasks = single_tasks.exclude(Exists(took_along)).exclude(Exists(of_batch))
    columns = ("type", "pk", "trashed_at")
    rows = photos.annotate(type=Value("photo")).values(*columns)
    others = [
        batches.annotate(type=Value("batch")).values(*columns),
        single_tasks.annotate(type=Value("task")).values(*columns),
    ]
    every: QuerySet[Any, Any] = rows.union(*others, all=True)
    return every.order_by("-trashed_at", "-pk")


def trashed_photos(workspace: Workspace) -> QuerySet[Photo]:
    """Return the photos in a workspace's trash, last trashed first, each with the number of `results` to restore."""
    along = RecolorTask.objects.filter(Q(pose=OuterRef("pk")) | Q(model=OuterRef("pk")))
    along = along.filter(trash_group=OuterRef("trash_group")).exclude(trashed_at=None).order_by()
    count = Subquery(along.values("trash_group").annotate(count=Count("pk")).values("count"))
    trashed = photos_and_trash(workspace).exclude(trashed_at=None).order_by("-trashed_at", "-id")
    return trashed.annotate(results=Coalesce(count, 0))


def trashed_batches(workspace: Workspace) -> QuerySet[Batch]:
    """Return the batches in a workspace's trash, last trashed first, each with the number of `results` to restore."""
    along = RecolorTask.objects.filter(batch=OuterRef("pk"), trash_group=OuterRef("trash_group"))
    along = along.exclude(trashed_at=None).order_by()
    count = Subquery(along.values("trash_group").annotate(count=Count("pk")).values("count"))
    trashed = Batch.objects.visible_in(workspace).exclude(trashed_at=None).order_by("-trashed_at", "-id")
    found: QuerySet[Batch] = trashed.annotate(results=Coalesce(count, 0))
    return found


def trashed_tasks(workspace: Workspace) -> QuerySet[RecolorTask]:
    """Return all tasks in a workspace's trash, those trashed last first."""
    return tasks_and_trash(workspace).exclude(trashed_at=None).order_by("-trashed_at", "-id")
