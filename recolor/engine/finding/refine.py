"""Refinement of a garment's region from the parser, with MobileSAM's decoder and the colors of the photo.

The decoder gives the exact outline, the parser gives the class, and the colors correct some of the parser's errors.
"""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from ..color.spaces import rgb_to_lab
from ..networks.parser import class_names
from ..types import Mask, Pixels
from .outfits import EXTRA_SLOTS
from .overlap import iou
from .photo_decoder import Box, PhotoDecoder, Point
from .regions import GarmentRegion

Flags = NDArray[np.bool_]  # (h, w)

# Tuned constants, chosen on the validation photos of the parser's training (docs/figures.md). Pixels are those of the
# decoder's grid, 256 on the long side of the photo; colors are CIELAB.
_PASSES = 2  # runs of the decoder; the prompt of each run contains the mask of the previous run
_PROMPT_LOGIT = 6.0  # logit, in the prompt, of the mask where its probability is 1
_MAXIMUM_PIECES = 3  # pieces of the garment that get a point in the prompt
_MINIMUM_PIECE = 0.1  # share of the garment; smaller pieces get no point
_MINIMUM_IOU = 0.6  # IoU with the current estimate of the mask, below which the decoder's masks are not used
_DECODER_WEIGHT, _PARSER_WEIGHT = 0.6, 0.4  # in the mean of both masks
_CERTAIN = 0.6  # probability from which a pixel is used as a sample of the garment
_CERTAIN_SKIN = 0.9  # probability from which a pixel is used as a sample of the skin
_POSSIBLE_SKIN = 0.3  # probability of skin from which it may be mislabeled cloth
_POSSIBLE_EXTRA = 0.4  # probability of an extra, such as a belt, from which it may be mislabeled cloth
_SURELY_OTHER = 0.55  # probability of another class from which a pixel is excluded from the garment
_LIGHTNESS_WEIGHT = 0.4  # of L in color distances, because folds differ in lightness
_MAXIMUM_DISTANCE = 25.0  # weighted Lab distance from the garment, beyond which a pixel is not compared with skin
_SKIN_RATIO = 1.6  # distance to skin over distance to the garment, from which a pixel is cloth
_DECODED_SKIN_RATIO = 1.2  # the same, where the decoder's mask also contains the pixel
_CORRECTED_PROBABILITY = 0.8  # of the garment, where the parser mistook it for skin
_SEAM = 7  # pixels; side of the square that closes creases and seams between pieces of a garment
_MINIMUM_CHROMA = 35.0  # of a garment whose color identifies it; the colors of leather and white cloth are too common
_SAME_CHROMA = 12.0  # distance in a and b up to which a pixel has the garment's color


@dataclass(eq=False)
class _Probabilities:
    """Probabilities, (h, w) float32 0..1, at the size of the decoder's masks.

    Attributes
    ----------
    garment
        The garment.
    others
        Other garments, background and hair; 0 in the cells of the garment.
    skin
        Skin.
    extras
        Garments worn with any outfit, such as a belt, other than the garment itself.
    """

    garment: Mask
    others: Mask
    skin: Mask
    extras: Mask


def refine(decoder: PhotoDecoder, region: GarmentRegion, pixels: Pixels) -> Mask:
    """Refine a region of the parser.

    Parameters
    ----------
    decoder
        The decoder for the photo.
    region
        The region of the garment on the parser's grid.
    pixels : (H, W, 3) uint8
        The photo, sRGB.

    Returns
    -------
    (h, w) float32
        The garment's mask, 0..1, at the size of the decoder's masks.
    """
    small = decoder.resize(pixels, cv2.INTER_AREA)
    probabilities = _probabilities(decoder, region)
    garment, others, skin = probabilities.garment, probabilities.others, probabilities.skin
    skin_ratio = _skin_ratio(small, garment, skin)
    extra = _mislabeled_as_extra(small, garment, probabilities.extras)
    garment[extra], others[extra] = 1, 0
    garment = _with_mislabeled_skin(garment, skin, skin_ratio)
    may_be_cloth = (skin > _POSSIBLE_SKIN) & (skin > others) & (skin_ratio > _DECODED_SKIN_RATIO)
    is_excluded = (garment < 0.5) & (np.maximum(others, skin) > _SURELY_OTHER) & ~may_be_cloth
    refined = garment
    for _ in range(_PASSES):
        decoded = _decode(decoder, refined)
        if decoded is None:
            break
        refined = _DECODER_WEIGHT * decoded + _PARSER_WEIGHT * garment
        refined[may_be_cloth] = np.maximum(refined, decoded)[may_be_cloth]
        refined[is_excluded] = 0
    return refined


def _probabilities(decoder: PhotoDecoder, region: GarmentRegion) -> _Probabilities:
    """Return the probabilities of a garment and of its surroundings."""
    parsed = decoder.analysis.probabilities
    skin = parsed[class_names().index("skin")].astype(np.float32) / 255
    others = np.where(region.cells, 0, np.clip(1 - region.probability - skin, 0, 1)).astype(np.float32)
    extra_indices = [class_names().index(slot) for slot in EXTRA_SLOTS if slot != region.slot]
    extras = parsed[extra_indices].max(axis=0).astype(np.float32) / 255
    return _Probabilities(*(decoder.resize(values) for values in (region.probability, others, skin, extras)))


