"""Adding garments by their names or by masks, replacing masks; confirming, renaming and removing garments."""

import contextlib
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from .. import files, uploads
from ..engine import Agreement, EngineError, agreement, means_everything, parse_position
from ..engine.finding.overlap import iou
from ..engines import local_engine
from ..engines.measured import without_doubt
from ..engines.targets import matching_garments
from ..exceptions import Conflict
from ..filters import for_photo
from ..models import ColorChange, EngineName, Garment, Photo, RecolorTask
from ..pictures import eight_bits, mask_from_png, mask_png
from ..states import PhotoStatus
from .garment_layers import photo_masks_changed
from .missed import photo_check_missed
from .ordering import move

SAME_IOU = 0.8  # intersection over union above which two masks are of the same garment


def garment_put(photo: Photo, name: str, upload: uploads.Upload, *, refine_edges: bool = False) -> Garment:
    """Replace a garment's mask, or add a garment, from a mask of the photo's size. Raises ValidationError.

    refine_edges: adapt the edges of the mask to those in the photo; if not set, the mask is stored as it is.
    """
    name = checked_name(name)
    width, height = _check_local(photo)
    mask = uploads.read_mask(upload, width, height)
    if refine_edges:
        mask = local_engine().refine_edges(photo, mask)
        if not (mask > 127).any():
            raise ValidationError({"mask": "The marked area is too small to refine. Send it without refine_edges."})
    return _store(photo, name, mask)


def garment_draw(photo: Photo, name: str, upload: uploads.Upload) -> Garment:
    """Replace a garment's mask, or add a garment, from a mask drawn at screen size. Raises ValidationError."""
    return _store(photo, checked_name(name), drawn_mask(photo, upload))


def garment_find(photo: Photo, name: str, *, before_storing: Callable[[], None] = lambda: None) -> Garment:
    """Add the garment of a name that the engine finds in a photo's analysis. Its outline may be doubtful.

    Finding garments again keeps it, as it keeps renamed ones: a person has given its name. Raises ValidationError on
    `name` if the garment is known already, or is not found. before_storing: called in the transaction that adds it; if
    it raises an exception, nothing is added.
    """
    name = checked_name(name)
    _check_local(photo)
    garments = list(Garment.objects.filter(photo=photo))  # `photo.garments` may have been read before the last one
    if means_everything(name):
        raise ValidationError({"name": "Name one garment, for example “belt”."})
    _refuse_named(name, garments)
    try:
        found = local_engine().find_named(photo, name, [garment.name for garment in garments])
    except EngineError as error:
        raise ValidationError({"name": f"{error} Mark the garment with clicks instead."}) from error
    mask = eight_bits(found.mask)
    _refuse_shown(name, mask, garments)
    stored = files.store_mask(photo, mask_png(mask))
    try:
        with files.removed_on_error(stored), transaction.atomic():
            Photo.objects.select_for_update().filter(pk=photo.pk).first()  # one garment after the other
            before_storing()
            meanwhile = list(Garment.objects.filter(photo=photo).exclude(pk__in=[garment.pk for garment in garments]))
            _refuse_named(name, meanwhile)
            _refuse_shown(name, mask, meanwhile)
            check_free_name(Garment.objects.filter(photo=photo), name)
            photo_masks_changed(photo)
            garment = Garment.objects.create(
                photo=photo,
                position=_next_position(photo),
                name=name,
                color=found.color,
                confidence=found.confidence,
                mask=stored,
                renamed=True,
            )
    except (Conflict, IntegrityError) as error:  # renamed, or drawn, or the photo was deleted in the meantime
        raise ValidationError({"name": f"“{name}” is in the list already."}) from error
    photo_check_missed(photo)
    return garment


def garments_find_typed(photo: Photo, targets: Iterable[str], before_storing: Callable[[], None]) -> None:
    """Add the garments that targets name and that the engine finds, as `garment_find` does.

    What it does not find, or finds to be a listed garment, is left to the task with these targets.
    """
    for target in targets:
        with contextlib.suppress(ValidationError):
            garment_find(photo, target, before_storing=before_storing)


