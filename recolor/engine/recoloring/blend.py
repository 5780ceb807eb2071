"""The dyed garment put into the photo: whole where it is all cloth, by the cloth's share at its rim and its details."""

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.binary import Flags
from ..imaging.strips import in_strips
from ..types import Mask, Pixels
from .color_table import Lookup
from .rim import CONFIDENT, REACH, foreground


def blend(source: Pixels, dyed: Pixels, share: Mask, sure: Flags, table: Lookup, out: Pixels) -> None:
    """Put a garment's dyed pixels into `out`, (H, W, 3), which is a copy of `source`.

    dyed: (H, W, 4) uint8, whose fourth channel does not matter. share: (H, W), how much of each pixel is cloth.
    sure: 1 on cloth beyond doubt. table: gives the dyed colors of others.
    """
    height, width = share.shape

    def strip(rows: slice) -> tuple[NDArray[np.intp], Pixels]:
        """Put what is all cloth; return the indices in the flattened picture of what is not, and its own colors."""
        cv2.copyTo(cv2.cvtColor(dyed[rows], cv2.COLOR_RGBA2RGB), (share[rows] >= CONFIDENT).view(np.uint8), out[rows])
        rim = np.flatnonzero((share[rows] > 0) & (share[rows] < CONFIDENT)) + rows.start * width
        around = slice(max(0, rows.start - REACH), rows.stop + REACH)
        own = foreground(source[around], share[around], sure[around], rim - around.start * width)
        return rim, own

    found = in_strips(strip, height, width)
    rim, own = (np.concatenate(parts) for parts in zip(*found, strict=True))
    # Where cloth mixes with what is behind it or printed on it, only the cloth's share of the color changes.
    places = np.divmod(rim, width)
    moved = table(own[None])[0, :, :3].astype(np.float32) - own
    mixed = source[places] + moved * (share[places] / np.float32(CONFIDENT))[:, None]
    out[places] = np.rint(np.clip(mixed, 0, 255)).astype(np.uint8)
