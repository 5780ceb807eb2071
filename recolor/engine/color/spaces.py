"""sRGB (IEC 61966-2-1) and CIELAB (CIE 1976, D65), in float32."""

import functools

import numpy as np
from numpy.typing import NDArray

from ..types import Pixels

_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_WHITE = np.array([0.95047, 1.0, 1.08883])
_TO_CONE = (_TO_XYZ / _WHITE[:, None]).astype(np.float32)
_FROM_CONE = np.linalg.inv(_TO_XYZ / _WHITE[:, None]).astype(np.float32)
_MIX = np.array([[0, 116, 0], [500, -500, 0], [0, 200, -200]], np.float32)
_EPSILON, _KAPPA = 216 / 24389, 24389 / 27


def values_to_linear(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """sRGB values, 0..255, as linear light, 0..1."""
    share = values / np.float32(255)
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4).astype(np.float32)


@functools.cache
def _linear_table() -> NDArray[np.float32]:
    """Linear light of the 256 values of a channel."""
    return values_to_linear(np.arange(256, dtype=np.float32))


@functools.cache
def _encoding_table() -> NDArray[np.float32]:
    """sRGB values, 0..255, of the square roots of linear light: 4096 steps are exact to a 20th of a value."""
    linear = np.linspace(0, 1, 4097) ** 2
    encoded = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return (encoded * 255).astype(np.float32)


def rgb_to_lab(pixels: Pixels) -> NDArray[np.float32]:
    """(…, 3) uint8 sRGB as CIELAB, (…, 3) float32: L 0..100."""
    return linear_to_lab(_linear_table()[pixels])


def linear_to_lab(linear: NDArray[np.float32]) -> NDArray[np.float32]:
    """Linear sRGB light, (…, 3) float32 0..1, as CIELAB."""
    cone = linear.reshape(-1, 3) @ _TO_CONE.T
    root = np.cbrt(cone)
    dark = cone <= _EPSILON
    root[dark] = (cone[dark] * _KAPPA + 16) / 116
    lab: NDArray[np.float32] = (root @ _MIX.T).astype(np.float32, copy=False)
    lab[:, 0] -= 16
    return lab.reshape(linear.shape)


def lab_to_linear(lab: NDArray[np.float32]) -> NDArray[np.float32]:
    """CIELAB, (…, 3), as linear sRGB light; outside 0..1 where the color is out of gamut."""
    flat = lab.reshape(-1, 3)
    root = np.empty_like(flat)
    root[:, 1] = (flat[:, 0] + 16) / 116
    root[:, 0] = root[:, 1] + flat[:, 1] / 500
    root[:, 2] = root[:, 1] - flat[:, 2] / 200
    cone = root * root * root
    dark = cone <= _EPSILON
    cone[dark] = (root[dark] * 116 - 16) / _KAPPA
    linear: NDArray[np.float32] = (cone @ _FROM_CONE.T).reshape(lab.shape).astype(np.float32, copy=False)
    return linear


def linear_to_rgb(linear: NDArray[np.float32]) -> NDArray[np.float32]:
    """Linear light as sRGB values, float32 0..255, not yet rounded; what is out of gamut is clipped."""
    position = np.sqrt(np.clip(linear, 0, 1)) * np.float32(4096)
    below = np.minimum(position.astype(np.int32), 4095)
    table = _encoding_table()
    low = table[below]
    return (low + (table[below + 1] - low) * (position - below)).astype(np.float32, copy=False)


def hex_to_rgb(color: str) -> Pixels:
    """'#rrggbb' as (3,) uint8."""
    return np.frombuffer(bytes.fromhex(color.removeprefix("#")), np.uint8)


def rgb_to_hex(color: NDArray) -> str:
    """(3,) values 0..255 as '#rrggbb'."""
    return "#{:02x}{:02x}{:02x}".format(*np.rint(color).astype(int).tolist())
