"""The choice of the garments of a photo among its candidates.

Candidates are taken in the order of their expected IoU, and each takes the cloth that those before it left. Requested
names are evidence: a candidate that fits a requested name is preferred. At the end come candidates whose class is sure:
the expected IoU of small garments, such as a blouse under a saree, is often much too low.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..networks.analysis import Analysis
from .classes import garment_classes, likeness
from .outfits import tables
from .overlap import pairwise_iou
from .vocabulary import Target

Flags = NDArray[np.bool_]  # (h, w), at the size of the decoder's masks


@dataclass(frozen=True)
class Settings:
    """Tuned on split `val` of the labeled photos."""

    minimum_expected: float = 0.5  # expected IoU of a garment that was not requested
    sure_class: float = 0.5  # probability of a class from which a candidate is chosen whatever its expected IoU
    maximum_overlap: float = 0.15  # share of a candidate that others have already taken
    minimum_fit_alone: float = 0.27  # fit to the name, of a garment that was requested alone
    minimum_fit: float = 0.06  # the same for several requested garments: each name makes the others more plausible
    overlap_power: float = 4.0  # of the overlap of two candidates, when their fits are averaged
    # Of the expected IoU, against the fit to a requested name. With 1.5, small blouses lost to large dupattas.
    expected_power: float = 0.5
    pair_weight: float = 0.5  # of the log odds of garments being worn together, when classes are decided
    maximum_garments: int = 7


SETTINGS = Settings()


@dataclass(eq=False)
class Choice:
    """A chosen garment.

    Attributes
    ----------
    name
        Its class.
    mask : (h, w) bool
        Its mask, without what other garments took.
    expected
        Expected IoU of the mask, 0..1.
    target
        The requested name that it was chosen for; None if it was not requested.
    """

    name: str
    mask: Flags
    expected: float
    target: Target | None = None


def choose(analysis: Analysis, targets: Sequence[Target] = ()) -> list[Choice]:
    """Choose the garments of a photo: those that were requested, as far as it shows them, then others.

    Parameters
    ----------
    analysis
        The analysis of the photo.
    targets
        The requested garments.

    Returns
    -------
    list of Choice
        The garments; their masks do not overlap.
    """
    if not len(analysis.candidates):
        return []
    fits = _fits(analysis, targets)
    taken: Flags = np.zeros(analysis.candidates.shape[1:], bool)
    areas = np.maximum(analysis.candidates.sum(axis=(1, 2)), 1)
    open_targets = list(range(len(targets)))
    chosen: list[tuple[int, Flags, Target | None]] = []
    while len(chosen) < SETTINGS.maximum_garments:
        overlaps = (analysis.candidates & taken).sum(axis=(1, 2)) / areas
        allowed = overlaps <= SETTINGS.maximum_overlap
        picked = _next(analysis.expected * allowed, fits, open_targets)
        picked = picked or _surely_named(analysis, allowed, [index for index, _mask, _target in chosen])
        if picked is None:
            break
        index, target = picked
        if target is not None:
            open_targets.remove(target)
        mask = analysis.candidates[index] & ~taken
        taken = taken | mask
        chosen.append((index, mask, None if target is None else targets[target]))
    names = _names(analysis, [index for index, _mask, _target in chosen])
    return [
        Choice(name, mask, float(analysis.expected[index]), target)
        for name, (index, mask, target) in zip(names, chosen, strict=True)
    ]


def _fits(analysis: Analysis, targets: Sequence[Target]) -> NDArray[np.float32]:
    """Return how well each candidate fits each name, (targets, candidates) float32 0..1; 0 for those that do not fit.

    Candidates that are nearly equal show the same garment, so the fit of a candidate is a mean over all candidates,
    weighted by their overlap with it. Otherwise, the most typical mask would win instead of the most exact one.
    """
    if not targets:
        return np.zeros((len(targets), len(analysis.candidates)), np.float32)
    alike = np.array(
        [[max(likeness(name, other) for other in target.classes) for name in garment_classes()] for target in targets],
        np.float32,
    )
    fits = alike @ analysis.classes.T
    minimum = SETTINGS.minimum_fit if len(targets) > 1 else SETTINGS.minimum_fit_alone
    weights = pairwise_iou(analysis.candidates) ** SETTINGS.overlap_power
    means = fits @ weights / weights.sum(axis=0)
    return np.where(fits < minimum, 0, np.maximum(means, minimum)).astype(np.float32)


def _next(
    expected: NDArray[np.float32], fits: NDArray[np.float32], open_targets: Sequence[int]
) -> tuple[int, int | None] | None:
    """Return the next candidate and the target that it is for, the best requested one first; None if there is none."""
    if open_targets:
        values = fits[list(open_targets)] * expected**SETTINGS.expected_power
        row, column = np.unravel_index(int(values.argmax()), values.shape)
        if values[row, column] > 0:
            return int(column), open_targets[int(row)]
    best = int(expected.argmax())
    return (best, None) if expected[best] >= SETTINGS.minimum_expected else None


def _surely_named(analysis: Analysis, allowed: Flags, chosen: Sequence[int]) -> tuple[int, None] | None:
    """Return the best of the allowed candidates, (n,) bool, whose class is sure and is not that of a chosen one."""
    names = garment_classes()
    classes = analysis.classes.copy()
    classes[:, [names.index(name) for name in _names(analysis, chosen)]] = 0
    probability = classes.max(axis=1)
    is_sure = allowed & (probability >= SETTINGS.sure_class)
    values = np.where(is_sure, probability * analysis.expected**SETTINGS.expected_power, 0)
    return (int(values.argmax()), None) if is_sure.any() else None


def _names(analysis: Analysis, chosen: Sequence[int]) -> list[str]:
    """Return a class for each chosen candidate: distinct ones that are probable and worn together."""
    names = garment_classes()
    scores = np.log(analysis.classes[list(chosen)] + 1e-4)
    taken: list[int] = []
    result = [""] * len(chosen)
    for position in sorted(range(len(chosen)), key=lambda position: -scores[position].max()):
        together = tables().pairs[:, taken].sum(axis=1) if taken else 0.0
        values = scores[position] + SETTINGS.pair_weight * together
        values[taken] = -np.inf
        best = int(values.argmax())
        taken.append(best)
        result[position] = names[best]
    return result
