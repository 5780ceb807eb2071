"""A garment's region from the parser, made exact with MobileSAM's decoder."""

import cv2
import numpy as np
from numpy.typing import NDArray

from .analysis import Analysis
from .decoder import GRID, Decoder, Prompt, square_part
from .outfits import Region
from .resize import scaled
from .types import Mask

_TRUSTED = 0.6  # the least overlap at which the decoder's mask counts
_CONFIDENT = 6.0  # logits of the prompt inside and outside


def refine(decoder: Decoder, analysis: Analysis, region: Region, avoid: Mask) -> Mask:
    """The region as (h, w) float32 0..1 on the photo's part of the decoder's grid.

    avoid: (rows, columns) float32, how surely a cell is something that must not be recoloured.
    """
    height, width = analysis.height, analysis.width
    part = square_part(height, width)
    size = (part[1].stop, part[0].stop)
    share = scaled(region.share, *size, cv2.INTER_LINEAR)
    blocked = scaled(avoid, *size, cv2.INTER_LINEAR)
    prompt = _prompt(share, part, max(height, width))
    best = share
    if prompt:
        masks, _scores = decoder(analysis.embedding, prompt, height, width)
        chances = 1 / (1 + np.exp(-np.clip(masks[:, part[0], part[1]], -20, 20)))
        overlaps = [_overlap(chance > 0.5, share > 0.5) for chance in chances]
        chosen = int(np.argmax(overlaps))
        if overlaps[chosen] >= _TRUSTED:
            # The decoder knows edges, the parser knows names: each has its say.
            best = 0.6 * chances[chosen] + 0.4 * share
    return np.where(blocked > 0.55, 0, best).astype(np.float32)


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
