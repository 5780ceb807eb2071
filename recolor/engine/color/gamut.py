"""Colors that sRGB cannot show: less chroma at the same lightness and hue, and clipping where that is not seen.

The method of CSS Color Module Level 4, section 13.2: chroma is reduced by bisection until clipping the color is
(nearly) invisible. Plain reduction would bleach cloth whose color lies at the tip of the gamut, such as yellow.
"""

import numpy as np
from numpy.typing import NDArray

from .spaces import lab_to_linear, linear_to_lab, linear_to_rgb

_INVISIBLE = 3.0  # distance in CIELAB
_TOLERANCE = 1e-3
_STEPS = 6


def share_outside(lab: NDArray[np.float32]) -> float:
    """The share of colors, (N, 3) Lab, that sRGB cannot show."""
    linear = lab_to_linear(lab)
    return float(((linear < -0.01) | (linear > 1.01)).any(axis=1).mean()) if len(lab) else 0.0


def lab_to_rgb(lab: NDArray[np.float32]) -> NDArray[np.float32]:
    """(N, 3) Lab as sRGB values, float32 0..255; colors out of gamut are brought into it."""
    linear = lab_to_linear(lab)
    outside = np.flatnonzero(((linear < -_TOLERANCE) | (linear > 1 + _TOLERANCE)).any(axis=1))
    if outside.size:
        linear[outside] = lab_to_linear(_into_gamut(lab[outside]))
    return linear_to_rgb(linear)


def _into_gamut(lab: NDArray[np.float32]) -> NDArray[np.float32]:
    """The largest share of each color's chroma whose clipping is not seen, by bisection."""
    lab[:, 0] = np.clip(lab[:, 0], 0, 100)
    low, high = np.zeros(len(lab), np.float32), np.ones(len(lab), np.float32)
    # Most colors need no reduction at all: the first question is about the whole chroma.
    middle = high
    for _ in range(_STEPS + 1):
        fits = _clipping_is_unseen(_with_chroma(lab, middle))
        low, high = np.where(fits, middle, low), np.where(fits, high, middle)
        middle = ((low + high) / 2).astype(np.float32)
    return _with_chroma(lab, low)


def _clipping_is_unseen(lab: NDArray[np.float32]) -> NDArray[np.bool_]:
    clipped = linear_to_lab(np.clip(lab_to_linear(lab), 0, 1))
    return np.square(clipped - lab).sum(axis=1) <= _INVISIBLE**2


def _with_chroma(lab: NDArray[np.float32], share: NDArray[np.float32]) -> NDArray[np.float32]:
    scaled = lab.copy()
    scaled[:, 1:] *= share[:, None]
    return scaled
