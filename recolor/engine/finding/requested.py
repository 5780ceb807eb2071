"""Garments that were requested but are not among the candidates: regions of the parser in the most likely outfit.

A request is evidence: if "blouse" and "lehenga" are requested, the outfit contains an upper garment and a skirt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import cv2
import numpy as np

from ..imaging.resize import resize
from ..networks.analysis import Analysis
from .choice import Choice
from .classes import garment_classes, likeness
from .outfits import SETTINGS as OUTFIT_SETTINGS
from .outfits import Evidence, most_likely_outfit
from .vocabulary import Target

# Tuned on split `val` of the labeled photos.
_MINIMUM_LIKENESS = 0.5  # of the classes that a requested garment may have
_UNREQUESTED_PENALTY = 40.0  # log likelihood of each garment that was not requested
_MAXIMUM_LOSS = 700.0  # log likelihood that the outfit with a requested garment may lose against the best outfit
_MINIMUM_FREE = 0.5  # share of the region that no chosen garment has taken
_EXPECTED = 0.45  # expected IoU of such a garment: about its mean on split `val`


def find_requested(analysis: Analysis, targets: Sequence[Target], found: Mapping[Target, Choice]) -> list[Choice]:
    """Return regions for the targets that were not found, as far as the photo can show them.

    A name that is requested alone is no evidence that the photo shows the garment.

    Parameters
    ----------
    analysis
        The analysis of the photo.
    targets
        All requested garments.
    found
        The garments that were found already.
    """
    if len(targets) < 2 or len(found) == len(targets) or not len(analysis.candidates):
        return []
    evidence = Evidence(analysis.probabilities)
    names = garment_classes()
    required = [
        [index for index, name in enumerate(names) if _fit(target, name) >= _MINIMUM_LIKENESS] for target in targets
    ]
    outfit = most_likely_outfit(evidence, required, _UNREQUESTED_PENALTY)
    loss = evidence.score(most_likely_outfit(evidence)) - evidence.score(outfit)
    missing = len(targets) - len(found)
    if loss > _MAXIMUM_LOSS * missing:
        return []
    regions = {region.name: region for region in evidence.regions(outfit)}
    shape = analysis.candidates.shape[1:]
    taken = np.logical_or.reduce([np.zeros(shape, bool), *(choice.mask for choice in found.values())])
    choices = []
    for target, index in zip(targets, outfit, strict=False):
        if target in found or names[index] not in regions:
            continue
        mask = resize(regions[names[index]].probability, shape[1], shape[0], cv2.INTER_LINEAR) > 0.5
        free = mask & ~taken
        if free.mean() >= OUTFIT_SETTINGS.minimum_area and free.sum() >= _MINIMUM_FREE * mask.sum():
            choices.append(Choice(names[index], free, _EXPECTED, target))
            taken |= free
    return choices


def _fit(target: Target, name: str) -> float:
    return max(likeness(name, other) for other in target.classes)
