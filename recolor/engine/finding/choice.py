"""The choice of the garments of a photo among its candidates.

Requested garments come first, and are chosen together. Other candidates are taken in the order of their expected IoU,
and each takes the cloth that those before it left. At the end come candidates whose class is sure: the expected IoU of
small garments, such as a blouse under a saree, is often much too low.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..networks.analysis import Analysis
from .assignment import assign
from .classes import garment_classes, likeness
from .outfits import tables
from .overlap import common_shares
from .vocabulary import Target

Flags = NDArray[np.bool_]  # (h, w), at the size of the decoder's masks


@dataclass(frozen=True)
class Settings:
    """Tuned on split `val` of the labeled photos."""

    minimum_expected: float = 0.5  # expected IoU of a garment that was not requested
    sure_class: float = 0.5  # probability of a class from which a candidate is chosen whatever its expected IoU
    # Share of a candidate that others have already taken; of the smaller of two candidates for requested garments.
    maximum_overlap: float = 0.15
    minimum_fit_alone: float = 0.27  # fit to the name, of a garment that was requested alone
    minimum_fit: float = 0.06  # the same for several requested garments: each name makes the others more plausible
    expected_power: float = 0.5  # of the expected IoU, against the probability of a sure class
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
    taken: Flags = np.zeros(analysis.candidates.shape[1:], bool)
    areas = np.maximum(analysis.candidates.sum(axis=(1, 2)), 1)
    chosen: list[tuple[int, Flags, Target | None]] = []

    def take(index: int, target: Target | None) -> None:
        nonlocal taken
        mask = analysis.candidates[index] & ~taken
        taken = taken | mask
        chosen.append((index, mask, target))

    for index, target in _requested(analysis, targets):
        take(index, target)
    while len(chosen) < SETTINGS.maximum_garments:
        overlaps = (analysis.candidates & taken).sum(axis=(1, 2)) / areas
        allowed = overlaps <= SETTINGS.maximum_overlap
        picked = _next(analysis, allowed, [index for index, _mask, _target in chosen])
        if picked is None:
            break
        take(picked, None)
    names = _names(analysis, [index for index, _mask, _target in chosen])
    return [
        Choice(name, mask, float(analysis.expected[index]), target)
        for name, (index, mask, target) in zip(names, chosen, strict=True)
    ]


def _requested(analysis: Analysis, targets: Sequence[Target]) -> list[tuple[int, Target]]:
    """Return the candidates for the targets that the photo shows, those with the highest expected IoU first."""
    if not targets:
        return []
    alike = np.array(
        [[max(likeness(name, other) for other in target.classes) for name in garment_classes()] for target in targets],
        np.float32,
    )
    fits = alike @ analysis.classes.T
    minimum = SETTINGS.minimum_fit if len(targets) > 1 else SETTINGS.minimum_fit_alone
    values = np.where(fits < minimum, 0, fits * analysis.expected).astype(np.float32)
    conflicts = common_shares(analysis.candidates) > SETTINGS.maximum_overlap
    assigned = zip(assign(values, conflicts), targets, strict=True)
    found = [(index, target) for index, target in assigned if index is not None]
    return sorted(found, key=lambda choice: -analysis.expected[choice[0]])


def _next(analysis: Analysis, allowed: Flags, chosen: Sequence[int]) -> int | None:
    """Return the best of the allowed candidates, (n,) bool, for a garment that was not requested; None if none is good.

    `chosen` are the candidates that were chosen before.
    """
    expected = analysis.expected * allowed
    best = int(expected.argmax())
    return best if expected[best] >= SETTINGS.minimum_expected else _surely_named(analysis, allowed, chosen)


def _surely_named(analysis: Analysis, allowed: Flags, chosen: Sequence[int]) -> int | None:
    """Return the best of the allowed candidates, (n,) bool, whose class is sure and is not that of a chosen one."""
    names = garment_classes()
    classes = analysis.classes.copy()
    classes[:, [names.index(name) for name in _names(analysis, chosen)]] = 0
    probability = classes.max(axis=1)
    is_sure = allowed & (probability >= SETTINGS.sure_class)
    values = np.where(is_sure, probability * analysis.expected**SETTINGS.expected_power, 0)
    return int(values.argmax()) if is_sure.any() else None


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
