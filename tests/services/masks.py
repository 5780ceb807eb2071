"""Uploaded masks for tests."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def mask_upload(size=(120, 160), value=255):
    """Return a mask of one gray value as an upload; the default fits the photos of `new_photo`."""
    buffer = io.BytesIO()
    Image.new("L", size, value).save(buffer, "PNG")
    return SimpleUploadedFile("mask.png", buffer.getvalue(), "image/png")
