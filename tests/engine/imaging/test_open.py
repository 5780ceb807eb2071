import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from recolor.engine import PhotoError, encode, open_picture


def saved(image, kind, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.fixture
def picture():
    values = np.zeros((40, 60, 3), np.uint8)
    values[:20, :30] = (250, 20, 30)
    values[20:, 30:] = (10, 200, 90)
    return Image.fromarray(values)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_formats(picture, kind, tmp_path):
    content = saved(picture, kind, **({"quality": 95, "subsampling": 0} if kind == "JPEG" else {}))
    (tmp_path / "photo").write_bytes(content)
    for source in (content, io.BytesIO(content), tmp_path / "photo", str(tmp_path / "photo")):
        pixels = open_picture(source).pixels
        assert (pixels.shape, pixels.dtype) == ((40, 60, 3), np.uint8)
        assert np.abs(pixels[5, 5].astype(int) - (250, 20, 30)).max() < 12


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1", "LA", "RGBA"])
def test_modes_become_rgb(picture, mode):
    pixels = open_picture(picture.convert(mode)).pixels
    assert (pixels.shape, pixels.dtype) == ((40, 60, 3), np.uint8)


def test_sixteen_bit_gray_is_scaled_not_clipped():
    gray = Image.fromarray(np.linspace(0, 65535, 64 * 64).reshape(64, 64).astype(np.uint16))
    for kind in ("PNG", "TIFF"):
        pixels = open_picture(saved(gray, kind)).pixels
        assert pixels[0, 0].max() == 0
        assert pixels[-1, -1].min() == 255
        assert abs(int(pixels[32, 0, 0]) - 128) <= 2


def test_orientation_is_applied(picture):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned
    pixels = open_picture(saved(picture, "JPEG", exif=exif, quality=95)).pixels
    assert pixels.shape == (60, 40, 3)
    assert pixels[5, 35, 0] > 200, "what was top left is top right now"


def test_an_embedded_profile_is_converted(picture):
    swapped = ImageCms.createProfile("LAB")
    lab = ImageCms.profileToProfile(picture, ImageCms.createProfile("sRGB"), swapped, outputMode="LAB")
    content = saved(lab, "TIFF", icc_profile=ImageCms.ImageCmsProfile(swapped).tobytes())
    pixels = open_picture(content).pixels
    assert np.abs(pixels[5, 5].astype(int) - (250, 20, 30)).max() < 10


def test_a_damaged_profile_does_not_refuse_the_photo(picture):
    assert open_picture(saved(picture, "PNG", icc_profile=b"not a profile")).pixels[5, 5, 0] == 250


def test_transparent_becomes_white():
    values = np.zeros((40, 40, 4), np.uint8)
    values[:20] = (200, 0, 0, 128)
    pixels = open_picture(saved(Image.fromarray(values), "PNG")).pixels
    assert pixels[30, 30].tolist() == [255, 255, 255]
    assert np.abs(pixels[5, 5].astype(int) - (227, 127, 127)).max() <= 1


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (b"", "JPEG, PNG"),
        (b"plain text", "JPEG, PNG"),
        (saved(Image.new("RGB", (50, 50)), "GIF"), "JPEG, PNG"),
        (saved(Image.effect_noise((50, 50), 80), "PNG")[:900], "damaged"),
        (saved(Image.new("RGB", (300, 300)), "JPEG")[:500], "damaged"),
        (saved(Image.new("RGB", (8, 50)), "PNG"), "8 × 50"),
        ("/no/such/file.jpg", "no file"),
    ],
)
def test_what_cannot_be_used_is_said(source, says):
    with pytest.raises(PhotoError, match=says):
        open_picture(source)


def test_an_enormous_picture_is_refused_by_its_header():
    bomb = saved(Image.new("1", (20_000, 20_000)), "PNG")
    assert len(bomb) < 100_000
    with pytest.raises(PhotoError, match="64 megapixels"):
        open_picture(bomb)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_damaged_bytes_never_break_anything_else(picture, kind):
    random = np.random.default_rng(0)
    content = bytearray(saved(picture, kind))
    for _ in range(150):
        damaged = bytearray(content[: random.integers(1, len(content) + 1)])
        for _ in range(random.integers(0, 8)):
            damaged[random.integers(len(damaged))] = random.integers(256)
        try:
            assert open_picture(bytes(damaged)).pixels.dtype == np.uint8
        except PhotoError as error:
            assert str(error)


@pytest.mark.parametrize(("kind", "lossless"), [("jpeg", False), ("png", True), ("webp", True)])
def test_encoding(picture, kind, lossless):
    pixels = np.asarray(picture)
    content = encode(pixels, kind)
    assert content == encode(pixels, kind), "the same bytes each time"
    back = Image.open(io.BytesIO(content))
    assert back.info["icc_profile"]
    assert not back.getexif()
    difference = np.abs(np.asarray(back.convert("RGB")).astype(int) - pixels).max()
    assert difference == 0 if lossless else difference < 25
    with pytest.raises(ValueError, match="gif"):
        encode(pixels, "gif")
