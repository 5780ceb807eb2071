"""Blending of recolored pixels into the photo, in proportion to the share of cloth in every pixel."""

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.binary import BinaryMask
from ..imaging.strips import map_strips
from ..types import Mask, Pixels
from .color_table import ColorTable
from .foreground import REACH, foreground_colors
from .sure_pixels import OPAQUE


def blend(source: Pixels, dyed: Pixels, alpha: Mask, sure: BinaryMask, table: ColorTable, out: Pixels) -> None:
    """Write the recolored pixels of a garment to `out`.

    Opaque pixels are replaced. To a pixel that mixes cloth with background or with a detail, the change of its
    estimated foreground color is added, multiplied by its alpha.

    Parameters
    ----------
    source : (H, W, 3) uint8
        Picture before recoloring.
    dyed : (H, W, 4) uint8
        Recolored picture; the fourth channel is ignored.
    alpha : (H, W) float32
        Share of cloth to recolor in every pixel, 0..1.
    sure : (H, W) uint8
        1 on pixels that are certainly cloth.
    table : ColorTable
        Color mapping of the change, applied to the foreground colors at the edge.
    out : (H, W, 3) uint8
        Copy of `source`, changed in place.
    """
    height, width = alpha.shape

    def blend_opaque(rows: slice) -> tuple[NDArray[np.intp], Pixels]:
        """Copy the opaque pixels of a strip; return the flat indices of its edge pixels and their foreground colors."""
        cv2.copyTo(cv2.cvtColor(dyed[rows], cv2.COLOR_RGBA2RGB), (alpha[rows] >= OPAQUE).view(np.uint8), out[rows])
        indices = np.flatnonzero((alpha[rows] > 0) & (alpha[rows] < OPAQUE)) + rows.start * width
        around = slice(max(0, rows.start - REACH), rows.stop + REACH)
        colors = foreground_colors(source[around], alpha[around], sure[around], indices - around.start * width)
        return indices, colors

    strips = map_strips(blend_opaque, height, width)
    indices, foreground = (np.concatenate(parts) for parts in zip(*strips, strict=True))
    places = np.divmod(indices, width)
    shift = table(foreground[None])[0, :, :3].astype(np.float32) - foreground
    mixed = source[places] + shift * (alpha[places] / np.float32(OPAQUE))[:, None]
    out[places] = np.rint(np.clip(mixed, 0, 255)).astype(np.uint8)
