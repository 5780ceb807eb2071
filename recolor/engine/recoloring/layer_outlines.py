"""The outline of a garment with color layers: its colors are mixed with the background, or whitened by backlight.

They may be those of another layer: the rim of a red sleeve in front of a white wall is as pink as a pink body.
"""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.binary import BinaryMask, erode
from .backlight import lies_in_rim, may_be_backlit
from .cloth import describe_cloth
from .color_clusters import Labels
from .shared_limits import OUTLINE
from .sure_pixels import sample_pixels


def without_outline(lab: NDArray[np.float32], labels: Labels, flags: BinaryMask) -> Labels:
    """Return the layer of every pixel, with layers that continue to the outline and beyond it.

    Parameters
    ----------
    lab : (h, w, 3) float32
        CIELAB of the garment's picture.
    labels : (h, w) int32
        Layer of every pixel, counted from 0; -1 on colors of no layer.
    flags : (h, w) uint8
        1 on pixels that certainly belong to the garment.

    Returns
    -------
    (h, w) int32
        The labels; in mixed and backlit patches at the outline, and outside the garment, those of the nearest pixel.
    """
    inner = erode(flags, OUTLINE)
    if np.count_nonzero(inner) < np.count_nonzero(flags) / 2:  # a thin garment, of which little would be left
        inner = flags
    is_sure = inner & (1 - _backlit(lab, labels, inner, flags))
    return _continued(labels, is_sure if is_sure.any() else inner)


def _backlit(lab: NDArray[np.float32], labels: Labels, inner: BinaryMask, flags: BinaryMask) -> BinaryMask:
    """Return flags of the patches in the rim of the garment that are another layer in backlight, (h, w) uint8."""
    found = np.zeros_like(inner)
    layers = range(int(labels.max()) + 1)
    for layer in layers:
        of_layer = ((labels == layer) & (inner > 0)).view(np.uint8)
        _count, components, stats, _centers = cv2.connectedComponentsWithStats(of_layer)
        parts, sizes = (cast("NDArray[np.int32]", values) for values in (components, stats[:, cv2.CC_STAT_AREA]))
        patches = np.take(lies_in_rim(parts, sizes, flags).view(np.uint8), parts)
        if patches.any():
            found |= patches & _explained(lab, labels, inner, patches, [other for other in layers if other != layer])
    return found


def _explained(
    lab: NDArray[np.float32], labels: Labels, inner: BinaryMask, patches: BinaryMask, others: list[int]
) -> BinaryMask:
    """Return flags of the pixels of patches that backlight makes of one of the other layers, (h, w) uint8."""
    explained = np.zeros_like(patches)
    places = np.flatnonzero(patches)
    colors = lab.reshape(-1, 3)[places]
    for other in others:
        base = ((labels == other) & (inner > 0)).view(np.uint8)
        if base.any():
            cloth = describe_cloth(sample_pixels(lab, base))
            explained.ravel()[places] |= may_be_backlit(colors, cloth)
    return explained


def _continued(labels: Labels, sure: BinaryMask) -> Labels:
    """Return `labels`, (h, w), with those of the nearest sure pixels where they are not sure."""
    _distances, nearest = cv2.distanceTransformWithLabels(
        1 - sure, cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    of_source = np.zeros(int(nearest.max()) + 1, np.int32)
    inside = sure > 0
    of_source[nearest[inside]] = labels[inside]
    return np.take(of_source, np.asarray(nearest, np.int32))
