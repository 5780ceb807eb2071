"""The regions of garments on the parser's grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..networks.parser import class_names
from .outfits import (
    CLOTH_SLOTS,
    EXTRA_SLOTS,
    LIKELIHOODS,
    LOWER_SLOTS,
    MINIMUM_AREA,
    UPPER_SLOTS,
    ProbabilityMap,
    explained_probabilities,
    most_likely_outfit,
)
from .vocabulary import EVERYTHING

# Tuned constants, chosen on the validation photos of the parser's training (docs/figures.md).
_MINIMUM_CONFIDENCE = 0.34  # mean explained probability of a region's cells, below which the region is ignored
_UNRELIABLE_SLOTS = ("scarf", "belt", "hat")  # the parser recognizes these unreliably
_UNRELIABLE_MARGIN = 0.1  # added to the minimum confidence of unreliable slots
_MINIMUM_PERSON_AREA = MINIMUM_AREA / 2  # share of the photo; with less skin and hair than this, there is no person
_PAIR_SHARE = 0.25  # share of cloth from which upper and lower garments lie side by side
_CONTRADICTION_RATIO = 3  # the requested slot is ruled out by this many times more cloth of the other kind


@dataclass(eq=False)
class GarmentRegion:
    """The region of a garment.

    Attributes
    ----------
    slot
        The class of the garment in an outfit.
    probability : (rows, columns) float32
        Probability, 0..1, that a cell of the parser's grid belongs to the garment.
    confidence
        How well the garment explains the parser's output in the region, 0..1.
    """

    slot: str
    probability: ProbabilityMap
    confidence: float

    @property
    def cells(self) -> NDArray[np.bool_]:
        """The cells, (rows, columns) bool, that probably belong to the garment."""
        return self.probability > 0.5


def outfit_regions(
    probabilities: NDArray[np.uint8], requested: frozenset[str], are_several_requested: bool
) -> dict[str, GarmentRegion]:
    """Find the garments of the most likely outfit, and extras such as shoes.

    Parameters
    ----------
    probabilities : (classes, rows, columns) uint8
        The parser's output.
    requested
        The requested slots; the outfit contains them.
    are_several_requested
        Whether several garments were requested. If so, outfits with other garments get a penalty.

    Returns
    -------
    dict of str to GarmentRegion
        The regions by slot; without garments that are too small or too uncertain.
    """
    fractions: NDArray[np.float32] = probabilities.astype(np.float32) / np.float32(255)
    explained = {slot: explained_probabilities(fractions, slot) for slot in LIKELIHOODS}
    other = 1 - np.sum([fractions[class_names().index(name)] for name in (*CLOTH_SLOTS, *EXTRA_SLOTS)], axis=0)
    outfit = most_likely_outfit(fractions, explained, other, requested, are_several_requested)
    slots = [*outfit, *EXTRA_SLOTS]
    stack = np.stack([explained[slot] for slot in slots])
    best = stack.argmax(axis=0)
    total = np.maximum(stack.max(axis=0) + other, 1e-6)
    regions = {}
    for index, slot in enumerate(slots):
        region = GarmentRegion(slot, np.where(best == index, stack[index] / total, 0), 0.0)
        cells = region.cells
        if cells.mean() < MINIMUM_AREA:
            continue
        confidence = float(stack[index][cells].mean())
        if confidence >= _MINIMUM_CONFIDENCE + (_UNRELIABLE_MARGIN if slot in _UNRELIABLE_SLOTS else 0):
            region.confidence = min(1.0, confidence)
            regions[slot] = region
    return regions


def single_garment(probabilities: NDArray[np.uint8], requested_slot: str = "") -> GarmentRegion | None:
    """Return the only garment of a photo without a person: everything that is not background.

    Such photos show a garment that lies flat or is on a hanger.

    Parameters
    ----------
    probabilities : (classes, rows, columns) uint8
        The parser's output.
    requested_slot
        The slot that was requested; "" for none.

    Returns
    -------
    GarmentRegion or None
        None if the photo shows a person, upper and lower garments side by side, nothing, or a garment that is
        certainly not the requested one.
    """
    labels = probabilities.argmax(axis=0)
    if np.isin(labels, [class_names().index(name) for name in ("skin", "hair")]).mean() >= _MINIMUM_PERSON_AREA:
        return None
    amounts = {slot: float(probabilities[class_names().index(slot)].mean()) for slot in CLOTH_SLOTS}
    if requested_slot not in ("", *CLOTH_SLOTS) or _is_pair(amounts) or _contradicts(amounts, requested_slot):
        return None
    foreground = 1 - probabilities[class_names().index("background")].astype(np.float32) / 255
    return _region(max(amounts, key=amounts.__getitem__), foreground)


def all_cloth(probabilities: NDArray[np.uint8]) -> GarmentRegion | None:
    """Return all cloth of a photo as one region, for requests such as "outfit"; None if there is none.

    Parameters
    ----------
    probabilities : (classes, rows, columns) uint8
        The parser's output.
    """
    indices = [class_names().index(slot) for slot in CLOTH_SLOTS]
    return _region(EVERYTHING, probabilities[indices].sum(axis=0, dtype=np.float32) / 255)


def _region(slot: str, probability: ProbabilityMap) -> GarmentRegion | None:
    """Return a region whose confidence is the mean probability of its cells; None if it is too small."""
    cells = probability > 0.5
    if cells.mean() < MINIMUM_AREA:
        return None
    return GarmentRegion(slot, probability, float(probability[cells].mean()))


def _is_pair(amounts: dict[str, float]) -> bool:
    """Return whether a photo shows an upper and a lower garment, from the amount of each slot.

    The parser labels about half of the long skirts and long shirts as dress, so dress counts with either of them.
    """
    upper, lower = _amounts_by_kind(amounts)
    pairs = ((upper + amounts["dress"], lower - amounts["skirt"]), (upper, amounts["skirt"]))
    return any(min(pair) > _PAIR_SHARE * sum(pair) for pair in pairs)


def _contradicts(amounts: dict[str, float], slot: str) -> bool:
    """Return whether the amount of each slot rules out that the only garment is in the requested slot."""
    upper, lower = _amounts_by_kind(amounts)
    dress = amounts["dress"]
    if slot in LOWER_SLOTS:
        return upper > _CONTRADICTION_RATIO * (lower + dress)
    return slot in UPPER_SLOTS and lower > _CONTRADICTION_RATIO * (upper + dress)


def _amounts_by_kind(amounts: dict[str, float]) -> tuple[float, float]:
    """Return the total amounts of upper and of lower garments."""
    return sum(amounts[slot] for slot in UPPER_SLOTS), sum(amounts[slot] for slot in LOWER_SLOTS)
