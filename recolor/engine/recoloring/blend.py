"""Blending of recolored pixels into the photo, in proportion to the share of cloth in every pixel."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.binary import BinaryMask, PixelIndices
from ..imaging.strips import map_strips
from ..types import Mask, Pixels
from .color_table import ColorTable, distinct_codes
from .foreground import foreground_colors
from .shared_limits import REACH
from .sure_pixels import OPAQUE


@dataclass(frozen=True)
class Edge:
    """The pixels that mix cloth with background or with a detail.

    Attributes
    ----------
    places : tuple of (N,) int
        Their rows and columns.
    alpha : (N,) float32
        Their share of cloth to recolor, 0..1.
    colors : (N, 3) uint8
        Estimated colors of the cloth there, without what it is mixed with.
    """

    places: PixelIndices
    alpha: NDArray[np.float32]
    colors: Pixels


def edge_of(source: Pixels, alpha: Mask, sure: BinaryMask) -> Edge:
    """Return the edge pixels of a garment with the colors of its cloth.

    Parameters
    ----------
    source : (H, W, 3) uint8
        Picture before recoloring.
    alpha : (H, W) float32
        Share of cloth to recolor in every pixel, 0..1.
    sure : (H, W) uint8
        1 on pixels that are certainly cloth.
    """
    height, width = alpha.shape

    def edge_of_strip(rows: slice) -> tuple[NDArray[np.intp], Pixels]:
        """Return the flat indices of a strip's edge pixels, and their foreground colors."""
        indices = np.flatnonzero((alpha[rows] > 0) & (alpha[rows] < OPAQUE)) + rows.start * width
        around = slice(max(0, rows.start - REACH), rows.stop + REACH)
        colors = foreground_colors(source[around], alpha[around], sure[around], indices - around.start * width)
        return indices, colors

    indices, colors = (np.concatenate(parts) for parts in zip(*map_strips(edge_of_strip, height, width), strict=True))
    places = np.divmod(indices, width)
    return Edge(places, alpha[places], colors)


def blend(source: Pixels, dyed: Pixels, opaque: BinaryMask, edge: Edge, table: ColorTable, out: Pixels) -> None:
    """Write the recolored pixels of a garment to `out`.

    Opaque pixels are replaced. To an edge pixel, the change of its estimated foreground color is added, multiplied by
    its alpha.

    Parameters
    ----------
    source : (H, W, 3) uint8
        Picture before recoloring.
    dyed : (H, W, 4) uint8
        Recolored picture; the fourth channel is ignored.
    opaque : (H, W) uint8
        1 on opaque pixels.
    edge : Edge
        The edge pixels.
    table : ColorTable
        Color mapping of the change, applied to the foreground colors at the edge.
    out : (H, W, 3) uint8
        Copy of `source`, changed in place.
    """

    def replace_opaque(rows: slice) -> None:
        cv2.copyTo(cv2.cvtColor(dyed[rows], cv2.COLOR_RGBA2RGB), opaque[rows], out[rows])

    map_strips(replace_opaque, *opaque.shape)
    dyed_edge = table(edge.colors[None], distinct_codes(edge.colors[None]))[0, :, :3]
    shift = dyed_edge.astype(np.float32) - edge.colors
    mixed = source[edge.places] + shift * (edge.alpha / np.float32(OPAQUE))[:, None]
    out[edge.places] = np.rint(np.clip(mixed, 0, 255)).astype(np.uint8)
