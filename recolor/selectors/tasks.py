"""A workspace's tasks, with or without those in its trash."""

from django.db.models import Prefetch, QuerySet, Sum

from ..filters import for_photo
from ..models import RecolorTask, ReviewRecord, TaskCount, Workspace


def tasks(workspace: Workspace, *, photo: int | None = None) -> QuerySet[RecolorTask]:
    """Return a workspace's tasks, newest first, with their photos and changes, but not those in the trash.

    photo: only the tasks that recolor the photo with this id.
    """
    return tasks_and_trash(workspace, photo=photo).filter(trashed_at=None)


def tasks_and_trash(workspace: Workspace, *, photo: int | None = None) -> QuerySet[RecolorTask]:
    """Return all of a workspace's tasks, those in the trash included."""
    found = (
        RecolorTask.objects.visible_in(workspace)
        .select_related("pose", "model", "hosted")
        .prefetch_related("color_changes")
    )
    return found.filter(for_photo(photo)) if photo else found


def with_review_records(tasks: QuerySet[RecolorTask]) -> QuerySet[RecolorTask]:
    """Return the tasks with the record of their reviews: who decided what, and when."""
    return tasks.prefetch_related(Prefetch("review_records", ReviewRecord.objects.select_related("by", "key")))


def task_count(workspace: Workspace) -> int:
    """Return the exact number of a workspace's tasks outside the trash, without counting them."""
    return TaskCount.objects.visible_in(workspace).aggregate(count=Sum("change"))["count"] or 0
