"""Clothes of a photo that none of its garments covers."""

from collections.abc import Sequence

import numpy as np

from .. import engine, files
from ..models import Garment, Photo
from ..pictures import mask_from_png
from .screen_size import mask_at_screen_size, picture_at_screen_size

MOST = 4  # masks that are offered


def missed_garments(photo: Photo) -> list[engine.Garment]:
    """Return what may be garments of a photo beside the stored ones, with masks at screen size. Raises EngineError."""
    picture = picture_at_screen_size(photo)
    assert picture.analysis
    stored = Garment.objects.filter(photo=photo).values_list("mask", flat=True)
    masks = [mask_at_screen_size(mask, picture.width, picture.height) for mask in stored]
    return engine.missed_garments(picture.pixels, picture.analysis, [_fractions(mask) for mask in masks], MOST)


def misses_clothes(photo: Photo, analysis: engine.Analysis, found: Sequence[engine.Garment]) -> bool:
    """Return whether neither the found garments of a photo nor those that people have changed cover its clothes."""
    kept = [garment.mask.name for garment in photo.garments.all() if garment.corrected or garment.renamed]
    masks = [_fractions(mask_from_png(files.read(mask))) for mask in kept]
    return engine.misses_clothes(analysis, [*(garment.mask for garment in found), *masks])


def _fractions(mask: np.ndarray) -> np.ndarray:
    return np.asarray(np.divide(mask, 255, dtype=np.float32))
