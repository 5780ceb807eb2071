"""Merging garments into one, splitting one into two, replacing one by another, and undoing each of these."""

import uuid
from collections.abc import Sequence

import numpy as np
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from .. import files, uploads
from ..engines import local_engine
from ..exceptions import Conflict
from ..models import Garment, Photo
from ..pictures import eight_bits, mask_from_png, mask_png
from .garment_layers import photo_masks_changed
from .garments import check_free_name, checked_name, drawn_mask

SMALLEST_SHARE = 0.02  # of a garment's pixels that each of its two parts must have

_CHANGED = "A garment was changed in the meantime. Load the page again."


def garments_merge(photo: Photo, garments: Sequence[Garment], name: str = "") -> Garment:
    """Replace garments of a photo by one that covers all of them. It counts as corrected.

    name: the name of the new garment; empty for that of the first one. Raises ValidationError for fewer than two
    garments, and Conflict if another garment has the name or one was changed in the meantime.
    """
    if len(garments) < 2:
        raise ValidationError({"garment": "Choose two garments or more to merge."})
    name = checked_name(name) if name.strip() else garments[0].name
    union = np.maximum.reduce([mask_from_png(files.read(garment.mask.name)) for garment in garments])
    return _regroup(photo, garments, [(name, union)])[0]


def garment_split(photo: Photo, garment: Garment, name: str, upload: uploads.Upload) -> Garment:
    """Make a part of a garment a garment of its own, and return it; the rest keeps the name. Both count as corrected.

    upload: the mask of the part, drawn at screen size; only what is inside the garment counts. Raises ValidationError
    if the part or the rest is too small, and Conflict as `garments_merge` does.
    """
    name = checked_name(name)
    drawn = local_engine().refine_mask(photo, uploads.read_drawn_mask(upload))
    whole = mask_from_png(files.read(garment.mask.name))
    part = np.minimum(whole, eight_bits(drawn))
    rest = whole - part
    smallest = SMALLEST_SHARE * np.count_nonzero(whole > 127)
    if np.count_nonzero(part > 127) < max(1, smallest):
        raise ValidationError({"mask": f"No part of “{garment.name}” is selected. Click on the part first."})
    if np.count_nonzero(rest > 127) < max(1, smallest):
        raise ValidationError({"mask": f"All of “{garment.name}” is selected. Select only the part to split off."})
    return _regroup(photo, [garment], [(garment.name, rest), (name, part)])[1]


def garment_replace(photo: Photo, garment: Garment, upload: uploads.Upload) -> Garment:
    """Replace a garment by one of its name with another mask, drawn at screen size. It counts as corrected.

    Unlike `garment_draw`, it can be undone. Raises ValidationError and Conflict as `garment_split` does.
    """
    return _regroup(photo, [garment], [(garment.name, drawn_mask(photo, upload))])[0]


def regrouping_undo(photo: Photo, regrouping: uuid.UUID) -> None:
    """Take back a merge, a split or a replacement: its garments are removed, those that it replaced are restored.

    Raises Conflict.
    """
    with transaction.atomic():
        replaced = list(Garment.with_removed.filter(photo=photo, replaced_in=regrouping).exclude(removed_at=None))
        made = Garment.objects.filter(photo=photo, made_in=regrouping)
        # One that was merged or split again, or removed, must not be restored below another one.
        is_complete = made.count() == Garment.with_removed.filter(photo=photo, made_in=regrouping).count()
        if not (replaced and is_complete and made.update(removed_at=timezone.now())):
            raise Conflict("The garments of this photo were changed in the meantime.")
        for garment in replaced:
            check_free_name(Garment.objects.filter(photo=photo), garment.name)
            Garment.with_removed.filter(pk=garment.pk).update(removed_at=None, replaced_in=None)


def _regroup(photo: Photo, replaced: Sequence[Garment], parts: Sequence[tuple[str, np.ndarray]]) -> list[Garment]:
    """Replace garments by others, given by their names and masks, (H, W) uint8, at the place of the first one."""
    colors = [local_engine().cloth_color(photo, mask) for _name, mask in parts]
    stored = [files.store_mask(photo, mask_png(mask)) for _name, mask in parts]
    regrouping = uuid.uuid4()
    try:
        with files.removed_on_error(*stored), transaction.atomic():
            for garment in replaced:
                row = Garment.objects.filter(pk=garment.pk, mask=garment.mask.name)
                if not row.update(removed_at=timezone.now(), replaced_in=regrouping):
                    raise Conflict(_CHANGED)
            made = []
            for (name, _mask), color, mask in zip(parts, colors, stored, strict=True):
                check_free_name(Garment.objects.filter(photo=photo), name)
                made.append(
                    Garment.objects.create(
                        photo=photo,
                        position=replaced[0].position,
                        name=name,
                        color=color,
                        confidence=1.0,
                        mask=mask,
                        corrected=True,
                        made_in=regrouping,
                    )
                )
            photo_masks_changed(photo)
    except IntegrityError as error:
        raise Conflict(_CHANGED) from error
    return made
