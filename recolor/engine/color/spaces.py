"""Conversions between sRGB (IEC 61966-2-1), linear light and CIELAB (CIE 1976, white D65), in float32."""

import functools
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from ..types import Pixels

_RGB_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_D65 = np.array([0.95047, 1.0, 1.08883])  # XYZ of the white point
_RGB_TO_RELATIVE_XYZ = (_RGB_TO_XYZ / _D65[:, None]).astype(np.float32)  # relative to the white point
_RELATIVE_XYZ_TO_RGB = np.linalg.inv(_RGB_TO_XYZ / _D65[:, None]).astype(np.float32)
# Their last columns are offsets.
_ROOTS_TO_LAB = np.array([[0, 116, 0, -16], [500, -500, 0, 0], [0, 200, -200, 0]], np.float32)
_LAB_TO_ROOTS = np.array(
    [[1 / 116, 1 / 500, 0, 16 / 116], [1 / 116, 0, 0, 16 / 116], [1 / 116, 0, -1 / 200, 16 / 116]], np.float32
)
_EPSILON, _KAPPA = 216 / 24389, np.float32(24389 / 27)  # CIE's constants of the linear part for dark colors
_ENCODING_STEPS = 4096  # of the table for `linear_to_rgb`; interpolation errors are below 0.001 of 255


def rgb_to_linear(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return linear light, float32 0..1, of sRGB values, float32 0..255 of any shape."""
    share = values / np.float32(255)
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4).astype(np.float32)


@functools.cache
def _linear_table() -> NDArray[np.float32]:
    """Return the linear light, (256,) float32 0..1, of the channel values 0 to 255."""
    return rgb_to_linear(np.arange(256, dtype=np.float32))


@functools.cache
def _encoding_table() -> NDArray[np.float32]:
    """Return sRGB values, (4097,) float32 0..255, at equal steps of the square root of linear light."""
    linear = np.linspace(0, 1, _ENCODING_STEPS + 1) ** 2
    encoded = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return (encoded * 255).astype(np.float32)


def rgb_to_lab(pixels: Pixels) -> NDArray[np.float32]:
    """Return CIELAB, (..., 3) float32 with L 0..100, of sRGB pixels, (..., 3) uint8."""
    if not pixels.size:
        return np.empty(pixels.shape, np.float32)
    # OpenCV looks values up several times faster than numpy does.
    linear = cast("NDArray[np.float32]", cv2.LUT(pixels.reshape(-1, 1), _linear_table()))
    return linear_to_lab(linear.reshape(pixels.shape))


def linear_to_lab(linear: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return CIELAB, (..., 3) float32 with L 0..100, of linear sRGB light, (..., 3) float32 0..1."""
    xyz = _transform(linear, _RGB_TO_RELATIVE_XYZ)
    root = np.where(xyz <= _EPSILON, (xyz * _KAPPA + 16) / 116, _cube_root(xyz))
    return _transform(root, _ROOTS_TO_LAB)


def lab_to_linear(lab: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return linear sRGB light, (..., 3) float32, of CIELAB, (..., 3); outside 0..1 for colors outside the gamut."""
    root = _transform(lab, _LAB_TO_ROOTS)
    xyz = root * root * root
    xyz = np.where(xyz <= _EPSILON, (root * 116 - 16) / _KAPPA, xyz)
    return _transform(xyz, _RELATIVE_XYZ_TO_RGB)


def _transform(colors: NDArray[np.float32], matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return `colors`, (..., 3) float32, multiplied by `matrix`, (3, 3) or, with offsets, (3, 4).

    OpenCV is tens of times faster than numpy's `@` for many vectors of three.
    """
    if not colors.size:
        return colors
    return cast("NDArray[np.float32]", cv2.transform(colors.reshape(1, -1, 3), matrix)).reshape(colors.shape)


def _cube_root(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the cube roots of positive values, float32 of any shape; `np.cbrt` takes ten times as long."""
    return cast("NDArray[np.float32]", cv2.pow(values, 1 / 3)).reshape(values.shape) if values.size else values


def linear_to_rgb(linear: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return sRGB values, float32 0..255 and not rounded, of linear light, any shape, clipped to 0..1."""
    position = np.sqrt(np.clip(linear, 0, 1)) * np.float32(_ENCODING_STEPS)
    below = np.minimum(position.astype(np.int32), _ENCODING_STEPS - 1)
    table = _encoding_table()
    low = table[below]
    values: NDArray[np.float32] = low + (table[below + 1] - low) * (position - below)
    return values.astype(np.float32, copy=False)


def hex_to_rgb(color: str) -> Pixels:
    """Return the color '#rrggbb' as (3,) uint8. Raises ValueError if it does not consist of hex digits."""
    return np.frombuffer(bytes.fromhex(color.removeprefix("#")), np.uint8)


def hex_to_lab(color: str) -> NDArray[np.float32]:
    """Return the CIELAB of the color '#rrggbb', (3,). Raises ValueError if it does not consist of hex digits."""
    lab: NDArray[np.float32] = rgb_to_lab(hex_to_rgb(color)[None])[0]
    return lab


def median_color(lab: NDArray[np.float32]) -> tuple[NDArray[np.float32], str]:
    """Return the median of CIELAB colors, (N, 3), as CIELAB, (3,), and the same color as '#rrggbb'.

    The median of their sRGB values may be quite another color.
    """
    median = np.median(lab, axis=0)
    return median, rgb_to_hex(linear_to_rgb(lab_to_linear(median)))


def rgb_to_hex(color: NDArray[Any]) -> str:
    """Return sRGB values, (3,) 0..255, rounded, as '#rrggbb'."""
    return "#{:02x}{:02x}{:02x}".format(*np.rint(color).astype(int).tolist())
