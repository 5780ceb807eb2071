"""Colored light on a garment: a warm lamp or the low sun on one side, the blue sky on the other.

Where the light changes color across a garment, the ratios of red and blue to green change with it, whatever the cloth
is dyed with. The light is removed before the garment is recolored and added again afterwards, so a new dye is seen in
the light of the scene. Without this, a new color has only a part of these changes, in the wrong hue.

The logarithms of both ratios are averaged in cells of the garment. By weighted least squares, they are explained by
the lightness of a cell, because shades and highlights of a dye differ in chroma, and by a polynomial of second degree
in its place, which is the light. Cells that differ from both, such as those with a print, get small weights.

The light is used only if three conditions hold. The polynomial explains most of the changes that lightness does not
explain; prints and panels of another color change in steps, which it cannot explain. The changes are between amber and
blue, like those between lamps, sun and sky. In most of the garment, no channel is close to black or white.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ..color.spaces import rgb_to_linear
from ..imaging.binary import BinaryMask
from ..imaging.resize import resize
from ..imaging.strips import map_strips
from ..types import Pixels
from .local_shares import at_working_size

_CELLS = 24  # cells along the long side of a garment
_MINIMUM_CELLS, _MINIMUM_COVERAGE = 24, 0.75  # cells, and their share of the garment; elsewhere, the light is a guess
_CELL = 8  # pixels; side of a cell at the size to which the garment is averaged first
_MINIMUM_SHARE = 0.35  # share of a cell that is certainly cloth
_DARK, _BRIGHT = 0.03, 0.95  # linear light between which the ratio of channels can be trusted, also of noisy photos
_KNOTS = np.linspace(0, 1, 5)  # quantiles of lightness between which its effect is interpolated
_STEPS = 6  # of the weighted least squares
_OUTLIER = 1.5  # robust standard deviations from which the weight of a cell falls
_RIDGE = 1e-4  # of the polynomial's coefficients, which cells in few directions would leave undetermined
# Tuned on the retouched garments of bench/colourways under synthetic light, and by looking at `labeled`, split `train`.
# With a lower share, saturated cloth and fur are taken for light; a higher one finds less of it.
_MINIMUM_EXPLAINED = 0.75  # share of the changes of color that the polynomial explains
_MINIMUM_WARMTH = 0.75  # share of the changes between amber and blue; between green and magenta, it is rather the dye
# Change of log ratios across a garment. More is another dye, and no light in places without cells.
_MINIMUM_CHANGE, _MAXIMUM_CHANGE = 0.05, 0.5
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)  # of red, green and blue in linear light (sRGB)
_GAMMA, _OFFSET = 2.4, np.float32(255 * 0.055)  # of the sRGB curve, above its linear part


@dataclass(frozen=True)
class ColoredLight:
    """The color of the light in each place of a garment, relative to its typical color.

    Attributes
    ----------
    coefficients : (5, 2) float32
        Of `_polynomial`, for the logarithms of the ratios of red and blue to green, in linear light.
    typical : (2,) float32
        Median of both logarithms over the garment.
    """

    coefficients: NDArray[np.float32]
    typical: NDArray[np.float32]

    def remove(self, pixels: Pixels) -> Pixels:
        """Return pixels of the garment's bounding box, (h, w, 3) uint8, as light of the typical color shows them."""
        return self._multiplied(pixels, np.float32(-1 / _GAMMA))

    def add(self, pixels: Pixels) -> Pixels:
        """Return pixels of the bounding box in light of the typical color, (h, w, 3) uint8, as the light shows them."""
        return self._multiplied(pixels, np.float32(1 / _GAMMA))

    def _multiplied(self, pixels: Pixels, exponent: np.float32) -> Pixels:
        height, width = pixels.shape[:2]
        out = np.empty_like(pixels)
        lines, columns = np.arange(height, dtype=np.float32)[:, None], np.arange(width, dtype=np.float32)[None]

        def multiply(rows: slice) -> None:
            terms = _polynomial(lines[rows], columns, height, width)
            red, blue = np.moveaxis(
                np.clip(terms @ self.coefficients - self.typical, -_MAXIMUM_CHANGE, _MAXIMUM_CHANGE), -1, 0
            )
            gains = np.exp(np.stack([red, np.zeros_like(red), blue], axis=-1))
            gains /= (gains @ _LUMINANCE)[..., None]
            out[rows] = np.clip(np.rint((pixels[rows] + _OFFSET) * gains**exponent - _OFFSET), 0, 255)

        map_strips(multiply, height, width)
        return out


