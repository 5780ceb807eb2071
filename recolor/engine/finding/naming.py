"""Resolution of requested garment names: which region of a photo each name means."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .outfits import UPPER_SLOTS
from .regions import GarmentRegion, all_cloth, outfit_regions, single_garment
from .vocabulary import EVERYTHING, Target

# Chosen on the validation photos of the parser's training (docs/figures.md). If several garments are requested, the
# names support each other, and the threshold does not apply.
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
        The regions by the names of the targets, without targets that the photo does not show.
    """
    worn = _worn(targets)
    if len(targets) == 1 and (single := single_garment(probabilities, targets[0].slot)):
        return {targets[0].name: single}
    slots = _slots_by_name(worn)
    found = outfit_regions(probabilities, frozenset(slots.values()), len(worn) > 1)
    regions = {}
    for name, slot in slots.items():
        region = found.get(slot) or _mislabeled_region(found, name, slot, set(slots.values()))
        if region and (region.confidence >= _MINIMUM_SINGLE_CONFIDENCE or len(worn) > 1):
            regions[name] = region
    for target in targets:
        if target.slot == EVERYTHING and (cloth := all_cloth(probabilities)):
            regions[target.name] = cloth
    return regions


def unrequested_regions(probabilities: NDArray[np.uint8], targets: Sequence[Target]) -> list[GarmentRegion]:
    """Find the other garments in a photo when the targets are requested.

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
    worn = _worn(targets)
    requested = frozenset(_slots_by_name(worn).values())
    found = outfit_regions(probabilities, requested, len(worn) > 1)
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


def _worn(targets: Sequence[Target]) -> list[Target]:
    """Return the targets that name a single garment."""
    return [target for target in targets if target.slot != EVERYTHING]


def _slots_by_name(targets: Sequence[Target]) -> dict[str, str]:
    """Return a slot for each target's name.

    If two names mean the same slot of upper garments, they are two layers, and the outer one gets the next slot.
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
    has_skirt = requested & {"dress", "skirt", "shorts"} or any(lower in found for lower in ("skirt", "shorts"))
    return found.get("dress") if not has_skirt and set(name.split()) & _LONG_TOPS else None