def unlisted_targets(
    photo: Photo, garments: Iterable[Garment], tasks: Iterable[RecolorTask]
) -> list[tuple[RecolorTask, str]]:
    """Return tasks with their targets that name one garment, but none of a local photo's list.

    There are none if the photo can't be searched now. Garments that were removed after the task was requested are left
    out: they stay removed, and the task uses their masks only for its result. garments: those of the list.
    """
    if photo.engine != EngineName.LOCAL or photo.in_progress or not photo.analysis or photo.analysis_outdated:
        return []
    garments = list(garments)
    unlisted = [(task, target) for task in tasks for target in _clearly_unlisted(task, garments)]
    if not unlisted:
        return []
    first = min(task.created_at for task, _target in unlisted)
    removed = list(Garment.with_removed.filter(photo=photo, removed_at__gt=first))

    def is_removed(task: RecolorTask, target: str) -> bool:
        later = [garment for garment in removed if garment.removed_at and garment.removed_at > task.created_at]
        return bool(matching_garments(target, later))

    return [(task, target) for task, target in unlisted if not is_removed(task, target)]


def _clearly_unlisted(task: RecolorTask, garments: Sequence[Garment]) -> list[str]:
    """Return the targets of a task that name one garment, but none of a list.

    Those that may be meant by another target, too, are left out: once listed, such as a scarf beside a dupatta that is
    not, it would be what both mean.
    """
    targets = [change.target for change in task.color_changes.all()]
    one = [target for target in targets if not means_everything(target) and not parse_position(target)]
    unlisted = [target for target in one if not matching_garments(target, garments)]
    return [target for target in unlisted if not any(_may_mean(other, target) for other in targets if other != target)]


def _may_mean(target: str, name: str) -> bool:
    """Return whether a target, perhaps with a position, may mean a garment of a name."""
    placed = parse_position(target)
    return agreement(placed.name if placed else target, name) != Agreement.NONE


def _refuse_named(name: str, garments: Sequence[Garment]) -> None:
    """Raise ValidationError if a name may mean one of the garments."""
    if known := matching_garments(name, garments):
        raise ValidationError({"name": f"“{name}” is in the list already: {_quoted(known)}."})


def _refuse_shown(name: str, mask: np.ndarray, garments: Iterable[Garment]) -> None:
    """Raise ValidationError if a mask, (H, W) uint8, is nearly that of one of the garments."""
    inside = mask > 127
    if known := [garment for garment in garments if iou(inside, _inside(garment)) > SAME_IOU]:
        raise ValidationError({"name": f"“{name}” is in the list already: {_quoted(known)}. Rename it instead."})


def _quoted(garments: Iterable[Garment]) -> str:
    return ", ".join(f"“{garment.name}”" for garment in garments)


def _inside(garment: Garment) -> np.ndarray:
    """Return which pixels of the photo are inside a garment, (H, W) bool."""
    return mask_from_png(files.read(garment.mask.name)) > 127


def garment_named(photo: Photo, name: str) -> Garment | None:
    """Return the garment that a mask stored under a name would replace, if any. Raises ValidationError."""
    return photo.garments.filter(name=checked_name(name)).first()


def drawn_mask(photo: Photo, upload: uploads.Upload) -> np.ndarray:
    """Return a mask drawn at screen size, enlarged to the photo's size along its edges, (H, W) uint8.

    Raises ValidationError if nothing is marked.
    """
    _check_local(photo)
    mask = local_engine().refine_mask(photo, uploads.read_drawn_mask(upload))
    if mask.max() < 0.5:
        raise ValidationError(
            {"mask": "Nothing is marked, or only a spot that is too small. Mark more of the garment."}
        )
    return eight_bits(mask)


def garment_confirm(garment: Garment) -> bool:
    """Mark the outline of a found garment as right, as if a person had stored the same mask again.

    The results that were made with this mask are no longer doubtful. Return False if the garment was corrected or
    found again in the meantime.
    """
    found = Garment.objects.filter(pk=garment.pk, corrected=False, photo__status=PhotoStatus.READY)
    garments = list(Garment.objects.filter(photo=garment.photo_id))  # as the tasks saw them: a corrected one goes first
    with transaction.atomic():
        if not found.update(corrected=True, confidence=1.0):
            return False
        _take_back_doubt(garment, garments)
    return True


