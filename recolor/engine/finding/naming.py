"""Assignment of requested garment names to the regions of a photo."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .outfits import UPPER_SLOTS
from .regions import GarmentRegion, all_cloth, outfit_regions, single_garment
from .vocabulary import EVERYTHING, Target

# Chosen on the validation photos of the parser's training (docs/figures.md). The threshold does not apply if several
# garments are requested, because each name then makes the others more plausible.
_MINIMUM_SINGLE_CONFIDENCE = 0.56  # of the region of a garment that is requested alone
_LONG_TOPS = {"kurta", "kurti", "kameez", "kamiz", "tunic", "top", "shirt", "vest", "pathani"}


def resolve(probabilities: NDArray[np.uint8], targets: Sequence[Target]) -> dict[str, GarmentRegion]:
    """Find the regions of garments that are requested together.

    Parameters
    ----------
    probabilities : (classes, rows, columns) uint8
        The parser's output.
    targets
        The requested garments.

    Returns
    -------
    dict of str to GarmentRegion
        The region of each target by its name. Targets that the photo does not show are omitted.
    """
    individual = _individual_targets(targets)
    if len(targets) == 1 and (single := single_garment(probabilities, targets[0].slot)):
        return {targets[0].name: single}
    slots = _slots_by_name(individual)
    found = outfit_regions(probabilities, frozenset(slots.values()), len(individual) > 1)
    regions = {}
    for name, slot in slots.items():
        region = found.get(slot) or _mislabeled_region(found, name, slot, set(slots.values()))
        if region and (region.confidence >= _MINIMUM_SINGLE_CONFIDENCE or len(individual) > 1):
            regions[name] = region
    for target in targets:
        if target.slot == EVERYTHING and (cloth := all_cloth(probabilities)):
            regions[target.name] = cloth
    return regions


def unrequested_regions(probabilities: NDArray[np.uint8], targets: Sequence[Target]) -> list[GarmentRegion]:
    """Find the garments in a photo that are not among the requested ones.

    Parameters
    ----------
    probabilities : (classes, rows, columns) uint8
        The parser's output.
    targets
        The requested garments.

    Returns
    -------
    list of GarmentRegion
        The regions whose slots were not requested.
    """
    individual = _individual_targets(targets)
    requested = frozenset(_slots_by_name(individual).values())
    found = outfit_regions(probabilities, requested, len(individual) > 1)
    return [region for slot, region in found.items() if slot not in requested]


def all_regions(probabilities: NDArray[np.uint8]) -> list[GarmentRegion]:
    """Find all garments of a photo when nothing is requested.

    Parameters
    ----------
    probabilities : (classes, rows, columns) uint8
        The parser's output.

    Returns
    -------
    list of GarmentRegion
        The regions, the largest first.
    """
    if single := single_garment(probabilities):
        return [single]
    regions = outfit_regions(probabilities, frozenset(), are_several_requested=False)
    return sorted(regions.values(), key=lambda region: -float(region.probability.sum()))


def _individual_targets(targets: Sequence[Target]) -> list[Target]:
    """Return the targets that name one garment, not all garments of the photo."""
    return [target for target in targets if target.slot != EVERYTHING]


def _slots_by_name(targets: Sequence[Target]) -> dict[str, str]:
    """Return the slot of each target, by the target's name.

    If two names mean the same slot of upper garments, the garments are two layers, and the outer one gets the next
    slot.
    """
    slots: dict[str, str] = {}
    taken: set[str] = set()
    for target in sorted(targets, key=lambda target: target.layer):
        slot = target.slot
        if slot in taken and slot in UPPER_SLOTS:
            slot = next((outer for outer in UPPER_SLOTS[UPPER_SLOTS.index(slot) :] if outer not in taken), slot)
        taken.add(slot)
        slots[target.name] = slot
    return slots


def _mislabeled_region(
    found: dict[str, GarmentRegion], name: str, slot: str, requested: set[str]
) -> GarmentRegion | None:
    """Return the region of a requested top or sweater that the parser has labeled as another garment.

    If the photo shows no top below a jacket, the jacket is the requested top. A kurta or another long top without a
    skirt or shorts is labeled as dress.
    """
    if slot not in ("top", "sweater"):
        return None
    others = [found[upper] for upper in UPPER_SLOTS if upper in found and upper not in requested]
    if others:
        return others[0]
    is_dress_taken = requested & {"dress", "skirt", "shorts"} or any(lower in found for lower in ("skirt", "shorts"))
    return found.get("dress") if not is_dress_taken and set(name.split()) & _LONG_TOPS else None
