"""Dominant colors and their names."""

import numpy as np

from recolor.engine import color_name, dominant_colors, parse_color


def picture(*colors):
    """Return stripes of colors, each twice as wide as the next, with a little noise."""
    widths = [2 ** (len(colors) - index) for index in range(len(colors))]
    row = np.concatenate([np.tile(color, (8 * width, 1)) for color, width in zip(colors, widths, strict=True)])
    noise = np.random.default_rng(1).integers(-3, 4, (60, len(row), 3))
    return np.clip(row[None] + noise, 0, 255).astype(np.uint8)


def test_the_most_frequent_color_comes_first_and_shades_are_merged():
    pixels = picture((190, 20, 60), (20, 30, 120), (240, 240, 235))
    found = dominant_colors(pixels)
    assert [color_name(color) for color in found] == [color_name(c) for c in ("#be143c", "#141e78", "#f0f0eb")]
    assert dominant_colors(pixels) == found
    assert len(dominant_colors(pixels, count=2)) == 2


def test_only_pixels_of_the_mask_count():
    pixels = picture((190, 20, 60), (20, 30, 120))
    mask = np.zeros(pixels.shape[:2], bool)
    mask[:, -10:] = True
    (color,) = dominant_colors(pixels, mask)
    assert color_name(color) == color_name("#141e78")
    assert len(dominant_colors(pixels, np.zeros_like(mask))) == 2, "an empty mask does not count"
    assert dominant_colors(np.zeros((1, 1, 3), np.uint8)) == ["#000000"]


def test_names_are_words_that_mean_a_similar_color():
    for code in ("#000080", "#c2185b", "#708090", "#fffff0"):
        assert parse_color(color_name(code))
    assert color_name("#000081") == "navy"
    assert color_name("#4169e2") == "royal blue"
