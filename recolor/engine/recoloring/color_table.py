"""A color mapping as a lookup table, evaluated once per distinct color and applied to any number of pixels.

A photo holds far fewer distinct colors than pixels. The mapping is evaluated on a grid of 65³ colors, and only at the
grid points that are needed; trilinear interpolation (Pillow's `Color3DLUT`) gives the colors between them. Grid points
are 4 values apart, and over that distance the mapping of cloth is very close to linear. In a large picture only the
distinct colors are interpolated, and each pixel is looked up in a table of all 24-bit colors.
"""

from collections.abc import Callable
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from ..imaging.strips import map_strips
from ..types import Pixels

Codes = NDArray[np.int32]  # (N,), colors as indices, 0..2²⁴-1, into an array of all colors

Mapping = Callable[[NDArray[np.float32]], NDArray[np.float32]]

_SIDE = 65  # grid points per channel, the most that Pillow accepts
_STEP = 255 / (_SIDE - 1)  # values between neighboring grid points
_ALL_COLORS = 1 << 24
# Up to this many pixels, every pixel is interpolated, because finding the distinct colors would take as long.
_INTERPOLATED_PIXELS = 1_000_000
_CELL = np.minimum(np.arange(256) / _STEP, _SIDE - 2).astype(np.uint8)  # grid point at or below each channel value


def distinct_codes(pixels: Pixels) -> Codes | None:
    """Return the distinct colors of a picture, (H, W, 3), sorted; None for a small one, which does not need them."""
    height, width = pixels.shape[:2]
    if height * width <= _INTERPOLATED_PIXELS:
        return None
    occurs = np.zeros(_ALL_COLORS, bool)

    def mark(rows: slice) -> None:
        occurs[_encode(pixels[rows]).astype(np.intp)] = True  # numpy would convert each index for itself

    map_strips(mark, height, width)
    return np.flatnonzero(occurs).astype(np.int32)


class ColorTable:
    """A lookup table of a color mapping, filled with the colors that are looked up.

    Parameters
    ----------
    mapping : callable
        Takes colors, (N, 3) float32 sRGB 0..255, and returns four channels, (N, 4) float32 0..255.
    """

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self._grid = np.zeros((_SIDE**3, 4), np.float32)
        self._evaluated = np.zeros(_SIDE**3, bool)

    def __call__(self, pixels: Pixels, codes: Codes | None) -> Pixels:
        """Map `pixels`, (H, W, 3) uint8; return (H, W, 4) uint8. `codes` is their `distinct_codes`."""
        if codes is None:
            return self._interpolate(pixels)
        height, width = pixels.shape[:2]
        table = np.zeros(_ALL_COLORS, np.uint32)  # the operating system allocates only pages that are written
        table[codes] = self._interpolate(_decode(codes)).view(np.uint32).ravel()
        out = np.empty((height, width), np.uint32)

        def look_up(rows: slice) -> None:
            # `np.take` needs half the time of an index, and in the mode "wrap" it writes directly to `out`.
            np.take(table, _encode(pixels[rows]), out=out[rows], mode="wrap")

        map_strips(look_up, height, width)
        return out.view(np.uint8).reshape(height, width, 4)

    def _interpolate(self, pixels: Pixels) -> Pixels:
        """Map every pixel of `pixels`, (H, W, 3), by interpolation between grid points."""
        if not pixels.size:
            return np.empty((*pixels.shape[:2], 4), np.uint8)
        points = np.flatnonzero(_needed_points(pixels) & ~self._evaluated)
        self._grid[points] = self._mapping(_point_colors(points)) / np.float32(255)
        self._evaluated[points] = True
        table = ImageFilter.Color3DLUT(_SIDE, self._grid.ravel(), channels=4, target_mode="RGBA", _copy_table=False)
        return np.asarray(Image.fromarray(np.ascontiguousarray(pixels)).filter(table))


def _encode(pixels: Pixels) -> NDArray[np.int32]:
    """Return colors, (H, W, 3), as negative indices, (H, W), -2²⁴..-1, into an array of all colors.

    The bytes red, green, blue and 255, read as a little-endian signed integer, are that index, so that no arithmetic is
    needed.
    """
    return cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2RGBA).view("<i4")[..., 0]


def _decode(codes: Codes) -> Pixels:
    """Return the colors, (1, N, 3) uint8, of `codes`."""
    return np.stack([codes >> shift & 255 for shift in (0, 8, 16)], axis=-1).astype(np.uint8)[None]


def _needed_points(pixels: Pixels) -> NDArray[np.bool_]:
    """Return which grid points, (65³,) bool, the interpolation of the pixels reads."""
    needed = np.zeros((_SIDE, _SIDE, _SIDE), bool)
    cells = cast("Pixels", cv2.LUT(np.ascontiguousarray(pixels), _CELL))
    needed[cells[..., 2], cells[..., 1], cells[..., 0]] = True
    for axis in range(3):
        # Add the upper corners of each cell. Nothing wraps, because the last plane is empty.
        needed |= np.roll(needed, 1, axis)
    return needed.ravel()


def _point_colors(points: NDArray[np.intp]) -> NDArray[np.float32]:
    """Return the colors, (N, 3) float32 0..255, of grid points given as flat indices, (N,)."""
    blue, green, red = np.unravel_index(points, (_SIDE, _SIDE, _SIDE))
    return np.stack([red, green, blue], axis=1).astype(np.float32) * np.float32(_STEP)
