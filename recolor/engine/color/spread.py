"""How far colors that should be one are apart."""

from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from .ciede2000 import ciede2000

_COMPARED = 60  # colors up to this number are all compared with each other
_DIRECTIONS = np.array([way for way in product((-1, 0, 1), repeat=3) if any(way)], np.float32)  # in CIELAB


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


def color_spread(colors: ArrayLike) -> Spread:
    """Return the largest CIEDE2000 difference between any two colors.

    Of more than 60 colors, only those that are outermost in one of 26 directions of CIELAB are compared, because the
    number of pairs grows with the square of the number of colors.

    Parameters
    ----------
    colors : (N, 3) array_like
        CIELAB of at least one color.
    """
    distinct, indices = np.unique(np.array(colors, np.float32), axis=0, return_index=True)
    if len(distinct) > _COMPARED:
        outermost = np.unique((distinct @ _DIRECTIONS.T).argmax(axis=0))
        distinct, indices = distinct[outermost], indices[outermost]
    differences = ciede2000(distinct[:, None], distinct[None, :])
    one, other = np.unravel_index(differences.argmax(), differences.shape)
    first, second = sorted((int(indices[one]), int(indices[other])))
    return Spread(float(differences[one, other]), first, second)
