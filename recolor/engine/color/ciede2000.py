"""CIEDE2000: how different two colors look.

Sharma, Wu, Dalal, "The CIEDE2000 color-difference formula: implementation notes, supplementary test data, and
mathematical observations", Color Research & Application 30 (2005).
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

_25_TO_7 = 25.0**7


def ciede2000(first: ArrayLike, second: ArrayLike) -> NDArray[np.float64]:
    """The difference of CIELAB colors, (…, 3) each, broadcast together; 1 is a just noticeable one.

    Returns (…) float64, 0 and up.
    """
    lightness1, a1, b1 = np.moveaxis(np.asarray(first, np.float64), -1, 0)
    lightness2, a2, b2 = np.moveaxis(np.asarray(second, np.float64), -1, 0)
    chroma_mean7 = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7
    stretch = 1 + 0.5 * (1 - np.sqrt(chroma_mean7 / (chroma_mean7 + _25_TO_7)))
    chroma1, chroma2 = np.hypot(a1 * stretch, b1), np.hypot(a2 * stretch, b2)
    hue1 = np.degrees(np.arctan2(b1, a1 * stretch)) % 360
    hue2 = np.degrees(np.arctan2(b2, a2 * stretch)) % 360
    neutral = chroma1 * chroma2 == 0

    turn = (hue2 - hue1 + 180) % 360 - 180
    # Opposite hues: the formula takes +180 where the difference is just 180.
    turn = np.where(hue2 - hue1 == 180, 180.0, turn)
    turn = np.where(neutral, 0, turn)
    d_lightness, d_chroma = lightness2 - lightness1, chroma2 - chroma1
    d_hue = 2 * np.sqrt(chroma1 * chroma2) * np.sin(np.radians(turn) / 2)

    lightness, chroma = (lightness1 + lightness2) / 2, (chroma1 + chroma2) / 2
    hue = _mean_hue(hue1, hue2, neutral)
    weight = (
        1
        - 0.17 * np.cos(np.radians(hue - 30))
        + 0.24 * np.cos(np.radians(2 * hue))
        + 0.32 * np.cos(np.radians(3 * hue + 6))
        - 0.20 * np.cos(np.radians(4 * hue - 63))
    )
    from_middle = (lightness - 50) ** 2
    d_lightness = d_lightness / (1 + 0.015 * from_middle / np.sqrt(20 + from_middle))
    d_chroma = d_chroma / (1 + 0.045 * chroma)
    d_hue = d_hue / (1 + 0.015 * chroma * weight)
    rotation = (
        -2 * np.sqrt(chroma**7 / (chroma**7 + _25_TO_7)) * np.sin(np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2))))
    )
    squared = d_lightness**2 + d_chroma**2 + d_hue**2 + rotation * d_chroma * d_hue
    return np.sqrt(np.maximum(squared, 0))


def _mean_hue(hue1: NDArray, hue2: NDArray, neutral: NDArray) -> NDArray:
    total, apart = hue1 + hue2, np.abs(hue1 - hue2)
    across = np.where(total < 360, total + 360, total - 360)
    mean = np.where(apart <= 180, total, across) / 2
    return np.where(neutral, total, mean)
