"""The outfit of a photo: the most likely set of garments, given the parser's probabilities.

The parser separates cloth from skin well, but confuses classes of garments: it may label half of a long skirt as dress.
Its classes are therefore not used directly. Every outfit, a combination of garments that people wear together, is
scored by how well it explains the parser's probabilities, where a garment also explains the classes that it is often
confused with. Garments that were requested are part of every outfit considered: if "blouse" and "lehenga" were
requested, a region labeled dress belongs to one of them.
"""

import functools
import itertools

import numpy as np
from numpy.typing import NDArray

from ..networks.parser import class_names

ProbabilityMap = NDArray[np.float32]  # (rows, columns) of the parser's grid, 0..1

# Slots are the classes of garments in an outfit, a subset of the parser's classes. Upper garments are in the order in
# which they are worn, from the skin outward.
UPPER_SLOTS = ("top", "sweater", "outerwear")
LOWER_SLOTS = ("skirt", "trousers", "shorts", "leggings")
EXTRA_SLOTS = ("scarf", "shoes", "bag", "hat", "belt")  # worn with any outfit, and seldom confused with other classes
CLOTH_SLOTS = (*UPPER_SLOTS, "dress", *LOWER_SLOTS, "scarf")

# Likelihood table: LIKELIHOODS[slot][name] is the likelihood of the parser's class `name` on a garment in `slot`,
# relative to the garment's own class.
LIKELIHOODS: dict[str, dict[str, float]] = {
    "top": {"top": 1, "sweater": 0.8, "outerwear": 0.55, "dress": 0.5},
    "sweater": {"sweater": 1, "top": 0.8, "outerwear": 0.85, "dress": 0.4},
    "outerwear": {"outerwear": 1, "sweater": 0.8, "top": 0.45, "dress": 0.4, "scarf": 0.1},
    "dress": {"dress": 1, "skirt": 0.75, "top": 0.5, "sweater": 0.4, "outerwear": 0.4, "shorts": 0.3, "trousers": 0.2},
    "skirt": {"skirt": 1, "dress": 0.75, "shorts": 0.4, "trousers": 0.15},
    "trousers": {"trousers": 1, "leggings": 0.7, "shorts": 0.4, "skirt": 0.3, "dress": 0.15},
    "shorts": {"shorts": 1, "skirt": 0.4, "trousers": 0.4, "dress": 0.25},
    "leggings": {"leggings": 1, "trousers": 0.7},
    **{slot: {slot: 1} for slot in EXTRA_SLOTS},
}  # fmt: skip

# Tuned constants, chosen on the validation photos of the parser's training (docs/figures.md).
MINIMUM_AREA = 0.004  # share of the photo; smaller regions are ignored
_GARMENT_PENALTY = 25.0  # log likelihood per garment; an additional garment must gain more than this
_UNREQUESTED_PENALTY = 50.0  # added for each garment that was not requested, if several garments were requested
_MINIMUM_PROBABILITY = 0.02  # lower limit of the explained probability of a cell
_SYNONYM_LIKELIHOOD = 0.7  # from this likelihood on, a class may be the requested garment under another label
_SCORE_STEP = 4  # only every fourth row and column is scored, which is enough to choose an outfit


def explained_probabilities(probabilities: NDArray[np.float32], slot: str) -> ProbabilityMap:
    """Return how well a garment explains each cell: the sum of the class probabilities, weighted by its likelihoods.

    Parameters
    ----------
    probabilities : (classes, rows, columns) float32
        The parser's output, 0..1.
    slot
        The garment.

    Returns
    -------
    (rows, columns) float32
        The weighted sum, 0..1.
    """
    weights = np.zeros(len(class_names()), np.float32)
    for name, likelihood in LIKELIHOODS[slot].items():
        weights[class_names().index(name)] = likelihood
    return np.tensordot(weights, probabilities, axes=1)


def most_likely_outfit(
    probabilities: NDArray[np.float32],
    explained: dict[str, ProbabilityMap],
    other: ProbabilityMap,
    requested: frozenset[str],
    are_several_requested: bool,
) -> tuple[str, ...]:
    """Choose the outfit with the highest log likelihood among those that contain the requested garments.

    Parameters
    ----------
    probabilities : (classes, rows, columns) float32
        The parser's output, 0..1.
    explained
        `explained_probabilities` of each slot.
    other : (rows, columns) float32
        Probability, 0..1, of everything that is not a garment.
    requested
        The requested slots.
    are_several_requested
        Whether several garments were requested. If so, outfits with other garments get a penalty.

    Returns
    -------
    tuple of str
        The slots of the outfit without extras, sorted. If no outfit contains all requested slots,
        the requested slots only.
    """
    required = requested - set(EXTRA_SLOTS)
    synonyms = _synonyms(probabilities, required)
    candidates = [slots for slots in _outfits() if required <= slots and not slots & synonyms] or [required]
    sampled = {slot: values[::_SCORE_STEP, ::_SCORE_STEP] for slot, values in explained.items()}
    background = np.maximum.reduce([other[::_SCORE_STEP, ::_SCORE_STEP], *(sampled[slot] for slot in EXTRA_SLOTS)])

    def score(slots: frozenset[str]) -> float:
        best = np.maximum.reduce([background, *(sampled[slot] for slot in sorted(slots))])
        unrequested = len(slots - required)
        penalty = _GARMENT_PENALTY * len(slots) + (_UNREQUESTED_PENALTY * unrequested if are_several_requested else 0)
        return float(np.log(np.maximum(best, _MINIMUM_PROBABILITY)).sum() * _SCORE_STEP * _SCORE_STEP) - penalty

    best: frozenset[str] = max(candidates, key=score)
    return tuple(sorted(best))


@functools.cache
def _outfits() -> tuple[frozenset[str], ...]:
    """Return the combinations of upper garments, lower garments and dresses that people wear together."""
    uppers = [frozenset(slots) for size in range(4) for slots in itertools.combinations(UPPER_SLOTS, size)]
    lowers = [frozenset(slots) for slots in ((), *((slot,) for slot in LOWER_SLOTS))]
    lowers += [frozenset((slot, "leggings")) for slot in ("skirt", "shorts")]
    lowers += [frozenset(("dress",)), frozenset(("dress", "leggings")), frozenset(("dress", "trousers"))]
    return tuple(upper | lower for upper in uppers for lower in lowers)


def _synonyms(probabilities: NDArray[np.float32], requested: frozenset[str]) -> frozenset[str]:
    """Return slots that were not requested but are probably a requested garment under another label.

    If the parser labels almost nothing as the requested sweater, for example, a jacket in the photo is probably that
    sweater.
    """
    labels = probabilities.argmax(axis=0)
    similar = {
        name
        for slot in requested
        if (labels == class_names().index(slot)).mean() < MINIMUM_AREA
        for name, likelihood in LIKELIHOODS[slot].items()
        if likelihood >= _SYNONYM_LIKELIHOOD
    }
    return frozenset(similar - requested)
