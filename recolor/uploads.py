"""What comes from outside is made safe here: limited, decoded, turned upright, converted, re-encoded.

Nothing of the uploaded bytes is kept: neither metadata nor anything hidden behind the picture.
"""

import hashlib
import io
from dataclasses import dataclass
from pathlib import PurePath

import cv2
import numpy as np
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from PIL import Image

from .engine import Pixels, encode, open_picture
from .engine.errors import PhotoError

PREVIEW_SIDE = 1600
THUMBNAIL_SIDE = 480
MASK_PIXELS = 100_000_000
DRAWN_PIXELS = 4_000_000


@dataclass
class SafePhoto:
    """An upload made safe, ready to be stored: encoded in full, for screens and for lists."""

    content: bytes
    extension: str
    preview: bytes
    thumbnail: bytes
    width: int
    height: int


def read_photo(upload: UploadedFile) -> SafePhoto:
    """Check and re-encode an uploaded photo; ValidationError on `image` if it cannot be used."""
    source = _read(upload, "image")
    try:
        pixels = open_picture(source).pixels
    except PhotoError as error:
        raise ValidationError({"image": f"{_file_name(upload)}: {error}"}) from error
    lossy = source[:2] == b"\xff\xd8"  # a JPEG stays one: its grain would only bloat a PNG
    height, width = pixels.shape[:2]
    return SafePhoto(
        content=encode(pixels, "jpeg" if lossy else "png"),
        extension="jpg" if lossy else "png",
        preview=small_jpeg(pixels, PREVIEW_SIDE),
        thumbnail=small_jpeg(pixels, THUMBNAIL_SIDE),
        width=width,
        height=height,
    )


def read_mask(upload: UploadedFile, width: int, height: int) -> np.ndarray:
    """An uploaded mask as (H, W) uint8, 255 on the garment; ValidationError on `mask` if it does not fit."""
    source = _read(upload, "mask")
    try:
        with Image.open(io.BytesIO(source), formats=["PNG"]) as image:
            if image.width * image.height > MASK_PIXELS:
                raise ValidationError({"mask": "The mask is far too large; send one of the photo's size."})
            if image.size != (width, height):
                raise ValidationError(
                    {
                        "mask": f"The mask is {image.width} × {image.height} px, the photo {width} × {height}; "
                        "send one of the photo's size."
                    }
                )
            mask = np.asarray(image.convert("L"))
    except (OSError, SyntaxError, ValueError) as error:
        raise ValidationError(
            {"mask": "This is not a PNG we can read; send a gray PNG, 255 on the garment."}
        ) from error
    if not (mask > 127).any():
        raise ValidationError({"mask": "The mask is empty; paint the garment white (255)."})
    return mask


def read_drawn_mask(upload: UploadedFile) -> np.ndarray:
    """A mask drawn on a screen, a small gray PNG of any size: (h, w) float32 0..1; ValidationError on `mask`."""
    source = _read(upload, "mask")
    try:
        with Image.open(io.BytesIO(source), formats=["PNG"]) as image:
            if image.width * image.height > DRAWN_PIXELS:
                raise ValidationError({"mask": "The drawing is far too large."})
            return np.asarray(image.convert("L"), np.float32) / 255
    except (OSError, SyntaxError, ValueError) as error:
        raise ValidationError({"mask": "The drawing could not be read; load the page again and retry."}) from error


def fingerprint(upload: UploadedFile) -> str:
    """The SHA-256 of an upload's bytes, to notice the same file again."""
    upload.seek(0)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def photo_name(upload: UploadedFile) -> str:
    """A name for a photo from its file's name."""
    return PurePath(upload.name or "").stem.replace("_", " ").strip()[:200] or "Photo"


def small_jpeg(pixels: Pixels, side: int) -> bytes:
    """A JPEG of `pixels` (H, W, 3 uint8 sRGB) whose long side is `side` at most."""
    height, width = pixels.shape[:2]
    scale = min(1.0, side / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA) if scale < 1 else pixels
    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(small)).save(buffer, "JPEG", quality=86, optimize=True)
    return buffer.getvalue()


def mask_png(mask: np.ndarray) -> bytes:
    """A mask, (H, W) float 0..1 or uint8, as a gray PNG."""
    gray = mask if mask.dtype == np.uint8 else np.rint(np.clip(mask, 0, 1) * 255).astype(np.uint8)
    done, buffer = cv2.imencode(".png", gray, [cv2.IMWRITE_PNG_COMPRESSION, 3])
    assert done
    return buffer.tobytes()


def _read(upload: UploadedFile, field: str) -> bytes:
    limit = settings.RECOLOR_MAX_UPLOAD_MB
    if upload.size is None or upload.size > limit * 1024 * 1024:
        raise ValidationError(
            {field: f"{_file_name(upload)} is larger than {limit} MB; send a smaller file, a JPEG for example."}
        )
    if not upload.size:
        raise ValidationError({field: f"{_file_name(upload)} is empty."})
    return upload.read()


def _file_name(upload: UploadedFile) -> str:
    return (upload.name or "The file")[:100]
