"""Finding garments, with their masks, by name or all garments of a photo."""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ..color.ciede2000 import ciede2000
from ..color.spaces import rgb_to_hex, rgb_to_lab
from ..errors import GarmentNotFound
from ..imaging.resize import resize
from ..networks.analysis import Analysis
from ..networks.decoder import Decoder
from ..types import Garment, Mask, Picture
from . import naming
from .edges import soft_mask
from .outfits import UPPER_SLOTS
from .photo_decoder import PhotoDecoder
from .refine import refine
from .regions import GarmentRegion
from .vocabulary import parse_target

_NAMES = {"outerwear": "jacket"}  # names of garments that were not requested, where the name differs from the slot
_JOINABLE_SLOTS = {*UPPER_SLOTS, "dress"}
_SAME_COLOR = 4.0  # CIEDE2000 difference of the median colors below which two regions are one garment


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
    targets = [parse_target(name) for name in names]
    found = naming.resolve(analysis.probabilities, targets)
    return [name for name, target in zip(names, targets, strict=True) if target.name not in found]


def find_garment(picture: Picture, analysis: Analysis, decoder: Decoder, name: str, others: Sequence[str]) -> Garment:
    """Find a garment by its name.

    Parameters
    ----------
    picture, analysis
        The photo and its analysis.
    decoder
        MobileSAM's decoder.
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
    targets = [target, *(parse_target(other) for other in others)]
    region = naming.resolve(analysis.probabilities, targets).get(target.name)
    if region is None:
        available = [_NAMES.get(found.slot, found.slot) for found in naming.all_regions(analysis.probabilities)]
        hint = f"Found: {', '.join(available)}." if available else "No other garment was found either."
        raise GarmentNotFound(f"“{name.strip()}” was not found in this photo. {hint}", available)
    if region.slot in _JOINABLE_SLOTS:
        unrequested = naming.unrequested_regions(analysis.probabilities, targets)
        region = _join_same_color(picture, [region, *(other for other in unrequested if other.slot != region.slot)])[0]
    return _garment(picture, PhotoDecoder(decoder, analysis), name, region)


def all_garments(picture: Picture, analysis: Analysis, decoder: Decoder) -> list[Garment]:
    """Find all garments of a photo, the largest first.

    Parameters
    ----------
    picture, analysis
        The photo and its analysis.
    decoder
        MobileSAM's decoder.

    Returns
    -------
    list of Garment
        The garments. Each is named after its slot, except that "outerwear" is named "jacket".
    """
    photo_decoder = PhotoDecoder(decoder, analysis)
    regions = _join_same_color(picture, naming.all_regions(analysis.probabilities))
    return [_garment(picture, photo_decoder, _NAMES.get(region.slot, region.slot), region) for region in regions]


def cloth_color(picture: Picture, mask: Mask) -> str:
    """Return the median color, '#rrggbb', of the pixels well inside a mask, (H, W) float32 0..1.

    It is gray if the mask is empty.
    """
    inside = mask > min(0.95, 0.99 * float(mask.max()))
    return rgb_to_hex(np.median(picture.pixels[inside], axis=0)) if inside.any() else "#808080"


def _join_same_color(picture: Picture, regions: list[GarmentRegion]) -> list[GarmentRegion]:
    """Join each upper garment or dress with those after it that have the same median color.

    The parser labels one half of some plain shirts as sweater and the other half as outerwear.
    """
    joined: list[tuple[GarmentRegion, NDArray[np.float32]]] = []
    for region in regions:
        rows, columns = region.probability.shape
        small = resize(picture.pixels, columns, rows, cv2.INTER_AREA)
        color = np.median(rgb_to_lab(small[region.cells]), axis=0)
        for index, (first, first_color) in enumerate(joined):
            are_joinable = {first.slot, region.slot} <= _JOINABLE_SLOTS
            if are_joinable and ciede2000(color, first_color) < _SAME_COLOR:
                union = np.maximum(first.probability, region.probability)
                joined[index] = (replace(first, probability=union), first_color)
                break
        else:
            joined.append((region, color))
    return [region for region, _color in joined]


def _garment(picture: Picture, decoder: PhotoDecoder, name: str, region: GarmentRegion) -> Garment:
    """Return the garment in a region, with a mask at the photo's size."""
    mask = soft_mask(refine(decoder, region, picture.pixels), picture.pixels)
    return Garment(name, mask, cloth_color(picture, mask), region.confidence)
