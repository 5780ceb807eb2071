"""Resizing of pictures and masks, and the sizes of results."""

from typing import Any, TypeVar, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from ..types import Alpha, Mask, Pixels

LONG_SIDE: dict[str, int | None] = {"2k": 2048, "4k": 4096, "original": None}  # pixels, by quality
_SHARPENING = 0.5  # factor of the difference from the blurred picture in the unsharp mask
_BLUR_PER_SCALE = 0.6  # standard deviation of that blur in pixels, per unit of the enlargement

Array = TypeVar("Array", bound=NDArray[Any])


def output_size(height: int, width: int, quality: str | None) -> tuple[int, int]:
    """Return the size of a result.

    Parameters
    ----------
    height, width : int
        Size of the photo in pixels.
    quality : str or None
        "2k" or "4k" for a long side of 2048 or 4096 px; "original" or None for the photo's own size.

    Returns
    -------
    tuple of int
        Height and width in pixels, with the photo's aspect ratio.

    Raises
    ------
    ValueError
        For an unknown quality.
    """
    if quality is None:
        return height, width
    if quality not in LONG_SIDE:
        raise ValueError(f"unknown quality {quality!r}; choose 2k, 4k, original or None")
    side = LONG_SIDE[quality]
    if side is None:
        return height, width
    scale = side / max(height, width)
    return max(1, round(height * scale)), max(1, round(width * scale))


def resize(array: Array, width: int, height: int, interpolation: int) -> Array:
    """Return `array`, (H, W) or (H, W, channels), resized to `width` × `height` px; the element type is kept."""
    return cast("Array", cv2.resize(array, (width, height), interpolation=interpolation))


def halve(array: Array) -> Array:
    """Return `array`, (H, W) or (H, W, channels), at half the size, rounded up: each pixel is the mean of four pixels.

    An odd side is extended by repeating the last row or column, because OpenCV averages even sizes several times
    faster.
    """
    height, width = array.shape[:2]
    if height % 2 or width % 2:
        array = cast("Array", cv2.copyMakeBorder(array, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE))
    return resize(array, (width + 1) // 2, (height + 1) // 2, cv2.INTER_AREA)


def double(half: Array, height: int, width: int) -> Array:
    """Return what was computed from a halved array, (⌈H/2⌉, ⌈W/2⌉) or with channels, at the full size H × W."""
    doubled = resize(half, 2 * half.shape[1], 2 * half.shape[0], cv2.INTER_LINEAR)
    return cast("Array", doubled[:height, :width])


def resize_pixels(pixels: Pixels, height: int, width: int) -> Pixels:
    """Resize `pixels`, (H, W, 3) or (H, W) uint8: Lanczos to enlarge, area averaging to shrink.

    Returns `pixels` itself, not a copy, if it already has that size.
    """
    if pixels.shape[:2] == (height, width):
        return pixels
    enlarges = height > pixels.shape[0]
    return resize(pixels, width, height, cv2.INTER_LANCZOS4 if enlarges else cv2.INTER_AREA)


def resize_mask(mask: Mask, height: int, width: int) -> Mask:
    """Resize `mask`, (H, W) float32 0..1, and clip it to 0..1: bicubic to enlarge, area averaging to shrink.

    Returns `mask` itself, not a copy, if it already has that size.
    """
    if mask.shape == (height, width):
        return mask
    enlarges = height > mask.shape[0]
    return np.clip(resize(mask, width, height, cv2.INTER_CUBIC if enlarges else cv2.INTER_AREA), 0, 1)


def sharpen_enlarged(pixels: Pixels, height: int, width: int, alpha: Alpha | None = None) -> Pixels:
    """Sharpen an enlarged picture with an unsharp mask whose radius grows with the enlargement.

    Pixels next to transparent ones stay as they are: sharpened against the white behind them, they would be a dark
    outline when the picture is shown on another background.

    Parameters
    ----------
    pixels : ndarray
        The enlarged picture, (H, W, 3) uint8.
    height, width : int
        Size in pixels before it was enlarged.
    alpha : ndarray, optional
        (H, W) uint8, the opacity of a picture that is composited on white.

    Returns
    -------
    ndarray
        (H, W, 3) uint8; `pixels` itself if it was not enlarged.
    """
    scale = max(pixels.shape[0] / height, pixels.shape[1] / width)
    if scale <= 1:
        return pixels
    sigma = _BLUR_PER_SCALE * scale
    sharpened = cv2.addWeighted(pixels, 1 + _SHARPENING, cv2.GaussianBlur(pixels, (0, 0), sigma), -_SHARPENING, 0)
    if alpha is not None:
        near_transparent = (cv2.GaussianBlur(alpha, (0, 0), sigma) < 255).view(np.uint8)
        cv2.copyTo(pixels, near_transparent, sharpened)
    return cast("Pixels", sharpened)
