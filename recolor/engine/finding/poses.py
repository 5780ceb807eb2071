"""Consistent names: a garment has the same name in all poses of a model.

Garments of two photos are the same if they are alike in class, color and appearance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ..color.ciede2000 import ciede2000
from ..color.spaces import hex_to_lab
from ..errors import TargetError
from ..imaging.resize import resize
from ..networks.analysis import Analysis
from ..types import Mask
from .classes import fractions, garment_classes, likeness
from .overlap import reduced
from .vocabulary import parse_target

# Chosen by what separates the garments of one photo from each other on split `val`.
_MINIMUM_SIMILARITY = 0.6
_MAXIMUM_COLOR_DIFFERENCE = 20.0  # CIEDE2000 between the median colors; light differs between photos
_MINIMUM_LIKENESS = 0.2


@dataclass(eq=False)
class Appearance:
    """What is compared between the garments of two photos.

    Attributes
    ----------
    name
        The garment's name.
    class_name
        The class that the name means; for a name that is not a known garment name, the class in the parser's output.
    color : (3,) float32
        Median color, CIELAB.
    embedding : (256,) float32
        Mean of MobileSAM's embedding inside the mask, of length 1.
    """

    name: str
    class_name: str
    color: NDArray[np.float32]
    embedding: NDArray[np.float32]


def appearance(analysis: Analysis, mask: Mask, name: str, color: str) -> Appearance:
    """Describe a garment for the comparison with those of another photo.

    Parameters
    ----------
    analysis
        The analysis of its photo.
    mask : (H, W) float32
        Its mask, 0..1, at any size.
    name
        Its name.
    color
        Its median color, '#rrggbb'.

    Returns
    -------
    Appearance
        The description.
    """
    features = analysis.photo_embedding.astype(np.float32)
    weights = resize(mask, features.shape[2], features.shape[1], cv2.INTER_AREA)
    embedding = (features * weights).sum(axis=(1, 2))
    return Appearance(
        name,
        _class_of(analysis, mask, name),
        hex_to_lab(color),
        embedding / max(float(np.linalg.norm(embedding)), 1e-6),
    )


def names_as_in(garments: Sequence[Appearance], known: Sequence[Appearance]) -> list[str]:
    """Return the names of the garments of a photo, as the same garments are called in other photos.

    Parameters
    ----------
    garments
        The garments of the photo.
    known
        The garments of the other photos, whose names are kept.

    Returns
    -------
    list of str
        The name of each garment: its own, if the other photos do not show it. No two garments get the same name.
    """
    pairs = [
        (_similarity(garment, other), index, other.name) for index, garment in enumerate(garments) for other in known
    ]
    renamed: dict[int, str] = {}
    for similarity, index, name in sorted(pairs, reverse=True):
        if similarity >= _MINIMUM_SIMILARITY and index not in renamed and name not in renamed.values():
            renamed[index] = name
    # A garment whose new name is another one's own keeps its own, which may be the new name of a third one.
    while taken := _own_names(garments, renamed) & set(renamed.values()):
        renamed = {index: name for index, name in renamed.items() if name not in taken}
    return [renamed.get(index, garment.name) for index, garment in enumerate(garments)]


def _own_names(garments: Sequence[Appearance], renamed: Mapping[int, str]) -> set[str]:
    """Return the names of the garments that are not renamed; `renamed` has the new names of the others by index."""
    return {garment.name for index, garment in enumerate(garments) if index not in renamed}


def _similarity(first: Appearance, second: Appearance) -> float:
    """Return how likely two garments of different photos are the same, 0 to 1; 0 if class or color differ much."""
    alike = likeness(first.class_name, second.class_name)
    difference = float(ciede2000(first.color, second.color))
    if alike < _MINIMUM_LIKENESS or difference > _MAXIMUM_COLOR_DIFFERENCE:
        return 0.0
    same_look = float(first.embedding @ second.embedding)
    return 0.4 * same_look + 0.3 * alike + 0.3 * (1 - difference / _MAXIMUM_COLOR_DIFFERENCE)


def _class_of(analysis: Analysis, mask: Mask, name: str) -> str:
    """Return the class that a name means, or the most probable one inside the mask: people may use any name."""
    try:
        return parse_target(name).classes[0]
    except TargetError:
        maps = fractions(analysis.probabilities)
        rows, columns = analysis.probabilities.shape[1:]
        inside = reduced(mask, rows, columns)
        return max(garment_classes(), key=lambda garment: float(maps[garment][inside].sum()))
