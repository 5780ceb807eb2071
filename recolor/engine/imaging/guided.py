"""The linear functions of the color guided filter.

He, Sun, Tang, "Guided Image Filtering", ECCV 2010, with the colors of the photo as the guide. The functions vary
slowly, so they may be computed at a smaller size and enlarged (He, Sun, "Fast Guided Filter", arXiv:1505.00996).
"""

from collections.abc import Callable
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from ..types import Mask

Planes = NDArray[np.float32]  # (H, W) or (H, W, C)

_REGULARIZATION = 6.5  # the filter's ε: variance of the guide, in squares of 8-bit values, below which it smooths


def local_functions(mask: Mask, guide: NDArray[np.float32], radius: int) -> NDArray[np.float32]:
    """Fit a linear function of the guide to the mask in each window, and average the functions that cover a pixel.

    Parameters
    ----------
    mask : (H, W) float32
        Values to approximate.
    guide : (H, W, 3) float32
        The guide.
    radius
        Radius of the square window in pixels.

    Returns
    -------
    (H, W, 4) float32
        Three slopes and the offset for each pixel.
    """

    def mean(values: NDArray[np.float32]) -> NDArray[np.float32]:
        side = 2 * radius + 1
        return cast("NDArray[np.float32]", cv2.boxFilter(values, -1, (side, side), borderType=cv2.BORDER_REFLECT))

    mean_guide, mean_mask = mean(guide), mean(mask)
    covariance = mean(guide * mask[..., None]) - mean_guide * mean_mask[..., None]
    slopes = _solve(_variance(guide, mean_guide, mean), covariance)
    offset = mean_mask - (slopes * mean_guide).sum(axis=-1)
    return mean(np.dstack([slopes, offset]))


def _variance(
    guide: NDArray[np.float32], mean_guide: NDArray[np.float32], mean: Callable[[NDArray[np.float32]], Planes]
) -> list[Planes]:
    """Return the regularized covariances of the guide's channels: of 0 and 0, 0 and 1, 0 and 2, 1 and 1, and so on."""
    pairs = [(first, second) for first in range(3) for second in range(first, 3)]
    return [
        mean(guide[..., first] * guide[..., second])
        - mean_guide[..., first] * mean_guide[..., second]
        + np.float32(_REGULARIZATION if first == second else 0)
        for first, second in pairs
    ]


def _solve(variance: list[Planes], covariance: Planes) -> Planes:
    """Return the solutions, (H, W, 3), of symmetric systems by Cramer's rule.

    `np.linalg.solve` takes several times as long for so many small systems. The determinants need double precision.
    """
    rr, rg, rb, gg, gb, bb = (plane.astype(np.float64) for plane in variance)
    cofactors = [
        [gg * bb - gb * gb, rb * gb - rg * bb, rg * gb - rb * gg],
        [rb * gb - rg * bb, rr * bb - rb * rb, rb * rg - rr * gb],
        [rg * gb - rb * gg, rb * rg - rr * gb, rr * gg - rg * rg],
    ]
    determinant = rr * cofactors[0][0] + rg * cofactors[0][1] + rb * cofactors[0][2]
    rows = [sum(factor * covariance[..., column] for column, factor in enumerate(row)) for row in cofactors]
    return np.stack([row / determinant for row in rows], axis=-1).astype(np.float32)
