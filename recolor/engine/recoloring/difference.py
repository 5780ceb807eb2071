"""Measuring a recolored picture that another program made, by comparing it with the photo."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ..color.ciede2000 import ciede2000
from ..color.spaces import hex_to_lab, median_color, rgb_to_lab
from ..imaging.binary import erode
from ..imaging.resize import resize
from ..types import Pixels
from .sure_pixels import MINIMUM_PIXELS

_SIDE = 1024  # pixels, long side at which the pictures are compared
_CHANGED = 5.0  # CIEDE2000 from which a pixel counts as changed; most noise of JPEG stays below it
_ASPECT_TOLERANCE = 0.01  # relative; pictures that differ more do not show the same section
_SMALLEST, _LARGEST = 0.001, 0.8  # shares of the picture; less is noise of JPEG, and with more everything was changed


@dataclass(frozen=True)
class ReachedColor:
    """The color that a picture has where it was recolored.

    Attributes
    ----------
    achieved_hex : str
        The median color, '#rrggbb'.
    delta_e : float
        CIEDE2000 difference between the requested color and the median.
    """

    achieved_hex: str
    delta_e: float


def reached_colors(before: Pixels, after: Pixels, colors: Sequence[str]) -> list[ReachedColor] | None:
    """Measure the colors in the area in which two pictures differ.

    The area of several changes is divided by the requested colors: each pixel belongs to the nearest one. So the
    measurement cannot notice garments whose colors were interchanged.

    Parameters
    ----------
    before, after : (H, W, 3) uint8
        The photo and the recolored picture, sRGB; they may differ in size.
    colors : sequence of str
        The requested colors, '#rrggbb'.

    Returns
    -------
    list of ReachedColor or None
        One for each requested color; None if they cannot be measured: the pictures do not show the same section, the
        area is too small or nearly the whole picture, or no pixel belongs to one of the colors.
    """
    height, width = after.shape[:2]
    if abs(before.shape[1] * height / (before.shape[0] * width) - 1) > _ASPECT_TOLERANCE:
        return None
    scale = min(1.0, _SIDE / max(height, width))
    width, height = max(1, round(width * scale)), max(1, round(height * scale))
    small = [resize(picture, width, height, cv2.INTER_AREA) for picture in (before, after)]
    lab_before, lab_after = (rgb_to_lab(picture) for picture in small)
    changed = erode((ciede2000(lab_before, lab_after) > _CHANGED).view(np.uint8)) > 0
    if not _SMALLEST <= changed.mean() <= _LARGEST:
        return None
    lab = lab_after[changed]
    targets = {color: hex_to_lab(color) for color in colors}
    nearest = np.argmin([ciede2000(lab, target) for target in targets.values()], axis=0)
    reached = {}
    for index, (color, target) in enumerate(targets.items()):
        part = nearest == index
        if np.count_nonzero(part) < MINIMUM_PIXELS:
            return None
        achieved, achieved_hex = median_color(lab[part])
        reached[color] = ReachedColor(achieved_hex, float(ciede2000(achieved, target)))
    return [reached[color] for color in colors]
