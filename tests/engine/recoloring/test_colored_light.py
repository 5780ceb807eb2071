"""Colored light on cloth: it is found where it is sure, and a new dye is seen in it."""

import numpy as np
import pytest

from recolor.engine import ColorChange, Picture
from recolor.engine.color.ciede2000 import ciede2000
from recolor.engine.color.spaces import linear_to_rgb, rgb_to_lab, rgb_to_linear
from recolor.engine.recoloring.colored_light import find_colored_light
from recolor.engine.recoloring.sure_pixels import sure_pixels

BEIGE = (205, 190, 170)


def lit(pixels, strength=0.15):
    """Return pixels in light that is warm on the right and cold on the left."""
    across = np.linspace(-1, 1, pixels.shape[1], dtype=np.float32)[None, :, None] * np.float32(strength)
    gains = 1 + across * np.array([1, 0, -1], np.float32)
    return np.rint(linear_to_rgb(rgb_to_linear(pixels.astype(np.float32)) * gains)).astype(np.uint8)


def recolored(engine, pixels, mask, color="#4169e1"):
    return engine.recolor(Picture(pixels), [ColorChange("dress", color, mask=mask)], quality=None).pixels


def found(pixels, mask):
    return find_colored_light(pixels, sure_pixels(mask.astype(np.float32)))


def test_the_new_color_is_seen_in_the_light_of_the_scene(engine, cloth, monkeypatch):
    pixels, mask, _folds = cloth(BEIGE, noise=1.0)
    inside = mask == 1
    expected = rgb_to_lab(lit(recolored(engine, pixels, mask)))[inside]
    error = np.median(ciede2000(rgb_to_lab(recolored(engine, lit(pixels), mask))[inside], expected))
    monkeypatch.setattr("recolor.engine.recoloring.prepared_garment.find_colored_light", lambda pixels, sure: None)
    without = np.median(ciede2000(rgb_to_lab(recolored(engine, lit(pixels), mask))[inside], expected))
    assert error < 0.6 * without, (error, without)


def test_pixels_outside_the_garment_stay_as_they_are(engine, cloth):
    pixels, mask, _folds = cloth(BEIGE)
    photo = lit(pixels)
    assert found(photo, mask)
    assert (recolored(engine, photo, mask)[mask == 0] == photo[mask == 0]).all()


def test_adding_the_light_undoes_removing_it(cloth):
    pixels, mask, _folds = cloth(BEIGE)
    light = found(lit(pixels), mask)
    back = light.add(light.remove(lit(pixels)))
    assert np.abs(back.astype(int) - lit(pixels)).max() <= 1


@pytest.mark.parametrize("color", [BEIGE, (180, 40, 60), (25, 25, 28), (60, 120, 200)])
def test_folds_in_white_light_are_not_colored_light(cloth, color):
    assert found(*cloth(color, noise=2.0)[:2]) is None


def test_another_panel_and_stripes_are_not_colored_light(cloth):
    pixels, mask, folds = cloth(BEIGE)
    panel, stripes = pixels.copy(), pixels.copy()
    panel[:, 120:] = (folds[:, 120:, None] * np.array([200, 160, 190])).astype(np.uint8)
    stripes[:, np.arange(200) % 40 < 20] = (
        folds[:, np.arange(200) % 40 < 20, None] * np.array([190, 195, 200])
    ).astype(np.uint8)
    assert found(panel, mask) is None
    assert found(stripes, mask) is None


def test_light_on_black_cloth_is_not_sure(cloth):
    pixels, mask, _folds = cloth((25, 25, 28))
    assert found(lit(pixels), mask) is None
