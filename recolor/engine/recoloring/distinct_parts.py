"""Details have colors that their garment shows hardly anywhere else.

Where the cloth's own colors vary, as in brocade, checks or a print that covers it, some of their patches pass every
threshold by chance. They would keep the old color in the middle of equal patches that get the new one.
"""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.binary import BinaryMask
from ..types import Pixels

_LEVELS = 16  # of each channel: pixels of one color differ by about 16 gray values because of shading and noise
# Share of the garment's pixels of a detail's colors that must be details. Tuned by eye on every eighth photo of
# bench/labeled, splits train and val, and on the print of the rendered scene: docs/figures.md.
_MINIMUM_SHARE = 0.5


def distinct_parts(source: Pixels, parts: BinaryMask, interior: BinaryMask) -> BinaryMask:
    """Return the details without those whose colors most pixels of the garment that have them show as cloth.

    Parameters
    ----------
    source : (H, W, 3) uint8
        Picture before recoloring, cut to the garment's bounding box.
    parts : (H, W) uint8
        1 on details.
    interior : (H, W) uint8
        1 on pixels inside the garment.

    Returns
    -------
    (H, W) uint8
        1 on the remaining details.
    """
    count, components = cv2.connectedComponents(parts, connectivity=8)
    labels = cast("NDArray[np.int32]", components)
    garment_counts = cv2.calcHist([source], [0, 1, 2], interior, [_LEVELS] * 3, [0, 256] * 3).ravel()
    places = np.flatnonzero(parts & interior)
    levels = np.take(source.reshape(-1, 3), places, axis=0) // (256 // _LEVELS)
    part_codes = np.ravel_multi_index(tuple(levels.T), (_LEVELS,) * 3)
    part_labels = np.take(labels, places).astype(np.intp)  # as `bincount` needs them
    sizes = np.bincount(part_labels, minlength=count)
    is_kept = np.arange(count) > 0  # component 0 is the cloth
    kept_counts = np.bincount(part_codes, minlength=len(garment_counts))
    while True:  # a dropped part makes parts of its colors less distinct
        shares = np.bincount(part_labels, (kept_counts / np.maximum(garment_counts, 1))[part_codes], count)
        is_distinct = is_kept & (shares >= _MINIMUM_SHARE * sizes)
        if np.array_equal(is_distinct, is_kept):
            return np.take(is_kept.view(np.uint8), labels)
        is_dropped = (is_kept & ~is_distinct)[part_labels]
        kept_counts -= np.bincount(part_codes[is_dropped], minlength=len(garment_counts))
        is_kept = is_distinct
