"""Transparency: compositing a picture on white, and restoring its own colors and opacity.

The engine works on opaque pixels. Compositing is linear, so a resized composite and the alpha channel resized alike
give the colors of the transparent picture, resized: no white is left at its edges.
"""

import numpy as np
from numpy.typing import NDArray

from ..types import Alpha, Pixels
from .strips import map_strips

_LEAST_ALPHA = 1  # in place of 0, under which no color can be restored or seen


def composite_on_white(pixels: Pixels, alpha: Alpha) -> None:
    """Composite `pixels`, (H, W, 3) uint8, with opacity `alpha`, (H, W) uint8, on a white background, in place."""

    def composite_strip(rows: slice) -> None:
        opacity = _opacity(alpha[rows])
        pixels[rows] = np.rint(pixels[rows] * opacity + 255 * (1 - opacity)).astype(np.uint8)

    map_strips(composite_strip, *alpha.shape)


def with_alpha(pixels: Pixels, alpha: Alpha) -> NDArray[np.uint8]:
    """Return the picture that gives `pixels` when it is composited on white.

    Parameters
    ----------
    pixels : ndarray
        (H, W, 3) uint8, composited on white.
    alpha : ndarray
        (H, W) uint8, the opacity.

    Returns
    -------
    ndarray
        (H, W, 4) uint8: colors that are not multiplied by the opacity, and the opacity.
    """
    height, width = alpha.shape
    transparent = np.empty((height, width, 4), np.uint8)

    def restore_strip(rows: slice) -> None:
        opacity = _opacity(np.maximum(alpha[rows], _LEAST_ALPHA))
        colors = (pixels[rows] - 255 * (1 - opacity)) / opacity
        transparent[rows, :, :3] = np.clip(np.rint(colors), 0, 255).astype(np.uint8)
        transparent[rows, :, 3] = alpha[rows]

    map_strips(restore_strip, height, width)
    return transparent


def _opacity(alpha: Alpha) -> NDArray[np.float32]:
    """Return (H, W, 1) float32, 0..1."""
    return np.divide(alpha[..., None], 255, dtype=np.float32)
