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
    A pixel of a part is compared with the part's pixels right beside it, because petals around a bright center have a
    color of their own. A pixel outside is compared with the strongest colors of the part, which are no mixtures.
    """
    share, widened = erode(parts).astype(np.float32), dilate(parts)
    band = np.flatnonzero(widened & sure & (share == 0))
    is_part = np.take(parts, band) > 0
    # OpenCV reads pixels of four bytes much faster than pixels of three. The last channel becomes the sum of weights.
    rgba = cast("Pixels", cv2.cvtColor(source, cv2.COLOR_RGB2RGBA))
    squares = np.square(weights * parts, dtype=np.float32)
    outer_detail = cast("NDArray[np.float32]", cv2.multiply(rgba, cv2.merge([squares] * 4), dtype=cv2.CV_32F))
    plain, part = (cast("Pixels", cv2.copyTo(rgba, flags)) for flags in (sure & (1 - widened), parts))
    cloth = _mean_nearby(plain, NEARBY_SIGMA, band)
    detail = np.empty_like(cloth)
    detail[is_part] = _mean_nearby(part, NEARBY_SIGMA / 3, band[is_part])
    detail[~is_part] = _mean_nearby(outer_detail, NEARBY_SIGMA / 2, band[~is_part])
    own, line = np.take(rgba.reshape(-1, 4), band, axis=0)[:, :3], detail - cloth
    position = np.einsum("ij,ij->i", own - cloth, line) / np.maximum(np.einsum("ij,ij->i", line, line), 1)
    np.put(share, band, np.clip((position - NOISE_SHARE) / (1 - 2 * NOISE_SHARE), 0, 1))
    return share


def _mean_nearby(
    weighted: Pixels | NDArray[np.float32], sigma: float, indices: NDArray[np.intp]
) -> NDArray[np.float32]:
    """Return the Gaussian mean, (N, 3), of the colors around the pixels with flat `indices`, (N,).

    `weighted`, (H, W, 4), holds colors times their weights, and 255 times the weights.
    """
    # Half the size is enough for a mean and takes a quarter of the time.
    blurred = cv2.GaussianBlur(np.asarray(halve(weighted), np.float32), (0, 0), sigma / 2)
    rows, columns = np.divmod(indices, weighted.shape[1])
    nearby = np.take(blurred.reshape(-1, 4), rows // 2 * blurred.shape[1] + columns // 2, axis=0)
    return cast("NDArray[np.float32]", nearby[:, :3] / np.maximum(nearby[:, 3:] / 255, 1e-6))
