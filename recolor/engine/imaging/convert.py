"""Conversion of decoded images to 8-bit sRGB: ICC profiles, transparency, and more than 8 bits per channel."""

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from ..types import Alpha, Pixels
from .alpha import composite_on_white
from .strips import map_strips

_MORE_THAN_EIGHT_BITS = ("I;16", "I;16B", "I;16L", "I", "F")  # Pillow's modes; all of them are gray
_MODES_WITH_PROFILE = ("RGB", "L", "CMYK", "LAB")  # Pillow's modes from which ImageCms can convert


def to_srgb_pixels(image: Image.Image) -> tuple[Pixels, Alpha | None]:
    """Return the pixels of a decoded image as opaque 8-bit sRGB, and its alpha channel.

    Colors are converted from the embedded ICC profile to sRGB (IEC 61966-2-1). Without a usable profile, the values are
    assumed to be sRGB. Transparent pixels are composited on white.

    Parameters
    ----------
    image : PIL.Image.Image
        A loaded Pillow image of any mode.

    Returns
    -------
    pixels : ndarray
        (H, W, 3) uint8, sRGB.
    alpha : ndarray or None
        (H, W) uint8; None if the image is opaque.
    """
    profile = image.info.get("icc_profile")
    if image.mode in _MORE_THAN_EIGHT_BITS:
        image = Image.fromarray(_to_eight_bits(np.asarray(image)))
    alpha = _alpha_channel(image)
    pixels = _to_array(_to_srgb(_opaque(image), profile))
    if alpha is not None:
        composite_on_white(pixels, alpha)
    return pixels, alpha


def _to_eight_bits(values: NDArray[Any]) -> NDArray[np.uint8]:
    """Scale gray values of more than 8 bits to 0..255.

    Integers are scaled from 0..65535; those of 32 bits are kept if none exceeds 255. Floats are scaled from 0..1, or
    from 0 to their maximum if that exceeds 1; those that are not finite become 0.
    """
    if values.dtype.kind == "f":
        values = np.nan_to_num(values, posinf=0, neginf=0)
        scale = 255 / max(float(values.max()), 1.0)
        return np.clip(values * scale, 0, 255).astype(np.uint8)
    maximum = 255 if values.itemsize > 2 and values.max() <= 255 else 65535
    return (np.clip(values.astype(np.int64), 0, maximum) * 255 // maximum).astype(np.uint8)


def _alpha_channel(image: Image.Image) -> Alpha | None:
    """Return the alpha channel, (H, W) uint8, or None if the image is opaque."""
    if not image.has_transparency_data:
        return None
    with_channel = image if "A" in image.getbands() else image.convert("RGBA")
    alpha = np.asarray(with_channel.getchannel("A"))
    return None if (alpha == 255).all() else alpha


def _opaque(image: Image.Image) -> Image.Image:
    """Return an image without alpha channel and palette, in a mode from which ImageCms can convert."""
    if image.mode in _MODES_WITH_PROFILE:
        return image
    return image.convert("L" if image.mode in ("1", "LA") else "RGB")


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert an opaque image to mode RGB, with its ICC profile if that is usable."""
    if profile:
        try:
            embedded = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, embedded, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if converted is not None:
                return converted
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # the profile is damaged or does not fit the image; viewers assume sRGB in that case
    return image if image.mode == "RGB" else image.convert("RGB")


def _to_array(image: Image.Image) -> Pixels:
    """Return the pixels of an RGB image, copied in strips, because `np.asarray` copies a whole Pillow image twice."""
    pixels = np.empty((image.height, image.width, 3), np.uint8)

    def copy_strip(rows: slice) -> None:
        pixels[rows] = np.asarray(image.crop((0, rows.start, image.width, rows.stop)))

    map_strips(copy_strip, image.height, image.width)
    return pixels
