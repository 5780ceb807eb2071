"""Base images and their garments: taken in, corrected, deleted."""

import numpy as np
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from .. import files, jobs, uploads
from ..backends import local_backend
from ..exceptions import Conflict, TwinExists
from ..models import BaseImage, Garment, RecolorTask, Workspace
from ..states import FAILED
from ..wakeup import wake_worker
from .tasks import task_delete


def base_image_create(
    workspace: Workspace,
    *,
    upload: UploadedFile,
    kind: str = BaseImage.Kind.MODEL,
    model: BaseImage | None = None,
    name: str = "",
    twins: bool = True,
) -> BaseImage:
    """Take in a photo and have its garments found; ValidationError names the field that is wrong.

    twins: whether the very same file may be taken in again; else TwinExists.
    """
    if model and kind != BaseImage.Kind.POSE:
        raise ValidationError({"model": "Only a pose belongs to a model; send kind=pose."})
    if model and model.kind != BaseImage.Kind.MODEL:
        raise ValidationError({"model": f"{model.pk} is a pose; give the id of a model."})
    sha256 = uploads.fingerprint(upload)
    if not twins and (twin := BaseImage.objects.visible_in(workspace).filter(sha256=sha256).first()):
        raise TwinExists(twin)
    photo = uploads.read_photo(upload)
    folder = files.new_photo_folder(workspace)
    with transaction.atomic():
        image = BaseImage.objects.create(
            workspace=workspace,
            kind=kind,
            model=model,
            name=name.strip()[:200] or uploads.photo_name(upload),
            sha256=sha256,
            width=photo.width,
            height=photo.height,
            file=files.store(f"{folder}/photo.{photo.extension}", photo.content),
            preview=files.store(f"{folder}/preview.jpg", photo.preview),
            thumbnail=files.store(f"{folder}/thumbnail.jpg", photo.thumbnail),
        )
        wake_worker(image)
    return image


def base_image_update(image: BaseImage, *, name: str, kind: str = "", model: BaseImage | None = None) -> None:
    """Give a photo another name, another kind, another model; ValidationError says what is wrong."""
    name, kind = " ".join(name.split()), kind or image.kind
    if not 1 <= len(name) <= 200:
        raise ValidationError({"name": "Give the photo a name of 1 to 200 characters, such as its SKU."})
    if kind != image.kind and (image.tasks_as_pose.exists() or image.tasks_as_model.exists() or image.poses.exists()):
        raise ValidationError({"kind": "Results or poses hang on this photo by its kind; it must stay as it is."})
    if model and (kind != BaseImage.Kind.POSE or model.kind != BaseImage.Kind.MODEL or model.pk == image.pk):
        raise ValidationError({"model": "Only a pose belongs to a model; choose “pose” as its kind."})
    image.name, image.kind, image.model = name, kind, model
    image.save(update_fields=["name", "kind", "model"])


def base_image_find_again(image: BaseImage) -> bool:
    """Put a photo whose finding failed back to the queue; False if it has not failed."""
    with transaction.atomic():
        if image.status != FAILED or not jobs.put_back(image):
            return False
        wake_worker(image)
    return True


def base_image_delete(image: BaseImage, *, cascade: bool = False) -> int:
    """Delete a photo for good and return how many tasks went along; Conflict names those that hang on it.

    Tasks in the trash go along without a question: for programs they are gone already.
    """
    with transaction.atomic():
        tasks = list(RecolorTask.objects.filter(pose=image) | RecolorTask.objects.filter(model=image))
        hanging = [task for task in tasks if task.trashed_at is None]
        if hanging and not cascade:
            ids = ", ".join(str(task.pk) for task in hanging[:20]) + (" …" if len(hanging) > 20 else "")
            raise Conflict(
                f"{len(hanging)} task{'s' if len(hanging) > 1 else ''} hang on this photo: {ids}. "
                "Delete them first, or delete everything together with ?cascade=true."
            )
        for task in tasks:
            task_delete(task)
        if image.file:
            files.remove_folder_after_commit(files.photo_folder(image))
        image.delete()
    return len(tasks)


def garment_put(image: BaseImage, name: str, upload: UploadedFile) -> Garment:
    """Replace a garment's mask, or add a garment the finder missed; finding again will not touch it."""
    if not image.width or not image.height:
        raise ValidationError({"mask": "This photo lies at the hosted service; masks are drawn on photos of our own."})
    return _garment_keep(image, _garment_name(name), uploads.read_mask(upload, image.width, image.height))


def garment_draw(image: BaseImage, name: str, upload: UploadedFile) -> Garment:
    """As `garment_put`, from a mask drawn on a screen: it is brought to the photo's size along the photo's edges."""
    name = _garment_name(name)
    drawn = local_backend().sharpen(image, uploads.read_drawn_mask(upload))
    if drawn.max() < 0.5:
        raise ValidationError({"mask": "Nothing is marked; click on the garment first."})
    return _garment_keep(image, name, (drawn * 255).round().astype("uint8"))


def _garment_name(name: str) -> str:
    name = " ".join(name.split()).lower()[:80]
    if not name:
        raise ValidationError({"name": "Give the garment a name, such as “blouse”."})
    return name


def _garment_keep(image: BaseImage, name: str, mask: np.ndarray) -> Garment:
    color = local_backend().measure(image, mask)
    stored = files.store(f"{files.photo_folder(image)}/mask.png", uploads.mask_png(mask))
    values = {"mask": stored, "color": color, "confidence": 1.0, "corrected": True}
    with transaction.atomic():
        before = image.garments.filter(name=name).first()
        garment, _created = Garment.objects.update_or_create(
            base_image=image,
            name=name,
            defaults=values,
            create_defaults=values | {"position": image.garments.count()},
        )
        if before:
            files.remove_after_commit(before.mask.name or "")
    return garment
