"""Patterns made whole: pixels that the network missed and that have the colors of the pattern around them.

The network is unsure inside of wide zari borders, whose threads it cannot see. Other pixels of the same colors tell
what these are. The colors add no pattern where the network finds none: a part may at most double.
"""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.binary import BinaryMask, dilate
from ..types import Mask, Pixels
from .shared_limits import COLOR_LEVELS


def share_by_color(share: Mask, pixels: Pixels, sure: BinaryMask) -> Mask:
    """Return the share of the pattern, estimated from the network's share and from the mean share of equal colors.

    Both count as independent estimates of a probability (naive Bayes).

    Parameters
    ----------
    share : (h, w) float32
        Share of the pattern as the network sees it, 0..1; 0 on pixels that are not sure.
    pixels : (h, w, 3) uint8
        Picture of the garment.
    sure : (h, w) uint8
        1 on pixels that certainly belong to the garment.

    Returns
    -------
    (h, w) float32
        The share, 0..1.
    """
    places = np.flatnonzero(sure)
    levels = np.take(pixels.reshape(-1, 3), places, axis=0) // (256 // COLOR_LEVELS)
    codes = np.ravel_multi_index(tuple(levels.T), (COLOR_LEVELS,) * 3)
    own = np.take(share, places)
    # One more pixel of the mean share, so that a rare color tells little.
    sums = np.bincount(codes, own, COLOR_LEVELS**3) + own.mean()
    counts = np.bincount(codes, minlength=COLOR_LEVELS**3) + 1
    of_color = np.take((sums / counts).astype(np.float32), codes)
    pattern, cloth = own * of_color, (1 - own) * (1 - of_color)
    result = np.zeros_like(share)
    np.put(result, places, pattern / np.maximum(pattern + cloth, np.float32(1e-6)))
    return result


def whole_parts(found: Mask, wider: Mask) -> Mask:
    """Return the larger one of two shares where at least half of a part is found, and what is found elsewhere.

    Parameters
    ----------
    found : (h, w) float32
        Share of the pattern, 0..1, without the evidence of colors.
    wider : (h, w) float32
        The share with it.

    Returns
    -------
    (h, w) float32
        The share.
    """
    largest = cast("Mask", np.maximum(found, wider))
    is_part = (largest > 0.5).view(np.uint8)
    count, components, stats, _centers = cv2.connectedComponentsWithStats(is_part, connectivity=8)
    labels = cast("NDArray[np.int32]", components)
    found_counts = np.bincount(np.take(labels, np.flatnonzero(found > 0.5)), minlength=count)
    is_whole = 2 * found_counts >= stats[:, cv2.CC_STAT_AREA]
    is_whole[0] = False  # the cloth
    parts = dilate(np.take(is_whole.view(np.uint8), labels), 3)  # with their soft borders
    return cast("Mask", np.where(parts > 0, largest, found))
