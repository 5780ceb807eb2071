"""Clothes of a photo that none of its garments covers."""

from collections.abc import Sequence

import numpy as np

from .. import engine, files
from ..models import Garment, Photo
from ..pictures import fractions, mask_from_png
from .screen_size import mask_at_screen_size, picture_at_screen_size

MOST = 4  # masks that are offered


def missed_garments(photo: Photo) -> list[engine.Garment]:
    """Return what may be garments of a photo beside the stored ones, with masks at screen size. Raises EngineError."""
    picture = picture_at_screen_size(photo)
    return engine.missed_garments(picture.pixels, _analysis(picture), _stored_masks(photo, picture), MOST)


def still_misses_clothes(photo: Photo) -> bool:
    """Return whether the stored garments of a photo do not cover its clothes. Raises EngineError."""
    picture = picture_at_screen_size(photo)
    return engine.misses_clothes(_analysis(picture), _stored_masks(photo, picture))


def misses_clothes(photo: Photo, analysis: engine.Analysis, found: Sequence[engine.Garment]) -> bool:
    """Return whether a photo shows clothes that neither the found garments nor those that people have changed cover."""
    kept = [garment.mask.name for garment in photo.garments.all() if garment.corrected or garment.renamed]
    masks = [fractions(mask_from_png(files.read(mask))) for mask in kept]
    return engine.misses_clothes(analysis, [*(garment.mask for garment in found), *masks])


def _analysis(picture: engine.Picture) -> engine.Analysis:
    assert picture.analysis  # which every picture at screen size has
    return picture.analysis


def _stored_masks(photo: Photo, picture: engine.Picture) -> list[np.ndarray]:
    stored = Garment.objects.filter(photo=photo).values_list("mask", flat=True)
    return [fractions(mask_at_screen_size(mask, picture.width, picture.height)) for mask in stored]
