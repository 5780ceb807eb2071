"""Opening photos: whatever a camera or a program wrote, made upright, sRGB and opaque."""

import io
import warnings
from os import PathLike
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageCms, ImageOps

from ..errors import PhotoError
from ..types import Picture, Pixels
from .strips import in_strips

FORMATS = ("JPEG", "PNG", "WEBP", "TIFF")
LEAST_SIDE = 32
MOST_PIXELS = 64_000_000
_WOULD_WORK = "Send a JPEG, PNG, WebP or TIFF photo"

Source = str | PathLike[str] | bytes | IO[bytes] | Image.Image


def open_picture(source: Source) -> Picture:
    """Open a JPEG, PNG, WebP or TIFF.

    The EXIF orientation is applied, an embedded ICC profile converted to sRGB (IEC 61966-2-1), gray, 16-bit,
    palette and CMYK pictures become 8-bit RGB, and what is transparent is composed on white. Of a file with
    several pictures the first is taken.

    source: a path, the bytes of a file, a binary file object, or a PIL image.
    Raises PhotoError for anything that is no such picture, is broken or cut off, smaller than 32 px a side or
    larger than 64 megapixels; that is decided by the header, before the pixels are decoded.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # damaged metadata is no reason to refuse a picture
            image = source if isinstance(source, Image.Image) else _open(source)
            _check_size(image)
            image.load()
            return Picture(_pixels(image))
    except PhotoError:
        raise
    except FileNotFoundError as error:
        raise PhotoError(f"There is no file {source!s}.") from error
    except Image.DecompressionBombError as error:
        raise PhotoError(f"The picture is enormous; {MOST_PIXELS // 1_000_000} megapixels is the most.") from error
    except Image.UnidentifiedImageError as error:
        raise PhotoError(f"This is no picture we can read. {_WOULD_WORK}.") from error
    except MemoryError as error:
        raise PhotoError("The picture is too large for this machine's memory; send a smaller one.") from error
    except Exception as error:  # decoders raise many kinds for broken files: struct.error, SyntaxError, …
        raise PhotoError(f"The file is damaged or cut off ({error}). Export it again and retry.") from error


def _open(source: str | PathLike[str] | bytes | IO[bytes]) -> Image.Image:
    if isinstance(source, bytes):
        return Image.open(io.BytesIO(source), formats=FORMATS)
    return Image.open(Path(source) if isinstance(source, str | PathLike) else source, formats=FORMATS)


def _check_size(image: Image.Image) -> None:
    width, height = image.size
    if min(width, height) < LEAST_SIDE:
        raise PhotoError(f"The picture is only {width} × {height} px; {LEAST_SIDE} px a side is the least.")
    if width * height > MOST_PIXELS:
        raise PhotoError(
            f"The picture is {width} × {height} px, {width * height / 1e6:.0f} megapixels; "
            f"{MOST_PIXELS // 1_000_000} is the most. Send a smaller version."
        )


def _pixels(image: Image.Image) -> Pixels:
    profile = image.info.get("icc_profile")
    if image.getexif().get(ExifTags.Base.Orientation, 1) != 1:  # else Pillow would copy it for nothing
        image = ImageOps.exif_transpose(image)
    if image.mode in ("I;16", "I;16B", "I;16L", "I", "F"):
        image = Image.fromarray(_eight_bits(np.asarray(image)))
    alpha = _alpha(image)
    if alpha is not None:
        image = image.convert("LA" if image.mode == "LA" else "RGBA")
        # The colors alone: a profile knows nothing of transparency.
        image = image.convert("L" if image.mode == "LA" else "RGB")
    image = _to_srgb(image, profile)
    pixels = _array(image)
    if alpha is None:
        return pixels
    share = alpha.astype(np.float32)[..., None] / 255
    return np.rint(pixels * share + 255 * (1 - share)).astype(np.uint8)


def _array(image: Image.Image) -> Pixels:
    """An RGB picture's pixels; by strips, for Pillow would copy the whole twice."""
    out = np.empty((image.height, image.width, 3), np.uint8)

    def strip(rows: slice) -> None:
        out[rows] = np.asarray(image.crop((0, rows.start, image.width, rows.stop)))

    in_strips(strip, image.height, image.width)
    return out


def _eight_bits(values: NDArray) -> NDArray[np.uint8]:
    """Gray of more than 8 bits: 16-bit integers as they are, floats as 0..1 (or by their largest value)."""
    if values.dtype.kind == "f":
        values = np.nan_to_num(values)
        scale = 255 / max(float(values.max()), 1.0)
        return np.clip(values * scale, 0, 255).astype(np.uint8)
    full = 65535 if values.max() > 255 else 255
    return (np.clip(values.astype(np.int64), 0, full) * 255 // full).astype(np.uint8)


def _alpha(image: Image.Image) -> NDArray[np.uint8] | None:
    if not image.has_transparency_data:
        return None
    alpha = np.asarray(image.convert("RGBA").getchannel("A"))
    return None if (alpha == 255).all() else alpha


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile and image.mode in ("RGB", "L", "CMYK", "LAB"):
        try:
            embedded = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, embedded, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if converted is not None:
                return converted
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a damaged or alien profile: sRGB is what viewers assume then
    return image if image.mode == "RGB" else image.convert("RGB")
