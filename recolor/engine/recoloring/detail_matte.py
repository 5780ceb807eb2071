"""Soft edges of details: the share of detail in pixels that mix the colors of a detail and the cloth around it."""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.binary import BinaryMask, dilate, erode
from ..imaging.resize import halve
from ..imaging.strips import map_strips
from ..types import Mask, Pixels
from .shared_limits import NEARBY_SIGMA, NOISE_SHARE, REACH


def matte_details(source: Pixels, weights: NDArray[np.uint8], parts: BinaryMask, sure: BinaryMask, out: Mask) -> None:
    """Write the share of detail in every pixel to `out`.

    Parameters
    ----------
    source : (H, W, 3) uint8
        Picture before recoloring.
    weights : (H, W) uint8
        Distance from the base cloth, used as the weight of a pixel in the mean color of the detail.
    parts : (H, W) uint8
        1 on details.
    sure : (H, W) uint8
        1 on pixels that certainly belong to the garment.
    out : (H, W) float32
        Receives the share of detail, 0..1.
    """

    def matte_strip(rows: slice) -> None:
        around = slice(max(0, rows.start - REACH), rows.stop + REACH)
        share = _detail_share(source[around], weights[around], parts[around], sure[around])
        out[rows] = share[rows.start - around.start :][: rows.stop - rows.start]

    map_strips(matte_strip, *out.shape[:2])


def _detail_share(source: Pixels, weights: NDArray[np.uint8], parts: BinaryMask, sure: BinaryMask) -> Mask:
    """Return the share of detail: 1 inside the parts, and estimated in the band of pixels around their edges.

    The estimate projects a pixel's color onto the line from the mean color of the cloth nearby to that of the detail.
    """
    share, widened = erode(parts).astype(np.float32), dilate(parts)
    band = np.flatnonzero(widened & sure & (share == 0))
    # OpenCV reads pixels of four bytes much faster than pixels of three. The last channel becomes the sum of weights.
    rgba = cast("Pixels", cv2.cvtColor(source, cv2.COLOR_RGB2RGBA))
    detail = _mean_nearby(rgba, np.square(weights * parts, dtype=np.float32), NEARBY_SIGMA / 2, band)
    cloth = _mean_nearby(rgba, (sure & (1 - widened)).astype(np.float32), NEARBY_SIGMA, band)
    own = np.take(rgba.reshape(-1, 4), band, axis=0)[:, :3]
    line = detail - cloth
    position = np.einsum("ij,ij->i", own - cloth, line) / np.maximum(np.einsum("ij,ij->i", line, line), 1)
    np.put(share, band, np.clip((position - NOISE_SHARE) / (1 - 2 * NOISE_SHARE), 0, 1))
    return share


def _mean_nearby(
    rgba: Pixels, weight: NDArray[np.float32], sigma: float, indices: NDArray[np.intp]
) -> NDArray[np.float32]:
    """Return the weighted Gaussian mean, (N, 3), of the colors around the pixels with flat `indices`, (N,)."""
    # Half the size is enough for a mean and takes a quarter of the time.
    weighted = cast("NDArray[np.float32]", cv2.multiply(rgba, cv2.merge([weight] * 4), dtype=cv2.CV_32F))
    blurred = cv2.GaussianBlur(halve(weighted), (0, 0), sigma / 2)
    rows, columns = np.divmod(indices, weight.shape[1])
    nearby = np.take(blurred.reshape(-1, 4), rows // 2 * blurred.shape[1] + columns // 2, axis=0)
    return cast("NDArray[np.float32]", nearby[:, :3] / np.maximum(nearby[:, 3:] / 255, 1e-6))
