import io

import cv2
import numpy as np
import pytest
from PIL import Image, JpegImagePlugin

from recolor.engine import encode


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


@pytest.mark.parametrize("height", [127, 128, 200, 777])
def test_a_jpeg_is_joined_of_two_halves_without_a_seam(height):
    pixels = np.random.default_rng(0).integers(0, 256, (height, 150, 3), dtype=np.uint8)
    options = [cv2.IMWRITE_JPEG_QUALITY, 95, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444]
    _encoded, whole = cv2.imencode(".jpg", pixels[..., ::-1], options)
    for decode in (lambda content: np.asarray(Image.open(io.BytesIO(content))), decode_with_opencv):
        assert np.array_equal(decode(encode(pixels, "jpeg")), decode(whole.tobytes()))


def decode_with_opencv(content):
    return cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)


def test_unknown_format_raises_value_error(picture):
    with pytest.raises(ValueError, match="gif"):
        encode(np.asarray(picture), "gif")
