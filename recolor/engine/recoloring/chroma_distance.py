"""Distance of a garment's pixels from its base cloth in chroma, without differences due to shading or backlight."""

import numpy as np
from numpy.typing import NDArray

from .cloth import Cloth, Lab, describe_cloth
from .interreflection import Plane, squared_reflection_distance
from .sure_pixels import MINIMUM_PIXELS

# Thresholds of hysteresis (Canny, "A Computational Approach to Edge Detection", PAMI 1986), in units of CIELAB. Each
# is at least a multiple of the garment's scatter, its median distance from the base cloth.
_WEAK = 9.0  # a detail if connected to enough pixels above the strong threshold
_STRONG = 28.0  # certainly a detail
_SCATTERS = 3.5

_MAXIMUM_SHADE_GAIN = 1.2  # chroma of the most colorful shade, as a multiple of the base's chroma


def chroma_distance(lab: Lab, cloth: Cloth) -> NDArray[np.float32]:
    """Return the chroma distance of pixels from the base cloth.

    It is the smallest of the distances from the cloth's chroma at the pixel's lightness, from the median chroma, and
    from the chroma in other light (`light_distance`).

    Parameters
    ----------
    lab : (N, 3) float32
        CIELAB of the pixels.
    cloth : Cloth
        The garment's base cloth.

    Returns
    -------
    (N,) float32
        Distance in the plane of a and b, in units of CIELAB.
    """
    lightness, a, b = _planes(lab)
    expected_a, expected_b = cloth.chroma_at(lightness)
    at_lightness = _squared_sum(a - expected_a, b - expected_b)
    # Compare with the median chroma too: highlights do not gain chroma, and shaded satin may keep all of it.
    at_median = _squared_sum(a - cloth.median[1], b - cloth.median[2])
    in_light = _squared_light_distance(lightness, a, b, cloth, 0.0)
    distance: NDArray[np.float32] = np.sqrt(np.minimum(np.minimum(at_lightness, at_median), in_light))
    return distance


def light_distance(lab: Lab, cloth: Cloth, backlight: float = 0.0) -> NDArray[np.float32]:
    """Return the distance of pixels from the chroma of the base cloth in less light, or mixed with white light.

    Less light on the same dye scales L + 16 and the chroma by the same factor (by the definition of CIELAB). Light
    that is reflected from fold to fold is filtered by the dye twice, which makes a shade more colorful, and may change
    its hue (`interreflection.py`). Backlight adds white: it reduces the chroma by the same share by which it moves the
    lightness towards white.

    Parameters
    ----------
    lab : (N, 3) float32
        CIELAB of the pixels.
    cloth : Cloth
        The garment's base cloth.
    backlight : float
        Largest share of the way from the base to white, 0..1, that backlight may explain.

    Returns
    -------
    (N,) float32
        Distance in units of CIELAB; infinite for pixels lighter than `backlight` allows.
    """
    distance: NDArray[np.float32] = np.sqrt(_squared_light_distance(*_planes(lab), cloth, backlight))
    return distance


def _planes(lab: Lab) -> tuple[Plane, Plane, Plane]:
    """Return L, a and b, (N,) each and contiguous: numpy takes much longer for arrays whose last axis is short."""
    lightness, a, b = np.ascontiguousarray(lab.T)
    return lightness, a, b


def _squared_light_distance(lightness: Plane, a: Plane, b: Plane, cloth: Cloth, backlight: float) -> Plane:
    """Return the squares of `light_distance`; `np.hypot` is slow, and only the smallest distance needs a root."""
    chroma = np.hypot(cloth.median[1], cloth.median[2])
    u, v = cloth.median[1:] / max(chroma, np.float32(1e-6))
    along, across = a * u + b * v, b * u - a * v
    light = (lightness + 16) / (cloth.median[0] + 16)
    to_white = (lightness - cloth.median[0]) / max(100 - cloth.median[0], np.float32(1))
    expected = chroma * np.where(light < 1, light, 1 - to_white)
    excess = np.maximum(expected - along, 0) + np.maximum(along - _MAXIMUM_SHADE_GAIN * chroma, 0)
    squared = np.minimum(_squared_sum(across, excess), squared_reflection_distance(lightness, a, b, cloth))
    return np.where(to_white <= backlight, squared, np.float32(np.inf))


def _squared_sum(first: Plane, second: Plane) -> Plane:
    """Return first² + second², for arrays of the same shape."""
    return first * first + second * second


def detail_thresholds(scatter: float) -> tuple[float, float]:
    """Return the weak and the strong threshold of the chroma distance, in units of CIELAB.

    `scatter` is the garment's median chroma distance from its base cloth.
    """
    return max(_WEAK, _SCATTERS * scatter), max(_STRONG, _SCATTERS * scatter)


def base_cloth(lab: Lab) -> tuple[Cloth, float]:
    """Measure the base cloth of a garment whose pixels include details.

    The pixels far from the first estimate are discarded and the rest is measured again, twice.

    Parameters
    ----------
    lab : (N, 3) float32
        CIELAB of the garment's pixels.

    Returns
    -------
    cloth : Cloth
        The base cloth.
    scatter : float
        Median distance of all pixels from it, in units of CIELAB.
    """
    cloth = describe_cloth(lab)
    for limit in (_STRONG, _WEAK):
        distances = chroma_distance(lab, cloth)
        scatter = float(np.median(distances))
        plain = lab[distances < max(limit, _SCATTERS * scatter)]
        if len(plain) < MINIMUM_PIXELS:
            break
        cloth = describe_cloth(plain)
    return cloth, float(np.median(chroma_distance(lab, cloth)))
