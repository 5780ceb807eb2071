"""Deep folds light each other: yellow cloth has orange shades, which are not details."""

import numpy as np
import pytest

from recolor.engine import ColorChange, Picture
from recolor.engine.color.spaces import linear_to_lab, linear_to_rgb, rgb_to_linear
from recolor.engine.recoloring.chroma_distance import chroma_distance
from recolor.engine.recoloring.cloth import describe_cloth

YELLOW, PINK, BROWN, RUST = (250, 170, 20), (225, 30, 120), (120, 88, 70), (135, 62, 38)


def linear(color: tuple[int, int, int]) -> np.ndarray:
    return rgb_to_linear(np.array([color], np.float32))


def distance(color: tuple[int, int, int], direct: float, reflected: float) -> float:
    """Return the distance from cloth of `color` of a pixel with so much direct light, and light from other folds."""
    dye = linear(color)
    cloth = describe_cloth(np.repeat(linear_to_lab(dye), 100, axis=0))
    return float(chroma_distance(linear_to_lab(direct * dye + reflected * dye * dye), cloth)[0])


@pytest.mark.parametrize("color", [YELLOW, PINK])
@pytest.mark.parametrize("direct", [0.1, 0.3, 0.6])
def test_folds_that_light_each_other_are_base_cloth(color, direct):
    assert distance(color, direct, 0.9 * (1 - direct)) < 4


def test_a_darker_and_more_colorful_print_is_no_fold():
    """Brown reflects too little light for so much red, although F · F has the hue of the print."""
    cloth = describe_cloth(np.repeat(linear_to_lab(linear(BROWN)), 100, axis=0))
    assert chroma_distance(linear_to_lab(linear(RUST)), cloth)[0] > 9


def test_orange_folds_of_yellow_cloth_take_the_new_color(engine, cloth):
    pixels, mask, _folds = cloth(YELLOW)
    dye = linear(YELLOW)
    fold = np.rint(linear_to_rgb(0.15 * dye + 0.5 * dye * dye)).astype(np.uint8)
    pixels[60:140, 95:105] = fold
    result = engine.recolor(Picture(pixels), [ColorChange("saree", "#1050c0", mask=mask)], quality=None).pixels
    red, _green, blue = result[100, 100].astype(int)
    assert blue > red + 40
