"""Removal of specks: small parts of a coarse mask, and holes in it that show the same cloth."""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from ..color.spaces import rgb_to_lab
from ..imaging.binary import BinaryMask, dilate
from ..imaging.resize import resize
from ..types import Pixels

# Counted on the best candidates for some 500 garments of bench/labeled, splits train and val. Shares are of the area of
# a mask. Of the parts below .001, 3 % belonged to the garment, and 20 % of those up to .01. Of the holes whose color is
# within 5 of the cloth around them, 75 % belonged to it, whatever their size, and 74 % of the others below .0003.
_SMALLEST_PART = 0.01  # share
_SMALLEST_HOLE = 0.0003  # share
_SAME_COLOR = 5.0  # units of CIELAB
_SURROUNDINGS = 9  # cells; side of the square that grows a hole to the cloth around it


def without_holes(mask: NDArray[np.bool_], pixels: Pixels) -> NDArray[np.bool_]:
    """Return a mask with the holes filled that are small or show the color of the cloth around them.

    Parameters
    ----------
    mask : (h, w) bool
        A coarse mask of the whole photo.
    pixels : (H, W, 3) uint8
        The photo, sRGB.

    Returns
    -------
    (h, w) bool
        The mask.
    """
    height, width = mask.shape
    lab = rgb_to_lab(resize(pixels, width, height, cv2.INTER_AREA).reshape(-1, 3)).reshape(height, width, 3)
    labels, stats = _components((~mask).view(np.uint8), 4)
    is_hole = np.ones(len(stats), bool)
    is_hole[np.concatenate([[0], labels[0], labels[-1], labels[:, 0], labels[:, -1]])] = False  # 0: the mask itself
    is_small = stats[:, cv2.CC_STAT_AREA] < _SMALLEST_HOLE * np.count_nonzero(mask)
    is_filled = is_hole & is_small
    for hole in np.flatnonzero(is_hole & ~is_small):
        left, top, box_width, box_height = (int(value) for value in stats[hole, : cv2.CC_STAT_AREA])
        rows, columns = (
            slice(max(0, start - _SURROUNDINGS), start + side + _SURROUNDINGS)
            for start, side in ((top, box_height), (left, box_width))
        )
        is_filled[hole] = _shows_cloth(labels[rows, columns] == hole, mask[rows, columns], lab[rows, columns])
    return mask | is_filled[labels]


def without_small_parts(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return a mask, (h, w) bool, without small parts; all of it if it has no others, such as a net."""
    labels, stats = _components(mask.view(np.uint8), 8)
    is_large = stats[:, cv2.CC_STAT_AREA] >= _SMALLEST_PART * np.count_nonzero(mask)
    is_large[0] = False  # the surroundings
    return is_large[labels] if is_large.any() else mask


def _components(mask: BinaryMask, connectivity: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the connected component of each cell, (h, w), 0 outside `mask`, and the components' statistics."""
    _count, labels, stats, _centers = cv2.connectedComponentsWithStats(mask, connectivity=connectivity)
    return cast("NDArray[np.int32]", labels), cast("NDArray[np.int32]", stats)


def _shows_cloth(hole: NDArray[np.bool_], mask: NDArray[np.bool_], lab: NDArray[np.float32]) -> bool:
    """Return whether the median color of a hole is that of the cells of `mask` around it."""
    around = (dilate(hole.view(np.uint8), _SURROUNDINGS) > 0) & mask
    difference = np.median(lab[hole], axis=0) - np.median(lab[around], axis=0)
    return bool(np.linalg.norm(difference) < _SAME_COLOR)
