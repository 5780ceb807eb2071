"""Names resolved together: which garments a photo shows, and which cloth belongs to which.

The parser tells cloth from skin well and classes from each other badly: half of a long skirt may be called a dress.
So no class is taken at its word. Every combination of garments that people wear together (an outfit) explains the
parser's probabilities more or less well, where each garment may also explain classes it is often mistaken for. Names
that are asked for are in the outfit for certain: "blouse" and "lehenga" leave no room for a dress.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..networks.parser import class_names
from .vocabulary import EVERYTHING, Target

Map = NDArray[np.float32]

UPPER = ("top", "sweater", "outerwear")
LOWER = ("skirt", "trousers", "shorts", "leggings")
APART = ("scarf", "shoes", "bag", "hat", "belt")  # worn beside any outfit, and seldom mistaken
CLOTH = (*UPPER, "dress", *LOWER, "scarf")

# How well a garment explains a class that the parser sees: 1 is its own.
_EXPLAINS: dict[str, dict[str, float]] = {
    "top": {"top": 1, "sweater": 0.8, "outerwear": 0.55, "dress": 0.5},
    "sweater": {"sweater": 1, "top": 0.8, "outerwear": 0.85, "dress": 0.4},
    "outerwear": {"outerwear": 1, "sweater": 0.8, "top": 0.45, "dress": 0.4, "scarf": 0.1},
    "dress": {"dress": 1, "skirt": 0.75, "top": 0.5, "sweater": 0.4, "outerwear": 0.4, "shorts": 0.3, "trousers": 0.2},
    "skirt": {"skirt": 1, "dress": 0.75, "shorts": 0.4, "trousers": 0.15},
    "trousers": {"trousers": 1, "leggings": 0.7, "shorts": 0.4, "skirt": 0.3, "dress": 0.15},
    "shorts": {"shorts": 1, "skirt": 0.4, "trousers": 0.4, "dress": 0.25},
    "leggings": {"leggings": 1, "trousers": 0.7},
    **{slot: {slot: 1} for slot in APART},
}  # fmt: skip
_A_GARMENT_COSTS = 25.0  # of the log likelihood: a garment more must explain more
_UNASKED_COSTS = 50.0  # when several names are asked for, the others are likely not there
_LEAST_AREA = 0.004  # of the photo
_LEAST_TRUST = 0.34  # mean share of a garment's region that its own explanation must reach
_LEAST_CONFIDENCE = 0.56  # of a garment asked for alone: a name that nothing supports is not there
_ANOTHER_NAME = 0.7  # explained that well, a class is often the same garment
_FLOOR = 0.02
_LONG_TOPS = {"kurta", "kurti", "kameez", "kamiz", "tunic", "top", "shirt", "vest", "pathani"}


@dataclass(eq=False)
class Region:
    """Where a garment is: share (rows, columns) float32 0..1 of it in each cell; confidence 0..1."""

    slot: str
    share: Map
    confidence: float

    @property
    def cells(self) -> NDArray[np.bool_]:
        return self.share > 0.5


def resolve(probabilities: NDArray[np.uint8], targets: Sequence[Target]) -> dict[str, Region]:
    """The regions of the targets that are there, by name; (classes, rows, columns) uint8 as the parser gives them.

    What is missing from the answer is not in the photo.
    """
    worn = [target for target in targets if target.slot != EVERYTHING]
    if len(targets) == 1 and (lone := _lone_garment(probabilities, targets[0].slot)):
        return {targets[0].name: lone}
    slots = _slots(worn)
    found = _regions(probabilities, frozenset(slots.values()), several=len(worn) > 1)
    regions = {}
    for name, slot in slots.items():
        region = found.get(slot) or _under_another_name(found, name, slot, set(slots.values()))
        if region and (region.confidence >= _LEAST_CONFIDENCE or len(worn) > 1):
            regions[name] = region
    for target in targets:
        if target.slot == EVERYTHING and (cloth := _everything(probabilities)):
            regions[target.name] = cloth
    return regions


def unasked(probabilities: NDArray[np.uint8], targets: Sequence[Target]) -> list[Region]:
    """The other garments that are seen where the targets are asked for."""
    worn = [target for target in targets if target.slot != EVERYTHING]
    asked = frozenset(_slots(worn).values())
    found = _regions(probabilities, asked, several=len(worn) > 1)
    return [region for slot, region in found.items() if slot not in asked]


def outfit(probabilities: NDArray[np.uint8]) -> list[Region]:
    """The garments of a photo that nobody has named yet, the largest first."""
    if lone := _lone_garment(probabilities):
        return [lone]
    regions = _regions(probabilities, frozenset(), several=False)
    return sorted(regions.values(), key=lambda region: -float(region.share.sum()))


def _lone_garment(probabilities: NDArray[np.uint8], asked: str = "") -> Region | None:
    """The one garment of a flat-lay, or on a hanger: without a person, all that is not background.

    None where there is a person, upper and lower garments lie side by side, or what is asked for is of the other kind.
    """
    seen_as = probabilities.argmax(axis=0)
    if np.isin(seen_as, [class_names().index(name) for name in ("skin", "hair")]).mean() >= _LEAST_AREA / 2:
        return None
    chances = {name: float(probabilities[class_names().index(name)].mean()) for name in CLOTH}
    upper, lower = (sum(chances[name] for name in names) for names in (UPPER, LOWER))
    either = chances["dress"]  # half of the long skirts and the long shirts are called that
    share = 1 - probabilities[class_names().index("background")].astype(np.float32) / 255
    cells = share > 0.5
    beside = ((upper + either, lower - chances["skirt"]), (upper, chances["skirt"]))
    side_by_side = any(min(pair) > 0.25 * sum(pair) for pair in beside)
    other_kind = (asked in LOWER and upper > 3 * (lower + either)) or (asked in UPPER and lower > 3 * (upper + either))
    if side_by_side or other_kind or cells.mean() < _LEAST_AREA or asked not in ("", *CLOTH):
        return None
    return Region(max(chances, key=chances.__getitem__), share, float(share[cells].mean()))


def _slots(targets: Sequence[Target]) -> dict[str, str]:
    """A slot for each name. Two names for one slot are two layers: the outer one moves outwards."""
    slots: dict[str, str] = {}
    taken: set[str] = set()
    for target in sorted(targets, key=lambda target: target.layer):
        slot = target.slot
        if slot in taken and slot in UPPER:
            slot = next((outer for outer in UPPER[UPPER.index(slot) :] if outer not in taken), slot)
        taken.add(slot)
        slots[target.name] = slot
    return slots


def _under_another_name(found: dict[str, Region], name: str, slot: str, asked: set[str]) -> Region | None:
    """A shirt that the parser takes for a jacket is still the shirt, if nothing else is worn below that jacket.

    And a kurta or a tunic, with nothing about the legs but leggings, is what it takes for a dress.
    """
    if slot not in ("top", "sweater"):
        return None
    others = [found[upper] for upper in UPPER if upper in found and upper not in asked]
    if others:
        return others[0]
    lone = not asked & {"dress", "skirt", "shorts"} and not any(lower in found for lower in ("skirt", "shorts"))
    return found.get("dress") if lone and set(name.split()) & _LONG_TOPS else None


def _regions(probabilities: NDArray[np.uint8], asked: frozenset[str], several: bool) -> dict[str, Region]:
    chances: Map = probabilities.astype(np.float32) / np.float32(255)
    maps = {slot: _explained(chances, slot) for slot in _EXPLAINS}
    other = 1 - np.sum([chances[class_names().index(name)] for name in (*CLOTH, *APART)], axis=0)
    worn = _best_outfit(chances, maps, other, asked, several)
    names = [*worn, *APART]
    stack = np.stack([maps[name] for name in names])
    winner = stack.argmax(axis=0)
    total = np.maximum(stack.max(axis=0) + other, 1e-6)
    regions = {}
    for index, name in enumerate(names):
        share = np.where(winner == index, stack[index] / total, 0)
        cells = share > 0.5
        area = cells.mean()
        if area < _LEAST_AREA:
            continue
        confidence = float(stack[index][cells].mean())
        if confidence >= _LEAST_TRUST + (0.1 if name in ("scarf", "belt", "hat") else 0):
            regions[name] = Region(name, share, min(1.0, confidence))
    return regions


def _explained(chances: Map, slot: str) -> Map:
    weights = np.zeros(len(class_names()), np.float32)
    for name, weight in _EXPLAINS[slot].items():
        weights[class_names().index(name)] = weight
    return np.tensordot(weights, chances, axes=1)


@functools.cache
def _outfits() -> tuple[frozenset[str], ...]:
    uppers = [frozenset(some) for size in range(4) for some in itertools.combinations(UPPER, size)]
    lowers = [frozenset(some) for some in ((), *((slot,) for slot in LOWER))]
    lowers += [frozenset((slot, "leggings")) for slot in ("skirt", "shorts")]
    lowers += [frozenset(("dress",)), frozenset(("dress", "leggings")), frozenset(("dress", "trousers"))]
    return tuple(upper | lower for upper in uppers for lower in lowers)


def _best_outfit(
    chances: Map, maps: dict[str, Map], other: Map, asked: frozenset[str], several: bool
) -> tuple[str, ...]:
    """The likeliest outfit that holds what is asked for; if people never wear that together, just that."""
    wanted = asked - set(APART) - {EVERYTHING}
    other_names = _other_names(chances, wanted)
    fitting = [worn for worn in _outfits() if wanted <= worn and not worn & other_names] or [frozenset(wanted)]
    cell = 4  # every fourth cell tells as much
    small = {slot: value[::cell, ::cell] for slot, value in maps.items()}
    background = np.maximum.reduce([other[::cell, ::cell], *(small[slot] for slot in APART)])

    def score(worn: frozenset[str]) -> float:
        best = np.maximum.reduce([background, *(small[slot] for slot in sorted(worn))])
        unasked = len(worn - wanted)
        costs = _A_GARMENT_COSTS * len(worn) + (_UNASKED_COSTS * unasked if several else 0)
        return float(np.log(np.maximum(best, _FLOOR)).sum() * cell * cell) - costs

    best: frozenset[str] = max(fitting, key=score)
    return tuple(sorted(best))


def _other_names(chances: Map, wanted: frozenset[str]) -> frozenset[str]:
    """Garments nobody asked for that are what was asked for under another name: a jumper seen as a jacket.

    So it is where the parser sees none of the garment itself, but one it is often mistaken for.
    """
    seen_as = chances.argmax(axis=0)
    alike = {
        seen
        for slot in wanted
        if (seen_as == class_names().index(slot)).mean() < _LEAST_AREA
        for seen, weight in _EXPLAINS[slot].items()
        if weight >= _ANOTHER_NAME
    }
    return frozenset(alike - wanted)


def _everything(probabilities: NDArray[np.uint8]) -> Region | None:
    """All cloth, "outfit" in a merchandiser's word."""
    indices = [class_names().index(name) for name in CLOTH]
    share = probabilities[indices].sum(axis=0, dtype=np.float32) / 255
    cells = share > 0.5
    if cells.mean() < _LEAST_AREA:
        return None
    return Region(EVERYTHING, share, float(share[cells].mean()))
