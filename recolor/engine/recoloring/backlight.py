"""Cloth in backlight at the outline of a garment: white light shines through it, so its color is a tint of the base."""

import numpy as np
from numpy.typing import NDArray

from ..imaging.binary import BinaryMask, erode
from .chroma_distance import light_distance
from .cloth import Cloth, Lab

_RIM = 17  # pixels; side of the square that erodes the garment to the pixels without backlight
_RIM_SHARE = 0.75  # of a patch's pixels that lie within the rim, from which it may be backlit
_BACKLIGHT = 0.7  # largest share of the way from the color of the cloth to white
_DISTANCE = 18.0  # largest distance from that color, in CIELAB


def lies_in_rim(patches: NDArray[np.int32], sizes: NDArray[np.int32], flags: BinaryMask) -> NDArray[np.bool_]:
    """Return for each patch, (count,), whether nearly all of it lies at the outline of a garment; False for patch 0.

    Parameters
    ----------
    patches : (h, w) int32
        The patch of every pixel, 1 to `count` - 1, or 0.
    sizes : (count,) int32
        The numbers of pixels of patch 0, which is not a patch, and of the others.
    flags : (h, w) uint8
        1 on pixels of the garment.
    """
    inside = np.bincount(patches[(patches > 0) & (erode(flags, _RIM) > 0)], minlength=len(sizes))
    is_in_rim: NDArray[np.bool_] = inside < (1 - _RIM_SHARE) * sizes
    is_in_rim[0] = False
    return is_in_rim


def may_be_backlit(lab: Lab, cloth: Cloth) -> NDArray[np.bool_]:
    """Return which colors, (N, 3), backlight can make of a cloth."""
    return light_distance(lab, cloth, _BACKLIGHT) < _DISTANCE
