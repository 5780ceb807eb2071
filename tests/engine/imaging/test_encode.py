import io

import numpy as np
import pytest
from PIL import Image, JpegImagePlugin

from recolor.engine import EngineError, encode


@pytest.mark.parametrize(("format", "lossless"), [("jpeg", False), ("png", True), ("webp", True)])
def test_encoding_is_deterministic_and_keeps_the_pixels(picture, format, lossless):
    pixels = np.asarray(picture)
    content = encode(pixels, format)
    assert content == encode(pixels, format)
    back = Image.open(io.BytesIO(content))
    assert back.info["icc_profile"]
    assert not back.getexif()
    difference = np.abs(np.asarray(back.convert("RGB")).astype(int) - pixels).max()
    assert difference == 0 if lossless else difference < 25


def test_a_jpeg_has_all_of_its_colors(picture):
    with Image.open(io.BytesIO(encode(np.asarray(picture), "jpeg"))) as image:
        assert JpegImagePlugin.get_sampling(image) == 0, "its color is stored with fewer pixels than its light"


def test_unknown_format_raises_value_error(picture):
    with pytest.raises(ValueError, match="gif"):
        encode(np.asarray(picture), "gif")


@pytest.mark.parametrize(("format", "side"), [("webp", 16_383), ("jpeg", 65_500)])
def test_a_picture_that_is_too_large_for_its_format_is_refused_with_another_choice(format, side):
    assert encode(np.zeros((1, side, 3), np.uint8), format)
    with pytest.raises(EngineError, match="Choose PNG"):
        encode(np.zeros((1, side + 1, 3), np.uint8), format)
    assert encode(np.zeros((1, side + 1, 3), np.uint8), "png")
