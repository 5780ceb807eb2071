"""Shades of cloth in light that the cloth has reflected before: deep folds of yellow cloth are orange.

Light that one fold reflects to another is filtered by the dye twice. Where F is the cloth's color in linear RGB, a
shade mixes F and F · F (Forsyth and Zisserman, "Reflections on Shading", PAMI 1991, describe how folds light each
other).
"""

import numpy as np
from numpy.typing import NDArray

from ..color.spaces import lab_to_linear, linear_to_lab
from .cloth import Cloth

Plane = NDArray[np.float32]  # (N,)


def squared_reflection_distance(lightness: Plane, a: Plane, b: Plane, cloth: Cloth) -> Plane:
    """Return the squared distance of pixels from the chroma of the base cloth's shades, with light from fold to fold.

    Less light scales L + 16 and the chroma by the same factor (by the definition of CIELAB), so the chroma of a shade,
    divided by L + 16, lies between that of F and that of F · F. How far is limited, because folds cannot reflect more
    light than the shade lost: with direct light k and reflected light m, m ≤ 1 - k. Where F · F has y times the
    luminance of F, the shade has ρ = k + m · y times that of the median, and at most the share
    y · (1 - ρ) / (ρ · (1 - y)) of its luminance was reflected twice. In dark cloth, y and this share are small.

    Parameters
    ----------
    lightness, a, b : (N,) float32
        CIELAB of the pixels.
    cloth : Cloth
        The base cloth.

    Returns
    -------
    (N,) float32
        Squared distance in the plane of a and b; infinite for pixels lighter than the cloth's median.
    """
    base = np.clip(lab_to_linear(cloth.median[None]), 0, 1)
    direct, twice = cloth.median, linear_to_lab(base * base)[0]
    start = direct[1:] / (direct[0] + 16)
    step = twice[1:] / (twice[0] + 16) - start
    size = lightness + 16
    rest_a, rest_b = a - size * start[0], b - size * start[1]
    light = size / (direct[0] + 16)
    luminance = light * light * light
    relative = min(((twice[0] + 16) / (direct[0] + 16)) ** 3, np.float32(0.999))
    largest = relative * (1 - luminance) / (luminance * (1 - relative))
    along = rest_a * step[0] + rest_b * step[1]
    share = np.clip(along / np.maximum(size * (step @ step), np.float32(1e-6)), 0, np.maximum(largest, 0))
    reflected = size * share
    rest_a -= reflected * step[0]
    rest_b -= reflected * step[1]
    return np.where(luminance <= 1, rest_a * rest_a + rest_b * rest_b, np.float32(np.inf))
