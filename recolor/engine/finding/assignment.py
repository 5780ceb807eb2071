"""The assignment of candidates to requested garments, for all of them together.

Taking the best candidate of one name after the other lets the first one take cloth of the next, such as the union of a
kurta and the trousers under it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Not tuned: wider searches find the same assignments on nearly all photos, and take longer.
_CANDIDATES_OF_TARGET = 14  # candidates with the highest values that are considered for a target
_WIDTH = 80  # partial assignments that are kept
# Value of leaving a target without a candidate. Tuned on split `val`: .007 and .0009 give the same, .05 finds fewer.
_UNASSIGNED = 0.018


@dataclass(frozen=True)
class _Partial:
    """Candidates for the first targets, and the sum of the logarithms of their values."""

    value: float
    candidates: tuple[int | None, ...]


def assign(values: NDArray[np.float32], conflicts: NDArray[np.bool_]) -> tuple[int | None, ...]:
    """Return a candidate for each target, so that the product of the values is the highest; found by beam search.

    Parameters
    ----------
    values : (targets, candidates) float32
        How good each candidate is for each target, 0..1; candidates with 0 are excluded.
    conflicts : (candidates, candidates) bool
        Pairs of candidates that exclude each other, each with itself too.

    Returns
    -------
    tuple of int or None
        The index of a candidate for each target; None if no candidate is left for it.
    """
    beam = [_Partial(0.0, ())]
    for of_target in values:
        best = np.argsort(-of_target)[:_CANDIDATES_OF_TARGET]
        possible = [(int(index), float(np.log(of_target[index]))) for index in best if of_target[index] > 0]
        extended = [_Partial(partial.value + np.log(_UNASSIGNED), (*partial.candidates, None)) for partial in beam]
        for partial in beam:
            taken = [index for index in partial.candidates if index is not None]
            extended += [
                _Partial(partial.value + value, (*partial.candidates, index))
                for index, value in possible
                if not conflicts[index, taken].any()
            ]
        beam = sorted(extended, key=lambda partial: -partial.value)[:_WIDTH]
    return beam[0].candidates
