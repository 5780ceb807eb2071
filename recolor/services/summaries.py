"""The summaries of tasks: their number, the garments to filter by, and the values by which the gallery sorts.

Every path that creates tasks ends in `tasks_created`; those that show tasks again, hide or delete them call
`tasks_counted`.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce, Lower

from ..filters import for_photo
from ..models import ColorChange, FilterChoice, Photo, RecolorTask, TaskCount, Workspace


def photo_copies(photo: Photo) -> dict[str, Any]:
    """Return the fields of a new task that are copies of the photo that it recolors."""
    return {"photo_id": photo.pk, "photo_name": _sort_name(photo)}


def _sort_name(photo: Photo) -> str:
    return photo.name.lower()[:200]


def tasks_created(tasks: Collection[RecolorTask], changes: Iterable[ColorChange]) -> None:
    """Store the color changes of new tasks, and add the tasks to the summaries.

    changes: unsaved, with their `task`.
    """
    changes = list(changes)
    for change in changes:
        change.workspace_id = change.task.workspace_id
        change.garment = (change.asked or change.target).casefold()
    with transaction.atomic(savepoint=False):
        ColorChange.objects.bulk_create(changes)
        garments = sorted({(change.workspace_id, change.garment) for change in changes})
        FilterChoice.objects.bulk_create(
            (FilterChoice(workspace_id=workspace, garment=garment) for workspace, garment in garments),
            ignore_conflicts=True,
        )
        tasks_counted(tasks, 1)


def tasks_counted(tasks: Iterable[RecolorTask], sign: int) -> None:
    """Change the number of tasks outside the trash by these tasks. sign: 1 to add them, -1 to take them away."""
    numbers = Counter(task.workspace_id for task in tasks)
    TaskCount.objects.bulk_create(
        TaskCount(workspace_id=workspace, change=sign * number) for workspace, number in numbers.items()
    )


def choices_drop(workspace_id: int, garments: Iterable[str]) -> None:
    """Remove the garments that no task of the workspace recolors any more from the choices of the filter."""
    used = ColorChange.objects.filter(workspace=workspace_id, garment=OuterRef("garment"))
    choices = FilterChoice.objects.filter(workspace=workspace_id, garment__in=set(garments))
    choices.filter(~Exists(used)).delete()


def photo_renamed(photo: Photo) -> None:
    """Give the tasks of a photo its new name to sort by."""
    RecolorTask.objects.filter(for_photo(photo.pk), workspace=photo.workspace_id).update(photo_name=_sort_name(photo))


def summaries_compact() -> None:
    """Replace the rows of each workspace's `TaskCount` by their sum."""
    several = TaskCount.objects.values("workspace").annotate(number=Count("pk")).filter(number__gt=1)
    for workspace in several.values_list("workspace", flat=True):
        rows = list(TaskCount.objects.filter(workspace=workspace).values_list("pk", "change"))
        with transaction.atomic():
            deleted, _models = TaskCount.objects.filter(pk__in=[pk for pk, _change in rows]).delete()
            if deleted == len(rows):
                TaskCount.objects.create(workspace_id=workspace, change=sum(change for _pk, change in rows))
            else:  # another worker has just replaced them
                transaction.set_rollback(True)


def summaries_rebuild() -> None:
    """Compute every summary anew. No other process may write tasks in the meantime."""
    with transaction.atomic():
        _rebuild_copies()
        TaskCount.objects.all().delete()
        FilterChoice.objects.all().delete()
        for workspace in Workspace.objects.all():
            shown = RecolorTask.objects.visible_in(workspace).filter(trashed_at=None)
            TaskCount.objects.create(workspace=workspace, change=shown.count())
            garments = ColorChange.objects.filter(workspace=workspace).order_by().values_list("garment", flat=True)
            FilterChoice.objects.bulk_create(
                FilterChoice(workspace=workspace, garment=garment) for garment in garments.distinct()
            )


def _rebuild_copies() -> None:
    tasks, photos = RecolorTask.objects.filter(pk=OuterRef("task")), Photo.objects.order_by()
    names = [Subquery(photos.filter(pk=OuterRef(field)).values("name")) for field in ("pose", "model")]
    farthest = ColorChange.objects.filter(task=OuterRef("pk")).order_by().values("task").annotate(Max("delta_e"))
    RecolorTask.objects.update(
        photo_id=Coalesce("pose_id", "model_id"),
        photo_name=Lower(Coalesce(*names)),
        farthest=Coalesce(Subquery(farthest.values("delta_e__max")), -1.0),
    )
    ColorChange.objects.update(workspace=Subquery(tasks.values("workspace")), garment=Lower("target"))
    ColorChange.objects.exclude(asked="").update(garment=Lower("asked"))
    # SQLite lowers ASCII letters only.
    for photo in photos.iterator():
        if not photo.name.isascii():
            photo_renamed(photo)
    stored = ColorChange.objects.order_by().values_list("target", "asked", "garment").distinct()
    for target, asked, garment in set(stored):
        if garment != (asked or target).casefold():
            ColorChange.objects.filter(target=target, asked=asked).update(garment=(asked or target).casefold())