def _skin_ratio(pixels: Pixels, garment: Mask, skin: Mask) -> Mask:
    """Return, (h, w) float32, the color distance of each pixel to the skin divided by that to the garment.

    It is 0 for pixels that do not have the garment's color, and everywhere if the photo shows no skin.
    """
    garment_samples, skin_samples = garment > _CERTAIN, (skin > _CERTAIN_SKIN) & (garment < 0.1)
    if not garment_samples.any() or not skin_samples.any():
        return np.zeros(garment.shape, np.float32)
    lab = rgb_to_lab(pixels)
    lab[..., 0] *= _LIGHTNESS_WEIGHT
    to_garment, to_skin = (
        np.linalg.norm(lab - np.median(lab[samples], axis=0), axis=2) for samples in (garment_samples, skin_samples)
    )
    return np.where(to_garment < _MAXIMUM_DISTANCE, to_skin / np.maximum(to_garment, 1), 0).astype(np.float32)


def _mislabeled_as_extra(pixels: Pixels, garment: Mask, extras: Mask) -> Flags:
    """Return the pixels that the parser labeled as an extra, such as a belt, although they belong to the garment.

    They have the garment's color and are connected to it. Only garments of a strong color are corrected.
    """
    none = np.zeros(garment.shape, bool)
    certain = garment > _CERTAIN
    possible = (extras > _POSSIBLE_EXTRA) & ~certain
    if not possible.any() or not certain.any():
        return none
    lab = rgb_to_lab(pixels)
    median = np.median(lab[certain], axis=0)
    if np.hypot(median[1], median[2]) < _MINIMUM_CHROMA:
        return none
    has_same_color = np.hypot(lab[..., 1] - median[1], lab[..., 2] - median[2]) < _SAME_CHROMA
    candidates = (certain | (possible & has_same_color)).astype(np.uint8)
    count, labels = cv2.connectedComponents(candidates, connectivity=4)
    is_connected = np.bincount(labels[certain], minlength=count) > 0
    is_connected[0] = False
    return cast("Flags", is_connected[labels] & possible & has_same_color)


def _with_mislabeled_skin(garment: Mask, skin: Mask, skin_ratio: Mask) -> Mask:
    """Add pixels that the parser labeled as skin, although they have the garment's color and are connected to it.

    Such errors occur on mannequins, skin-colored sleeves, and garments that leave much skin uncovered.
    """
    candidates = ((skin > _POSSIBLE_SKIN) & (skin_ratio > _SKIN_RATIO)).astype(np.uint8)
    cloth = cv2.morphologyEx(candidates, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)) > 0
    closed = cv2.dilate((cloth | (garment > 0.5)).astype(np.uint8), np.ones((_SEAM, _SEAM), np.uint8))
    _count, labels = cv2.connectedComponents(closed, connectivity=8)
    added = np.isin(labels, np.unique(labels[garment > _CERTAIN])) & cloth
    return np.where(added, np.maximum(garment, _CORRECTED_PROBABILITY), garment).astype(np.float32)


def _decode(decoder: PhotoDecoder, estimate: Mask) -> Mask | None:
    """Return the decoder's mask that overlaps an estimate of the garment most; None if all differ too much."""
    inside = estimate > 0.5
    points, box = _prompt(inside, decoder.cell)
    if not points:
        return None
    masks, _scores = decoder.masks(points, box, estimate, _PROMPT_LOGIT)
    overlaps = [iou(mask > 0.5, inside) for mask in masks]
    best = int(np.argmax(overlaps))
    return masks[best] if overlaps[best] >= _MINIMUM_IOU else None


def _prompt(inside: Flags, cell: float) -> tuple[list[Point], Box | None]:
    """Return the innermost point of each large piece of a garment, and the bounding box of these pieces.

    Parameters
    ----------
    inside : (h, w) bool
        The garment on the decoder's grid.
    cell
        Pixels of the photo per pixel of that grid.
    """
    count, labels, stats, _centers = cv2.connectedComponentsWithStats(inside.astype(np.uint8), connectivity=8)
    pieces = sorted(range(1, count), key=lambda piece: -stats[piece, cv2.CC_STAT_AREA])[:_MAXIMUM_PIECES]
    pieces = [piece for piece in pieces if stats[piece, cv2.CC_STAT_AREA] >= _MINIMUM_PIECE * inside.sum()]
    if not pieces:
        return [], None
    points: list[Point] = []
    for piece in pieces:
        # The padding makes the border of the photo count as an edge of the garment.
        padded = np.pad((labels == piece).astype(np.uint8), 1)
        distance = cv2.distanceTransform(padded, cv2.DIST_L2, 5)[1:-1, 1:-1]
        y, x = np.unravel_index(int(distance.argmax()), distance.shape)
        points.append((float(x + 0.5) * cell, float(y + 0.5) * cell, True))
    left, top, width, height = cv2.boundingRect(np.isin(labels, pieces).view(np.uint8))
    return points, (left * cell, top * cell, (left + width) * cell, (top + height) * cell)
