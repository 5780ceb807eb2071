"""Pictures and masks as they are stored: a picture in full size, as a preview and as a thumbnail; a mask as a PNG."""

import io
from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np
from PIL import Image

from .engine import Pixels

PREVIEW_SIDE = 1600  # pixels, long side of previews
THUMBNAIL_SIDE = 480  # pixels, long side of thumbnails
_LINEAR_ABOVE = 0.75  # scale
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
    def of(cls, pixels: Pixels, content: bytes, extension: str, *, transparent: bool = False) -> Self:
        """Add the smaller versions to `content`, the encoded `pixels`, (H, W, 3) uint8 sRGB."""
        height, width = pixels.shape[:2]
        small = shrink(pixels, PREVIEW_SIDE)  # once; the thumbnail is made of it
        preview, thumbnail = (small_jpeg(small, side) for side in (PREVIEW_SIDE, THUMBNAIL_SIDE))
        return cls(content, extension, preview, thumbnail, width, height, transparent)


def shrink(pixels: Pixels, side: int) -> Pixels:
    """Return `pixels`, (H, W, 3) uint8, reduced so that the long side is at most `side`."""
    height, width = pixels.shape[:2]
    scale = side / max(height, width)
    if scale >= 1:
        return pixels
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    # Close to 1, each pixel has only its neighbors to average; then the slow area filter looks the same.
    interpolation = cv2.INTER_LINEAR if scale > _LINEAR_ABOVE else cv2.INTER_AREA
    return np.asarray(cv2.resize(pixels, size, interpolation=interpolation), np.uint8)


def small_jpeg(pixels: Pixels, side: int) -> bytes:
    """Return `pixels`, (H, W, 3) uint8 sRGB, as a JPEG whose long side is at most `side`."""
    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(shrink(pixels, side))).save(buffer, "JPEG", quality=86)
    return buffer.getvalue()


def mask_png(mask: np.ndarray) -> bytes:
    """Return a mask, (H, W) float 0..1 or uint8, as a gray PNG."""
    gray = mask if mask.dtype == np.uint8 else np.rint(np.clip(mask, 0, 1) * 255).astype(np.uint8)
    encoded, buffer = cv2.imencode(".png", gray, [cv2.IMWRITE_PNG_COMPRESSION, 3])
    assert encoded
    return buffer.tobytes()


def mask_from_png(content: bytes) -> np.ndarray:
    """Return a stored mask, a gray PNG, as (H, W) uint8."""
    mask = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert mask is not None
    return mask
