"""Limits of what a file may ask of its decoder, so that a small file cannot take all memory or hours of time.

The number of pixels is checked in `open.py`. Text and profiles in PNG files are limited by Pillow, pictures within TIFF
files by libtiff.
"""

import io
import re
import time

from PIL import Image, TiffImagePlugin

from ..errors import PhotoError

MAX_FRAMES = 100  # pictures in a file, of which the first is used
MAX_SCANS = 100  # of a progressive JPEG; encoders write about 10, and the decoder goes over all pixels for each
MAX_PROFILE = 4 * 1024**2  # bytes of an ICC profile; those of printing presses have up to 3 MB
MAX_SECONDS = 30.0  # from opening a file until its pixels are decoded
_TILE_WIDTH, _TILE_LENGTH = 322, 323  # tags of TIFF files

# A marker of a JPEG file: not an escaped byte of the picture's data, a restart marker or padding.
_JPEG_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_START_OF_SCAN, _END_OF_IMAGE = 0xDA, 0xD9


class TimedFile(io.BytesIO):
    """The content of a file that can be read for `MAX_SECONDS`; then, reading raises PhotoError.

    Decoders of JPEG and PNG read while they decode. Those of WebP and TIFF read everything first; their time is limited
    by the number of pixels.
    """

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self._end = time.monotonic() + MAX_SECONDS

    def read(self, size: int | None = -1, /) -> bytes:
        if time.monotonic() > self._end:
            raise PhotoError("Reading the file takes too long. Export it again as a plain JPEG or PNG.")
        return super().read(size)


def check_scans(content: bytes) -> None:
    """Raise PhotoError if a JPEG file has too many scans; do nothing for other files."""
    if not content.startswith(b"\xff\xd8"):
        return
    position, scans = 2, 0
    while scans <= MAX_SCANS:
        found = _JPEG_MARKER.search(content, position)
        if found is None or content[found.start() + 1] == _END_OF_IMAGE:
            return
        scans += content[found.start() + 1] == _START_OF_SCAN
        position = found.end() + int.from_bytes(content[found.end() : found.end() + 2], "big")
    raise PhotoError(f"The JPEG has more than {MAX_SCANS} scans. Export it again as a plain JPEG.")


def check_parts(image: Image.Image) -> None:
    """Raise PhotoError if an opened file has too many frames, too large tiles, or too large a color profile."""
    if _has_too_many_frames(image):
        raise PhotoError(f"The file contains more than {MAX_FRAMES} pictures. Send a file with one picture.")
    profile = image.info.get("icc_profile") or b""
    if len(profile) > MAX_PROFILE:
        megabytes = len(profile) / 1024**2
        raise PhotoError(
            f"The color profile in the file has {megabytes:.0f} MB. Export the photo with the profile sRGB."
        )
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        _check_tiles(image)


def _has_too_many_frames(image: Image.Image) -> bool:
    if not isinstance(image, TiffImagePlugin.TiffImageFile):
        return int(getattr(image, "n_frames", 1)) > MAX_FRAMES
    # A TIFF file has no number of frames: Pillow would follow the chain of all of them to count them.
    try:
        image.seek(MAX_FRAMES)
    except Exception:  # the end of the chain, or a damaged link in it
        image.seek(0)
        return False
    return True


def _check_tiles(image: TiffImagePlugin.TiffImageFile) -> None:
    """Raise PhotoError if tiles are much larger than the image: the decoder takes memory for a whole tile."""
    width, length = (image.tag_v2.get(tag, 0) for tag in (_TILE_WIDTH, _TILE_LENGTH))
    if width * length > 4 * max(image.width * image.height, 1024**2):
        raise PhotoError(f"The tiles of the TIFF have {width} × {length} px. Export it again without tiles.")
