"""Checking uploaded files: size, format and content. Photos are turned upright, converted to sRGB and encoded again.

The uploaded bytes themselves are not stored, so metadata and anything appended to the picture are dropped.
"""

import hashlib
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import numpy as np
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from PIL import Image

from .engine import PhotoError, encode, open_picture
from .pictures import EncodedPicture

if TYPE_CHECKING:
    Upload = UploadedFile[Any]
else:
    Upload = UploadedFile  # not subscriptable at run time

_MAX_DRAWN_PIXELS = 4_000_000  # of a mask drawn in the studio, which has screen size

# Decoding and encoding the largest photo takes about 1 GB. So few at a time, in each process, keep its memory bounded.
_SLOTS = threading.BoundedSemaphore(2)


def read_photo(upload: Upload) -> EncodedPicture:
    """Check an uploaded photo and encode it again. Raises ValidationError on `image`."""
    source = _read(upload, "image")
    with _SLOTS:
        return _encoded_again(source, _display_name(upload))


def _encoded_again(source: bytes, name: str) -> EncodedPicture:
    try:
        picture = open_picture(source)
    except PhotoError as error:
        raise ValidationError({"image": f"{name}: {error}"}) from error
    is_jpeg = source[:2] == b"\xff\xd8"  # stays a JPEG: as a PNG, its noise would take much more space
    file_format, extension = ("jpeg", "jpg") if is_jpeg else ("png", "png")
    content = partial(encode, picture.pixels, file_format, alpha=picture.alpha)
    return EncodedPicture.of(picture.pixels, content, extension, transparent=picture.alpha is not None)


def read_mask(upload: Upload, width: int, height: int) -> np.ndarray:
    """Return an uploaded mask as (height, width) uint8, 255 on the garment. Raises ValidationError on `mask`."""
    unreadable = "The mask is not a readable PNG. Send a gray PNG with 255 on the garment."
    with _opened_mask(_read(upload, "mask"), unreadable) as image:
        if image.size != (width, height):
            text = (
                f"The mask is {image.width} × {image.height} px, but the photo is {width} × {height} px. "
                "Send a mask of the photo's size."
            )
            raise ValidationError({"mask": text})
        mask = np.asarray(image.convert("L"))
    if not (mask > 127).any():
        raise ValidationError({"mask": "The mask is empty. Send a gray PNG with 255 on the garment."})
    return mask


def read_drawn_mask(upload: Upload) -> np.ndarray:
    """Return a mask drawn in the studio, a gray PNG of any size, as (h, w) float32 0..1.

    Raises ValidationError on `mask`.
    """
    unreadable = "The drawn mask could not be read. Load the page again and try again."
    with _opened_mask(_read(upload, "mask"), unreadable) as image:
        if image.width * image.height > _MAX_DRAWN_PIXELS:
            raise ValidationError({"mask": "The drawn mask is too large. Load the page again and try again."})
        return np.asarray(image.convert("L"), np.float32) / 255


@contextmanager
def _opened_mask(source: bytes, unreadable: str) -> Iterator[Image.Image]:
    """Open a PNG without decoding it. Whatever fails while it is used raises ValidationError with the given text."""
    try:
        with Image.open(io.BytesIO(source), formats=["PNG"]) as image:
            yield image
    except ValidationError:
        raise
    except Exception as error:  # damaged files make decoders raise struct.error, SyntaxError and others
        raise ValidationError({"mask": unreadable}) from error


def fingerprint(upload: Upload) -> str:
    """Return the SHA-256 of an upload's bytes, to detect duplicates."""
    upload.seek(0)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def photo_name(upload: Upload) -> str:
    """Return a name for a photo, made from its file name."""
    return PurePath(upload.name or "").stem.replace("_", " ").strip()[:200] or "Photo"


def _read(upload: Upload, field: str) -> bytes:
    """Return an upload's bytes. Raises ValidationError on `field` for one that is empty or too large."""
    limit = settings.RECOLOR_MAX_UPLOAD_MB
    if upload.size is None or upload.size > limit * 1024 * 1024:
        raise ValidationError(
            {field: f"{_display_name(upload)} is larger than {limit} MB. Send a smaller file, for example a JPEG."}
        )
    if not upload.size:
        raise ValidationError({field: f"{_display_name(upload)} is empty. Send another file."})
    content: bytes = upload.read()
    return content


def _display_name(upload: Upload) -> str:
    return (upload.name or "The file")[:100]