def find_colored_light(pixels: Pixels, sure: BinaryMask) -> ColoredLight | None:
    """Find the colored light on a garment.

    Parameters
    ----------
    pixels : (h, w, 3) uint8
        The picture in the garment's bounding box, sRGB.
    sure : (h, w) uint8
        1 on pixels that are certainly cloth.

    Returns
    -------
    ColoredLight or None
        The light; None if it has one color everywhere, or is not sure.
    """
    cells = _measured_cells(pixels, sure)
    if cells is None:
        return None
    terms, lightness, ratios = cells[:, :5], cells[:, 5], cells[:, 6:]
    knots = np.quantile(lightness, _KNOTS) + 1e-3 * _KNOTS  # not all equal
    shades = np.stack([np.interp(lightness, knots, tip) for tip in np.eye(len(knots))], axis=1)
    solution = _fit(np.column_stack([terms, shades]), ratios)
    light = terms @ solution[:5]
    typical = np.median(light, axis=0)
    if not _is_sure(light - typical, ratios - light - shades @ solution[5:]):
        return None
    return ColoredLight(solution[:5].astype(np.float32), typical.astype(np.float32))


def _is_sure(light: NDArray[np.float64], rest: NDArray[np.float64]) -> bool:
    """Return whether the changes of both log ratios, (cells, 2), are light that explains all but `rest`."""
    change = float(np.hypot(*np.ptp(np.quantile(light, [0.05, 0.95], axis=0), axis=0)))
    if not _MINIMUM_CHANGE < change < _MAXIMUM_CHANGE:
        return False
    explained = (light**2).sum() / ((light**2).sum() + (rest**2).sum())
    warmth = ((light[:, 0] - light[:, 1]) ** 2).sum() / 2 / (light**2).sum()
    return bool(explained > _MINIMUM_EXPLAINED and warmth > _MINIMUM_WARMTH)


def _measured_cells(pixels: Pixels, sure: BinaryMask) -> NDArray[np.float64] | None:
    """Return terms, lightness and log ratios, (cells, 5 + 1 + 2), of the cells of cloth; None if too few are known."""
    small, flags = at_working_size(pixels, sure, _CELLS * _CELL)
    height, width = flags.shape
    weights = flags.astype(np.float32)
    linear = rgb_to_linear(small.astype(np.float32))
    scale = _CELLS / max(height, width)
    rows, columns = (max(1, round(side * scale)) for side in (height, width))
    is_cloth = resize(weights, columns, rows, cv2.INTER_AREA) > _MINIMUM_SHARE
    weights = weights * ((linear.min(axis=2) > _DARK) & (linear.max(axis=2) < _BRIGHT))
    shares = resize(weights, columns, rows, cv2.INTER_AREA)
    means = resize(linear * weights[..., None], columns, rows, cv2.INTER_AREA) / np.maximum(shares, 1e-6)[..., None]
    places = np.mgrid[0:rows, 0:columns].astype(np.float32)
    used = shares > _MINIMUM_SHARE
    if np.count_nonzero(used) < max(_MINIMUM_CELLS, _MINIMUM_COVERAGE * np.count_nonzero(is_cloth)):
        return None
    terms = _polynomial(places[0][used], places[1][used], rows, columns)
    red, green, blue = np.log(means[used]).T
    lightness = np.log(means[used] @ _LUMINANCE)
    return np.column_stack([terms, lightness, red - green, blue - green]).astype(np.float64)


def _polynomial(
    rows: NDArray[np.float32], columns: NDArray[np.float32], height: int, width: int
) -> NDArray[np.float32]:
    """Return y, x, y², x·y and x², (..., 5); x and y are places relative to the middle of a box, 1 at its long side."""
    half = np.float32(max(height, width) / 2)
    y, x = (rows - np.float32((height - 1) / 2)) / half, (columns - np.float32((width - 1) / 2)) / half
    y, x = np.broadcast_arrays(y, x)
    return np.stack([y, x, y * y, x * y, x * x], axis=-1)


def _fit(terms: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the coefficients, (terms, 2), of a robust fit of values, (cells, 2), by iterated weights (Huber, 1964).

    terms: the terms of the polynomial and the shares of the knots of lightness, (cells, terms).
    """
    weights: NDArray[np.floating] = np.ones(len(terms))
    ridge = _RIDGE * len(terms) * np.diag([1.0] * 5 + [1e-3] * (terms.shape[1] - 5))
    for _ in range(_STEPS):
        weighted = terms * weights[:, None]
        solution = np.linalg.solve(weighted.T @ terms + ridge, weighted.T @ values)
        distance = np.linalg.norm(values - terms @ solution, axis=1)
        deviation = 1.4826 * np.median(distance) + 1e-4
        weights = np.minimum(_OUTLIER * deviation / np.maximum(distance, 1e-9), 1)
    return np.asarray(solution, np.float64)
