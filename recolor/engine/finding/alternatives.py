"""Alternatives to a mask: other candidates of the analysis, from which a person may choose.

The right mask is often among the candidates without being the one that is expected to be the best.
"""

import cv2
import numpy as np

from ..imaging.resize import resize
from ..networks.analysis import Analysis
from ..types import Garment, Mask, Pixels
from .choice import Choice
from .garments import garment_of
from .overlap import keep_distinct, pairwise_iou

# Chosen on split `val`, by how often one of four masks has an IoU of .8 (docs/figures.md); .05 and .3, or .8 and .9,
# are at most one garment in a hundred worse.
_MINIMUM_IOU = 0.15  # with the mask; candidates that overlap less are other garments
_DUPLICATE_IOU = 0.85  # from this overlap on, two masks look alike, and only one is offered


def alternatives(pixels: Pixels, analysis: Analysis, name: str, mask: Mask, most: int) -> list[Garment]:
    """Return other masks that a garment may have.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        The photo, sRGB.
    analysis
        Its analysis.
    name
        The garment's name, which the alternatives get.
    mask : (H, W) float32
        The garment's mask, 0..1.
    most
        How many masks to return at most.

    Returns
    -------
    list of Garment
        The masks with the highest expected IoU first. They differ from `mask` and from each other, and overlap with
        `mask`.
    """
    if not len(analysis.candidates):
        return []
    rows, columns = analysis.candidates.shape[1:]
    current = resize(mask, columns, rows, cv2.INTER_AREA) > 0.5
    ious = pairwise_iou(np.concatenate([current[None], analysis.candidates]))
    order = 1 + np.argsort(-analysis.expected)
    kept = [0]
    keep_distinct(kept, order[ious[0, order] > _MINIMUM_IOU], ious, _DUPLICATE_IOU, most)
    chosen = [index - 1 for index in kept[1:]]
    return [
        garment_of(pixels, analysis, name, Choice(name, analysis.candidates[index], float(analysis.expected[index])))
        for index in chosen
    ]
