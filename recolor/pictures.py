"""Pictures and masks as they are stored: a picture in full size, as a preview and as a thumbnail; a mask as a PNG."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np

from .engine import Pixels
from .engine.imaging.resize import halve, resize

PREVIEW_SIDE = 1600  # pixels, long side of previews
THUMBNAIL_SIDE = 480  # pixels, long side of thumbnails
_LINEAR_ABOVE = 0.75  # scale
_SMALL_QUALITY = 86  # of JPEG
EXTENSIONS = {"jpeg": "jpg", "png": "png", "webp": "webp"}  # of file names, by the format of a result


@dataclass
class EncodedPicture:
    """An encoded picture with its smaller JPEG versions, which are on white.

    width, height: pixels of the full size. transparent: whether a part of the full size is.
    """

    content: bytes
    extension: str
    preview: bytes
    thumbnail: bytes
    width: int
    height: int
    transparent: bool = False

    @classmethod
    def of(cls, pixels: Pixels, encode: Callable[[], bytes], extension: str, *, transparent: bool = False) -> Self:
        """Encode a picture and its smaller versions, all at the same time.

        pixels: (H, W, 3) uint8 sRGB. encode: returns them as the content of a file.
        """
        height, width = pixels.shape[:2]
        with ThreadPoolExecutor(1) as other:  # the libraries release Python's lock
            small_versions = other.submit(_small_versions, pixels)
            content = encode()
            preview, thumbnail = small_versions.result()
        return cls(content, extension, preview, thumbnail, width, height, transparent)


def _small_versions(pixels: Pixels) -> tuple[bytes, bytes]:
    """Return a picture's preview and thumbnail."""
    small = shrink(pixels, PREVIEW_SIDE)  # once; the thumbnail is made of it
    return small_jpeg(small, PREVIEW_SIDE), small_jpeg(small, THUMBNAIL_SIDE)


def shrink(pixels: Pixels, side: int) -> Pixels:
    """Return `pixels`, (H, W, 3) uint8, reduced so that the long side is at most `side`."""
    height, width = pixels.shape[:2]
    scale = side / max(height, width)
    if scale >= 1:
        return pixels
    size = max(1, round(width * scale)), max(1, round(height * scale))
    if scale > _LINEAR_ABOVE:  # close to 1, each pixel has only its neighbors to average
        return resize(pixels, *size, cv2.INTER_LINEAR)
    # The slow area filter looks the same as the means of four pixels each, before and after a step to the double size.
    double = 2 * size[0], 2 * size[1]
    while pixels.shape[1] >= 2 * double[0] and pixels.shape[0] >= 2 * double[1]:
        pixels = halve(pixels)
    return halve(resize(pixels, *double, cv2.INTER_LINEAR))


def small_jpeg(pixels: Pixels, side: int) -> bytes:
    """Return `pixels`, (H, W, 3) uint8 sRGB, as a JPEG whose long side is at most `side`."""
    small = cv2.cvtColor(shrink(pixels, side), cv2.COLOR_RGB2BGR)
    encoded, buffer = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, _SMALL_QUALITY])
    assert encoded
    return buffer.tobytes()


def fractions(mask: np.ndarray) -> np.ndarray:
    """Return a mask, (h, w) uint8, as float32, 0..1."""
    return np.asarray(np.divide(mask, 255, dtype=np.float32))


def eight_bits(mask: np.ndarray) -> np.ndarray:
    """Return a mask, (H, W) float 0..1, as uint8 0..255."""
    return np.asarray(np.rint(mask * 255), np.uint8)


def mask_png(mask: np.ndarray) -> bytes:
    """Return a mask, (H, W) float 0..1 or uint8, as a gray PNG."""
    gray = mask if mask.dtype == np.uint8 else eight_bits(np.clip(mask, 0, 1))
    encoded, buffer = cv2.imencode(".png", gray, [cv2.IMWRITE_PNG_COMPRESSION, 3])
    assert encoded
    return buffer.tobytes()


def mask_from_png(content: bytes) -> np.ndarray:
    """Return a stored mask, a gray PNG, as (H, W) uint8."""
    mask = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert mask is not None
    return mask
