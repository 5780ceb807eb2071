"""The trash: moving tasks, photos and batches there, restoring them, and deleting them permanently.

A photo, and a batch, takes its tasks along: they have its trash group, and are restored with it. Photos that are
deleted together have one trash group. Everything but the trash treats what is in it as deleted.

Tasks are moved and restored in portions, see `portions.py`. A photo and a batch follow their tasks into the trash, and
leave it before them, so that none that is in the trash has tasks outside. If the process is killed in between, moving
them again does the rest, and so does an Undo: a group that was not completed is kept in `trash_group` of the photo or
the batch. What is ticked on the page of the trash becomes single rows then, which can be restored.
"""

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from .. import jobs
from ..filters import uses_photo, uses_photos
from ..models import Batch, Garment, Photo, RecolorTask, Workspace
from ..states import CANCELED, IN_PROGRESS, PROCESSING, QUEUED
from ..wakeup import wake_worker
from .garments import garments_delete
from .photos import photo_refuse_if_used, photos_delete
from .portions import delete_in_portions, each_in_portions, once_in_portions, work_in_portions
from .summaries import tasks_counted
from .tasks import task_cancel, task_retry, tasks_delete


def tasks_trash(tasks: Iterable[RecolorTask]) -> tuple[uuid.UUID, int]:
    """Move tasks to the trash as one group; cancel those in progress. Return the group and the number of tasks."""
    trash_group = uuid.uuid4()
    return trash_group, _move_in_portions(RecolorTask.objects.filter(pk__in=[task.pk for task in tasks]), trash_group)


def photo_trash(photo: Photo, *, cascade: bool = True) -> tuple[uuid.UUID, int]:
    """Move a photo and its tasks to the trash as one group. Return the group and the number of tasks.

    Raises Conflict if the photo has tasks outside the trash and `cascade` is not set.
    """
    if cascade:
        trash_group, _photos, count = photos_trash([photo])
        return trash_group, count
    with transaction.atomic():
        photo_refuse_if_used(photo)
        trash_group, _photos, count = photos_trash([photo])
    return trash_group, count


def photos_trash(photos: Iterable[Photo]) -> tuple[uuid.UUID, int, int]:
    """Move photos and their tasks to the trash as one group. Return the group and the numbers of both.

    Tasks that are in the trash already keep their own group. Searches for the photos' garments are stopped.
    """
    named = Photo.objects.filter(pk__in=[photo.pk for photo in photos], trashed_at=None).order_by("pk")
    trash_group = _begun_group(named)
    tasks = RecolorTask.objects.filter(uses_photos(list(named.values_list("pk", flat=True))))
    count = _move_in_portions(tasks, trash_group)
    with transaction.atomic():
        moved = list(named.select_for_update())  # creating a task locks its photo, too
        count += _move(tasks.filter(trashed_at=None), trash_group)
        named.filter(pk__in=[photo.pk for photo in moved]).update(trashed_at=timezone.now())
        for photo in moved:
            if photo.status == PROCESSING:
                jobs.requeue(photo)  # the worker notices that it has lost the job; no worker claims trashed photos
    return trash_group, len(moved), count


def batch_trash(batch: Batch) -> tuple[uuid.UUID, int]:
    """Move a batch and its tasks to the trash as one group. Return the group and the number of tasks."""
    named = Batch.objects.filter(pk=batch.pk, trashed_at=None)
    trash_group = _begun_group(named)
    count = _move_in_portions(batch.tasks.all(), trash_group)
    with transaction.atomic():
        named.update(trashed_at=timezone.now())  # first, because it locks the batch: nobody adds tasks now
        count += _move(batch.tasks.filter(trashed_at=None), trash_group)
    return trash_group, count


def batches_restore(batches: Iterable[Batch]) -> tuple[int, int]:
    """Restore batches from the trash with the tasks that were moved there with them; return the numbers of both."""
    taken_out = [batch for batch in batches if _batches_take_out(Batch.objects.filter(pk=batch.pk))]
    return len(taken_out), tasks_restore(task for batch in taken_out for task in _trashed_with(batch))


def batches_delete(batches: Iterable[Batch]) -> tuple[int, int]:
    """Permanently delete batches in the trash with the tasks that were moved there with them; return the numbers."""
    count = results = 0
    for batch in batches:
        results += tasks_delete(_trashed_with(batch))
        count += delete_in_portions(Batch.objects.filter(pk=batch.pk).exclude(trashed_at=None))
    return count, results


def _trashed_with(batch: Batch) -> QuerySet[RecolorTask]:
    return batch.tasks.filter(trash_group=batch.trash_group).exclude(trashed_at=None)


def _batches_take_out(batches: QuerySet[Batch]) -> int:
    """Restore batches from the trash without their tasks, and return the number of batches."""
    return batches.exclude(trashed_at=None).update(trashed_at=None, trash_group=None)


def _begun_group(named: QuerySet[Photo] | QuerySet[Batch]) -> uuid.UUID:
    """Return the group in which photos or batches are moved to the trash, and store it before they are.

    It is an earlier one if the process that began to move them was killed.
    """
    trash_group: uuid.UUID = (
        named.exclude(trash_group=None).values_list("trash_group", flat=True).first() or uuid.uuid4()
    )
    named.update(trash_group=trash_group)
    return trash_group


def _move_in_portions(tasks: QuerySet[RecolorTask], trash_group: uuid.UUID) -> int:
    return once_in_portions(tasks.filter(trashed_at=None).only("pk"), lambda portion: _move(portion, trash_group))


