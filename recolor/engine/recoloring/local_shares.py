"""Shares of a part of a garment, such as its pattern or a color layer, as linear functions of the colors nearby.

The part is found at a small size. There, a guided filter (`imaging/guided.py`) fits its share in every window to the
colors; at full size, the functions turn the picture's own colors into shares with exact and soft borders.
"""

from collections.abc import Sequence
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.binary import BinaryMask
from ..imaging.resize import halve, resize
from ..imaging.strips import map_strips
from ..types import Mask, Pixels


def at_working_size(
    source: Pixels, sure: BinaryMask, long_side: int, largest_scale: float = 1.0
) -> tuple[Pixels, BinaryMask]:
    """Return a picture, (H, W, 3), and its sure pixels, (H, W), at the small size at which a part is found.

    Parameters
    ----------
    source : (H, W, 3) uint8
        Picture of the garment.
    sure : (H, W) uint8
        1 on pixels that certainly belong to the garment.
    long_side : int
        Long side in pixels of what is returned, if the scale is not limited.
    largest_scale : float
        Limit of the scale; above 1, small garments are enlarged.
    """
    while max(sure.shape) > 2 * long_side:  # OpenCV halves many times faster than it shrinks by other factors
        source, sure = halve(source), halve(sure)
    height, width = sure.shape
    scale = min(largest_scale, long_side / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return (
        resize(source, *size, cv2.INTER_AREA if scale <= 1 else cv2.INTER_CUBIC),
        resize(sure, *size, cv2.INTER_AREA if scale <= 1 else cv2.INTER_NEAREST),
    )


def mean_nearby(share: Mask, sure: BinaryMask, sigma: float) -> Mask:
    """Return the mean share of the sure pixels nearby, (h, w) float32, which continues a part beyond them.

    Parameters
    ----------
    share : (h, w) float32
        Share of the part, 0..1; 0 on pixels that are not sure.
    sure : (h, w) uint8
        1 on pixels that certainly belong to the garment.
    sigma : float
        Of the Gaussian mean, in pixels.
    """
    total, weight = (cv2.GaussianBlur(values, (0, 0), sigma) for values in (share, sure.astype(np.float32)))
    return cast("Mask", total / np.maximum(weight, 1e-3))


def evaluate_shares(
    planes: Sequence[NDArray[np.float32]], source: Pixels, sure: BinaryMask, unsure: float
) -> NDArray[np.uint8]:
    """Return the share of a part in every pixel, (H, W) uint8 0..255.

    Parameters
    ----------
    planes : sequence of five (H, W) float32
        Three slopes and the offset of the linear function of each sure pixel's color, and the share of pixels that are
        not sure. The fourth plane is changed.
    source : (H, W, 3) uint8
        The picture.
    sure : (H, W) uint8
        1 on pixels that certainly belong to the garment.
    unsure : float
        Shares within this distance of 0 or 1 become 0 or 1.
    """
    *slopes, offset, outside = planes
    share = np.empty(sure.shape, np.uint8)

    def fill_strip(rows: slice) -> None:
        values = offset[rows]
        for slope, channel in zip(slopes, cv2.split(source[rows]), strict=True):
            values += slope[rows] * channel
        np.copyto(values, outside[rows], where=sure[rows] == 0)
        share[rows] = np.rint(255 * np.clip((values - unsure) / (1 - 2 * unsure), 0, 1))

    map_strips(fill_strip, *sure.shape)
    return share
