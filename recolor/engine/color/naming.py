"""Names for colors: the nearest of the CSS and retail names."""

import functools

import numpy as np
from numpy.typing import NDArray

from .ciede2000 import ciede2000
from .spaces import hex_to_lab, hex_to_rgb, rgb_to_lab
from .words import common_names


def color_name(color: str) -> str:
    """Return the common name whose color is nearest to a color by CIEDE2000.

    Parameters
    ----------
    color : str
        '#rrggbb'.

    Returns
    -------
    str
        Words that `parse_color` understands, such as "dusty rose"; they name a similar color, not the same.
    """
    names, lab = _named_colors()
    return names[int(np.argmin(ciede2000(lab, hex_to_lab(color))))]


@functools.cache
def _named_colors() -> tuple[list[str], NDArray[np.float32]]:
    """Return the common names, and their CIELAB, (n, 3)."""
    names = common_names()
    return list(names), rgb_to_lab(np.array([hex_to_rgb(code) for code in names.values()]))
