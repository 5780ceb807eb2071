"""Where something holds in a picture, and where it ends."""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.uint8]  # (H, W), 1 where something holds, else 0
Box = tuple[slice, slice]  # rows and columns
Places = tuple[NDArray[np.intp], ...]  # the same, of single pixels


def eroded(flags: Flags, side: int = 3) -> Flags:
    """`flags` without what lies within half a square of that side of their edges."""
    return cast("Flags", cv2.erode(flags, np.ones((side, side), np.uint8)))


def dilated(values: Flags, side: int = 5) -> Flags:
    """The largest of the values in the square about every pixel."""
    return cast("Flags", cv2.dilate(values, np.ones((side, side), np.uint8)))


def bounding_box(flags: Flags, margin: int = 0) -> Box:
    """The least box that holds all flags, and so many pixels more on each side; empty if there are none."""
    left, top, width, height = cv2.boundingRect(flags)
    if not width:
        return slice(0, 0), slice(0, 0)
    return slice(max(0, top - margin), top + height + margin), slice(max(0, left - margin), left + width + margin)
