"""Binary masks: morphology and bounding boxes."""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

BinaryMask = NDArray[np.uint8]  # (H, W), 1 inside and 0 outside
BoundingBox = tuple[slice, slice]  # rows, columns
PixelIndices = tuple[NDArray[np.intp], ...]  # rows, columns, as np.nonzero returns them


def erode(mask: BinaryMask, side: int = 3) -> BinaryMask:
    """Return `mask` eroded with a square of `side` px: the minimum over the square around every pixel."""
    return cast("BinaryMask", cv2.erode(mask, np.ones((side, side), np.uint8)))


def dilate(mask: BinaryMask, side: int = 5) -> BinaryMask:
    """Return `mask` dilated with a square of `side` px: the maximum over the square around every pixel.

    Any (H, W) uint8 array may be dilated, not only a binary one.
    """
    return cast("BinaryMask", cv2.dilate(mask, np.ones((side, side), np.uint8)))


def bounding_box(mask: BinaryMask, margin: int = 0) -> BoundingBox:
    """Return the smallest box that contains all nonzero pixels, enlarged by `margin` px on each side.

    The box may extend past the last row or column, because slicing stops there. It is empty for an empty mask.
    """
    left, top, width, height = cv2.boundingRect(mask)
    if not width:
        return slice(0, 0), slice(0, 0)
    return slice(max(0, top - margin), top + height + margin), slice(max(0, left - margin), left + width + margin)
