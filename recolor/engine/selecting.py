"""A garment by clicks: the usual interactive protocol, the earlier answer fed back."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from .analysis import Analysis
from .decoder import GRID, Decoder, Prompt, square_part
from .edges import soft_mask
from .finding import cloth_color
from .types import Garment, Mask, Photo

Click = tuple[float, float, bool]

_SINGLE = 1  # of the decoder's four masks, the one that is mostly the single garment


def select_garment(
    photo: Photo, analysis: Analysis, decoder: Decoder, points: Sequence[Click], previous: Garment | None
) -> Garment:
    _check(points, photo)
    height, width = analysis.height, analysis.width
    part = square_part(height, width)
    fed_back = None if previous is None else _logits(previous.mask, part)
    masks, scores = decoder(analysis.embedding, Prompt(points, None, fed_back), height, width)
    # The first click takes the single garment; once it is corrected, the decoder's own best guess.
    chosen = _SINGLE if len(points) == 1 and previous is None else int(np.argmax(scores[:3]))
    chance = 1 / (1 + np.exp(-np.clip(masks[chosen][part], -20, 20)))
    mask = soft_mask(chance.astype(np.float32), photo.pixels)
    return Garment("selection", mask, cloth_color(photo, mask), float(np.clip(scores[chosen], 0, 1)))


def _check(points: Sequence[Click], photo: Photo) -> None:
    if not any(add for _, _, add in points):
        raise ValueError("give at least one point that lies on the garment")
    for x, y, _ in points:
        if not (0 <= x < photo.width and 0 <= y < photo.height):
            raise ValueError(f"the point ({x}, {y}) lies outside the photo of {photo.width} × {photo.height} px")


def _logits(mask: Mask, part: tuple[slice, slice]) -> NDArray[np.float32]:
    logits = np.full((GRID, GRID), -8.0, np.float32)
    small = cv2.resize(mask, (part[1].stop, part[0].stop), interpolation=cv2.INTER_AREA)
    logits[part] = np.clip((small - 0.5) * 16, -8, 8)
    return logits
