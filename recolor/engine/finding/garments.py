"""Garments by name."""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ..color.ciede2000 import ciede2000
from ..color.spaces import rgb_to_hex, rgb_to_lab
from ..errors import GarmentNotFound
from ..imaging.resize import scaled
from ..networks.analysis import Analysis
from ..networks.decoder import Decoder
from ..networks.parser import class_names
from ..types import Garment, Mask, Picture
from . import outfits
from .edges import soft_mask
from .outfits import APART, UPPER, Region
from .refine import refine
from .vocabulary import Target, parse_target

# What a garment that nobody has named is called.
_NAMES = {"outerwear": "jacket"}
_ON_THE_BODY = {*UPPER, "dress"}
_SAME_COLOR = 4.0  # CIEDE2000 of the medians, up to which two parts are of the same cloth


def missing_targets(analysis: Analysis, names: Sequence[str]) -> list[str]:
    """Which of the names, asked for together, are not in the photo: what `find` decides, without a network.

    Raises TargetError for a word that names no garment.
    """
    targets = [parse_target(name) for name in names]
    there = outfits.resolve(analysis.probabilities, targets)
    return [name for name, target in zip(names, targets, strict=True) if target.name not in there]


def find_garment(picture: Picture, analysis: Analysis, decoder: Decoder, name: str, others: Sequence[str]) -> Garment:
    target = parse_target(name)
    asked: list[Target] = [target, *(parse_target(other) for other in others)]
    region = outfits.resolve(analysis.probabilities, asked).get(target.name)
    if region is None:
        available = [_NAMES.get(found.slot, found.slot) for found in outfits.outfit(analysis.probabilities)]
        there = f"Found: {', '.join(available)}." if available else "No other garment was found either."
        raise GarmentNotFound(f"“{name.strip()}” was not found in this photo. {there}", available)
    if region.slot in _ON_THE_BODY:
        others_there = outfits.unasked(analysis.probabilities, asked)
        region = _join_same_cloth(picture, [region, *(other for other in others_there if other.slot != region.slot)])[0]
    return _garment(picture, analysis, decoder, name, region)


def all_garments(picture: Picture, analysis: Analysis, decoder: Decoder) -> list[Garment]:
    return [
        _garment(picture, analysis, decoder, _NAMES.get(region.slot, region.slot), region)
        for region in _join_same_cloth(picture, outfits.outfit(analysis.probabilities))
    ]


def _join_same_cloth(picture: Picture, regions: list[Region]) -> list[Region]:
    """Regions, each with those after it that are the same garment: of the same color, and no lower garment.

    The parser calls half of a plain shirt a jumper and the other half a jacket.
    """
    joined: list[tuple[Region, NDArray[np.float32]]] = []
    for region in regions:
        height, width = region.share.shape
        small = scaled(picture.pixels, width, height, cv2.INTER_AREA)
        color = np.median(rgb_to_lab(small[region.cells]), axis=0)
        for index, (first, its_color) in enumerate(joined):
            both = {first.slot, region.slot} <= _ON_THE_BODY
            if both and ciede2000(color, its_color) < _SAME_COLOR:
                joined[index] = (replace(first, share=np.maximum(first.share, region.share)), its_color)
                break
        else:
            joined.append((region, color))
    return [region for region, _color in joined]


def _garment(picture: Picture, analysis: Analysis, decoder: Decoder, name: str, region: Region) -> Garment:
    skin = analysis.probabilities[class_names().index("skin")].astype(np.float32) / 255
    blocked = np.where(region.cells, 0, np.clip(1 - region.share - skin, 0, 1)).astype(np.float32)
    others = [class_names().index(slot) for slot in APART if slot != region.slot]
    beside = analysis.probabilities[others].max(axis=0).astype(np.float32) / 255
    mask = soft_mask(refine(decoder, analysis, region, blocked, skin, beside, picture.pixels), picture.pixels)
    return Garment(name, mask, cloth_color(picture, mask), region.confidence)


def cloth_color(picture: Picture, mask: Mask) -> str:
    """The median color under a mask, '#rrggbb'."""
    inside = mask > min(0.95, 0.99 * float(mask.max()))
    return rgb_to_hex(np.median(picture.pixels[inside], axis=0)) if inside.any() else "#808080"
