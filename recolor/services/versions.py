"""Versions: a result that is made in place of another one, such as a rejected one, in the same batch."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..models import Batch, Photo, RecolorTask


def replaced_task(replaces: RecolorTask, photo: Photo, batch: Batch | None) -> RecolorTask:
    """Return the task that a new one replaces, locked until the transaction ends. Raises ValidationError.

    photo, batch: of the new task. A version has the batch of the task that it replaces.
    """
    locked: RecolorTask | None = RecolorTask.objects.select_for_update().filter(pk=replaces.pk, trashed_at=None).first()
    if locked is None:
        text = _("Result %(pk)s has been deleted. Restore it from the trash, or make a result of its own.")
        raise ValidationError({"replaces": text % {"pk": replaces.pk}})
    if locked.photo_id != photo.pk:
        text = _("Result %(pk)s is of another photo. A result is replaced by one of the same photo.")
        raise ValidationError({"replaces": text % {"pk": replaces.pk}})
    if batch:
        text = _("Result %(pk)s is replaced in its own batch. Request its next version alone.")
        raise ValidationError({"replaces": text % {"pk": replaces.pk}})
    return locked


def versions_relink(task: RecolorTask) -> None:
    """Make the second version the first one of its later versions, before the first one is deleted."""
    later = task.later_versions.order_by("pk")
    second = later.first()
    if second:
        later.exclude(pk=second.pk).update(first_version=second)
        RecolorTask.objects.filter(pk=second.pk).update(first_version=None)
