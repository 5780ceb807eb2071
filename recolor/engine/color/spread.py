"""How far colors that should be one are apart."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .ciede2000 import ciede2000
from .spaces import hex_to_rgb, rgb_to_lab


class Spread(NamedTuple):
    """The largest difference between two of several colors.

    Attributes
    ----------
    delta_e
        The CIEDE2000 difference, 0 or more.
    first, second
        The indices of the two colors.
    """

    delta_e: float
    first: int
    second: int


def color_spread(colors: Sequence[str]) -> Spread:
    """Return the largest CIEDE2000 difference between any two colors.

    Parameters
    ----------
    colors : sequence of str
        At least one color, '#rrggbb'.
    """
    distinct = list(dict.fromkeys(colors))
    lab = rgb_to_lab(np.array([hex_to_rgb(color) for color in distinct], np.uint8))
    differences = ciede2000(lab[:, None], lab[None, :])
    one, other = np.unravel_index(differences.argmax(), differences.shape)
    first, second = sorted(colors.index(distinct[index]) for index in (one, other))
    return Spread(float(differences[one, other]), first, second)
