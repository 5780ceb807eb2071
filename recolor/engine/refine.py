"""A garment's region from the parser, made exact with MobileSAM's decoder and the photo's colours."""

import cv2
import numpy as np
from numpy.typing import NDArray

from .analysis import Analysis
from .colorspace import rgb_to_lab
from .decoder import GRID, Decoder, Prompt, square_part
from .outfits import Region
from .resize import scaled
from .types import Mask, Pixels

_TRUSTED = 0.6  # the least overlap at which the decoder's mask counts
_CONTAINED, _MOST_GROWTH, _MOST_TAKEN = 0.85, 5.0, 0.1
_CONFIDENT = 6.0  # logits of the prompt inside and outside


def refine(decoder: Decoder, analysis: Analysis, region: Region, blocked: Mask, skin: Mask, pixels: Pixels) -> Mask:
    """The region as (h, w) float32 0..1 on the photo's part of the decoder's grid.

    blocked, skin: (rows, columns) float32, how surely a cell is another garment, background or hair, and skin.
    pixels: the photo, (H, W, 3) uint8.
    """
    part = square_part(analysis.height, analysis.width)
    size = (part[1].stop, part[0].stop)
    share, others, bare = (scaled(value, *size, cv2.INTER_LINEAR) for value in (region.share, blocked, skin))
    answer = _decoded(decoder, analysis, share, others, part)
    if answer is None:
        return share
    # The decoder knows edges, the parser knows names: each has its say.
    best = 0.6 * answer + 0.4 * share
    contested = (best > 0.5) & (share < 0.5)
    best[contested & (others > 0.55)] = 0
    contested &= bare > 0.5
    if contested.any():
        best[contested & _like_skin(scaled(pixels, *size, cv2.INTER_AREA), share, bare)] = 0
        # Where the parser saw skin and the decoder cloth of the garment's own colour, the decoder is right.
        best = np.where(contested & (best > 0), np.maximum(best, answer), best)
    return best.astype(np.float32)


def _like_skin(pixels: Pixels, share: Mask, bare: Mask) -> NDArray[np.bool_]:
    """Which pixels are nearer in colour to the photo's skin than to the garment."""
    lab = rgb_to_lab(pixels)
    garment, skin = share > 0.6, (bare > 0.9) & (share < 0.1)
    if not garment.any() or not skin.any():
        return np.ones(share.shape, bool)
    to_garment, to_skin = (np.linalg.norm(lab - np.median(lab[where], axis=0), axis=2) for where in (garment, skin))
    return to_skin < 1.3 * to_garment


def _decoded(decoder: Decoder, analysis: Analysis, share: Mask, others: Mask, part: tuple[slice, slice]) -> Mask | None:
    """The one of the decoder's four masks that agrees with the region; failing that, that goes on from it."""
    prompt = _prompt(share, part, max(analysis.height, analysis.width))
    if prompt is None:
        return None
    masks, _scores = decoder(analysis.embedding, prompt, analysis.height, analysis.width)
    chances = (1 / (1 + np.exp(-np.clip(masks[:, part[0], part[1]], -20, 20)))).astype(np.float32)
    region = share > 0.5
    overlaps = [_overlap(chance > 0.5, region) for chance in chances]
    chosen = int(np.argmax(overlaps))
    if overlaps[chosen] >= _TRUSTED:
        return chances[chosen]
    whole = [chance for chance in chances if _goes_on(chance > 0.5, region, others)]
    return min(whole, key=np.sum) if whole else None


def _goes_on(mask: NDArray[np.bool_], region: NDArray[np.bool_], others: Mask) -> bool:
    """Whether a mask is the whole of what the region shows patches of, without taking in much else."""
    area, seen = np.count_nonzero(mask), np.count_nonzero(region)
    taken = np.count_nonzero(mask & ~region & (others > 0.55))
    return (
        np.count_nonzero(mask & region) >= _CONTAINED * seen
        and area <= _MOST_GROWTH * seen
        and taken <= _MOST_TAKEN * area
    )


def _prompt(share: Mask, part: tuple[slice, slice], side: int) -> Prompt | None:
    """A box, the innermost point of each large piece, and the soft mask itself."""
    inside = (share > 0.5).astype(np.uint8)
    count, labels, stats, _centres = cv2.connectedComponentsWithStats(inside, connectivity=8)
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
    rows, columns = np.flatnonzero(kept.any(axis=1)), np.flatnonzero(kept.any(axis=0))
    box = (columns[0] * scale, rows[0] * scale, (columns[-1] + 1) * scale, (rows[-1] + 1) * scale)
    logits = np.full((GRID, GRID), -_CONFIDENT, np.float32)
    logits[part] = np.clip((share - 0.5) * 2 * _CONFIDENT, -_CONFIDENT, _CONFIDENT)
    return Prompt(points, box, logits)


def _overlap(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> float:
    union = np.count_nonzero(first | second)
    return np.count_nonzero(first & second) / union if union else 0.0
