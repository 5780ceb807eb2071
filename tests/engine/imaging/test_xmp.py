import io

import numpy as np
import pytest
from PIL import Image

from recolor.engine import encode, jpeg_with_xmp

FIRST, SECOND = b"<x:xmpmeta>one</x:xmpmeta>", b"<x:xmpmeta>two, longer</x:xmpmeta>"


def test_the_packet_is_added_and_replaced_and_everything_else_stays(picture):
    content = encode(np.asarray(picture), "jpeg")
    marked = jpeg_with_xmp(jpeg_with_xmp(content, FIRST), SECOND)
    assert FIRST not in marked
    with Image.open(io.BytesIO(content)) as before, Image.open(io.BytesIO(marked)) as after:
        assert after.info["xmp"] == SECOND
        assert after.info["icc_profile"] == before.info["icc_profile"]
        assert np.array_equal(np.asarray(before), np.asarray(after))


def test_exif_stays(picture):
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x0131] = "Another program"
    picture.save(buffer, "JPEG", exif=exif, xmp=FIRST)
    with Image.open(io.BytesIO(jpeg_with_xmp(buffer.getvalue(), SECOND))) as after:
        assert after.getexif()[0x0131] == "Another program"
        assert after.info["xmp"] == SECOND


@pytest.mark.parametrize(("content", "xmp"), [(b"\x89PNG", FIRST), (b"\xff\xd8\xff\xdb", b"x" * 65_505)])
def test_what_cannot_be_marked_raises_value_error(content, xmp):
    with pytest.raises(ValueError):
        jpeg_with_xmp(content, xmp)


def test_a_short_jpeg_is_no_problem():
    assert jpeg_with_xmp(b"\xff\xd8\xff", FIRST).endswith(FIRST + b"\xff")
