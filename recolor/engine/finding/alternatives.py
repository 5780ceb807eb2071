"""Alternatives to a mask: other candidates of the analysis, from which a person may choose.

The right mask is often among the candidates without being the one that is expected to be the best.
"""

from collections.abc import Sequence

import numpy as np

from ..networks.analysis import Analysis
from ..types import Garment, Mask, Pixels
from .choice import Choice
from .garments import garment_of
from .overlap import LOOKS_ALIKE, iou, pairwise_iou, reduced

# Chosen on split `val`, by how often one of five masks has an IoU of .8 (docs/figures.md); .05 and .3, or .8 and
# .9, were at most one garment in a hundred worse when candidates were compared with skin and specks.
_MINIMUM_IOU = 0.15  # with the mask; candidates that overlap less are other garments


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
    ious = pairwise_iou(np.concatenate([analysis.candidates, reduced(mask, rows, columns)[None]]))
    seen, found = [len(analysis.candidates)], list[Garment]()  # the last one of `ious` is the mask itself
    for index in np.argsort(-analysis.expected):
        if len(found) == most:
            break
        if ious[index, seen[0]] <= _MINIMUM_IOU or ious[index, seen].max() >= LOOKS_ALIKE:
            continue
        seen.append(int(index))
        choice = Choice(name, analysis.candidates[index], float(analysis.expected[index]))
        garment = garment_of(pixels, analysis, name, choice)
        # Without skin and specks, candidates that differ may be the same.
        if _looks_new(garment.mask, [mask, *(other.mask for other in found)]):
            found.append(garment)
    return found


def _looks_new(mask: Mask, others: Sequence[Mask]) -> bool:
    """Return whether a mask is not empty, and differs from all others."""
    inside = mask > 0.5
    return bool(inside.any()) and all(iou(inside, other > 0.5) < LOOKS_ALIKE for other in others)
