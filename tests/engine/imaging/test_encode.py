import io

import numpy as np
import pytest
from PIL import Image

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


def test_unknown_format_raises_value_error(picture):
    with pytest.raises(ValueError, match="gif"):
        encode(np.asarray(picture), "gif")
