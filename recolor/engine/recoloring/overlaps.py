"""Several color changes in one picture: overlapping masks and the merging of recolored regions."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..types import Mask, Pixels
from .region import Region


def share_overlaps(regions: Sequence[Region], masks: Sequence[Mask]) -> list[Region]:
    """Return the regions with masks scaled to a sum of 1 where the sum exceeds 1.

    This avoids seams and makes the result independent of the order of the changes. `masks` holds the mask of each
    region for the whole picture, (H, W) float32.
    """
    if len(regions) < 2:
        return list(regions)
    total = masks[0].copy()
    for mask in masks[1:]:
        total += mask
    np.maximum(total, 1, out=total)
    return [replace(region, mask=region.mask / total[region.box]) for region in regions]


def merge(source: Pixels, regions: Sequence[Region], parts: Sequence[Pixels], out: Pixels) -> None:
    """Write recolored regions to one picture.

    Where garments overlap, the changes from the source are added, so the order of the regions does not matter.

    Parameters
    ----------
    source : (H, W, 3) uint8
        Picture before recoloring.
    regions : sequence of Region
        The color changes.
    parts : sequence of (h, w, 3) uint8
        Each region's box, with only its own change applied.
    out : (H, W, 3) uint8
        Copy of `source`, changed in place.
    """
    count = np.zeros(source.shape[:2], np.uint8)
    for region, part in zip(regions, parts, strict=True):
        inside = region.mask > 0
        count[region.box] += inside
        out[region.box][inside] = part[inside]
    overlap = np.argwhere(count > 1)
    if overlap.size:
        out[overlap[:, 0], overlap[:, 1]] = _sum_of_changes(source, overlap, regions, parts)


def _sum_of_changes(
    source: Pixels, places: NDArray[np.intp], regions: Sequence[Region], parts: Sequence[Pixels]
) -> Pixels:
    """Return the colors, (N, 3) uint8, at rows and columns `places`, (N, 2), with the changes of all regions added."""
    before = source[places[:, 0], places[:, 1]].astype(np.int16)
    total = before.copy()
    for region, part in zip(regions, parts, strict=True):
        rows, columns = places[:, 0] - region.box[0].start, places[:, 1] - region.box[1].start
        inside = (rows >= 0) & (columns >= 0) & (rows < part.shape[0]) & (columns < part.shape[1])
        inside[inside] = region.mask[rows[inside], columns[inside]] > 0
        total[inside] += part[rows[inside], columns[inside]] - before[inside]
    return np.clip(total, 0, 255).astype(np.uint8)
