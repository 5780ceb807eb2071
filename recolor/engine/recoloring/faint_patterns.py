"""Cloth in other light, such as shade that other cloth tints, which the network takes for a pattern.

It differs from the base as little as a faint pattern, but light changes gradually, and a pattern ends at an edge.
"""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.binary import BinaryMask, dilate
from ..types import Mask
from .shared_limits import LIGHTNESS_WEIGHT, MINIMUM_WEIGHT, SMALL_SIGMA

# Tuned by eye on 14 garments of bench/labeled, splits train and val, eight of which had shaded cloth in its old color.
# With higher limits, faint gold thread takes the new color.
_FAINT = 20.0  # mean difference of a pattern's chroma from the base, in CIELAB, below which it needs an edge
_EDGE = 10.5  # median difference across an edge, in CIELAB with half of the lightness, which shade changes more
_GROWTH = 5  # pixels; side of the square around a dropped pattern, where its soft border is dropped, too


def without_faint_patches(share: Mask, lab: NDArray[np.float32], sure: BinaryMask) -> Mask:
    """Return the share of the pattern without patches that differ little from the base and end at no edge.

    Parameters
    ----------
    share : (h, w) float32
        Share of the pattern, 0..1, at the network's size.
    lab : (h, w, 3) float32
        CIELAB of the garment's picture.
    sure : (h, w) uint8
        1 on pixels that certainly belong to the garment.

    Returns
    -------
    (h, w) float32
        The share, 0 in and around these patches.
    """
    patches = ((share > 0.5) & (sure > 0)).view(np.uint8)
    plain = ((share <= 0.5) & (sure > 0)).view(np.uint8)
    if not plain.any():
        return share
    count, labels, stats, _centers = cv2.connectedComponentsWithStats(patches, connectivity=8)
    is_dropped = np.zeros(count, bool)
    faint = _faint_patches(lab, cast("NDArray[np.int32]", labels), count, plain)
    if not len(faint):
        return share
    contrast = _contrast_at_edges(lab, patches, plain)
    for patch in faint:
        left, top, width, height = (int(value) for value in stats[patch, : cv2.CC_STAT_AREA])
        box = slice(top, top + height), slice(left, left + width)
        edge = contrast[box][(labels[box] == patch) & (contrast[box] >= 0)]
        is_dropped[patch] = edge.size > 0 and np.median(edge) < _EDGE
    dropped = np.take(is_dropped.view(np.uint8), cast("NDArray[np.int32]", labels))
    kept = patches & (1 - dropped)
    return cast("Mask", share * (1 - dilate(dropped, _GROWTH) * (1 - dilate(kept, 3))))


def _faint_patches(
    lab: NDArray[np.float32], labels: NDArray[np.int32], count: int, plain: BinaryMask
) -> NDArray[np.intp]:
    """Return the labels of the patches, 1 to `count` - 1, whose mean chroma differs little from that of the base."""
    # The medians of planes take a fraction of the time of those of an array with channels.
    base_a, base_b = (np.median(channel[plain > 0]) for channel in cv2.split(lab)[1:])
    places = np.flatnonzero(labels)
    labels_there, colors = np.take(labels, places), np.take(lab.reshape(-1, 3), places, axis=0)
    sizes = np.maximum(np.bincount(labels_there, minlength=count), 1)
    a, b = (np.bincount(labels_there, colors[:, channel], count) / sizes for channel in (1, 2))
    is_faint = np.hypot(a - base_a, b - base_b) < _FAINT
    is_faint[0] = False  # the cloth
    return np.flatnonzero(is_faint)


def _contrast_at_edges(lab: NDArray[np.float32], patches: BinaryMask, plain: BinaryMask) -> NDArray[np.float32]:
    """Return the difference between the patches and the plain cloth nearby, (h, w) float32; -1 away from edges."""
    weighted = lab * np.array([LIGHTNESS_WEIGHT, 1, 1], np.float32)
    inner, inner_weight = _mean_nearby(weighted, patches)
    outer, outer_weight = _mean_nearby(weighted, plain)
    is_edge = np.minimum(inner_weight, outer_weight) > MINIMUM_WEIGHT
    return np.where(is_edge, np.linalg.norm(inner - outer, axis=2), -1).astype(np.float32)


def _mean_nearby(values: NDArray[np.float32], flags: BinaryMask) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the mean of `values`, (h, w, 3), over the flagged pixels nearby, and the share of these."""
    weight = cv2.GaussianBlur(flags.astype(np.float32), (0, 0), SMALL_SIGMA)
    total = cv2.GaussianBlur(values * flags[..., None], (0, 0), SMALL_SIGMA)
    return cast("NDArray[np.float32]", total / np.maximum(weight, 1e-3)[..., None]), cast("Mask", weight)
