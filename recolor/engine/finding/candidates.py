"""Candidates for the garments of a photo: proposals, the parser's regions, and unions and differences of two of them.

A saree is its drape and its pleats, and a lehenga ends where a dupatta lies over it; no single proposal shows either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.resize import resize

_MAXIMUM_PAIRS = 220  # unions and differences; more make the analysis slower and the best one hardly better
_DISJOINT = 0.1  # share of the smaller mask that two masks of a union may have in common
_INSIDE = 0.9  # share of a mask that lies inside the mask from which it is removed
_MINIMUM_PART = 0.05  # area of the smaller mask of a pair, relative to the larger one
_MAXIMUM_PART = 0.8  # area of a removed mask, relative to the mask from which it is removed
_REGION_SCORE = 0.8  # of the parser's regions, which have no score from the decoder

ALONE, UNION, DIFFERENCE = 0, 1, 2


@dataclass(frozen=True)
class Recipe:
    """How a candidate is made from masks: `first` alone, or with `second` added or removed."""

    first: int
    second: int
    kind: int
    score: float


class Candidates:
    """The candidates of a photo.

    Parameters
    ----------
    masks : (n, h, w) bool
        Proposals at the size of the decoder's masks, then regions.
    scores
        The decoder's predicted IoU of each proposal.

    Attributes
    ----------
    recipes
        How each candidate is made.
    small : (candidates, rows, columns) bool
        The candidates at half the size.
    """

    def __init__(self, masks: NDArray[np.bool_], scores: Sequence[float]) -> None:
        self._masks = masks
        all_scores = [*scores, *[_REGION_SCORE] * (len(masks) - len(scores))]
        rows, columns = max(1, masks.shape[1] // 2), max(1, masks.shape[2] // 2)
        halves = [resize(mask.astype(np.uint8) * 255, columns, rows, cv2.INTER_AREA) > 127 for mask in masks]
        base = np.stack(halves) if halves else np.zeros((0, rows, columns), bool)
        self.recipes = [*(Recipe(n, -1, ALONE, score) for n, score in enumerate(all_scores)), *_pairs(base, all_scores)]
        self.small = np.empty((len(self.recipes), rows, columns), bool)
        for index, recipe in enumerate(self.recipes):
            self.small[index] = _make(base, recipe)

    def __len__(self) -> int:
        return len(self.recipes)

    def mask(self, index: int) -> NDArray[np.bool_]:
        """Return a candidate, (h, w) bool, at the size of the decoder's masks."""
        return _make(self._masks, self.recipes[index])


def _make(masks: NDArray[np.bool_], recipe: Recipe) -> NDArray[np.bool_]:
    made: NDArray[np.bool_] = masks[recipe.first]
    if recipe.kind == UNION:
        made = made | masks[recipe.second]
    elif recipe.kind == DIFFERENCE:
        made = made & ~masks[recipe.second]
    return made


def _pairs(masks: NDArray[np.bool_], scores: Sequence[float]) -> list[Recipe]:
    """Return the unions of disjoint masks and the differences with masks inside, those with the best scores first."""
    flat = masks.reshape(len(masks), -1).astype(np.float32)
    areas = flat.sum(axis=1)
    common = flat @ flat.T
    pairs = []
    for first in range(len(masks)):
        for second in range(len(masks)):
            small, large = sorted((float(areas[first]), float(areas[second])))
            if first == second or small < _MINIMUM_PART * large:
                continue
            score = min(scores[first], scores[second])
            if first < second and common[first, second] < _DISJOINT * small:
                pairs.append(Recipe(first, second, UNION, score))
            is_inside = common[first, second] > _INSIDE * areas[second]
            if is_inside and areas[second] < _MAXIMUM_PART * areas[first]:
                pairs.append(Recipe(first, second, DIFFERENCE, score))
    return sorted(pairs, key=lambda recipe: -recipe.score)[:_MAXIMUM_PAIRS]
