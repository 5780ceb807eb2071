"""Missed clothes: candidates of the analysis in cloth that no garment of a photo covers.

Candidates with a low expected IoU are not garments by themselves, because about half of them would be wrong. But one in
such cloth shows that a garment is missing, and a person may choose its mask.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.resize import resize
from ..networks.analysis import Analysis
from ..types import Garment, Mask, Pixels
from .choice import SETTINGS, Choice
from .classes import garment_classes, spoken_name
from .garments import garment_of
from .outfits import Evidence
from .overlap import LOOKS_ALIKE, keep_distinct, pairwise_iou, reduced

# Chosen on split `val`: 12 of 14 photos with such a candidate lack a garment, and 19 of all 55 (docs/figures.md).
# Expected IoU of .2 or .3 in place of .25: 12 of 15, and 10 of 12; .03 or .1 of the cloth in place of .05: 12 of 15,
# and 10 of 12.
_MINIMUM_EXPECTED = 0.25
_MINIMUM_CLOTH = 0.05  # cloth in the candidate that no garment covers, as a share of all cloth
_CLOTH_PART = 0.3  # mean probability of cloth in a part of a mask, from which it is offered; .5 loses parts of garments


@dataclass(frozen=True)
class _Missed:
    """indices: of missed candidates, the best first. covered: (h, w) bool. cloth: its probability, (h, w) float32."""

    indices: Sequence[int]
    covered: NDArray[np.bool_]
    cloth: NDArray[np.float32]


def misses_clothes(analysis: Analysis, masks: Sequence[Mask]) -> bool:
    """Return whether a photo probably shows clothes that the masks of its garments do not cover.

    Parameters
    ----------
    analysis
        The analysis of the photo.
    masks : sequence of (H, W) float32
        The masks of its garments, 0..1.
    """
    return bool(_find(analysis, masks).indices)


def missed_garments(pixels: Pixels, analysis: Analysis, masks: Sequence[Mask], most: int) -> list[Garment]:
    """Return what may be garments of a photo beside the known ones.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        The photo, sRGB.
    analysis
        Its analysis.
    masks : sequence of (H, W) float32
        The masks of the known garments, 0..1.
    most
        How many garments to return at most.

    Returns
    -------
    list of Garment
        Masks to choose from, those with the highest expected IoU first, named after their most probable classes. They
        do not overlap with the known garments, but may overlap with each other. None if `misses_clothes` is false.
    """
    missed = _find(analysis, masks)
    kept: list[int] = []
    if missed.indices:
        keep_distinct(kept, missed.indices, pairwise_iou(analysis.candidates), LOOKS_ALIKE, most)
    names, garments = garment_classes(), list[Garment]()
    for index in kept:
        name, expected = names[int(analysis.classes[index].argmax())], float(analysis.expected[index])
        mask = _cloth_parts(analysis.candidates[index] & ~missed.covered, missed.cloth)
        garments.append(garment_of(pixels, analysis, spoken_name(name), Choice(name, mask, expected)))
    return [garment for garment in garments if (garment.mask > 0.5).any()]


def _find(analysis: Analysis, masks: Sequence[Mask]) -> _Missed:
    """Return the candidates in cloth that masks, (H, W) float32 each, do not cover."""
    rows, columns = analysis.candidates.shape[1:]
    covered = np.zeros((rows, columns), bool)
    if not len(analysis.candidates):
        return _Missed([], covered, np.zeros((rows, columns), np.float32))
    for mask in masks:
        covered |= reduced(mask, rows, columns)
    candidates = analysis.candidates.reshape(len(analysis.candidates), -1).astype(np.float32)
    cloth = resize(Evidence(analysis.probabilities).cloth, columns, rows, cv2.INTER_LINEAR)
    overlaps = candidates @ covered.ravel() / np.maximum(candidates.sum(axis=1), 1)
    uncovered = candidates @ np.where(covered, 0, cloth).ravel()
    is_missed = (
        (analysis.expected >= _MINIMUM_EXPECTED)
        & (overlaps <= SETTINGS.maximum_overlap)
        & (uncovered >= max(1.0, _MINIMUM_CLOTH * cloth.sum()))
    )
    order = np.argsort(-analysis.expected)
    return _Missed([int(index) for index in order if is_missed[index]], covered, cloth)


def _cloth_parts(mask: NDArray[np.bool_], cloth: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return a mask without the connected parts that are hardly cloth, such as a wall of its color."""
    count, labels = cv2.connectedComponents(mask.astype(np.uint8))
    sizes = np.bincount(labels.ravel(), minlength=count)
    means = np.bincount(labels.ravel(), weights=cloth.ravel(), minlength=count) / np.maximum(sizes, 1)
    is_cloth = means >= _CLOTH_PART
    is_cloth[0] = False  # outside of the mask
    parts: NDArray[np.bool_] = is_cloth[labels]
    return parts