def _move(tasks: Iterable[RecolorTask], trash_group: uuid.UUID) -> int:
    """Move tasks to the trash, in a transaction of the caller; return the number of those that were not there."""
    shown = RecolorTask.objects.filter(pk__in=[task.pk for task in tasks], trashed_at=None)
    moved = list(shown.select_for_update().only("pk", "workspace"))
    rows = RecolorTask.objects.filter(pk__in=[task.pk for task in moved])
    rows.update(trashed_at=timezone.now(), trash_group=trash_group)
    tasks_counted(moved, -1)
    in_progress = rows.filter(status__in=IN_PROGRESS)
    for task in in_progress.select_related("pose", "model").prefetch_related("color_changes"):
        task_cancel(task)
    return len(moved)


def tasks_restore(tasks: Iterable[RecolorTask]) -> int:
    """Restore tasks from the trash, with their photos and batches, and return the number of tasks.

    Tasks that were canceled by trashing are queued again.
    """
    trashed = RecolorTask.objects.filter(pk__in=[task.pk for task in tasks]).exclude(trashed_at=None)
    return once_in_portions(trashed.only("pk"), _restore)


def _restore(tasks: Iterable[RecolorTask]) -> int:
    trashed = RecolorTask.objects.filter(pk__in=[task.pk for task in tasks]).exclude(trashed_at=None)
    used = Q(tasks_as_pose__in=trashed) | Q(tasks_as_model__in=trashed)
    for photo in Photo.objects.filter(used).exclude(trashed_at=None).distinct():
        photo_take_out(photo)
    canceled = list(trashed.filter(error_code=CANCELED, completed_at__gte=F("trashed_at")))
    restored = list(trashed.select_for_update().only("pk", "workspace"))
    ids = [task.pk for task in restored]
    RecolorTask.objects.filter(pk__in=ids).update(trashed_at=None)
    tasks_counted(restored, 1)
    _batches_take_out(Batch.objects.filter(Exists(RecolorTask.objects.filter(batch=OuterRef("pk"), pk__in=ids))))
    for task in canceled:
        task_retry(task)
    return len(restored)


def photos_restore(photos: Iterable[Photo]) -> tuple[int, int]:
    """Restore photos from the trash with the tasks that were moved there with them; return the numbers of both."""
    taken_along: list[RecolorTask] = []

    def take_out(photo: Photo) -> bool:
        trash_group = photo.trash_group
        taken_out = photo_take_out(photo)
        if taken_out:
            taken_along.extend(_taken_along(photo, trash_group))
        return taken_out

    count = each_in_portions(Photo.objects.filter(pk__in=[photo.pk for photo in photos]), take_out)
    return count, tasks_restore(taken_along)


def photo_take_out(photo: Photo) -> bool:
    """Restore a photo without its tasks; continue a stopped search for its garments. False if it is not in the trash.

    The tasks that were moved to the trash with it stay there, each to be restored on its own.
    """
    with transaction.atomic():
        trashed = Photo.objects.filter(pk=photo.pk).exclude(trashed_at=None)
        if not trashed.update(trashed_at=None, trash_group=None):
            return False
        photo.refresh_from_db()
        if photo.status == QUEUED:
            wake_worker(photo)
    return True


def _taken_along(photo: Photo, trash_group: uuid.UUID | None) -> QuerySet[RecolorTask]:
    """Return the trashed tasks of a restored photo that were moved there with it, in a group.

    A task may belong to two photos, a pose and a model. While the other one is in the trash, the task stays there, too:
    it goes over to the group of the other photo.
    """
    together = RecolorTask.objects.filter(uses_photo(photo.pk), trash_group=trash_group).exclude(trashed_at=None)
    waiting = together.exclude(pose__trashed_at=None, model__trashed_at=None).select_related("pose", "model")
    stay = []
    for task in waiting:
        other = next(each for each in (task.pose, task.model) if each and each.trashed_at)
        RecolorTask.objects.filter(pk=task.pk).update(trash_group=other.trash_group)
        stay.append(task.pk)
    return together.exclude(pk__in=stay)


def trash_purge(workspace: Workspace) -> tuple[int, int, int]:
    """Delete everything in a workspace's trash permanently, in portions.

    Return the numbers of photos, of tasks and of batches.
    """
    photos, results = photos_delete(Photo.objects.visible_in(workspace).exclude(trashed_at=None))
    results += tasks_delete(RecolorTask.objects.visible_in(workspace).exclude(trashed_at=None))
    batches = delete_in_portions(Batch.objects.visible_in(workspace).exclude(trashed_at=None))
    return photos, results, batches


def trash_purge_old() -> None:
    """Permanently delete what was trashed, and the garments removed, more than `RECOLOR_TRASH_DAYS` days ago.

    In portions, and each in the order of an index: in the usual order, by id, SQLite would read the whole table.
    """
    before = timezone.now() - timedelta(days=settings.RECOLOR_TRASH_DAYS)
    removed = Garment.with_removed.filter(removed_at__lt=before).disposable()
    work_in_portions(removed.order_by("removed_at"), garments_delete)
    photos_delete(Photo.objects.filter(trashed_at__lt=before).order_by("trashed_at"))
    tasks_delete(RecolorTask.objects.filter(trashed_at__lt=before).order_by("trashed_at"))
    delete_in_portions(Batch.objects.filter(trashed_at__lt=before).order_by("trashed_at"))
