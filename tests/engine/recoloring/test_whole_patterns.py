"""What the network misses inside of a pattern is found by its colors, but no pattern is added by colors alone."""

import numpy as np
import pytest

from recolor.engine.recoloring.whole_patterns import share_by_color, whole_parts

RED, GOLD = (170, 20, 40), (210, 180, 120)


def test_pixels_that_the_network_is_unsure_of_are_told_by_their_colors():
    pixels = np.full((60, 60, 3), RED, np.uint8)
    pixels[:, 40:] = GOLD
    share = np.where((pixels == GOLD).all(axis=2), 0.9, 0.05).astype(np.float32)
    share[20:30] = 0.5
    result = share_by_color(share, pixels, np.ones((60, 60), np.uint8))
    assert result[20:30, 40:].min() > 0.7
    assert result[20:30, :40].max() < 0.3


def test_a_color_seen_once_tells_little():
    pixels = np.full((60, 60, 3), RED, np.uint8)
    pixels[30, 30] = GOLD
    share = np.full((60, 60), 0.05, np.float32)
    share[30, 30] = 0.6
    assert share_by_color(share, pixels, np.ones((60, 60), np.uint8))[30, 30] < 0.5


@pytest.mark.parametrize(("found_columns", "is_whole"), [(12, True), (8, False), (0, False)])
def test_a_part_at_most_doubles(found_columns, is_whole):
    border = np.zeros((40, 40), np.float32)
    border[:, 20:] = 1
    found = np.where(np.arange(40) < 20 + found_columns, border, 0)
    np.testing.assert_array_equal(whole_parts(found, border), border if is_whole else found)


def test_what_was_found_stays_where_its_colors_are_those_of_the_cloth():
    motif = np.zeros((40, 40), np.float32)
    motif[10:20, 10:20] = 0.8
    np.testing.assert_array_equal(whole_parts(motif, motif / 4), motif)
