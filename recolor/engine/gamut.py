"""Colours that sRGB cannot show: less chroma at the same lightness and hue."""

import numpy as np
from numpy.typing import NDArray

from .colorspace import lab_to_linear, linear_to_rgb

_TOLERANCE = 1e-3
_STEPS = 7


def lab_to_rgb(lab: NDArray[np.float32]) -> NDArray[np.float32]:
    """(N, 3) Lab as sRGB values, float32 0..255; chroma is reduced where a colour is out of gamut."""
    linear = lab_to_linear(lab)
    outside = np.flatnonzero(((linear < -_TOLERANCE) | (linear > 1 + _TOLERANCE)).any(axis=1))
    if outside.size:
        linear[outside] = lab_to_linear(_into_gamut(lab[outside]))
    return linear_to_rgb(linear)


def _into_gamut(lab: NDArray[np.float32]) -> NDArray[np.float32]:
    """The largest share of each colour's chroma that sRGB can show, by bisection."""
    lab[:, 0] = np.clip(lab[:, 0], 0, 100)
    low, high = np.zeros(len(lab), np.float32), np.ones(len(lab), np.float32)
    for _ in range(_STEPS):
        middle = ((low + high) / 2).astype(np.float32)
        linear = lab_to_linear(_with_chroma(lab, middle))
        fits = ((linear >= -_TOLERANCE) & (linear <= 1 + _TOLERANCE)).all(axis=1)
        low, high = np.where(fits, middle, low), np.where(fits, high, middle)
    return _with_chroma(lab, low)


def _with_chroma(lab: NDArray[np.float32], share: NDArray[np.float32]) -> NDArray[np.float32]:
    scaled = lab.copy()
    scaled[:, 1:] *= share[:, None]
    return scaled
