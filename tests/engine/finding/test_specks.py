"""Specks of masks: small parts are dropped, and holes that show the cloth are filled."""

import numpy as np

from recolor.engine.finding.specks import without_holes, without_small_parts

RED, GRAY = (170, 30, 40), (128, 128, 128)


def mask_and_photo():
    """Return a mask of red cloth, (100, 100) bool, and its photo, four times as large."""
    mask = np.zeros((100, 100), bool)
    mask[10:70, 10:70] = True
    photo = np.full((400, 400, 3), GRAY, np.uint8)
    photo[40:280, 40:280] = RED
    return mask, photo


def test_small_parts_are_dropped_and_straps_stay():
    mask, _photo = mask_and_photo()
    mask[80:90, 80:90] = True  # a strap
    expected = mask.copy()
    mask[95, 5] = True
    assert np.array_equal(without_small_parts(mask), expected)


def test_holes_in_the_cloth_are_filled_and_gaps_stay():
    mask, photo = mask_and_photo()
    expected = mask.copy()
    expected[30:40, 30:40] = False  # the gap beside an arm
    photo[120:160, 120:160] = GRAY
    mask[30:40, 30:40] = mask[50:58, 50:58] = mask[20, 20] = False
    assert np.array_equal(without_holes(mask, photo), expected)


def test_an_empty_mask_stays_empty():
    assert not without_holes(np.zeros((8, 8), bool), np.zeros((16, 16, 3), np.uint8)).any()
    assert not without_small_parts(np.zeros((8, 8), bool)).any()


def test_a_mask_of_nothing_but_small_parts_stays():
    mask = np.zeros((120, 120), bool)
    mask[::8, ::8] = True  # a net of 225 knots
    assert np.array_equal(without_small_parts(mask), mask)


def test_a_photo_smaller_than_its_coarse_mask_keeps_its_garment():
    mask = np.zeros((64, 64), bool)
    mask[8:56, 8:56] = True
    assert np.array_equal(without_holes(mask, np.full((20, 20, 3), 255, np.uint8)), mask)


def test_a_garment_that_fills_the_photo_stays_whole():
    assert without_holes(np.ones((30, 20), bool), np.zeros((60, 40, 3), np.uint8)).all()
