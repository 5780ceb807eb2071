"""A garment's region from the parser, made exact with MobileSAM's decoder and the photo's colors."""

import cv2
import numpy as np
from numpy.typing import NDArray

from ..color.spaces import rgb_to_lab
from ..imaging.resize import scaled
from ..networks.analysis import Analysis
from ..networks.decoder import GRID, Decoder, Prompt, square_part
from ..types import Mask, Pixels
from .outfits import Region

_TRUSTED = 0.6  # the least overlap at which the decoder's mask counts
_CLOTH, _DECODED_CLOTH = 1.6, 1.2  # how many times nearer to the garment than to skin; less where the decoder agrees
_NEAR, _SHADE_COUNTS = 25.0, 0.4  # how near at all, in Lab with this weight of lightness: folds lie in the shade
_SEAM, _PASSES = 7, 2
_STRONG, _VERY_NEAR = 35.0, 12.0  # chroma of a strong color; distance in chroma from it
_CONFIDENT = 6.0  # logits of the prompt inside and outside


def refine(
    decoder: Decoder, analysis: Analysis, region: Region, blocked: Mask, skin: Mask, beside: Mask, pixels: Pixels
) -> Mask:
    """The region as (h, w) float32 0..1 on the photo's part of the decoder's grid.

    blocked, skin, beside: (rows, columns) float32, how surely a cell is another garment, background or hair; skin; what
    is worn beside a garment, such as a belt.
    pixels: the photo, (H, W, 3) uint8.
    """
    part = square_part(analysis.height, analysis.width)
    size = (part[1].stop, part[0].stop)
    share, others, bare, near = (
        scaled(value, *size, cv2.INTER_LINEAR) for value in (region.share, blocked, skin, beside)
    )
    small = scaled(pixels, *size, cv2.INTER_AREA)
    cloth = _likeness(small, share, bare)
    lost = _lost_to_what_is_beside(small, share, near)
    share[lost], others[lost] = 1, 0
    share = _with_mistaken_skin(share, bare, cloth)
    mistaken = (bare > 0.3) & (bare > others) & (cloth > _DECODED_CLOTH)
    forbidden = (share < 0.5) & (np.maximum(others, bare) > 0.55) & ~mistaken
    best = share
    for _ in range(_PASSES):  # a better region makes a better prompt
        answer = _decoded(decoder, analysis, best, part)
        if answer is None:
            break
        # The decoder knows edges, the parser knows names: each has its say.
        best = 0.6 * answer + 0.4 * share
        best[mistaken] = np.maximum(best, answer)[mistaken]
        best[forbidden] = 0
    return best


def _likeness(pixels: Pixels, share: Mask, bare: Mask) -> Mask:
    """How many times nearer each pixel is in color to the garment than to the photo's skin; 0 where unknown."""
    garment, skin = share > 0.6, (bare > 0.9) & (share < 0.1)
    if not garment.any() or not skin.any():
        return np.zeros(share.shape, np.float32)
    lab = rgb_to_lab(pixels)
    lab[..., 0] *= _SHADE_COUNTS
    to_garment, to_skin = (np.linalg.norm(lab - np.median(lab[where], axis=0), axis=2) for where in (garment, skin))
    return np.where(to_garment < _NEAR, to_skin / np.maximum(to_garment, 1), 0).astype(np.float32)


def _lost_to_what_is_beside(pixels: Pixels, share: Mask, beside: Mask) -> NDArray[np.bool_]:
    """What the parser took for a belt's end, say, though it has the garment's very color and hangs together with it.

    Only for cloth of a strong color: leather and white are the color of many things.
    """
    garment = share > 0.6
    asked = (beside > 0.4) & ~garment
    if not asked.any() or not garment.any():
        return np.zeros(share.shape, bool)
    lab = rgb_to_lab(pixels)
    own = np.median(lab[garment], axis=0)
    if np.hypot(own[1], own[2]) < _STRONG:
        return np.zeros(share.shape, bool)
    alike = np.hypot(lab[..., 1] - own[1], lab[..., 2] - own[2]) < _VERY_NEAR
    grown = (garment | (asked & alike)).astype(np.uint8)
    count, labels = cv2.connectedComponents(grown, connectivity=4)
    together = np.bincount(labels[garment], minlength=count) > 0
    together[0] = False
    return together[labels] & asked & alike


def _with_mistaken_skin(share: Mask, bare: Mask, cloth: Mask) -> Mask:
    """Add what the parser took for skin, though it has the garment's color and goes on from it.

    So it is with mannequins, with sleeves of skin-like cloth, and with garments that cover little.
    """
    alike = ((bare > 0.3) & (cloth > _CLOTH)).astype(np.uint8)
    likely = cv2.morphologyEx(alike, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)) > 0
    # A crease or a seam may lie between: pieces a few pixels apart belong together.
    near = cv2.dilate((likely | (share > 0.5)).astype(np.uint8), np.ones((_SEAM, _SEAM), np.uint8))
    _count, labels = cv2.connectedComponents(near, connectivity=8)
    joined = np.isin(labels, np.unique(labels[share > 0.6])) & likely
    return np.where(joined, np.maximum(share, 0.8), share).astype(np.float32)


def _decoded(decoder: Decoder, analysis: Analysis, share: Mask, part: tuple[slice, slice]) -> Mask | None:
    """The one of the decoder's four masks that agrees with the region, if any does."""
    prompt = _prompt(share, part, max(analysis.height, analysis.width))
    if prompt is None:
        return None
    masks, _scores = decoder(analysis.embedding, prompt, analysis.height, analysis.width)
    chances = (1 / (1 + np.exp(-np.clip(masks[:, part[0], part[1]], -20, 20)))).astype(np.float32)
    overlaps = [_overlap(chance > 0.5, share > 0.5) for chance in chances]
    chosen = int(np.argmax(overlaps))
    return chances[chosen] if overlaps[chosen] >= _TRUSTED else None


def _prompt(share: Mask, part: tuple[slice, slice], side: int) -> Prompt | None:
    """A box, the innermost point of each large piece, and the soft mask itself."""
    inside = (share > 0.5).astype(np.uint8)
    count, labels, stats, _centers = cv2.connectedComponentsWithStats(inside, connectivity=8)
    pieces = sorted(range(1, count), key=lambda n: -stats[n, cv2.CC_STAT_AREA])[:3]
    pieces = [n for n in pieces if stats[n, cv2.CC_STAT_AREA] >= 0.1 * inside.sum()]
    if not pieces:
        return None
    scale = side / GRID
    points = []
    for piece in pieces:
        distance = cv2.distanceTransform(np.pad((labels == piece).astype(np.uint8), 1), cv2.DIST_L2, 5)[1:-1, 1:-1]
        y, x = np.unravel_index(int(distance.argmax()), distance.shape)
        points.append(((x + 0.5) * scale, (y + 0.5) * scale, True))
    kept = np.isin(labels, pieces)
    left, top, width, height = cv2.boundingRect(kept.view(np.uint8))
    box = (left * scale, top * scale, (left + width) * scale, (top + height) * scale)
    logits = np.full((GRID, GRID), -_CONFIDENT, np.float32)
    logits[part] = np.clip((share - 0.5) * 2 * _CONFIDENT, -_CONFIDENT, _CONFIDENT)
    return Prompt(points, box, logits)


def _overlap(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> float:
    union = np.count_nonzero(first | second)
    return np.count_nonzero(first & second) / union if union else 0.0