def garment_rename(garment: Garment, name: str) -> Garment:
    """Give a garment another name. Finding garments again keeps it. Raises ValidationError, and Conflict if it cannot.

    It cannot have the name of another one, and a found one may have been found again in the meantime.
    """
    name = checked_name(name)
    with transaction.atomic():
        check_free_name(Garment.objects.filter(photo=garment.photo_id).exclude(pk=garment.pk), name)
        if not Garment.objects.filter(pk=garment.pk).update(name=name, renamed=True):
            raise Conflict("This garment was removed or found again in the meantime. Load the page again.")
    garment.name, garment.renamed = name, True
    return garment


def garment_remove(garment: Garment) -> None:
    """Remove a garment from its photo, so that it can be restored. Finding garments again may find it again."""
    Garment.objects.filter(pk=garment.pk).update(removed_at=timezone.now())


def garment_restore(garment: Garment) -> None:
    """Take back the removal of a garment. Raises Conflict if another garment has its name now."""
    with transaction.atomic():
        if Garment.objects.filter(photo=garment.photo_id, name=garment.name).exists():
            raise Conflict(f"The photo has another garment called “{garment.name}” now.")
        Garment.with_removed.filter(pk=garment.pk).update(removed_at=None)


def garment_move(garment: Garment, steps: int) -> None:
    """Move a garment in the order of its photo: up by a negative number of steps, down by a positive one."""
    move(Garment.objects.filter(photo=garment.photo_id), garment, steps)


def garments_delete(garments: Iterable[Garment]) -> None:
    """Delete garments and their masks permanently."""
    with transaction.atomic():
        for garment in garments:
            files.remove_after_commit(garment.mask.name or "")
            garment.delete()


def _take_back_doubt(garment: Garment, garments: list[Garment]) -> None:
    """Remove the doubt from the changes that were made with a garment's mask since the photo's garments were found."""
    photo = Photo.objects.get(pk=garment.photo_id)
    tasks = RecolorTask.objects.filter(for_photo(photo.pk), workspace=photo.workspace_id)
    tasks = tasks.filter(completed_at__gte=photo.completed_at)
    for change in ColorChange.objects.filter(task__in=tasks, doubtful=True):
        if matching_garments(change.target, garments) == [garment]:
            change.doubtful = False
            change.warning = without_doubt(change.warning, change.target)
            change.save(update_fields=["doubtful", "warning"])


def _check_local(photo: Photo) -> tuple[int, int]:
    """Return a local photo's width and height; ValidationError for a photo of the hosted service."""
    if photo.engine != EngineName.LOCAL or not photo.width or not photo.height:
        raise ValidationError({"mask": "This photo belongs to the hosted service, so it cannot get masks here."})
    return photo.width, photo.height


def check_free_name(others: QuerySet[Garment], name: str) -> None:
    """Raise Conflict if one of the other garments of a photo has a name."""
    if others.filter(name=name).exists():
        raise Conflict(f"Another garment of this photo is called “{name}”. Choose another name, or remove it first.")


def checked_name(name: str) -> str:
    """Return a garment's name in lower case and with single spaces. Raises ValidationError on `name`."""
    name = " ".join(name.split()).lower()[:80]
    if not name or "\0" in name:  # which PostgreSQL cannot store
        raise ValidationError({"name": "Give the garment a name, for example “blouse”."})
    return name


def _store(photo: Photo, name: str, mask: np.ndarray) -> Garment:
    """Store a mask, (H, W) uint8. It is marked as corrected, so finding garments again does not replace it."""
    color = local_engine().cloth_color(photo, mask)
    stored = files.store_mask(photo, mask_png(mask))
    values = {"mask": stored, "color": color, "layers": None, "confidence": 1.0, "corrected": True}
    with files.removed_on_error(stored), transaction.atomic():
        replaced = photo.garments.select_for_update().filter(name=name).first()  # renamed meanwhile, it keeps its mask
        garment, _created = Garment.objects.update_or_create(
            photo=photo,
            name=name,
            defaults=values,
            create_defaults=values | {"position": _next_position(photo)},
        )
        if replaced:
            files.remove_after_commit(replaced.mask.name)
        photo_masks_changed(photo)
    photo_check_missed(photo)
    return garment


def _next_position(photo: Photo) -> int:
    return (photo.garments.aggregate(last=Max("position"))["last"] or 0) + 1
