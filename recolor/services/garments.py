"""Replacing and adding garments by masks that people upload or draw."""

import numpy as np
from django.core.exceptions import ValidationError
from django.db import transaction

from .. import files, uploads
from ..engines import local_engine
from ..models import EngineName, Garment, Photo
from ..pictures import mask_png


def garment_put(photo: Photo, name: str, upload: uploads.Upload) -> Garment:
    """Replace a garment's mask, or add a garment, from a mask of the photo's size. Raises ValidationError."""
    name = _checked_name(name)
    width, height = _check_local(photo)
    return _store(photo, name, uploads.read_mask(upload, width, height))


def garment_draw(photo: Photo, name: str, upload: uploads.Upload) -> Garment:
    """Replace a garment's mask, or add a garment, from a mask drawn at screen size. Raises ValidationError.

    The mask is enlarged to the photo's size along the edges in the photo.
    """
    name = _checked_name(name)
    _check_local(photo)
    mask = local_engine().refine_mask(photo, uploads.read_drawn_mask(upload))
    if mask.max() < 0.5:
        raise ValidationError({"mask": "Nothing is marked. Click on the garment first."})
    return _store(photo, name, (mask * 255).round().astype("uint8"))


def _check_local(photo: Photo) -> tuple[int, int]:
    """Return a local photo's width and height; ValidationError for a photo of the hosted service."""
    if photo.engine != EngineName.LOCAL or not photo.width or not photo.height:
        raise ValidationError({"mask": "This photo belongs to the hosted service, so it cannot get masks here."})
    return photo.width, photo.height


def _checked_name(name: str) -> str:
    name = " ".join(name.split()).lower()[:80]
    if not name:
        raise ValidationError({"name": "Give the garment a name, for example “blouse”."})
    return name


def _store(photo: Photo, name: str, mask: np.ndarray) -> Garment:
    """Store a mask, (H, W) uint8. It is marked as corrected, so finding garments again does not replace it."""
    color = local_engine().cloth_color(photo, mask)
    stored = files.store(f"{files.photo_folder(photo)}/mask.png", mask_png(mask))
    values = {"mask": stored, "color": color, "confidence": 1.0, "corrected": True}
    with transaction.atomic():
        replaced = photo.garments.filter(name=name).first()
        garment, _created = Garment.objects.update_or_create(
            photo=photo,
            name=name,
            defaults=values,
            create_defaults=values | {"position": photo.garments.count()},
        )
        if replaced:
            files.remove_after_commit(replaced.mask.name)
    return garment
