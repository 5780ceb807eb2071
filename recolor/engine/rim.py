"""A garment's sure pixels, and its own colour at its rim, where the photo mixes it with what is behind."""

from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from .types import Mask, Pixels

Flags = NDArray[np.uint8]  # (H, W), 1 where something holds, else 0

CONFIDENT = 0.95
_SIGMA = 1.5  # of the mean of the cloth nearby, in pixels of half the size


def eroded(flags: Flags, side: int = 3) -> Flags:
    """`flags` without what lies within half a square of that side of their edges."""
    return cast("Flags", cv2.erode(flags, np.ones((side, side), np.uint8)))


def dilated(values: Flags, side: int = 5) -> Flags:
    """The largest of the values in the square about every pixel."""
    return cast("Flags", cv2.dilate(values, np.ones((side, side), np.uint8)))


def inside_of(mask: Mask) -> Flags:
    """The pixels that are surely the garment's own, 1, all others 0; all touched ones where none is sure."""
    sure = (mask > CONFIDENT).view(np.uint8)
    for candidate in (eroded(sure), sure):
        if np.count_nonzero(candidate) >= 50:
            return candidate
    return (mask > min(0.5, float(mask.max()) / 2)).view(np.uint8)


def foreground(source: Pixels, mask: Mask, inside: Flags, rim: NDArray[np.intp]) -> Pixels:
    """The garment's own colours, (N, 3), at rim pixels, so that no old colour glows there.

    source: (H, W, 3); mask, inside: (H, W); rim: (N,) indices into the flattened picture. A rim pixel's own colour is
    the mean of the sure cloth around it; the nearer it is to being all garment, the more its own value says.
    """
    height, width = mask.shape
    # Halves of even sizes are averaged several times faster than others.
    half = (max(1, width // 2), max(1, height // 2))
    even = (slice(0, 2 * half[1]), slice(0, 2 * half[0]))
    cloth = _blurred_half(cv2.copyTo(source, inside)[even], half)
    weight = _blurred_half(inside[even] * np.uint8(255), half) / 255
    rows, columns = np.divmod(rim, width)
    rows, columns = np.minimum(rows // 2, half[1] - 1), np.minimum(columns // 2, half[0] - 1)
    near = weight[rows, columns]
    own = source.reshape(-1, 3)[rim]
    known = near > 0.02
    mean = cloth[rows[known], columns[known]] / near[known][:, None]
    alpha = mask.ravel()[rim[known]][:, None]
    own[known] = np.rint(np.clip(own[known] * alpha + mean * (1 - alpha), 0, 255)).astype(np.uint8)
    return own


def _blurred_half(image: NDArray[Any], half: tuple[int, int]) -> NDArray[np.float32]:
    small = cv2.resize(image, half, interpolation=cv2.INTER_AREA).astype(np.float32)
    return cast("NDArray[np.float32]", cv2.GaussianBlur(small, (0, 0), _SIGMA))
