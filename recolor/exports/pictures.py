"""Converting a result for an export: format, size, and a square background."""

import io

import numpy as np
from PIL import Image, ImageOps

from ..engine import encode
from .options import ExportOptions


def convert(content: bytes, options: ExportOptions) -> bytes:
    """Return a stored result, the content of a picture file, as the options ask for. Its XMP is kept."""
    with Image.open(io.BytesIO(content)) as image:
        file_format = options.format or (image.format or "").lower()
        xmp = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
        if options.side:
            image.thumbnail((options.side, options.side), Image.Resampling.LANCZOS, reducing_gap=3.0)
        picture: Image.Image = image
        if image.has_transparency_data and (options.square or file_format == "jpeg"):
            picture = Image.new("RGB", image.size, options.background)
            picture.paste(image, mask=image.convert("RGBA").getchannel("A"))
        if options.square:
            side = max(picture.size)
            picture = ImageOps.pad(picture.convert("RGB"), (side, side), color=options.background)
        alpha = np.asarray(picture.convert("RGBA").getchannel("A")) if picture.has_transparency_data else None
        pixels = np.asarray(picture.convert("RGB"))
    return encode(pixels, file_format, xmp.encode() if isinstance(xmp, str) else xmp, alpha)
