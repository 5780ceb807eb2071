import numpy as np
import pytest

from recolor.engine import ColorChange, Engine, reached_colors
from recolor.engine.color.spaces import hex_to_rgb
from recolor.engine.imaging.resize import resize_pixels


@pytest.fixture
def photo():
    """Return a gray photo with some noise."""
    noise = np.random.default_rng(3).normal(0, 3, (400, 300, 3))
    return np.clip(150 + noise, 0, 255).astype(np.uint8)


def painted(photo, *areas):
    result = photo.copy()
    for rows, color in areas:
        result[rows] = hex_to_rgb(color)
    return result


def test_the_color_is_measured_where_the_pictures_differ(photo):
    result = painted(photo, (slice(50, 200), "#4169e1"))
    [reached] = reached_colors(photo, result, ["#4169e1"])
    assert (reached.achieved_hex, round(reached.delta_e, 3)) == ("#4169e1", 0)
    [other] = reached_colors(photo, result, ["#c2185b"])
    assert other.achieved_hex == "#4169e1" and other.delta_e > 30


def test_several_changes_are_told_apart_by_their_colors(photo):
    result = painted(photo, (slice(50, 150), "#4060e0"), (slice(200, 330), "#c01858"))
    red, blue, red_again = reached_colors(photo, result, ["#c2185b", "#4169e1", "#c2185b"])
    assert (red.achieved_hex, blue.achieved_hex) == ("#c01858", "#4060e0")
    assert red == red_again


def test_another_size_does_not_matter(photo):
    result = resize_pixels(painted(photo, (slice(50, 200), "#4169e1")), 1200, 900)
    [reached] = reached_colors(photo, result, ["#4169e1"])
    assert reached.delta_e < 1


def test_it_agrees_with_the_engines_own_report(picture_with_mask):
    picture, mask = picture_with_mask
    result = Engine().recolor(picture, [ColorChange("blouse", "#4169e1", mask)], quality=None)
    [reached] = reached_colors(picture.pixels, result.pixels, ["#4169e1"])
    assert abs(reached.delta_e - result.changes[0].delta_e) < 1


@pytest.fixture
def picture_with_mask():
    from recolor.engine import Picture

    rows, columns = np.mgrid[0:400, 0:300]
    folds = 20 * np.sin(columns / 9) + np.random.default_rng(1).normal(0, 2, (400, 300))
    cloth = np.clip(np.stack([180 + folds, 60 + folds, 80 + folds], -1), 0, 255).astype(np.uint8)
    mask = ((rows > 100) & (rows < 300)).astype(np.float32)
    pixels = np.where(mask[..., None] > 0, cloth, np.uint8(230))
    return Picture(pixels), mask


@pytest.mark.parametrize("case", ["same", "a speck", "everything", "another section", "a color is missing"])
def test_what_cannot_be_measured_gives_none(photo, case):
    speck = photo.copy()
    speck[100:112, 100:111] = 0  # as large as the noise of a JPEG file of quality 75 on some photos
    results = {
        "same": photo,
        "a speck": speck,
        "everything": painted(photo, (slice(None), "#4169e1")),
        "another section": painted(photo, (slice(50, 200), "#4169e1"))[:300],
        "a color is missing": painted(photo, (slice(50, 200), "#4169e1")),
    }
    assert reached_colors(photo, results[case], ["#4169e1", "#ffff00"][: 1 + (case == "a color is missing")]) is None
