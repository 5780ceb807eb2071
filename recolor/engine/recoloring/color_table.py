"""A mapping of colors as a table: worked out once for the colors that occur, applied to any number of pixels.

A photo holds far fewer colors than pixels. The mapping itself is asked on a grid only, whose trilinear interpolation
(Pillow's three-dimensional lookup table, in C) gives the colors that occur; between grid points 4 values apart the
mapping of cloth is as good as straight. Every pixel is then one read of a table of all 24-bit colors.
"""

from collections.abc import Callable
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from ..imaging.strips import in_strips
from ..types import Pixels

SIDE = 65  # grid points a channel, the most that Pillow takes
_STEP = 255 / (SIDE - 1)
_ALL_COLORS = 1 << 24
_FEW = 1_000_000  # pixels, up to which each is interpolated: finding the distinct colors takes as long
_CELL = np.minimum(np.arange(256) / _STEP, SIDE - 2).astype(np.uint8)  # a value's cell between two grid points

Mapping = Callable[[NDArray[np.float32]], NDArray[np.float32]]


class Lookup:
    """A table of a mapping, worked out for the colors that are looked up.

    mapping: takes colors, (N, 3) float32 sRGB 0..255, and gives four channels, (N, 4) float32 0..255.
    """

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self._grid = np.zeros((SIDE**3, 4), np.float32)
        self._known = np.zeros(SIDE**3, bool)

    def __call__(self, pixels: Pixels) -> Pixels:
        """Look up `pixels`, (H, W, 3): (H, W, 4) uint8."""
        height, width = pixels.shape[:2]
        if height * width <= _FEW:
            return self._interpolated(pixels)
        codes = _distinct(pixels)
        table = np.zeros(_ALL_COLORS, np.uint32)  # of which only the pages that are written take memory
        table[codes] = self._interpolated(_colors(codes)).view(np.uint32).ravel()
        out = np.empty((height, width), np.uint32)

        def strip(rows: slice) -> None:
            out[rows] = table[_codes(pixels[rows])]

        in_strips(strip, height, width)
        return out.view(np.uint8).reshape(height, width, 4)

    def _interpolated(self, pixels: Pixels) -> Pixels:
        if not pixels.size:
            return np.empty((*pixels.shape[:2], 4), np.uint8)
        points = np.flatnonzero(_grid_points(pixels) & ~self._known)
        self._grid[points] = self._mapping(_grid_colors(points)) / np.float32(255)
        self._known[points] = True
        table = ImageFilter.Color3DLUT(SIDE, self._grid.ravel(), channels=4, target_mode="RGBA", _copy_table=False)
        return np.asarray(Image.fromarray(np.ascontiguousarray(pixels)).filter(table))


def _codes(pixels: Pixels) -> NDArray[np.int32]:
    """Colors, (H, W, 3), as places from the end of an array of all colors, (H, W), -2^24..-1.

    That is what a color's bytes are as a number where a fourth, 255, follows them.
    """
    return cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2RGBA).view("<i4")[..., 0]


def _distinct(pixels: Pixels) -> NDArray[np.intp]:
    """The colors that occur, as places in an array of all colors."""
    occurs = np.zeros(_ALL_COLORS, bool)

    def mark(rows: slice) -> None:
        occurs[_codes(pixels[rows])] = True

    in_strips(mark, *pixels.shape[:2])
    return np.flatnonzero(occurs)


def _colors(codes: NDArray[np.intp]) -> Pixels:
    """The colors, (1, N, 3), of places in an array of all, (N,)."""
    return np.stack([codes >> shift & 255 for shift in (0, 8, 16)], axis=-1).astype(np.uint8)[None]


def _grid_points(pixels: Pixels) -> NDArray[np.bool_]:
    """Which grid points the interpolation of the pixels asks for, (SIDE³,)."""
    used = np.zeros((SIDE, SIDE, SIDE), bool)
    cells = cast("Pixels", cv2.LUT(np.ascontiguousarray(pixels), _CELL))
    used[cells[..., 2], cells[..., 1], cells[..., 0]] = True
    for axis in range(3):
        used |= np.roll(used, 1, axis)  # a cell's upper corners; none lies on the last plane, so nothing wraps
    return used.ravel()


def _grid_colors(points: NDArray[np.intp]) -> NDArray[np.float32]:
    blue, green, red = np.unravel_index(points, (SIDE, SIDE, SIDE))
    return np.stack([red, green, blue], axis=1).astype(np.float32) * np.float32(_STEP)
