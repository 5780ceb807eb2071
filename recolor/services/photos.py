"""Base images and their garments: taken in, corrected, deleted."""

import numpy as np
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from .. import files, jobs, uploads
from ..engines import local_engine
from ..exceptions import Conflict, DuplicatePhoto
from ..models import Garment, Photo, RecolorTask, Workspace
from ..states import FAILED
from ..wakeup import wake_worker
from .tasks import task_delete


def photo_create(
    workspace: Workspace,
    *,
    upload: UploadedFile,
    kind: str = Photo.Kind.MODEL,
    model: Photo | None = None,
    name: str = "",
    allow_duplicate: bool = True,
) -> Photo:
    """Take in a photo and have its garments found; ValidationError names the field that is wrong.

    twins: whether the very same file may be taken in again; else TwinExists.
    """
    if model and kind != Photo.Kind.POSE:
        raise ValidationError({"model": "Only a pose belongs to a model; send kind=pose."})
    if model and model.kind != Photo.Kind.MODEL:
        raise ValidationError({"model": f"{model.pk} is a pose; give the id of a model."})
    sha256 = uploads.fingerprint(upload)
    if not allow_duplicate and (original := Photo.objects.visible_in(workspace).filter(sha256=sha256).first()):
        raise DuplicatePhoto(original)
    safe = uploads.read_photo(upload)
    folder = files.new_photo_folder(workspace)
    with transaction.atomic():
        photo = Photo.objects.create(
            workspace=workspace,
            kind=kind,
            model=model,
            name=name.strip()[:200] or uploads.photo_name(upload),
            sha256=sha256,
            width=safe.width,
            height=safe.height,
            file=files.store(f"{folder}/photo.{safe.extension}", safe.content),
            preview=files.store(f"{folder}/preview.jpg", safe.preview),
            thumbnail=files.store(f"{folder}/thumbnail.jpg", safe.thumbnail),
        )
        wake_worker(photo)
    return photo


def photo_update(photo: Photo, *, name: str, kind: str = "", model: Photo | None = None) -> None:
    """Give a photo another name, another kind, another model; ValidationError says what is wrong."""
    name, kind = " ".join(name.split()), kind or photo.kind
    if not 1 <= len(name) <= 200:
        raise ValidationError({"name": "Give the photo a name of 1 to 200 characters, such as its SKU."})
    if kind != photo.kind and (photo.tasks_as_pose.exists() or photo.tasks_as_model.exists() or photo.poses.exists()):
        raise ValidationError({"kind": "Results or poses hang on this photo by its kind; it must stay as it is."})
    if model and (kind != Photo.Kind.POSE or model.kind != Photo.Kind.MODEL or model.pk == photo.pk):
        raise ValidationError({"model": "Only a pose belongs to a model; choose “pose” as its kind."})
    photo.name, photo.kind, photo.model = name, kind, model
    photo.save(update_fields=["name", "kind", "model"])


def photo_find_again(photo: Photo) -> bool:
    """Put a photo whose finding failed back to the queue; False if it has not failed."""
    with transaction.atomic():
        if photo.status != FAILED or not jobs.requeue(photo):
            return False
        wake_worker(photo)
    return True


def photo_delete(photo: Photo, *, cascade: bool = False) -> int:
    """Delete a photo for good and return how many tasks went along; Conflict names those that hang on it.

    Tasks in the trash go along without a question: for programs they are gone already.
    """
    with transaction.atomic():
        tasks = list(RecolorTask.objects.filter(pose=photo) | RecolorTask.objects.filter(model=photo))
        hanging = [task for task in tasks if task.trashed_at is None]
        if hanging and not cascade:
            ids = ", ".join(str(task.pk) for task in hanging[:20]) + (" …" if len(hanging) > 20 else "")
            raise Conflict(
                f"{len(hanging)} task{'s' if len(hanging) > 1 else ''} hang on this photo: {ids}. "
                "Delete them first, or delete everything together with ?cascade=true."
            )
        for task in tasks:
            task_delete(task)
        if photo.file:
            files.remove_folder_after_commit(files.photo_folder(photo))
        photo.delete()
    return len(tasks)


def garment_put(photo: Photo, name: str, upload: UploadedFile) -> Garment:
    """Replace a garment's mask, or add a garment the finder missed; finding again will not touch it."""
    if not photo.width or not photo.height:
        raise ValidationError({"mask": "This photo lies at the hosted service; masks are drawn on photos of our own."})
    return _garment_keep(photo, _garment_name(name), uploads.read_mask(upload, photo.width, photo.height))


def garment_draw(photo: Photo, name: str, upload: UploadedFile) -> Garment:
    """As `garment_put`, from a mask drawn on a screen: it is brought to the photo's size along the photo's edges."""
    name = _garment_name(name)
    drawn = local_engine().sharpen(photo, uploads.read_drawn_mask(upload))
    if drawn.max() < 0.5:
        raise ValidationError({"mask": "Nothing is marked; click on the garment first."})
    return _garment_keep(photo, name, (drawn * 255).round().astype("uint8"))


def _garment_name(name: str) -> str:
    name = " ".join(name.split()).lower()[:80]
    if not name:
        raise ValidationError({"name": "Give the garment a name, such as “blouse”."})
    return name


def _garment_keep(photo: Photo, name: str, mask: np.ndarray) -> Garment:
    color = local_engine().measure(photo, mask)
    stored = files.store(f"{files.photo_folder(photo)}/mask.png", uploads.mask_png(mask))
    values = {"mask": stored, "color": color, "confidence": 1.0, "corrected": True}
    with transaction.atomic():
        before = photo.garments.filter(name=name).first()
        garment, _created = Garment.objects.update_or_create(
            photo=photo,
            name=name,
            defaults=values,
            create_defaults=values | {"position": photo.garments.count()},
        )
        if before:
            files.remove_after_commit(before.mask.name or "")
    return garment
