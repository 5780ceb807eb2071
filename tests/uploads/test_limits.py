"""The limits that are checked before, and while, a file is decoded."""

import io

import pytest
from PIL import Image

from recolor.engine import PhotoError, open_picture
from recolor.engine.imaging import limits

from .pictures import SIZE, jpeg_segment, noise, pictures, saved, with_scans, with_segments


def test_reading_ends_after_some_time(monkeypatch):
    monkeypatch.setattr(limits, "MAX_SECONDS", -1.0)
    for name in ("jpeg", "png"):
        with pytest.raises(PhotoError, match="takes too long"):
            open_picture(pictures()[name])


def test_a_slow_file_is_stopped_while_it_is_decoded(monkeypatch):
    """The clock moves on with each piece that the decoder reads."""
    clock = iter(range(0, 10_000, 7))
    monkeypatch.setattr(limits.time, "monotonic", lambda: next(clock))
    picture = noise().resize((1200, 1000), Image.Resampling.NEAREST)
    with pytest.raises(PhotoError, match="takes too long"):
        open_picture(saved(picture, "JPEG", quality=100))


@pytest.mark.parametrize(("count", "refused"), [(80, False), (101, True), (5000, True)])
def test_scans_are_counted_before_decoding(count, refused, monkeypatch):
    content = with_scans(pictures()["jpeg-progressive"], count)
    if refused:
        monkeypatch.setattr(Image, "open", None)
        with pytest.raises(PhotoError, match="more than 100 scans"):
            open_picture(content)
    else:
        assert open_picture(content).pixels.shape == (SIZE[1], SIZE[0], 3)


def test_only_scans_of_the_picture_itself_are_counted():
    """Not those in a thumbnail, in a profile, or in a film that a phone has appended."""
    markers = b"\xff\xda\x00\x02" * 2000
    content = with_segments(pictures()["jpeg"], jpeg_segment(0xE1, b"Exif\0\0" + markers)) + markers
    limits.check_scans(content)
    limits.check_scans(b"\xff\xd8")
    limits.check_scans(b"\xff\xd8\xff\xe0\xff")
    limits.check_scans(b"PNG" + markers)


@pytest.mark.parametrize("kind", ["WEBP", "PNG", "TIFF", "MPO"])
@pytest.mark.parametrize(("count", "refused"), [(100, False), (101, True)])
def test_frames_are_counted(kind, count, refused):
    frames = [Image.new("RGB", (32, 32), (number, 90, 200)) for number in range(count)]
    content = saved(frames[0], kind, save_all=True, append_images=frames[1:], lossless=True)
    if refused:
        with pytest.raises(PhotoError, match="more than 100 pictures"):
            open_picture(content)
    else:
        assert abs(int(open_picture(content).pixels[16, 16, 1]) - 90) < 9, "the first one is used"


@pytest.mark.parametrize(("size", "refused"), [(3_000_000, False), (5_000_000, True)])
def test_the_size_of_a_profile_is_limited(size, refused):
    content = saved(noise(), "JPEG", icc_profile=bytes(size))
    if refused:
        with pytest.raises(PhotoError, match="color profile"):
            open_picture(content)
    else:
        assert open_picture(content).pixels.shape[2] == 3


def test_tiles_of_usual_files_are_accepted():
    buffer = io.BytesIO()
    noise().save(buffer, "TIFF", tiffinfo={322: 256, 323: 256})
    limits.check_parts(Image.open(io.BytesIO(buffer.getvalue())))


def test_a_tiff_with_a_damaged_second_picture_is_accepted():
    content = bytearray(pictures()["tiff"])
    with Image.open(io.BytesIO(content)) as image:
        entries = len(image.tag_v2)
    start = int.from_bytes(content[4:8], "little")
    link = start + 2 + 12 * entries
    content[link : link + 4] = (2**31).to_bytes(4, "little")
    assert open_picture(bytes(content)).pixels.shape == (SIZE[1], SIZE[0], 3)
