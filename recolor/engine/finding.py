"""Garments by name."""

from collections.abc import Sequence

import numpy as np

from . import outfits
from .analysis import Analysis
from .colorspace import rgb_to_hex
from .decoder import Decoder
from .edges import soft_mask
from .errors import GarmentNotFound
from .outfits import APART, Region
from .parser import class_names
from .refine import refine
from .types import Garment, Mask, Photo
from .vocabulary import Target, parse_target

# What a garment that nobody has named is called.
_NAMES = {"outerwear": "jacket"}


def missing_targets(analysis: Analysis, names: Sequence[str]) -> list[str]:
    """Which of the names, asked for together, are not in the photo: what `find` decides, without a network.

    Raises TargetError for a word that names no garment.
    """
    targets = [parse_target(name) for name in names]
    there = outfits.resolve(analysis.probabilities, targets)
    return [name for name, target in zip(names, targets, strict=True) if target.name not in there]


def find_garment(photo: Photo, analysis: Analysis, decoder: Decoder, name: str, others: Sequence[str]) -> Garment:
    target = parse_target(name)
    asked: list[Target] = [target, *(parse_target(other) for other in others)]
    region = outfits.resolve(analysis.probabilities, asked).get(target.name)
    if region is None:
        available = [_NAMES.get(found.slot, found.slot) for found in outfits.outfit(analysis.probabilities)]
        there = f"Found: {', '.join(available)}." if available else "No other garment was found either."
        raise GarmentNotFound(f"“{name.strip()}” was not found in this photo. {there}", available)
    return _garment(photo, analysis, decoder, name, region)


def all_garments(photo: Photo, analysis: Analysis, decoder: Decoder) -> list[Garment]:
    return [
        _garment(photo, analysis, decoder, _NAMES.get(region.slot, region.slot), region)
        for region in outfits.outfit(analysis.probabilities)
    ]


def _garment(photo: Photo, analysis: Analysis, decoder: Decoder, name: str, region: Region) -> Garment:
    skin = analysis.probabilities[class_names().index("skin")].astype(np.float32) / 255
    blocked = np.where(region.cells, 0, np.clip(1 - region.share - skin, 0, 1)).astype(np.float32)
    others = [class_names().index(slot) for slot in APART if slot != region.slot]
    beside = analysis.probabilities[others].max(axis=0).astype(np.float32) / 255
    mask = soft_mask(refine(decoder, analysis, region, blocked, skin, beside, photo.pixels), photo.pixels)
    return Garment(name, mask, cloth_color(photo, mask), region.confidence)


def cloth_color(photo: Photo, mask: Mask) -> str:
    """The median colour under a mask, '#rrggbb'."""
    inside = mask > min(0.95, 0.99 * float(mask.max()))
    return rgb_to_hex(np.median(photo.pixels[inside], axis=0)) if inside.any() else "#808080"
