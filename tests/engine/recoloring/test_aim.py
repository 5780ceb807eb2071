"""The reported color, and a color to aim at in place of the requested one."""

import numpy as np
import pytest

from recolor.engine import ColorChange, Picture
from recolor.engine.color.ciede2000 import ciede2000
from recolor.engine.color.spaces import hex_to_lab, hex_to_rgb, rgb_to_lab

RED = "#ff0000"  # the reddest color of sRGB: lighter and darker cloth is less vivid


def change(engine, pixels, mask, **options):
    result = engine.recolor(Picture(pixels), [ColorChange("dress", RED, mask=mask, **options)], quality=None)
    return result.pixels, result.changes[0]


@pytest.fixture
def contrasty(cloth):
    """Return cloth whose contrast leaves no room for vivid colors."""
    return cloth((235, 230, 225), depth=0.9)[:2]


def test_the_reported_color_is_the_median_of_the_cloth(engine, contrasty):
    pixels, report = change(engine, *contrasty)
    median = np.median(rgb_to_lab(pixels[contrasty[1] == 1]), axis=0)
    assert report.delta_e > 1
    assert ciede2000(report.achieved_lab, median) < 0.5
    assert ciede2000(hex_to_lab(report.achieved_hex), median) < 1, "not the median of each channel, which is the red"
    assert report.delta_e == pytest.approx(float(ciede2000(report.achieved_lab, hex_to_lab(RED))), abs=1e-3)


def test_cloth_takes_the_color_that_other_cloth_has_reached(engine, cloth, contrasty):
    _pixels, limited = change(engine, *contrasty)
    plain = cloth((180, 40, 60), depth=0.2)[:2]
    _pixels, free = change(engine, *plain)
    assert ciede2000(free.achieved_lab, limited.achieved_lab) > 1
    _pixels, aimed = change(engine, *plain, aim=limited.achieved_hex)
    assert ciede2000(aimed.achieved_lab, limited.achieved_lab) < 0.5
    assert aimed.target_hex == RED and aimed.delta_e == pytest.approx(limited.delta_e, abs=0.5)


@pytest.mark.parametrize("target", ["#ffffff", "#000000"])
def test_pure_white_and_black_cloth_keep_their_folds(engine, cloth, target):
    pixels, mask, _ = cloth((60, 120, 200))
    result = engine.recolor(Picture(pixels), [ColorChange("dress", target, mask=mask)], quality=None)
    flat = (result.pixels[mask == 1] == hex_to_rgb(target)).all(axis=1)
    assert flat.mean() < 0.3
    assert result.changes[0].delta_e < 1.5
