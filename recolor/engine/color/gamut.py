"""Mapping of colors into the sRGB gamut: the chroma is reduced at constant lightness and hue, then values are clipped.

The method is that of CSS Color Module Level 4, section 13.2, in CIELAB instead of OKLCh: a bisection finds the largest
chroma at which clipping changes the color by at most a small distance. Reducing the chroma until no clipping is needed
would make colors near the corners of the gamut, such as yellow, much paler.
"""

import numpy as np
from numpy.typing import NDArray

from .spaces import lab_to_linear, linear_to_lab, linear_to_rgb

_MAXIMUM_CLIPPING = 3.0  # largest distance in CIELAB by which clipping may change a color
_BISECTION_STEPS = 6
_MAPPING_TOLERANCE = 1e-3  # linear light this far outside 0..1 is clipped without a reduction of the chroma
_REPORT_TOLERANCE = 0.01  # linear light this far outside 0..1 is not reported as out of gamut


def out_of_gamut_share(lab: NDArray[np.float32]) -> float:
    """Return the share, 0 to 1, of CIELAB colors, (N, 3), that are outside the sRGB gamut; 0 for no colors."""
    return float(_is_outside(lab_to_linear(lab), _REPORT_TOLERANCE).mean()) if len(lab) else 0.0


def lab_to_rgb(lab: NDArray[np.float32]) -> NDArray[np.float32]:
    """Convert CIELAB to sRGB and map colors outside the gamut into it.

    Parameters
    ----------
    lab : ndarray
        (N, 3) float32, CIELAB.

    Returns
    -------
    ndarray
        (N, 3) float32, sRGB values 0 to 255, not rounded.
    """
    linear = lab_to_linear(lab)
    outside = np.flatnonzero(_is_outside(linear, _MAPPING_TOLERANCE))
    if outside.size:
        linear[outside] = lab_to_linear(_reduce_chroma(lab[outside]))
    return linear_to_rgb(linear)


def _is_outside(linear: NDArray[np.float32], tolerance: float) -> NDArray[np.bool_]:
    """Return, for linear light (N, 3), whether any channel is outside 0..1 by more than `tolerance`."""
    outside: NDArray[np.bool_] = (linear < -tolerance) | (linear > 1 + tolerance)
    return np.asarray(outside.any(axis=1))


def _reduce_chroma(lab: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return CIELAB colors, (N, 3), with the largest chroma that clipping changes little enough, found by bisection.

    The lightness of `lab` is clipped in place.
    """
    lab[:, 0] = np.clip(lab[:, 0], 0, 100)
    low, high = np.zeros(len(lab), np.float32), np.ones(len(lab), np.float32)
    middle = high  # try the full chroma first: most colors need no reduction
    for _ in range(_BISECTION_STEPS + 1):
        fits = _is_clipping_acceptable(_scale_chroma(lab, middle))
        low, high = np.where(fits, middle, low), np.where(fits, high, middle)
        middle = ((low + high) / 2).astype(np.float32)
    return _scale_chroma(lab, low)


def _is_clipping_acceptable(lab: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return, for CIELAB colors (N, 3), whether clipping to the gamut changes them by at most `_MAXIMUM_CLIPPING`."""
    clipped = linear_to_lab(np.clip(lab_to_linear(lab), 0, 1))
    squared_distance: NDArray[np.float32] = np.square(clipped - lab).sum(axis=1)
    return squared_distance <= _MAXIMUM_CLIPPING**2


def _scale_chroma(lab: NDArray[np.float32], share: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return CIELAB colors, (N, 3), with their chroma multiplied by `share`, (N,)."""
    scaled = lab.copy()
    scaled[:, 1:] *= share[:, None]
    return scaled
