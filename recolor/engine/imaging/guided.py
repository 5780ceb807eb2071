"""The linear functions of the color guided filter.

He, Sun, Tang, "Guided Image Filtering", ECCV 2010, with the colors of the photo as the guide. The functions vary
slowly, so they may be computed at a smaller size and enlarged (He, Sun, "Fast Guided Filter", arXiv:1505.00996).
"""

from collections.abc import Callable, Sequence
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from ..types import Mask, Pixels
from .strips import map_strips

Plane = NDArray[np.float32]  # (H, W)

_REGULARIZATION = 6.5  # the filter's ε: variance of the guide, in squares of 8-bit values, below which it smooths
_MINIMUM_VARIANCE = 1e-3  # of the mask around a pixel; with less, there is no edge to explain


def local_functions(mask: Mask, guide: Pixels, radius: int) -> NDArray[np.float32]:
    """Fit a linear function of the guide to the mask in each window, and average the functions that cover a pixel.

    Parameters
    ----------
    mask : (H, W) float32
        Values to approximate.
    guide : (H, W, 3) uint8
        The guide.
    radius
        Radius of the square window in pixels.

    Returns
    -------
    (4, H, W) float32
        Three slopes and the offset for each pixel.
    """
    functions = np.empty((4, *mask.shape), np.float32)

    def mean(values: Plane) -> Plane:
        return _mean(values, radius)

    def fit_strip(rows: slice) -> None:
        around = slice(max(0, rows.start - 2 * radius), rows.stop + 2 * radius)
        inner = slice(rows.start - around.start, rows.stop - around.start)
        slopes, offset, _covariance = _fit(mask[around], guide[around], mean)
        for plane, fitted in zip(functions, (*slopes, offset), strict=True):
            plane[rows] = mean(fitted)[inner]

    map_strips(fit_strip, *mask.shape)
    return functions


def weighted_functions(
    mask: Mask, guide: Pixels, weights: Plane, radius: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Fit as `local_functions` does, with weights, and measure how well the functions fit.

    Parameters
    ----------
    mask, guide, radius
        See `local_functions`.
    weights : (H, W) float32
        How much each pixel counts in the fits; at least one pixel of each window has a weight above 0.

    Returns
    -------
    functions : (4, H, W) float32
        Three slopes and the offset for each pixel.
    explained : (H, W) float32
        Share of the mask's weighted variance around each pixel that the functions explain, 0..1.
    """
    total = _mean(weights, radius)

    def mean(values: Plane) -> Plane:
        return cast("Plane", _mean(values * weights, radius) / total)

    slopes, offset, covariance = _fit(mask, guide, mean)
    explained = _mean(np.einsum("chw,chw->hw", slopes, covariance), radius)
    variance = _mean(mean(mask * mask) - mean(mask) ** 2, radius)
    share = explained / np.maximum(variance, np.float32(_MINIMUM_VARIANCE))
    return np.stack([_mean(plane, radius) for plane in (*slopes, offset)]), np.clip(share, 0, 1)


def _mean(values: Plane, radius: int) -> Plane:
    """Return the mean in a square window around each pixel."""
    side = 2 * radius + 1
    return cast("Plane", cv2.boxFilter(values, -1, (side, side), borderType=cv2.BORDER_REFLECT))


def _fit(mask: Mask, guide: Pixels, mean: Callable[[Plane], Plane]) -> tuple[list[Plane], Plane, list[Plane]]:
    """Return the three slopes and the offset of each window, and the covariances of the channels with the mask.

    mean: returns the mean of a plane in each window. Planes, each contiguous, take half the time of arrays with
    channels.
    """
    channels = [cast("Plane", channel.astype(np.float32)) for channel in cv2.split(guide)]
    means, mean_mask = [mean(channel) for channel in channels], mean(mask)
    variance = {(i, j): mean(channels[i] * channels[j]) - means[i] * means[j] for i in range(3) for j in range(i, 3)}
    for i in range(3):
        variance[i, i] += np.float32(_REGULARIZATION)
    covariance = [mean(channels[i] * mask) - means[i] * mean_mask for i in range(3)]
    slopes = _solve(variance, covariance)
    offset = mean_mask - slopes[0] * means[0] - slopes[1] * means[1] - slopes[2] * means[2]
    return slopes, offset, covariance


def _solve(variance: dict[tuple[int, int], Plane], covariance: Sequence[Plane]) -> list[Plane]:
    """Return the solutions of symmetric positive definite systems, by the factorization L·D·Lᵀ.

    `np.linalg.solve` takes several times as long for so many small systems. `variance` holds the elements on and above
    the diagonal. Unlike Cramer's rule, this is exact enough in single precision.
    """
    d0 = variance[0, 0]
    l10, l20 = variance[0, 1] / d0, variance[0, 2] / d0
    d1 = variance[1, 1] - l10 * variance[0, 1]
    rest = variance[1, 2] - l20 * variance[0, 1]
    l21 = rest / d1
    d2 = variance[2, 2] - l20 * variance[0, 2] - l21 * rest
    y0 = covariance[0]
    y1 = covariance[1] - l10 * y0
    x2 = (covariance[2] - l20 * y0 - l21 * y1) / d2
    x1 = y1 / d1 - l21 * x2
    return [cast("Plane", x) for x in (y0 / d0 - l10 * x1 - l20 * x2, x1, x2)]
