"""From a coarse garment to a soft mask that follows the photo's own edges.

He, Sun, Tang, "Guided Image Filtering", ECCV 2010, with the photo's colors as the guide; its speed is that of
He, Sun, "Fast Guided Filter", arXiv:1505.00996.
"""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.binary import Flags, bounding_box
from ..imaging.resize import scaled
from ..types import Mask, Pixels
from .matte import matted

SIDE = 1400  # the filter works at this long side at most; masks are smooth enough to be enlarged
_RADIUS_SHARE, _EPSILON = 0.008, 6.5  # squares of values
_SMALLER = 4  # times smaller is the picture in which the filter's local functions are found


def soft_mask(coarse: Mask, pixels: Pixels) -> Mask:
    """Sharpen a coarse mask, (h, w) float32 0..1, along the edges of `pixels`, (H, W, 3) uint8.

    Returns (H, W) float32 0..1; 0 well outside and 1 well inside, for certain.
    """
    height, width = pixels.shape[:2]
    scale = min(1.0, SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    guide = scaled(pixels, *size, cv2.INTER_AREA) if scale < 1 else pixels
    start = scaled(coarse, *size, cv2.INTER_CUBIC)
    hard = (cv2.GaussianBlur(start, (0, 0), 1.0) > 0.5).astype(np.uint8)
    radius = max(2, round(_RADIUS_SHARE * max(size)))
    if not hard.any():
        return np.zeros((height, width), np.float32)
    box = bounding_box(hard, 4 * radius)
    filtered: Mask = np.zeros(hard.shape, np.float32)
    filtered[box] = _banded(hard[box], guide[box], radius)
    if scale < 1:
        filtered = scaled(filtered, width, height, cv2.INTER_CUBIC)
    return matted(np.clip(filtered, 0, 1), pixels, scale)


def _banded(hard: Flags, guide: Pixels, radius: int) -> Mask:
    """The color guided filter in the band about the edge, the plain answer everywhere else.

    Locally, the mask is a linear function of the guide's channels. The functions change slowly from place to place, and
    are found in a smaller picture.
    """
    height, width = hard.shape
    size = (max(1, width // _SMALLER), max(1, height // _SMALLER))
    out = hard.astype(np.float32)
    small = scaled(guide, *size, cv2.INTER_AREA).astype(np.float32)
    linear = _local_functions(scaled(out, *size, cv2.INTER_AREA), small, max(1, round(radius / _SMALLER)))
    within, beyond = (cv2.distanceTransform(side, cv2.DIST_L2, 3) for side in (hard, 1 - hard))
    band = np.nonzero(np.maximum(within, beyond) <= 2 * radius)
    there = scaled(linear, width, height, cv2.INTER_LINEAR)[band]
    alpha = np.einsum("ij,ij->i", there[:, :3], guide[band].astype(np.float32)) + there[:, 3]
    # Steeper in the middle, so that the filter's long tails end at 0 and 1.
    out[band] = np.clip((alpha - 0.5) * 1.8 + 0.5, 0, 1)
    return out


def _local_functions(values: Mask, guide: NDArray[np.float32], radius: int) -> NDArray[np.float32]:
    """The slopes and the offset, (H, W, 4), of the linear functions of the guide, (H, W, 3), nearest to `values`."""

    def mean(image: NDArray[np.float32]) -> NDArray[np.float32]:
        side = 2 * radius + 1
        return cast("NDArray[np.float32]", cv2.boxFilter(image, -1, (side, side), borderType=cv2.BORDER_REFLECT))

    mean_guide, mean_values = mean(guide), mean(values)
    covariance = mean(guide * values[..., None]) - mean_guide * mean_values[..., None]
    variance = np.stack([mean(guide * guide[..., n, None]) for n in range(3)], axis=-2)
    variance -= mean_guide[..., None, :] * mean_guide[..., :, None]
    variance += _EPSILON * np.eye(3, dtype=np.float32)
    slope = np.linalg.solve(variance, covariance[..., None])[..., 0]
    offset = mean_values - (slope * mean_guide).sum(axis=-1)
    return mean(np.dstack([slope, offset]))
