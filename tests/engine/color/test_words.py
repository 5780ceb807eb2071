import pytest

from recolor.engine import ColorError, color_name, parse_color
from recolor.engine.color.spaces import hex_to_rgb, rgb_to_lab


def lab_of(words):
    return rgb_to_lab(hex_to_rgb(parse_color(words).hex)[None])[0]


@pytest.mark.parametrize(
    ("text", "color"),
    [
        ("#c2185b", "#c2185b"),
        ("C2185B", "#c2185b"),
        (" #abc ", "#aabbcc"),
        ("abc", "#aabbcc"),
        ("red", "#ff0000"),
        ("Royal Blue", "#4169e1"),
        ("royalblue", "#4169e1"),
        ("royal-blue", "#4169e1"),
        ("slate gray", "#708090"),
        ("SlateGray", "#708090"),
        ("dusty rose", "#c48a8a"),
        ("rani pink", "#d01a6e"),
        ("Mehendi  Green", "#6f7a2b"),
        ("bottle green", "#0b4a3a"),
        ("mustard yellow", "#e1ad01"),
        ("olive green", "#808000"),
        ("neon green", "#39ff14"),
        ("bright white", "#ffffff"),
        ("vivid gray", "#808080"),
        ("neon gray", "#a4a4a4"),
    ],
)
def test_known_colors(text, color):
    assert parse_color(text).hex == color


def test_names_from_color_name_list_are_known():
    assert parse_color("100 Mph").hex == "#c93f38"
    assert parse_color("zürich blue").name == "zürich blue"


def test_swatches_take_precedence():
    assert parse_color("Brand Red", {"brand red": "#B0121B"}).hex == "#b0121b"
    assert parse_color("red", {"Red": "#b0121b"}).hex == "#b0121b"
    assert parse_color("light brand red", {"brand red": "#b0121b"}).hex != "#b0121b"


def test_modifiers_change_lightness_and_chroma():
    for color in ("teal", "rust", "olive green", "rani pink"):
        plain, light, dark, dusty = (
            lab_of(words) for words in (color, f"light {color}", f"dark {color}", f"dusty {color}")
        )
        assert light[0] > plain[0] + 8
        assert dark[0] < plain[0] - 8
        assert (dusty[1:] ** 2).sum() < 0.5 * (plain[1:] ** 2).sum()
    assert parse_color("light olive green").name == "light olive green"


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("royl bluu", "royal blue"),
        ("dusty roze", "dusty rose"),
        ("sparkly blue", "blue"),
    ],
)
def test_unknown_colors_raise_an_error_with_suggestions(text, suggestion):
    with pytest.raises(ColorError) as raised:
        parse_color(text)
    assert suggestion in raised.value.suggestions
    assert str(raised.value)


def test_colors_are_suggested_once():
    with pytest.raises(ColorError, match="Try royal blue, ") as raised:
        parse_color("royl bleu")
    assert raised.value.suggestions == ["royal blue"], "not royalblue, too"


@pytest.mark.parametrize("text", ["", "#12", "#12345", "x" * 100])
def test_examples_are_not_suggestions(text):
    with pytest.raises(ColorError) as raised:
        parse_color(text)
    assert raised.value.suggestions == []


def test_compound_names_are_shown_with_spaces():
    assert [color_name(code) for code in ("#696969", "#fff0f5")] == ["dim gray", "lavender blush"]
