"""Color families: the basic color word for a color, used to filter results."""

import functools

import numpy as np

from .ciede2000 import ciede2000
from .spaces import hex_to_lab, hex_to_rgb, rgb_to_lab

# Typical colors of each family, as hex codes.
_TYPICAL_COLORS = {
    "red": "ff0000 d32f2f 8b0000 800020 ef5350",
    "orange": "ff8c00 ffa500 e65100 ffb74d",
    "yellow": "ffd700 ffdb58 fff59d c9a227",
    "green": "2e7d32 7cb342 39ff14 a5d6a7 6b8e23 1b5e20",
    "teal": "008080 40e0d0 b2dfdb 00acc1",
    "blue": "1565c0 000080 4169e1 90caf9 0d1b4c 5c7fa3",
    "purple": "800080 9c27b0 4b0082 b39ddb e6e6fa",
    "pink": "ff69b4 c2185b f8bbd0 ffc0cb c98b98",
    "brown": "8b4513 5d4037 d2b48c a1887f 3e2723",
    "white": "ffffff f5f5dc faf0e6",
    "gray": "808080 bdbdbd 424242 607078",
    "black": "000000 1c1c1c",
}
FAMILIES = tuple(_TYPICAL_COLORS)
_FAMILY_OF_COLOR = [family for family, colors in _TYPICAL_COLORS.items() for _ in colors.split()]
_LAB_OF_COLOR = rgb_to_lab(np.array([hex_to_rgb(code) for codes in _TYPICAL_COLORS.values() for code in codes.split()]))


@functools.lru_cache(maxsize=1000)  # a batch asks for few colors many times
def color_family(color: str) -> str:
    """Return the family whose typical colors include the one nearest to a color by CIEDE2000.

    Parameters
    ----------
    color : str
        '#rrggbb'.

    Returns
    -------
    str
        One of `FAMILIES`.
    """
    differences = ciede2000(_LAB_OF_COLOR, hex_to_lab(color))
    return _FAMILY_OF_COLOR[int(np.argmin(differences))]
