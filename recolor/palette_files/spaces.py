"""Conversions from the color spaces of Adobe's files to '#rrggbb'.

Adobe's CIELAB is relative to D50, the white of print. CMYK values mean inks that a file does not describe, so they are
converted by the formula for ideal inks: a print's profile would give other colors.
"""

import numpy as np

from ..engine.color.spaces import linear_to_rgb, rgb_to_hex

_D50 = np.array([0.96422, 1.0, 0.82521])  # XYZ of the white point (ICC)
# XYZ relative to D50 to linear sRGB, with Bradford's chromatic adaptation (B. Lindbloom, "RGB/XYZ Matrices").
_XYZ_D50_TO_RGB = np.array(
    [[3.1338561, -1.6168667, -0.4906146], [-0.9787684, 1.9161415, 0.0334540], [0.0719453, -0.2289914, 1.4052427]]
)
_EPSILON, _KAPPA = 216 / 24389, 24389 / 27  # CIE's constants of the linear part for dark colors


def rgb_hex(red: float, green: float, blue: float) -> str:
    """Return '#rrggbb' of sRGB values, 0..1; values outside are clipped."""
    return rgb_to_hex(255 * np.clip([red, green, blue], 0, 1))


def gray_hex(share: float) -> str:
    """Return '#rrggbb' of a gray, 0 (black) to 1 (white)."""
    return rgb_hex(share, share, share)


def cmyk_hex(cyan: float, magenta: float, yellow: float, black: float) -> str:
    """Return '#rrggbb' of shares of ink, 0..1."""
    red, green, blue = ((1 - ink) * (1 - black) for ink in (cyan, magenta, yellow))
    return rgb_hex(red, green, blue)


def hsb_hex(hue: float, saturation: float, brightness: float) -> str:
    """Return '#rrggbb' of a hue, saturation and brightness, each 0..1."""
    red, green, blue = (
        brightness - brightness * saturation * max(0.0, min(k, 4 - k, 1.0))
        for k in ((offset + 6 * hue) % 6 for offset in (5, 3, 1))
    )
    return rgb_hex(red, green, blue)


def lab_hex(lightness: float, a: float, b: float) -> str:
    """Return '#rrggbb' of CIELAB (D50), L 0..100; colors outside sRGB's gamut are clipped."""
    y = (lightness + 16) / 116
    roots = np.array([y + a / 500, y, y - b / 200])
    cubes = roots**3
    xyz = _D50 * np.where(cubes > _EPSILON, cubes, (116 * roots - 16) / _KAPPA)
    return rgb_to_hex(linear_to_rgb((_XYZ_D50_TO_RGB @ xyz).astype(np.float32)))
