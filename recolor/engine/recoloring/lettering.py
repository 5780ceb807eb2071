"""Details that differ from the cloth by lightness alone: white lettering on black cloth, black motifs on white.

Folds and shadows are as dark or as light; what tells a print from them is its edge, which is sharp all around
(the idea of reflectance edges of Land and McCann's Retinex, JOSA 61, 1971), and its body, wider than a crease.
"""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.binary import Flags, eroded

_DIFFERENT = 50  # gray values, 0..255, from the cloth nearby: may be a print
_DARKER = 110  # the same for what is darker than the cloth: shadows are, but not by so much
_NEARBY = 31  # pixels a side of what is nearby
_SHARP = 0.6  # of the difference, passed within _EDGE pixels: a sharp edge
_EDGE = 5
_SHARP_AROUND = 0.7  # of the edge must be sharp
_BODY = 0.15  # of the area must be left when the edge is taken off: else it is a crease
_LEAST = 20  # pixels


def lettering(gray: NDArray[np.uint8], plain: Flags, inside: Flags) -> tuple[Flags, NDArray[np.uint8]]:
    """Where lettering is, (H, W) 0 or 1, and how far everything differs from the cloth, (H, W) uint8 gray values.

    gray: (H, W) uint8 luma. plain: 1 where the cloth's chroma is the base's. inside: 1 on the garment.
    """
    middle = int(np.median(gray[plain > 0])) if plain.any() else 0
    base = plain & (np.abs(gray.astype(np.int16) - middle) < _DIFFERENT).astype(np.uint8)
    around = cv2.boxFilter(gray * base, cv2.CV_32F, (_NEARBY, _NEARBY), normalize=False)
    count = cv2.boxFilter(base, cv2.CV_32F, (_NEARBY, _NEARBY), normalize=False)
    expected = np.where(count > 0, around / np.maximum(count, 1), middle).astype(np.uint8)
    difference = cast("NDArray[np.uint8]", cv2.absdiff(gray, expected))
    least = np.where(gray < expected, _DARKER, _DIFFERENT)
    candidates = ((difference > least) & (plain > 0)).astype(np.uint8)
    number, labels = cv2.connectedComponents(candidates, connectivity=8)
    if number > 1:
        labels = cast("NDArray[np.int32]", labels)
        candidates = _is_print(gray, difference, inside, labels, number)[labels].astype(np.uint8)
    return candidates, difference


def _is_print(
    gray: NDArray[np.uint8], difference: NDArray[np.uint8], inside: Flags, labels: NDArray[np.int32], number: int
) -> NDArray[np.bool_]:
    """For each connected part, (number,): whether it is lettering and not a fold."""
    parts = (labels > 0).astype(np.uint8)
    body = eroded(parts)
    change = cv2.morphologyEx(gray, cv2.MORPH_GRADIENT, np.ones((_EDGE, _EDGE), np.uint8))
    edge = parts & (1 - body)
    sizes = np.bincount(labels.ravel(), minlength=number)
    bodies = np.bincount(labels[body > 0], minlength=number)
    edges = np.maximum(np.bincount(labels[edge > 0], minlength=number), 1)
    strength = np.bincount(labels.ravel(), difference.ravel(), minlength=number) / np.maximum(sizes, 1)
    sharp = (edge > 0) & (change > _SHARP * strength[labels])
    sharps = np.bincount(labels[sharp], minlength=number)
    outer = parts & (1 - eroded(inside, 5))
    touching = np.bincount(labels[outer > 0], minlength=number) > 0
    found = (sizes >= _LEAST) & (bodies > _BODY * sizes) & (sharps > _SHARP_AROUND * edges) & ~touching
    found[0] = False
    return found
