"""A garment's sure pixels, and its own color at its rim, where the photo mixes it with what is behind."""

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.binary import Flags, eroded
from ..imaging.resize import halved
from ..types import Mask, Pixels

CONFIDENT = 0.95
_SIGMA = 1.5  # of the mean of the cloth nearby, in pixels of half the size
REACH = 16  # pixels within which `foreground` looks
_LEAST_NEAR = 0.02  # of what is nearby must be sure cloth, to tell its color


def inside_of(mask: Mask) -> Flags:
    """The pixels that are surely the garment's own, 1, all others 0; all touched ones where none is sure."""
    sure = (mask > CONFIDENT).view(np.uint8)
    for candidate in (eroded(sure), sure):
        if np.count_nonzero(candidate) >= 50:
            return candidate
    return (mask > min(0.5, float(mask.max()) / 2)).view(np.uint8)


def foreground(source: Pixels, mask: Mask, inside: Flags, rim: NDArray[np.intp]) -> Pixels:
    """The garment's own colors, (N, 3), at rim pixels, so that no old color glows there.

    source: (H, W, 3); mask, inside: (H, W); rim: (N,) indices into the flattened picture. A rim pixel's own color is
    the mean of the sure cloth around it; the nearer it is to being all garment, the more its own value says.
    """
    # Four bytes a pixel are found much faster than three. With whatever is not sure cloth made transparent black, one
    # blur gives the sum of the cloth's colors and their weight.
    opaque = cv2.cvtColor(source, cv2.COLOR_RGB2RGBA)
    cloth = cv2.GaussianBlur(halved(cv2.copyTo(opaque, inside)).astype(np.float32), (0, 0), _SIGMA)
    rows, columns = np.divmod(rim, mask.shape[1])
    nearby = np.take(cloth.reshape(-1, 4), rows // 2 * cloth.shape[1] + columns // 2, axis=0)
    own = np.take(opaque.reshape(-1, 4), rim, axis=0)[:, :3]
    weight = nearby[:, 3:] / 255
    alpha = np.where(weight > _LEAST_NEAR, mask[rows, columns, None], 1)
    mixed = own * alpha + nearby[:, :3] / np.maximum(weight, _LEAST_NEAR) * (1 - alpha)
    return np.rint(np.clip(mixed, 0, 255)).astype(np.uint8)
