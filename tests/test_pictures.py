"""The smaller versions of pictures."""

import io
from functools import partial

import cv2
import numpy as np
import pytest
from PIL import Image

from recolor.engine import encode, open_picture
from recolor.pictures import EncodedPicture, shrink

from .conftest import SAMPLES


@pytest.fixture(scope="module")
def pixels():
    pixels = open_picture((SAMPLES / "mannequin-lehenga.png").read_bytes()).pixels
    return cv2.resize(pixels, (1200, 1600), interpolation=cv2.INTER_AREA)


@pytest.mark.parametrize("side", [1580, 900, 640, 480, 400, 30])  # in one step, by double sizes, and far
def test_a_reduced_picture_looks_like_one_of_the_area_filter(pixels, side):
    reduced = shrink(pixels, side)
    assert reduced.shape == (side, round(side * 0.75), 3)
    expected = cv2.resize(pixels, reduced.shape[1::-1], interpolation=cv2.INTER_AREA)
    assert np.abs(reduced.astype(int) - expected).mean() < 1.5


def test_a_picture_is_stored_with_its_smaller_versions(pixels):
    picture = EncodedPicture.of(pixels, partial(encode, pixels, "png"), "png")
    assert (open_picture(picture.content).pixels == pixels).all()
    assert Image.open(io.BytesIO(picture.preview)).size == (picture.width, picture.height) == (1200, 1600)
    thumbnail = Image.open(io.BytesIO(picture.thumbnail))
    assert (thumbnail.format, thumbnail.size) == ("JPEG", (360, 480))
    assert np.abs(np.asarray(thumbnail).astype(int) - shrink(pixels, 480)).mean() < 3, "red and blue are exchanged"
