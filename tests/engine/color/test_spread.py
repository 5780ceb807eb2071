"""How far colors are apart."""

import pytest

from recolor.engine import color_spread


def test_the_two_colors_that_differ_most_are_named():
    spread = color_spread(["#4169e1", "#4169e1", "#4268e0", "#5a7ae6", "#4169e1"])
    assert (spread.first, spread.second) in {(0, 3), (2, 3)}
    assert spread.delta_e == pytest.approx(6.2, abs=0.5)


def test_equal_colors_and_a_single_color_do_not_differ():
    assert color_spread(["#c2185b", "#c2185b"]).delta_e == 0
    assert color_spread(["#c2185b"]) == (0, 0, 0)
