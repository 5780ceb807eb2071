"""Transparency: it is kept from a photo to a result, with the photo's colors and no white edges."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from recolor.engine import ColorChange, Engine, encode, open_picture
from recolor.engine.imaging.alpha import composite_on_white, with_alpha
from recolor.engine.imaging.resize import output_size, resize_pixels


def rgba_file(values, **options) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(values).save(buffer, "PNG", **options)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def cutout():
    """Return a red dress with a soft edge on a transparent background, (300, 200, 4) uint8."""
    y, x = np.mgrid[:300, :200]
    inside = np.clip(8 * (1.1 - np.hypot((x - 100) / 60, (y - 150) / 110)), 0, 1)
    values = np.empty((300, 200, 4), np.uint8)
    values[..., :3] = (180, 40, 60)
    values[..., 3] = np.rint(255 * inside)
    return values


def test_compositing_and_restoring_give_the_same_picture(cutout):
    pixels, alpha = cutout[..., :3].copy(), cutout[..., 3]
    composite_on_white(pixels, alpha)
    restored = with_alpha(pixels, alpha)
    assert (restored[..., 3] == alpha).all()
    assert (restored[alpha == 255] == cutout[alpha == 255]).all()
    # A color is as exact as its share of the composite allows.
    error = np.abs(restored[..., :3].astype(int) - cutout[..., :3]).max(axis=2)
    assert (error <= 128 / np.maximum(alpha, 1) + 1)[alpha > 0].all()
    again = restored[..., :3].copy()
    composite_on_white(again, alpha)
    assert (again == pixels).all()


@pytest.mark.parametrize("format", ["png", "webp"])
@pytest.mark.parametrize("quality", [None, "2k"])
def test_the_result_has_the_alpha_of_the_photo_resized_alike(cutout, format, quality):
    picture = open_picture(rgba_file(cutout))
    mask = (cutout[..., 3] > 127).astype(np.float32)
    result = Engine().recolor(picture, [ColorChange("dress", "#4169e1", mask=mask)], quality=quality)
    size = output_size(300, 200, quality)
    file = Image.open(io.BytesIO(encode(result.pixels, format, alpha=result.alpha)))
    values = np.asarray(file)
    assert file.mode == "RGBA"
    assert values.shape == (*size, 4)
    assert (values[..., 3] == resize_pixels(picture.alpha, *size)).all()
    # On white, the file looks like the recolored pixels everywhere, also where it is transparent.
    on_white = values[..., :3].copy()
    composite_on_white(on_white, values[..., 3])
    visible = values[..., 3] > 0
    assert np.abs(on_white.astype(int) - result.pixels)[visible].max() <= 1
    assert (on_white[~visible] == 255).all()
    soft = (values[..., 3] > 60) & (values[..., 3] < 200)
    assert values[soft][:, :3].min(axis=0)[0] < 230, "the edges are not white"


def test_a_jpeg_is_on_white(cutout):
    picture = open_picture(rgba_file(cutout))
    file = Image.open(io.BytesIO(encode(picture.pixels, "jpeg", alpha=picture.alpha)))
    assert file.mode == "RGB"
    assert min(file.getpixel((2, 2))) > 250


@pytest.mark.parametrize("mode", ["LA", "P"])
def test_other_modes_keep_their_transparency(cutout, mode):
    image = Image.fromarray(cutout)
    options = {}
    if mode == "P":
        image, options = image.convert("RGB").quantize(4), {"transparency": 0}
    else:
        image = image.convert("LA")
    buffer = io.BytesIO()
    image.save(buffer, "PNG", **options)
    picture = open_picture(buffer.getvalue())
    assert picture.alpha is not None
    if mode != "P":
        assert (picture.alpha == cutout[..., 3]).all()


def test_sharpening_leaves_no_outline_at_the_edge_of_a_transparent_photo(cutout):
    picture = open_picture(rgba_file(cutout))
    mask = np.zeros((300, 200), np.float32)
    mask[140:160, 90:110] = 1
    result = Engine().recolor(picture, [ColorChange("dress", "#4169e1", mask=mask)], quality="2k", sharpen=True)
    values = with_alpha(result.pixels, result.alpha)
    visible = (values[..., 3] > 100) & (cv2.resize(mask, values.shape[1::-1]) == 0)
    assert np.abs(values[visible][:, :3].astype(int) - (180, 40, 60)).max() <= 8
