"""Names for the color layers of a garment, after their shapes: stripes, checks, a panel, or another pattern."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.binary import BinaryMask, erode
from .color_clusters import Labels
from .shared_limits import OUTLINE

BASE = "base"

_SMOOTHING = 1.0  # pixels; sigma of the layer's mask before its gradient is taken
_NEIGHBORHOOD = 24.0  # pixels; sigma of the surroundings in which borders are compared, because folds turn stripes
# Tuned by eye on the garments of bench/labeled, splits train and val: docs/figures.md, "Color layers".
_ONE_DIRECTION = 0.65  # agreement of the borders' directions nearby, from which they are stripes
_TWO_DIRECTIONS = 0.42  # agreement if perpendicular directions count as equal, from which they are checks
_MOST_PANELS = 4  # parts of a layer, such as two sleeves and a collar; fewer than three parallel bands are panels
_PART = 0.1  # of the largest part's size; smaller parts do not count
_PANEL_WIDTH = 0.05  # mean width of a panel, as a share of the garment's size; stripes and checks are narrower


def layer_names(labels: Labels, flags: BinaryMask, count: int) -> list[str]:
    """Return a name for each layer.

    Parameters
    ----------
    labels : (h, w) int32
        Layer of every pixel, 0 for the largest one; -1 for none.
    flags : (h, w) uint8
        1 on pixels of the garment.
    count : int
        Number of layers.

    Returns
    -------
    list of str
        "base" for the first layer; "stripes", "checks", "panel" or "pattern" for the others, numbered from 2 where
        several are of a kind, such as "stripes 2".
    """
    interior = erode(flags, OUTLINE)
    return _numbered([BASE, *(_kind((labels == layer).view(np.uint8), interior, flags) for layer in range(1, count))])


def _numbered(kinds: Sequence[str]) -> list[str]:
    """Return the kinds, with a number after the second and each further one of the same kind."""
    counts = [kinds[: index + 1].count(kind) for index, kind in enumerate(kinds)]
    return [kind if number == 1 else f"{kind} {number}" for kind, number in zip(kinds, counts, strict=True)]


def _kind(layer: BinaryMask, interior: BinaryMask, flags: BinaryMask) -> str:
    """Return what a layer, (h, w) uint8, looks like."""
    smoothed = cv2.GaussianBlur(layer.astype(np.float32), (0, 0), _SMOOTHING)
    across, down = (np.asarray(cv2.Sobel(smoothed, cv2.CV_32F, *order)) for order in ((1, 0), (0, 1)))
    gradient = ((across + 1j * down) * interior).astype(np.complex64)
    parts = _parts(layer)
    # The integral of the gradient along a line across a border is 8 by Sobel's weights.
    width = 2 * np.count_nonzero(layer & interior) / max(float(np.abs(gradient).sum()) / 8, 1.0)
    is_wide = width > _PANEL_WIDTH * np.sqrt(np.count_nonzero(flags))
    if _agreement(gradient, 2) > _ONE_DIRECTION and parts > 2:
        return "stripes"
    if is_wide and parts <= _MOST_PANELS:
        return "panel"
    return "checks" if _agreement(gradient, 4) > _TWO_DIRECTIONS else "pattern"


def _agreement(gradient: NDArray[np.complex64], fold: int) -> float:
    """Return how well the directions of a mask's borders agree with those nearby, 0..1.

    `fold` 2 counts opposite directions as equal, 4 also perpendicular ones (the structure tensor of Bigün and Granlund,
    "Optimal Orientation Detection of Linear Symmetry", ICCV 1987, and its fourfold counterpart).
    """
    weight = np.abs(gradient)
    turned = weight * np.exp(1j * fold * np.angle(gradient))
    real, imaginary, total = (
        cv2.GaussianBlur(np.ascontiguousarray(plane, np.float32), (0, 0), _NEIGHBORHOOD)
        for plane in (turned.real, turned.imag, weight)
    )
    local = np.hypot(real, imaginary) / np.maximum(total, 1e-6)
    return float((local * weight).sum() / max(float(weight.sum()), 1e-6))


def _parts(layer: BinaryMask) -> int:
    """Return the number of connected parts of a layer that are not much smaller than the largest."""
    _count, _labels, stats, _centers = cv2.connectedComponentsWithStats(layer, connectivity=8)
    sizes = stats[1:, cv2.CC_STAT_AREA]
    return int(np.count_nonzero(sizes >= _PART * sizes.max())) if len(sizes) else 0
