"""The base color of cloth with several colors, and detection of cloth without a single one."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .cloth import Cloth, Lab, describe_cloth
from .shared_limits import NEUTRAL_CHROMA

_OTHER_HUE = 60.0  # degrees from the most common hue, beyond which a pixel has another hue
_MAXIMUM_OTHER_SHARE = 0.35  # share of pixels with other hues, above which the cloth has no single base color
_SAME_HUE = 20.0  # degrees from the most common hue within which pixels are the same cloth


def is_multicolored(lab: Lab) -> bool:
    """Return whether many of a garment's pixels, (N, 3) CIELAB, differ in hue from its most common hue."""
    is_chromatic = np.hypot(lab[:, 1], lab[:, 2]) > NEUTRAL_CHROMA
    if not is_chromatic.any():
        return False
    return float((is_chromatic & (hue_differences(lab, is_chromatic) > _OTHER_HUE)).mean()) > _MAXIMUM_OTHER_SHARE


def hue_differences(lab: Lab, is_chromatic: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return the differences in hue from the most common hue.

    Parameters
    ----------
    lab : (N, 3) float32
        CIELAB of a garment's pixels.
    is_chromatic : (N,) bool
        The pixels whose hue is counted; at least one.

    Returns
    -------
    (N,) float32
        Degrees, 0..180.
    """
    hue = np.degrees(np.arctan2(lab[:, 2], lab[:, 1])) % 360
    count, edges = np.histogram(hue[is_chromatic], 36, (0, 360))  # bins of 10°
    common_hue = edges[np.argmax(count + np.roll(count, 1) + np.roll(count, -1))] + 5
    difference: NDArray[np.float32] = np.abs((hue - common_hue + 180) % 360 - 180)
    return difference


def of_base(lab: Lab) -> NDArray[np.bool_]:
    """Return which pixels are those of a garment's base cloth, (N,) bool.

    The base is the largest group of pixels: those of the most common hue, or the white, gray and black ones. A hue is
    preferred to a neutral group of up to twice its size, because silver thread, highlights and deep folds are neutral
    on any cloth.

    Parameters
    ----------
    lab : (N, 3) float32
        CIELAB of pixels of the garment, N > 0.
    """
    is_neutral = np.hypot(lab[:, 1], lab[:, 2]) < NEUTRAL_CHROMA
    if not is_neutral.all():
        is_common: NDArray[np.bool_] = ~is_neutral & (hue_differences(lab, ~is_neutral) < _SAME_HUE)
        if 2 * np.count_nonzero(is_common) > np.count_nonzero(is_neutral):
            return is_common
    return is_neutral


def base_color(lab: Lab) -> NDArray[np.float32]:
    """Return the color of a garment's base cloth: the median CIELAB, (3,), of the `of_base` pixels.

    It is weighted by chroma, because pixels that mix the dye with thread of another color are less colorful.
    """
    base = lab[of_base(lab)]
    chroma = np.hypot(base[:, 1], base[:, 2])
    if chroma.max() < NEUTRAL_CHROMA:
        return np.median(base, axis=0)
    return np.quantile(base, 0.5, axis=0, weights=chroma, method="inverted_cdf").astype(np.float32)


def dominant_cloth(lab: Lab) -> tuple[Cloth, Lab]:
    """Return the base cloth of a multicolored garment, marked as such, and its pixels.

    Parameters
    ----------
    lab : (N, 3) float32
        CIELAB of the garment's pixels.

    Returns
    -------
    cloth : Cloth
        Measurements of the base.
    pixels : (M, 3) float32
        CIELAB of its pixels.
    """
    base = lab[of_base(lab)]
    return replace(describe_cloth(base), multicolored=True), base
