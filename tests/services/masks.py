"""Uploaded masks for tests."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def mask_upload(size=(120, 160), value=255, box=None):
    """Return a mask of one gray value, in a box or everywhere, as an upload; the default fits `new_photo`'s photos."""
    buffer, image = io.BytesIO(), Image.new("L", size)
    image.paste(value, box or (0, 0, *size))
    image.save(buffer, "PNG")
    return SimpleUploadedFile("mask.png", buffer.getvalue(), "image/png")
