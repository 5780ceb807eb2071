"""How far colors are apart."""

import numpy as np
import pytest

from recolor.engine import color_spread
from recolor.engine.color.ciede2000 import ciede2000
from recolor.engine.color.spaces import hex_to_lab


def lab(*colors):
    return [hex_to_lab(color).tolist() for color in colors]


def test_the_two_colors_that_differ_most_are_named():
    spread = color_spread(lab("#4169e1", "#4169e1", "#4268e0", "#5a7ae6", "#4169e1"))
    assert (spread.first, spread.second) in {(0, 3), (2, 3)}
    assert spread.delta_e == pytest.approx(6.2, abs=0.5)


def test_equal_colors_and_a_single_color_do_not_differ():
    assert color_spread(lab("#c2185b", "#c2185b")).delta_e == 0
    assert color_spread(lab("#c2185b")) == (0, 0, 0)


def test_many_colors_have_nearly_the_spread_of_all_pairs():
    colors = np.array([50, 40, 20]) + np.random.default_rng(0).normal(0, 0.4, (400, 3))
    spread = color_spread(colors)
    assert spread.delta_e == pytest.approx(ciede2000(colors[:, None], colors[None]).max(), rel=0.1)
    assert spread.delta_e == pytest.approx(float(ciede2000(colors[spread.first], colors[spread.second])), abs=1e-4)
