"""The pixels of a mask that certainly belong to the garment."""

from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from ..imaging.binary import BinaryMask, erode
from ..types import Mask

Colors = TypeVar("Colors", bound=NDArray[Any])

OPAQUE = 0.95  # mask value from which a pixel counts as entirely garment
MINIMUM_PIXELS = 50  # fewer sure pixels are too few to measure a color
SAMPLES = 10_000  # approximate number of pixels from which colors are measured


def sure_pixels(mask: Mask) -> BinaryMask:
    """Return flags of the pixels that certainly belong to the garment.

    Parameters
    ----------
    mask : (H, W) float32
        Soft mask, 0 outside to 1 inside.

    Returns
    -------
    (H, W) uint8
        1 where the mask is opaque, except for the outermost pixels. If fewer than 50 pixels are left, all opaque
        pixels; if these are too few as well, the pixels above half of the mask's maximum.
    """
    opaque = (mask > OPAQUE).view(np.uint8)
    for candidate in (erode(opaque), opaque):
        if np.count_nonzero(candidate) >= MINIMUM_PIXELS:
            return candidate
    return (mask > min(0.5, float(mask.max()) / 2)).view(np.uint8)


def sample_pixels(source: Colors, flags: BinaryMask, count: int = SAMPLES) -> Colors:
    """Return roughly `count` of the flagged pixels, taken from a regular grid; none only if none is flagged.

    Parameters
    ----------
    source : (H, W, 3)
        Picture to sample, of any element type.
    flags : (H, W) uint8
        1 on the pixels to choose from.
    count : int
        Approximate number of samples; all flagged pixels if there are fewer.

    Returns
    -------
    (N, 3)
        The sampled colors.
    """
    step = max(1, int(np.sqrt(np.count_nonzero(flags) / count)))
    sampled = source[::step, ::step][flags[::step, ::step] > 0]
    # A woven stripe may lie beside every line of the grid.
    return cast("Colors", sampled if sampled.size else source[flags > 0][:: step * step])
