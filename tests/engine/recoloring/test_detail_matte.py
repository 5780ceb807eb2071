"""Soft edges of details."""

import cv2
import numpy as np
import pytest

from recolor.engine.imaging.binary import erode
from recolor.engine.recoloring.detail_matte import matte_details

CLOTH, PETAL, CENTER = (50, 75, 190), (40, 120, 170), (250, 210, 60)


@pytest.fixture
def flower():
    """Return cloth with a flower whose petals are nearly of its color and whose center is bright, and their flags."""
    petals, center = np.zeros((2, 40, 40), np.uint8)
    cv2.circle(petals, (20, 20), 8, 1, -1)
    cv2.circle(center, (20, 20), 4, 1, -1)
    pixels = np.full((40, 40, 3), CLOTH, np.uint8)
    pixels[petals > 0], pixels[center > 0] = PETAL, CENTER
    return pixels, petals, center


def test_petals_around_a_bright_center_are_details_up_to_their_edge(flower):
    pixels, petals, center = flower
    weights, share = 40 * petals + 120 * center, np.zeros(petals.shape, np.float32)
    matte_details(pixels, weights, petals, np.ones_like(petals), share)
    outermost = (petals > 0) & (erode(petals) == 0)
    assert share[outermost].mean() > 0.9
    assert (share[petals == 0] == 0).all()
