"""Sizes of results: Lanczos up, area down."""

from typing import Any, TypeVar, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from ..types import Mask, Pixels

_SHARPENING = 0.5  # of what the blur takes away
LONG_SIDE: dict[str, int | None] = {"2k": 2048, "4k": 4096, "original": None}


def output_size(height: int, width: int, quality: str | None) -> tuple[int, int]:
    """The result's (height, width): "2k" and "4k" are long sides of 2048 and 4096 px, None keeps the photo's.

    Raises ValueError for another quality.
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


Image = TypeVar("Image", bound=NDArray[Any])


def scaled(image: Image, width: int, height: int, interpolation: int) -> Image:
    """`cv2.resize`, whose stubs forget that the element's type stays."""
    return cast("Image", cv2.resize(image, (width, height), interpolation=interpolation))


def halved(image: Image) -> Image:
    """Half the size, rounded up: each pixel is the mean of four. (Even sizes are averaged several times faster.)"""
    height, width = image.shape[:2]
    if height % 2 or width % 2:
        image = cast("Image", cv2.copyMakeBorder(image, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE))
    return scaled(image, (width + 1) // 2, (height + 1) // 2, cv2.INTER_AREA)


def resize_pixels(pixels: Pixels, height: int, width: int) -> Pixels:
    """`pixels`, (H, W, 3) uint8, at another size; the very array where the size is the same."""
    if pixels.shape[:2] == (height, width):
        return pixels
    grows = height > pixels.shape[0]
    return scaled(pixels, width, height, cv2.INTER_LANCZOS4 if grows else cv2.INTER_AREA)


def sharpened(pixels: Pixels, height: int, width: int) -> Pixels:
    """`pixels`, (H, W, 3) uint8, with the edges that were softened by enlarging `height` × `width` (unsharp mask)."""
    scale = max(pixels.shape[0] / height, pixels.shape[1] / width)
    if scale <= 1:
        return pixels
    soft = cv2.GaussianBlur(pixels, (0, 0), 0.6 * scale)
    return cast("Pixels", cv2.addWeighted(pixels, 1 + _SHARPENING, soft, -_SHARPENING, 0))


def resize_mask(mask: Mask, height: int, width: int) -> Mask:
    """`mask`, (H, W) float32 0..1, at another size, still within 0..1."""
    if mask.shape == (height, width):
        return mask
    grows = height > mask.shape[0]
    return np.clip(scaled(mask, width, height, cv2.INTER_CUBIC if grows else cv2.INTER_AREA), 0, 1)
