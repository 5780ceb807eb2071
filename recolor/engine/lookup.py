"""A mapping of colours as a table: worked out once for the colours that occur, applied to any number of pixels.

The table is Pillow's three-dimensional lookup table, whose trilinear interpolation runs in C; between grid points
4 values apart the mapping of cloth is as good as straight.
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
_STRIP = 1_000_000  # pixels looked up at a time: more would only need more memory
_THREADS = 2
_CELL = np.minimum(np.arange(256) / _STEP, SIDE - 2).astype(np.uint8)  # a value's cell between two grid points

Mapping = Callable[[NDArray[np.float32]], NDArray[np.float32]]


class Lookup:
    """A table that is exact for the colours of the pixels it was made of.

    mapping: takes colours, (N, 3) float32 sRGB 0..255, and gives four channels, (N, 4) float32 0..255.
    samples: arrays, (H, W, 3) uint8, of all colours that will be looked up.
    """

    def __init__(self, mapping: Mapping, *samples: Pixels) -> None:
        points = _points([pixels for pixels in samples if pixels.size])
        table = np.zeros((SIDE**3, 4), np.float32)
        table[points] = mapping(_colors(points)) / np.float32(255)
        self._filter = ImageFilter.Color3DLUT(SIDE, table.ravel(), channels=4, target_mode="RGBA", _copy_table=False)

    def __call__(self, pixels: Pixels) -> Pixels:
        """Look up `pixels`, (H, W, 3): (H, W, 4) uint8."""
        out = np.empty((*pixels.shape[:2], 4), np.uint8)
        if not out.size:
            return out

        def strip(rows: slice) -> None:
            out[rows] = np.asarray(Image.fromarray(np.ascontiguousarray(pixels[rows])).filter(self._filter))

        _in_strips(strip, pixels)
        return out


def _in_strips(work: Callable[[slice], None], pixels: Pixels) -> None:
    height = max(1, _STRIP // max(1, pixels.shape[1]))
    strips = [slice(top, top + height) for top in range(0, pixels.shape[0], height)]
    if len(strips) == 1:
        work(strips[0])
        return
    with ThreadPoolExecutor(_THREADS) as pool:
        list(pool.map(work, strips))


def _points(samples: list[Pixels]) -> NDArray[np.intp]:
    """The grid points, as indices of the table, that the interpolation of the samples asks for."""
    used = np.zeros((SIDE, SIDE, SIDE), bool)
    flat = used.ravel()

    for pixels in samples:

        def mark(rows: slice, pixels: Pixels = pixels) -> None:
            cells = cast("Pixels", cv2.LUT(np.ascontiguousarray(pixels[rows]), _CELL))
            index = cells[..., 2].astype(np.int32)
            for channel in (1, 0):
                index *= SIDE
                index += cells[..., channel]
            flat[index] = True

        _in_strips(mark, pixels)
    for axis in range(3):
        used |= np.roll(used, 1, axis)  # a cell's upper corners; none lies on the last plane, so nothing wraps
    return np.flatnonzero(used)


def _colors(points: NDArray[np.intp]) -> NDArray[np.float32]:
    blue, green, red = np.unravel_index(points, (SIDE, SIDE, SIDE))
    return np.stack([red, green, blue], axis=1).astype(np.float32) * np.float32(_STEP)
