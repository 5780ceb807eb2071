"""A mapping of colours as a table: worked out once for the colours that occur, applied to any number of pixels.

A photo holds far fewer colours than pixels. The mapping itself is asked on a grid only, whose trilinear interpolation
(Pillow's three-dimensional lookup table, in C) gives the colours that occur; between grid points 4 values apart the
mapping of cloth is as good as straight. Every pixel is then one read of a table of all 24-bit colours.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from .types import Pixels

SIDE = 65  # grid points a channel, the most that Pillow takes
_STEP = 255 / (SIDE - 1)
_STRIP = 250_000  # pixels at a time: what is in work stays in the processor's cache
_THREADS = 2
_ALL_COLORS = 1 << 24
_FEW = 1_000_000  # pixels, up to which each is interpolated: finding the distinct colours takes as long
_CELL = np.minimum(np.arange(256) / _STEP, SIDE - 2).astype(np.uint8)  # a value's cell between two grid points

Mapping = Callable[[NDArray[np.float32]], NDArray[np.float32]]


class Lookup:
    """A table that is exact for the colours of the pixels it was made of.

    mapping: takes colours, (N, 3) float32 sRGB 0..255, and gives four channels, (N, 4) float32 0..255.
    samples: arrays, (H, W, 3) uint8, of all colours that will be looked up.
    """

    def __init__(self, mapping: Mapping, *samples: Pixels) -> None:
        many = sum(pixels.size for pixels in samples) > 3 * _FEW
        codes = _distinct(samples) if many else np.empty(0, np.intp)
        colors = [_colors(codes)] if many else [pixels for pixels in samples if pixels.size]
        points = _grid_points(colors)
        grid = np.zeros((SIDE**3, 4), np.float32)
        grid[points] = mapping(_grid_colors(points)) / np.float32(255)
        self._filter = ImageFilter.Color3DLUT(SIDE, grid.ravel(), channels=4, target_mode="RGBA", _copy_table=False)
        self._table: NDArray[np.uint32] | None = None
        if many:
            self._table = np.empty(_ALL_COLORS, np.uint32)  # filled where it is read, and nowhere else
            self._table[codes] = self._interpolated(colors[0]).view(np.uint32).ravel()

    def __call__(self, pixels: Pixels) -> Pixels:
        """Look up `pixels`, (H, W, 3): (H, W, 4) uint8."""
        if self._table is None:
            return self._interpolated(pixels)
        table, out = self._table, np.empty(pixels.shape[:2], np.uint32)

        def strip(rows: slice) -> None:
            out[rows] = table[_codes(pixels[rows])]

        _in_strips(strip, pixels)
        return out.view(np.uint8).reshape(*pixels.shape[:2], 4)

    def _interpolated(self, pixels: Pixels) -> Pixels:
        if not pixels.size:
            return np.empty((*pixels.shape[:2], 4), np.uint8)
        return np.asarray(Image.fromarray(np.ascontiguousarray(pixels)).filter(self._filter))


def _in_strips(work: Callable[[slice], None], pixels: Pixels) -> None:
    height = max(1, _STRIP // max(1, pixels.shape[1]))
    strips = [slice(top, top + height) for top in range(0, pixels.shape[0], height)]
    with ThreadPoolExecutor(_THREADS) as pool:
        list(pool.map(work, strips))


def _codes(pixels: Pixels) -> NDArray[np.intp]:
    """Colours, (H, W, 3), as numbers of 24 bits, (H, W)."""
    wide = cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2RGBA)
    wide[..., 3] = 0
    return wide.view("<u4")[..., 0].astype(np.intp)


def _distinct(samples: tuple[Pixels, ...]) -> NDArray[np.intp]:
    """The numbers of the colours that occur."""
    occurs = np.zeros(_ALL_COLORS, bool)
    for pixels in samples:

        def mark(rows: slice, pixels: Pixels = pixels) -> None:
            occurs[_codes(pixels[rows])] = True

        if pixels.size:
            _in_strips(mark, pixels)
    return np.flatnonzero(occurs)


def _colors(codes: NDArray[np.intp]) -> Pixels:
    """The colours, (1, N, 3), of numbers, (N,)."""
    return np.stack([codes >> shift & 255 for shift in (0, 8, 16)], axis=-1).astype(np.uint8)[None]


def _grid_points(samples: list[Pixels]) -> NDArray[np.intp]:
    """The grid points, as indices of the grid, that the interpolation of the samples asks for."""
    used = np.zeros((SIDE, SIDE, SIDE), bool)
    for pixels in samples:
        cells = cast("Pixels", cv2.LUT(np.ascontiguousarray(pixels), _CELL))
        used[cells[..., 2], cells[..., 1], cells[..., 0]] = True
    for axis in range(3):
        used |= np.roll(used, 1, axis)  # a cell's upper corners; none lies on the last plane, so nothing wraps
    return np.flatnonzero(used)


def _grid_colors(points: NDArray[np.intp]) -> NDArray[np.float32]:
    blue, green, red = np.unravel_index(points, (SIDE, SIDE, SIDE))
    return np.stack([red, green, blue], axis=1).astype(np.float32) * np.float32(_STEP)
