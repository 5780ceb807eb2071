import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from recolor.engine import PhotoError, open_picture


def file_content(image, format, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_formats_and_sources(picture, format, tmp_path):
    content = file_content(picture, format, **({"quality": 95, "subsampling": 0} if format == "JPEG" else {}))
    (tmp_path / "photo").write_bytes(content)
    for source in (content, io.BytesIO(content), tmp_path / "photo", str(tmp_path / "photo")):
        pixels = open_picture(source).pixels
        assert (pixels.shape, pixels.dtype) == ((40, 60, 3), np.uint8)
        assert np.abs(pixels[5, 5].astype(int) - (250, 20, 30)).max() < 12


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1", "LA", "RGBA"])
def test_modes_are_converted_to_rgb(picture, mode):
    pixels = open_picture(picture.convert(mode)).pixels
    assert (pixels.shape, pixels.dtype) == ((40, 60, 3), np.uint8)


def test_sixteen_bit_gray_is_scaled_not_clipped():
    gray = Image.fromarray(np.linspace(0, 65535, 64 * 64).reshape(64, 64).astype(np.uint16))
    for format in ("PNG", "TIFF"):
        pixels = open_picture(file_content(gray, format)).pixels
        assert pixels[0, 0].max() == 0
        assert pixels[-1, -1].min() == 255
        assert abs(int(pixels[32, 0, 0]) - 128) <= 2


def test_orientation_is_applied(picture):
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: rotate clockwise by 90°
    pixels = open_picture(file_content(picture, "JPEG", exif=exif, quality=95)).pixels
    assert pixels.shape == (60, 40, 3)
    assert pixels[5, 35, 0] > 200, "the top left corner must be at the top right"


def test_embedded_profile_is_converted(picture):
    lab_profile = ImageCms.createProfile("LAB")
    lab = ImageCms.profileToProfile(picture, ImageCms.createProfile("sRGB"), lab_profile, outputMode="LAB")
    content = file_content(lab, "TIFF", icc_profile=ImageCms.ImageCmsProfile(lab_profile).tobytes())
    pixels = open_picture(content).pixels
    assert np.abs(pixels[5, 5].astype(int) - (250, 20, 30)).max() < 10


@pytest.mark.parametrize(("mode", "opacity"), [("RGB", 255), ("RGBA", 255), ("RGBA", 128), ("P", 255), ("PA", 255)])
def test_the_profile_is_converted_in_every_mode(mode, opacity):
    """The red and green primaries of the profile are exchanged, so red becomes green."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exchanged = srgb.replace(b"rXYZ", b"----").replace(b"gXYZ", b"rXYZ").replace(b"----", b"gXYZ")
    image = Image.new("RGBA", (40, 60), (200, 0, 30, opacity)).convert(mode)
    image.info["icc_profile"] = exchanged
    red, green, blue = open_picture(image).pixels[5, 5].astype(int)
    assert green > red + 60
    assert green > blue + 60


def test_the_brightness_of_16_bit_gray_does_not_depend_on_one_pixel():
    dark = np.full((64, 64), 5_000, np.uint16)
    dark[0, 0] = 200
    assert open_picture(file_content(Image.fromarray(dark), "PNG")).pixels[5, 5, 0] == 19
    assert open_picture(file_content(Image.fromarray(dark // 25), "PNG")).pixels[5, 5, 0] == 0


def test_values_that_are_not_finite_do_not_darken_a_picture():
    values = np.full((64, 64), 0.5, np.float32)
    values[0, :2] = np.inf, np.nan
    pixels = open_picture(file_content(Image.fromarray(values), "TIFF")).pixels
    assert pixels[5, 5, 0] == 127
    assert pixels[0, :2].max() == 0


def test_damaged_profile_is_ignored(picture):
    assert open_picture(file_content(picture, "PNG", icc_profile=b"not a profile")).pixels[5, 5, 0] == 250


def test_transparent_pixels_are_composed_on_white():
    values = np.zeros((40, 40, 4), np.uint8)
    values[:20] = (200, 0, 0, 128)
    picture = open_picture(file_content(Image.fromarray(values), "PNG"))
    assert picture.pixels[30, 30].tolist() == [255, 255, 255]
    assert np.abs(picture.pixels[5, 5].astype(int) - (227, 127, 127)).max() <= 1
    assert (picture.alpha == values[..., 3]).all()


def test_an_opaque_photo_has_no_alpha_channel():
    opaque = np.full((40, 40, 4), 255, np.uint8)
    assert open_picture(file_content(Image.fromarray(opaque), "PNG")).alpha is None


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b"", "JPEG, PNG"),
        (b"plain text", "JPEG, PNG"),
        (file_content(Image.new("RGB", (50, 50)), "GIF"), "JPEG, PNG"),
        (file_content(Image.effect_noise((50, 50), 80), "PNG")[:900], "damaged"),
        (file_content(Image.new("RGB", (300, 300)), "JPEG")[:500], "damaged"),
        (file_content(Image.new("RGB", (8, 50)), "PNG"), "8 × 50"),
        ("/no/such/file.jpg", "does not exist"),
    ],
)
def test_unusable_files_raise_photo_error(source, message):
    with pytest.raises(PhotoError, match=message):
        open_picture(source)


def test_decompression_bomb_is_rejected():
    bomb = file_content(Image.new("1", (20_000, 20_000)), "PNG")
    assert len(bomb) < 100_000
    with pytest.raises(PhotoError, match="64 megapixels"):
        open_picture(bomb)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_damaged_files_raise_only_photo_error(picture, format):
    random = np.random.default_rng(0)
    content = bytearray(file_content(picture, format))
    for _ in range(150):
        damaged = bytearray(content[: random.integers(1, len(content) + 1)])
        for _ in range(random.integers(0, 8)):
            damaged[random.integers(len(damaged))] = random.integers(256)
        try:
            assert open_picture(bytes(damaged)).pixels.dtype == np.uint8
        except PhotoError as error:
            assert str(error)
