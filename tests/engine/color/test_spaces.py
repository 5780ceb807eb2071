"""Conversions between color spaces."""

import numpy as np
import pytest

from recolor.engine.color.ciede2000 import ciede2000
from recolor.engine.color.spaces import hex_to_lab, hex_to_rgb, median_color, rgb_to_lab


@pytest.mark.parametrize(
    "colors",
    [
        ["#4169e1"],
        ["#c2185b", "#c2185b", "#ffffff"],
        ["#d02060", "#20a060", "#3050d0"],
        ["#202020", "#f0d010", "#b01070", "#106090", "#d0d0ff"],
    ],
)
def test_the_hex_code_of_the_median_is_the_median(colors):
    lab = rgb_to_lab(np.array([hex_to_rgb(color) for color in colors]))
    median, code = median_color(lab)
    assert np.array_equal(median, np.median(lab, axis=0))
    assert ciede2000(hex_to_lab(code), median) < 0.5, "rounding"
    if len(set(colors)) == 1:
        assert code == colors[0]
