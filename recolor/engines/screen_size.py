"""Photos and masks at screen size, cached in memory, for the clicks and previews that the web process answers.

The encoder never runs here: the analysis was stored when the photo's garments were found.
"""

import dataclasses
import functools

import cv2
import numpy as np

from .. import engine, files
from ..models import Photo
from ..pictures import mask_from_png, shrink

SIDE = 768  # pixels, long side; masks drawn at this size are refined at the photo's own size before they are stored
_CACHED_PHOTOS = 8  # about 6 MB each


def picture_at_screen_size(photo: Photo) -> engine.Picture:
    """Return a photo whose garments have been found, reduced to screen size, with its analysis."""
    assert photo.width and photo.height
    return _load(photo.preview.name or "", photo.analysis.name or "")


@functools.lru_cache(maxsize=_CACHED_PHOTOS)
def _load(preview: str, analysis: str) -> engine.Picture:
    pixels = shrink(engine.open_picture(files.read(preview)).pixels, SIDE)
    height, width = pixels.shape[:2]
    stored = engine.Analysis.from_bytes(files.read(analysis))
    return engine.Picture(pixels, analysis=dataclasses.replace(stored, height=height, width=width))


@functools.lru_cache(maxsize=4 * _CACHED_PHOTOS)
def mask_at_screen_size(name: str, width: int, height: int) -> np.ndarray:
    """Return a stored mask, reduced to (height, width), uint8."""
    mask = mask_from_png(files.read(name))
    return np.asarray(cv2.resize(mask, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
