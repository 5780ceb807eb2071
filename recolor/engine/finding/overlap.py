"""The overlap of masks."""

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.resize import resize
from ..types import Mask

LOOKS_ALIKE = 0.85  # IoU from which two masks look alike, so that only one is offered; see docs/figures.md


def iou(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> float:
    """Return the intersection over union of two masks of the same shape; 0 if both are empty."""
    union = np.count_nonzero(first | second)
    return np.count_nonzero(first & second) / union if union else 0.0


def reduced(mask: Mask, rows: int, columns: int) -> NDArray[np.bool_]:
    """Return a mask, (H, W) float32 0..1, in the rows and columns of an analysis, (rows, columns) bool."""
    return resize(mask, columns, rows, cv2.INTER_AREA) > 0.5


def pairwise_iou(masks: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return the IoU of each pair of masks, (n, n) float32, on every second row and column of the masks, (n, h, w)."""
    cells = _cells(masks)
    return ious_between(cells, cells)


def common_shares(masks: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return the common area of each pair of masks, (n, n) float32, as a share of the smaller mask.

    Only every second row and column of the masks, (n, h, w), counts.
    """
    cells = _cells(masks)
    common, areas = cells @ cells.T, cells.sum(axis=1)
    shares: NDArray[np.float32] = common / np.maximum(np.minimum(areas[:, None], areas), 1)
    return shares


def _cells(masks: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return every second row and column of masks, (n, h, w), as (n, cells) float32 0 or 1."""
    return masks[:, ::2, ::2].reshape(len(masks), -1).astype(np.float32)


def ious_between(masks: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the IoU of each mask, (n, cells) float32 0 or 1, with each of others, (m, cells), as (n, m) float32."""
    common = masks @ others.T
    ious: NDArray[np.float32] = common / np.maximum(masks.sum(axis=1)[:, None] + others.sum(axis=1) - common, 1)
    return ious


def keep_distinct(
    kept: list[int], order: Iterable[int], ious: NDArray[np.float32], limit: float, maximum: int | None = None
) -> None:
    """Append to `kept` the indices of masks that differ from all that are kept.

    Parameters
    ----------
    kept
        Indices of the masks that are kept already; it is extended.
    order
        Indices of further masks, the best first.
    ious : (n, n) float32
        IoU of each pair of masks.
    limit
        IoU from which two masks count as equal.
    maximum
        Number of masks to append at most; None for no limit.
    """
    end = None if maximum is None else len(kept) + maximum
    for index in order:
        if len(kept) == end:
            return
        if not kept or ious[index, kept].max() < limit:
            kept.append(int(index))
