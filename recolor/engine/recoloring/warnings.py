"""What a photo cannot carry, in a sentence for whoever asked."""

import numpy as np
from numpy.typing import NDArray

NOTHING = "Nothing of the garment was found, so nothing has changed."
_BLOWN, _CRUSHED = 98.5, 1.5  # of L: all of the scanner's or the camera's range is used up
_MANY = 0.35


def about(lab: NDArray[np.float32], multicolored: bool, target: NDArray[np.float32]) -> str:
    """A warning about cloth, (N, 3) Lab, that is to become `target`, (3,) Lab; empty if nothing is wrong."""
    lightness = lab[:, 0]
    if float((lightness > _BLOWN).mean()) > _MANY and target[0] < 85:
        return "Much of this garment is blown out to white in the photo: there are no folds to show in the new color."
    if float((lightness < _CRUSHED).mean()) > _MANY and target[0] > 25:
        return "Much of this garment is crushed to black in the photo: there are few folds to show in the new color."
    if multicolored:
        return (
            "This cloth has no one base color: its most common color was changed, and the others were turned "
            "with it. Look closely at the result."
        )
    return ""
