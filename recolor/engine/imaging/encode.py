"""Encoding of pictures as files: sRGB, without metadata but XMP, with the same bytes for the same pixels and XMP."""

import functools
import io

import cv2
import numpy as np
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from ..errors import EngineError
from ..types import Alpha, Pixels
from .alpha import with_alpha
from .xmp import jpeg_with_xmp

_JPEG_OPTIONS = [
    *(cv2.IMWRITE_JPEG_QUALITY, 95),
    *(cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444),
]
_SAVE_OPTIONS: dict[str, dict[str, object]] = {
    "png": {"compress_level": 3},
    "webp": {"lossless": True, "quality": 50, "method": 2},  # for lossless WebP, quality sets the compression effort
}
_LONGEST_SIDE = {"jpeg": 65_500, "webp": 16_383}  # pixels, by libjpeg and by the format
# Fields of the header of an ICC profile (ICC.1:2010, 7.2).
_CREATION_DATE = slice(24, 36)
_PROFILE_ID = slice(84, 100)  # an MD5 checksum of the profile; zeros mean that it was not computed


def encode(pixels: Pixels, format: str = "jpeg", xmp: bytes = b"", alpha: Alpha | None = None) -> bytes:
    """Encode a picture as the content of a file, with an embedded sRGB profile.

    Parameters
    ----------
    pixels : ndarray
        (H, W, 3) uint8, sRGB.
    format : str
        "jpeg" (quality 95, no chroma subsampling), "png", or "webp" (lossless).
    xmp : bytes
        Metadata to embed, an XMP packet (ISO 16684-1) in UTF-8; empty for none.
    alpha : ndarray, optional
        (H, W) uint8, the opacity of a picture whose `pixels` are composited on white. PNG and WebP keep it, with the
        colors that give `pixels` on white; JPEG stores `pixels`.

    Returns
    -------
    bytes
        The content of the file, the same for the same pixels and the same metadata.

    Raises
    ------
    ValueError
        For an unknown format.
    EngineError
        If the picture is too large for the format.
    """
    check_format(format, *pixels.shape[:2])
    if format == "jpeg":
        return _jpeg(pixels, xmp)
    if format not in _SAVE_OPTIONS:
        raise ValueError(f"unknown format {format!r}; choose jpeg, png or webp")
    buffer = io.BytesIO()
    image = Image.fromarray(pixels if alpha is None else with_alpha(pixels, alpha))
    image.save(buffer, format, icc_profile=_srgb_profile(), **_SAVE_OPTIONS[format], **_xmp_option(format, xmp))
    return buffer.getvalue()


def check_format(format: str, height: int, width: int) -> None:
    """Raise EngineError if a picture of this size, in pixels, is too large for a format."""
    longest = _LONGEST_SIDE.get(format, 0)
    if longest and max(height, width) > longest:
        raise EngineError(
            f"The result has {width} × {height} px, and a {format.upper()} at most {longest} px a side. "
            f"Choose PNG, or the size 2K or 4K."
        )


def _jpeg(pixels: Pixels, xmp: bytes) -> bytes:
    """Return a picture as a JPEG, by OpenCV, which lets other threads work meanwhile; Pillow keeps Python's lock."""
    profile = np.frombuffer(_srgb_profile(), np.uint8)
    _encoded, buffer = cv2.imencodeWithMetadata(
        ".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), [cv2.IMAGE_METADATA_ICCP], [profile], _JPEG_OPTIONS
    )
    return jpeg_with_xmp(buffer.tobytes(), xmp) if xmp else buffer.tobytes()


def _xmp_option(format: str, xmp: bytes) -> dict[str, object]:
    """Return the argument of Pillow that embeds XMP; PNG has it as an international text chunk."""
    if not xmp:
        return {}
    if format != "png":
        return {"xmp": xmp}
    chunks = PngInfo()
    chunks.add_itxt("XML:com.adobe.xmp", xmp.decode())
    return {"pnginfo": chunks}


@functools.cache
def _srgb_profile() -> bytes:
    """Return an sRGB profile with a fixed creation date, so that the encoded bytes do not depend on the date."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[_CREATION_DATE] = b"\x07\xe8\x00\x01\x00\x01" + bytes(6)  # 2024-01-01, midnight
    profile[_PROFILE_ID] = bytes(16)
    return bytes(profile)
