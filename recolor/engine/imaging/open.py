"""Opening of photos: format and size checks, decoding, orientation, and error messages for users."""

import warnings
from os import PathLike
from pathlib import Path
from typing import IO

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from ..errors import PhotoError
from ..types import Alpha, Pixels
from .convert import to_srgb_pixels
from .limits import TimedFile, check_parts, check_scans

FORMATS = ("JPEG", "PNG", "WEBP", "TIFF")
MIN_SIDE = 32  # pixels
MAX_PIXELS = 64_000_000
_SIZE_LIMIT = f"The limit is {MAX_PIXELS // 1_000_000} megapixels. Send a smaller version."

PictureSource = str | PathLike[str] | bytes | IO[bytes] | Image.Image


def open_pixels(source: PictureSource) -> tuple[Pixels, Alpha | None]:
    """Open a JPEG, PNG, WebP or TIFF photo as upright, opaque 8-bit sRGB.

    The EXIF orientation is applied. An embedded ICC profile is converted to sRGB (IEC 61966-2-1). Gray, 16-bit,
    palette and CMYK photos become 8-bit RGB. Transparent pixels are composited on white. If the file contains several
    images, the first one is used.

    Parameters
    ----------
    source : str, path, bytes, binary file or PIL.Image.Image
        A path, the content of a file, a binary file object, or a Pillow image.

    Returns
    -------
    pixels : (H, W, 3) uint8
        The photo, sRGB.
    alpha : (H, W) uint8 or None
        Its opacity; None if all of it is opaque.

    Raises
    ------
    PhotoError
        If there is no such file, its format is not supported, it is damaged or incomplete, a side has fewer than
        32 px, or the photo has more than 64 megapixels. The size is checked before the pixels are decoded, as are the
        limits in `limits.py`.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns about damaged metadata, which does not matter here
            image = source if isinstance(source, Image.Image) else _open(source)
            _check_size(image)
            check_parts(image)
            image.load()
            return to_srgb_pixels(_apply_orientation(image))
    except PhotoError:
        raise
    except FileNotFoundError as error:
        raise PhotoError(f"The file {source!s} does not exist.") from error
    except Image.DecompressionBombError as error:
        raise PhotoError(f"The photo is too large. {_SIZE_LIMIT}") from error
    except UnidentifiedImageError as error:
        raise PhotoError("The format of the file is not supported. Send a JPEG, PNG, WebP or TIFF photo.") from error
    except MemoryError as error:
        raise PhotoError("The photo is too large for this computer's memory. Send a smaller version.") from error
    except Exception as error:  # damaged files make decoders raise struct.error, SyntaxError and others
        raise PhotoError(f"The file is damaged or incomplete ({error}). Export it again and retry.") from error


def _open(source: str | PathLike[str] | bytes | IO[bytes]) -> Image.Image:
    """Open a file without decoding its pixels."""
    if isinstance(source, bytes):
        content = source
    else:
        content = Path(source).read_bytes() if isinstance(source, str | PathLike) else source.read()
    check_scans(content)
    return Image.open(TimedFile(content), formats=FORMATS)


def _check_size(image: Image.Image) -> None:
    """Raise PhotoError if the image is too small or too large."""
    width, height = image.size
    if min(width, height) < MIN_SIDE:
        raise PhotoError(f"The photo is only {width} × {height} px. Each side must have at least {MIN_SIDE} px.")
    if width * height > MAX_PIXELS:
        megapixels = width * height / 1e6
        raise PhotoError(f"The photo is {width} × {height} px ({megapixels:.0f} megapixels). {_SIZE_LIMIT}")


def _apply_orientation(image: Image.Image) -> Image.Image:
    """Rotate or mirror the image according to its EXIF orientation; return an upright image itself, not a copy."""
    if image.getexif().get(ExifTags.Base.Orientation, 1) == 1:
        return image
    return ImageOps.exif_transpose(image)
