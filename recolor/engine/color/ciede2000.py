"""The CIEDE2000 color difference.

References
----------
G. Sharma, W. Wu, E. N. Dalal, "The CIEDE2000 color-difference formula: implementation notes, supplementary test data,
and mathematical observations", Color Research & Application 30 (2005). Comments in the code give the paper's symbols.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Values = NDArray[np.float64]

_25_TO_7 = 25.0**7


def ciede2000(first: ArrayLike, second: ArrayLike) -> Values:
    """Return the CIEDE2000 difference of CIELAB colors.

    Parameters
    ----------
    first, second : array_like
        CIELAB colors, (..., 3) each; they are broadcast together.

    Returns
    -------
    ndarray
        (...) float64, 0 or more. A difference of about 1 is just noticeable.
    """
    lightness1, a1, b1 = np.moveaxis(np.asarray(first, np.float64), -1, 0)
    lightness2, a2, b2 = np.moveaxis(np.asarray(second, np.float64), -1, 0)
    mean_chroma7 = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7
    a_scale = 1 + 0.5 * (1 - np.sqrt(mean_chroma7 / (mean_chroma7 + _25_TO_7)))  # 1 + G
    chroma1, chroma2 = np.hypot(a1 * a_scale, b1), np.hypot(a2 * a_scale, b2)  # C'
    hue1 = np.degrees(np.arctan2(b1, a1 * a_scale)) % 360  # h'
    hue2 = np.degrees(np.arctan2(b2, a2 * a_scale)) % 360
    neutral = chroma1 * chroma2 == 0

    lightness, chroma = (lightness1 + lightness2) / 2, (chroma1 + chroma2) / 2
    hue = _mean_hue(hue1, hue2, neutral)
    squared_offset = (lightness - 50) ** 2
    lightness_weight = 1 + 0.015 * squared_offset / np.sqrt(20 + squared_offset)  # S_L
    chroma_weight = 1 + 0.045 * chroma  # S_C
    hue_weight = 1 + 0.015 * chroma * _hue_factor(hue)  # S_H

    hue_difference = np.radians(_hue_difference(hue1, hue2, neutral))
    d_lightness = (lightness2 - lightness1) / lightness_weight
    d_chroma = (chroma2 - chroma1) / chroma_weight
    d_hue = 2 * np.sqrt(chroma1 * chroma2) * np.sin(hue_difference / 2) / hue_weight
    squared = d_lightness**2 + d_chroma**2 + d_hue**2 + _rotation(chroma, hue) * d_chroma * d_hue
    difference: Values = np.sqrt(np.maximum(squared, 0))
    return difference


def _hue_difference(hue1: Values, hue2: Values, neutral: NDArray[np.bool_]) -> Values:
    """Return the difference of hues in degrees, -180 < difference <= 180; 0 if either color is neutral."""
    difference = (hue2 - hue1 + 180) % 360 - 180
    difference = np.where(hue2 - hue1 == 180, 180.0, difference)  # opposite hues differ by +180 by definition
    return np.where(neutral, 0, difference)


def _mean_hue(hue1: Values, hue2: Values, neutral: NDArray[np.bool_]) -> Values:
    """Return the mean of hues in degrees along the shorter arc; their sum if either color is neutral."""
    total, distance = hue1 + hue2, np.abs(hue1 - hue2)
    total_across_zero = np.where(total < 360, total + 360, total - 360)
    mean = np.where(distance <= 180, total, total_across_zero) / 2
    return np.where(neutral, total, mean)


def _hue_factor(hue: Values) -> Values:
    """Return T, the hue's factor in the weight S_H, of mean hues in degrees."""
    factor: Values = (
        1
        - 0.17 * np.cos(np.radians(hue - 30))
        + 0.24 * np.cos(np.radians(2 * hue))
        + 0.32 * np.cos(np.radians(3 * hue + 6))
        - 0.20 * np.cos(np.radians(4 * hue - 63))
    )
    return factor


def _rotation(chroma: Values, hue: Values) -> Values:
    """Return R_T, the rotation term: the interaction of chroma and hue differences in the blue region."""
    angle = np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2)))
    rotation: Values = -2 * np.sqrt(chroma**7 / (chroma**7 + _25_TO_7)) * np.sin(angle)
    return rotation
