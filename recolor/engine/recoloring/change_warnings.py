"""Warnings about photos that cannot show a garment in the requested color well."""

import numpy as np
from numpy.typing import NDArray

NOTHING_FOUND = "Nothing of the garment was found, so nothing has changed."
_OVEREXPOSED = "Much of this garment is overexposed in the photo: there are no folds to show in the new color."
_UNDEREXPOSED = "Much of this garment is underexposed in the photo: there are few folds to show in the new color."
_MULTICOLORED = (
    "This cloth has no one base color: its most common color was changed, and the other hues were rotated with it. "
    "Check the result closely."
)
_MOSTLY_KEPT = (
    "More than half of this garment counts as prints and trims, which kept their color. To change them as well, choose "
    "“Recolor prints and trims too”."
)

_NO_TEXTURE = 1.5  # L from white or black below which a pixel shows no texture
_WARNING_SHARE = 0.35  # share of such pixels above which the warning is given
_NEAR = 20  # L from white (black); targets that are nearer need no warning about white (black) pixels
_KEPT_SHARE = 0.5  # share of details above which the warning is given


def warning_for(lab: NDArray[np.float32], multicolored: bool, target: NDArray[np.float32]) -> str:
    """Return a warning about a change, one sentence or two, or an empty string.

    Parameters
    ----------
    lab : (N, 3) float32
        CIELAB of the cloth's pixels in the photo.
    multicolored : bool
        Whether the cloth has no single base color.
    target : (3,) float32
        CIELAB of the requested color.
    """
    lightness = lab[:, 0]
    if float((lightness > 100 - _NO_TEXTURE).mean()) > _WARNING_SHARE and target[0] < 100 - _NEAR:
        return _OVEREXPOSED
    if float((lightness < _NO_TEXTURE).mean()) > _WARNING_SHARE and target[0] > _NEAR:
        return _UNDEREXPOSED
    return _MULTICOLORED if multicolored else ""


def warning_of_details(protected: float) -> str:
    """Return a warning if more than half of a garment, `protected` from 0 to 1, kept its color as a detail."""
    return _MOSTLY_KEPT if protected > _KEPT_SHARE else ""
