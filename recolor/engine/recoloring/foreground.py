"""The foreground color at the edge of a garment, where the photo mixes cloth and background."""

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.binary import BinaryMask
from ..imaging.resize import halve
from ..types import Mask, Pixels
from .shared_limits import MINIMUM_WEIGHT, NEARBY_SIGMA


def foreground_colors(source: Pixels, alpha: Mask, sure: BinaryMask, indices: NDArray[np.intp]) -> Pixels:
    """Estimate the color of the cloth at edge pixels, without the background that is mixed in.

    The estimate is the mean color of the sure cloth nearby, mixed with the pixel's own color in proportion to its
    alpha. Recoloring this estimate leaves no outline in the old color.

    Parameters
    ----------
    source : (H, W, 3) uint8
        Picture before recoloring.
    alpha : (H, W) float32
        Share of cloth in every pixel, 0..1.
    sure : (H, W) uint8
        1 on pixels that are certainly cloth.
    indices : (N,) int
        Edge pixels, as indices into the flattened picture.

    Returns
    -------
    (N, 3) uint8
        Estimated colors; a pixel with no sure cloth nearby keeps its own color.
    """
    # OpenCV reads pixels of four bytes much faster than pixels of three. All pixels that are not sure cloth become
    # transparent black, so one blur yields both the sum of the cloth's colors and their weight.
    rgba = cv2.cvtColor(source, cv2.COLOR_RGB2RGBA)
    blurred = cv2.GaussianBlur(halve(cv2.copyTo(rgba, sure)).astype(np.float32), (0, 0), NEARBY_SIGMA / 2)
    rows, columns = np.divmod(indices, alpha.shape[1])
    nearby = np.take(blurred.reshape(-1, 4), rows // 2 * blurred.shape[1] + columns // 2, axis=0)
    own = np.take(rgba.reshape(-1, 4), indices, axis=0)[:, :3]
    weight = nearby[:, 3:] / 255
    own_share = np.where(weight > MINIMUM_WEIGHT, alpha[rows, columns, None], 1)
    mixed = own * own_share + nearby[:, :3] / np.maximum(weight, MINIMUM_WEIGHT) * (1 - own_share)
    colors: Pixels = np.rint(np.clip(mixed, 0, 255)).astype(np.uint8)
    return colors
