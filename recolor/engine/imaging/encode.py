"""Writing pictures: sRGB, no metadata, the same bytes for the same pixels."""

import functools
import io

import cv2
from PIL import Image, ImageCms

from ..types import Pixels

_OPTIONS: dict[str, dict[str, object]] = {
    "jpeg": {"quality": 95, "subsampling": "4:4:4"},
    "png": {"compress_level": 3},
    "webp": {"lossless": True, "quality": 50, "method": 2},
}


@functools.cache
def _srgb_profile() -> bytes:
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = b"\x07\xe8\x00\x01\x00\x01" + bytes(6)  # its date, lest the bytes change by the day
    profile[84:100] = bytes(16)  # and the identifier that is computed from it
    return bytes(profile)


def encode(pixels: Pixels, format: str = "jpeg") -> bytes:
    """Encode `pixels`, (H, W, 3) uint8 sRGB, as "jpeg" (quality 95, 4:4:4), "png" or lossless "webp".

    Raises ValueError for another format.
    """
    if format not in _OPTIONS:
        raise ValueError(f"unknown format {format!r}; choose jpeg, png or webp")
    buffer = io.BytesIO()
    image = _as_it_lies(pixels) if format == "jpeg" else Image.fromarray(pixels)
    image.save(buffer, format, icc_profile=_srgb_profile(), **_OPTIONS[format])
    return buffer.getvalue()


def _as_it_lies(pixels: Pixels) -> Image.Image:
    """A picture that Pillow reads where it lies: with a fourth byte a pixel it copies nothing."""
    wide = cv2.cvtColor(pixels, cv2.COLOR_RGB2RGBA)
    return Image.frombuffer("RGBX", wide.shape[1::-1], wide, "raw", "RGBX", 0, 1)
