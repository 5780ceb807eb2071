"""Woven patterns and borders, which may cover nearly half of a garment, keep their color."""

import cv2
import numpy as np
import pytest

from recolor.engine import ColorChange, Picture
from recolor.engine.color.ciede2000 import ciede2000
from recolor.engine.color.spaces import hex_to_lab, rgb_to_lab
from recolor.engine.recoloring.change_warnings import warning_of_details

NAVY, GOLD = (30, 35, 95), (190, 150, 90)


@pytest.fixture
def brocade(cloth):
    """Return folded navy cloth with gold motifs and a gold border, its mask, and flags of the gold."""
    pixels, mask, folds = cloth(NAVY, size=400)
    gold = np.zeros(mask.shape, np.uint8)
    for row, y in enumerate(range(40, 300, 26)):
        for x in range(40 + 13 * (row % 2), 380, 26):
            cv2.circle(gold, (x, y), 7, 1, -1)
    gold[300:] = 1
    gold *= mask > 0.99
    pixels[gold > 0] = np.rint(folds[gold > 0, None] * np.array(GOLD))
    return pixels, mask, gold


def test_brocade_keeps_its_gold_and_its_base_reaches_the_color(engine, brocade):
    pixels, mask, gold = brocade
    result = engine.recolor(Picture(pixels), [ColorChange("saree", "#2e7d32", mask=mask)], quality=None)
    inside_gold = cv2.erode(gold, np.ones((5, 5), np.uint8)) > 0
    changed = np.abs(result.pixels.astype(int) - pixels).max(axis=2)
    assert np.percentile(changed[inside_gold], 95) <= 6
    base = (cv2.dilate(gold, np.ones((5, 5), np.uint8)) == 0) & (mask == 1)
    reached = np.median(rgb_to_lab(result.pixels[base]), axis=0)
    assert ciede2000(reached, hex_to_lab("#2e7d32")) < 1
    report = result.changes[0]
    assert report.protected == pytest.approx(gold[mask == 1].mean(), abs=0.05)
    assert report.warning == ""


def test_brocade_is_recolored_as_a_whole_if_that_is_requested(engine, brocade):
    pixels, mask, gold = brocade
    change = ColorChange("saree", "#2e7d32", mask=mask, protect_details=False)
    result = engine.recolor(Picture(pixels), [change], quality=None)
    assert np.abs(result.pixels.astype(int) - pixels).max(axis=2)[gold > 0].mean() > 30
    assert result.changes[0].protected == 0


def test_a_small_result_keeps_what_a_large_one_keeps(engine, brocade):
    pixels, mask, _gold = brocade
    large_pixels, large_mask = (
        cv2.resize(image, None, fx=5, fy=5, interpolation=cv2.INTER_CUBIC) for image in (pixels, mask)
    )
    small, large = (
        engine.recolor(Picture(image), [ColorChange("saree", "#c2185b", mask=flags)], quality=None).changes[0].protected
        for image, flags in ((pixels, mask), (large_pixels, np.clip(large_mask, 0, 1)))
    )
    assert large == pytest.approx(small, abs=0.03)


def test_the_user_is_told_if_most_of_a_garment_is_kept():
    assert warning_of_details(0.6).startswith("More than half of this garment")
    assert warning_of_details(0.4) == ""


def test_silk_in_changing_light_has_no_pattern(engine, cloth):
    """Bright reflections and deep folds have the hue of the silk, or are white."""
    pixels, mask, _folds = cloth((190, 90, 100), size=400, depth=0.7)
    y, x = np.mgrid[:400, :400]
    shine = np.clip(np.sin(x / 31 + y / 47) - 0.8, 0, 1)[..., None] * 2
    shone = pixels + (np.array((250, 225, 222)) - pixels) * shine
    pixels[mask == 1] = np.rint(shone)[mask == 1]
    result = engine.recolor(Picture(pixels), [ColorChange("saree", "#2e7d32", mask=mask)], quality=None)
    assert result.changes[0].protected < 0.01
