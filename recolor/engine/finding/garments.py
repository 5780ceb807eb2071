"""Finding garments, with their masks, by name or all garments of a photo."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..color.spaces import rgb_to_hex
from ..errors import GarmentNotFound
from ..networks.analysis import Analysis
from ..networks.decoder import square_part
from ..types import Garment, Mask, Pixels
from .choice import Choice, choose
from .classes import EXTRAS, spoken_name
from .completion import complete
from .edges import soft_mask
from .extras import find_extras, surely_person
from .requested import find_requested
from .specks import without_holes, without_small_parts
from .vocabulary import EVERYTHING, Target, parse_target


def missing_targets(analysis: Analysis, names: Sequence[str]) -> list[str]:
    """Return which of several requested garments a photo does not show.

    The result agrees with `find_garment`, but no network runs.

    Parameters
    ----------
    analysis
        The analysis of the photo.
    names
        The names of all requested garments.

    Returns
    -------
    list of str
        The names that are missing from the photo.

    Raises
    ------
    TargetError
        If a name is not a known garment name.
    """
    found = _resolve(analysis, [parse_target(name) for name in names])
    return [name for name in names if parse_target(name) not in found]


def find_garment(pixels: Pixels, analysis: Analysis, name: str, others: Sequence[str]) -> Garment:
    """Find a garment by its name.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        The photo, sRGB.
    analysis
        Its analysis.
    name
        The garment's name, such as "blouse".
    others
        Names of the other garments in the same request; all names are resolved together.

    Returns
    -------
    Garment
        The garment, with `name` as its name.

    Raises
    ------
    TargetError
        If a name is not a known garment name.
    GarmentNotFound
        If the photo does not show the garment.
    """
    target = parse_target(name)
    choice = _resolve(analysis, [target, *(parse_target(other) for other in others)], pixels).get(target)
    if choice is None:
        available = [spoken_name(found.name) for found in _all(pixels, analysis)]
        hint = f"Found: {', '.join(available)}." if available else "No other garment was found either."
        raise GarmentNotFound(f"“{name.strip()}” was not found in this photo. {hint}", available)
    return garment_of(pixels, analysis, name, choice)


def all_garments(pixels: Pixels, analysis: Analysis) -> list[Garment]:
    """Find all garments of a photo, the largest first.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        The photo, sRGB.
    analysis
        Its analysis.

    Returns
    -------
    list of Garment
        The garments, named after their classes.
    """
    found = sorted(_all(pixels, analysis), key=lambda choice: -np.count_nonzero(choice.mask))
    return [garment_of(pixels, analysis, spoken_name(choice.name), choice) for choice in found]


def cloth_color(pixels: Pixels, mask: Mask) -> str:
    """Return the median color, '#rrggbb', of the pixels, (H, W, 3) uint8, well inside a mask, (H, W) float32 0..1.

    It is gray if the mask is empty.
    """
    inside = mask > min(0.95, 0.99 * float(mask.max()))
    return rgb_to_hex(np.median(pixels[inside], axis=0)) if inside.any() else "#808080"


def outfit_mask(analysis: Analysis, garments: Sequence[Choice]) -> NDArray[np.bool_]:
    """Return the masks of a photo's garments together, (h, w) bool at the size of the decoder's masks."""
    masks = [garment.mask for garment in garments]
    rows, columns = square_part(analysis.height, analysis.width)
    outfit: NDArray[np.bool_] = np.logical_or.reduce([np.zeros((rows.stop, columns.stop), bool), *masks])
    return outfit


def _all(pixels: Pixels, analysis: Analysis) -> list[Choice]:
    """Return all garments and extras of a photo."""
    garments = choose(analysis)
    garments += find_extras(analysis, [garment.mask for garment in garments])
    return [choice for choice in complete(pixels, analysis, garments) if _shows_cloth(analysis, choice)]


def _resolve(analysis: Analysis, targets: Sequence[Target], pixels: Pixels | None = None) -> dict[Target, Choice]:
    """Return the garment that each target means. Targets that the photo does not show are omitted.

    Without the photo's pixels, masks are not completed; which targets are found does not depend on it.
    """
    individual = [target for target in targets if target.classes[0] not in (*EXTRAS, EVERYTHING)]
    individual.sort(key=lambda target: target.name)  # so that the order of a request does not matter
    garments = choose(analysis, individual)
    found = {choice.target: choice for choice in garments if choice.target is not None}
    garments += find_requested(analysis, individual, found)
    extras = find_extras(analysis, [garment.mask for garment in garments])
    outfit = choose(analysis) if any(target.classes == (EVERYTHING,) for target in targets) else []
    if pixels is not None:
        completed = complete(pixels, analysis, [*garments, *extras])
        garments, extras = completed[: len(garments)], completed[len(garments) :]
        outfit = complete(pixels, analysis, outfit)
    found = {choice.target: choice for choice in garments if choice.target is not None}
    for target in targets:
        if target.classes == (EVERYTHING,) and outfit:
            expected = min(garment.expected for garment in outfit)
            found[target] = Choice(EVERYTHING, outfit_mask(analysis, outfit), expected)
        elif target.classes[0] in EXTRAS:
            matching = [extra for extra in extras if extra.name in target.classes]
            if matching:
                found[target] = matching[0]
    return {target: choice for target, choice in found.items() if _shows_cloth(analysis, choice)}


def _shows_cloth(analysis: Analysis, choice: Choice) -> bool:
    """Return whether a mask has more than skin and hair, without which nothing would be left of the garment."""
    return bool((choice.mask & ~surely_person(analysis, choice.mask.shape)).any())


def garment_of(pixels: Pixels, analysis: Analysis, name: str, choice: Choice) -> Garment:
    """Return a garment with a mask at the photo's size, without skin, hair and specks."""
    cloth = without_small_parts(without_holes(choice.mask, pixels) & ~surely_person(analysis, choice.mask.shape))
    mask = soft_mask(cloth.astype(np.float32), pixels)
    return Garment(name, mask, cloth_color(pixels, mask), choice.expected)
