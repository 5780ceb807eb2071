"""A photo at the size of a screen, with what the networks saw of it: what clicks and previews are answered from.

The encoder never runs here: its answer was kept when the garments were found.
"""

import dataclasses
import functools

import cv2
import numpy as np

from .. import engine, files
from ..models import Photo

SIDE = 768  # of the long side: enough to see, and quick; what is kept is sharpened at the full size
_KEPT = 8  # photos in memory, about 6 MB each


def at_screen_size(photo: Photo) -> engine.Picture:
    """The photo of a row whose garments have been found, small; kept in memory for the next click."""
    assert photo.width and photo.height
    return _load(photo.preview.name or "", photo.analysis.name or "")


@functools.lru_cache(maxsize=_KEPT)
def _load(preview: str, analysis: str) -> engine.Picture:
    pixels = engine.open_picture(files.read(preview)).pixels
    scale = min(1.0, SIDE / max(pixels.shape[:2]))
    width, height = (max(1, round(side * scale)) for side in (pixels.shape[1], pixels.shape[0]))
    small = np.ascontiguousarray(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA))
    seen = engine.Analysis.from_bytes(files.read(analysis))
    return engine.Picture(small, analysis=dataclasses.replace(seen, height=height, width=width))


@functools.lru_cache(maxsize=4 * _KEPT)
def mask_at_screen_size(name: str, width: int, height: int) -> np.ndarray:
    """A stored mask, small, (height, width) uint8; kept in memory for the next preview."""
    mask = cv2.imdecode(np.frombuffer(files.read(name), np.uint8), cv2.IMREAD_GRAYSCALE)
    return np.asarray(cv2.resize(mask, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
