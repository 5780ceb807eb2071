"""How closely names of garments agree, and positions in names."""

import pytest

from recolor.engine import Agreement, may_surprise, parse_position, parse_target, surely_same
from recolor.engine.finding.matching import agreement


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("T-Shirt", "t-shirt ", Agreement.SAME_NAME),
        ("left sleeve trim", "Left  sleeve trim", Agreement.SAME_NAME),
        ("shirt", "shirt 2", Agreement.SAME_WORDS),
        ("Sleeves", "sleeve 1", Agreement.SAME_WORDS),
        ("tee", "t-shirt", Agreement.SYNONYM),
        ("ghagra", "lehenga", Agreement.SYNONYM),
        ("tee", "blouse", Agreement.SAME_KIND),
        ("blouse", "jacket", Agreement.NONE),
        ("sleeve", "blouse", Agreement.NONE),
        ("चोली", "लहंगा", Agreement.NONE),
    ],
)
def test_agreement(first, second, expected):
    assert agreement(first, second) == agreement(second, first) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("left dress", ("dress", "x", 0)),
        ("The RIGHT dress", ("dress", "x", -1)),
        ("dress on the right", ("dress", "x", -1)),
        ("upper  shirt", ("shirt", "y", 0)),
        ("lower shirt", ("shirt", "y", -1)),
        ("second shirt", ("shirt", "", 1)),
        ("2nd shirt", ("shirt", "", 1)),
        ("the fourth shirt", ("shirt", "", 3)),
        ("12th shirt", ("shirt", "", 11)),
        ("last shirt", ("shirt", "", -1)),
        ("middle dress", ("dress", "", None)),
        ("Center dress", ("dress", "", None)),
        ("central dress", ("dress", "", None)),
        ("dress in the middle", ("dress", "", None)),
        ("leftmost dress", ("dress", "x", 0)),
        ("right-most dress", ("dress", "x", -1)),
        ("rightmost dress", ("dress", "x", -1)),
        ("top shirt", ("shirt", "y", 0)),
        ("right top", ("top", "x", -1)),
        ("bottom shirt", ("shirt", "y", -1)),
        ("left-hand dress", ("dress", "x", 0)),
        ("right hand side dress", ("dress", "x", -1)),
        ("the dress on the left side", ("dress", "x", 0)),
        ("dress, on the right-hand side", ("dress", "x", -1)),
        ("shirt at the top", ("shirt", "y", 0)),
    ],
)
def test_positions(text, expected):
    placed = parse_position(text)
    assert (placed.name, placed.axis, placed.index) == expected


@pytest.mark.parametrize(
    "text", ["dress", "left", "the dress", "leftover dress", "", "blouse, right", "0th shirt", "top"]
)
def test_other_texts_name_no_position(text):
    assert parse_position(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [("dress on the left side", "dress"), ("skirt at the top", "skirt"), ("bottom wear", "bottom wear")],
)
def test_a_position_is_no_part_of_the_name(text, name):
    assert parse_target(text).classes == parse_target(name).classes


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("choli", "Blouse", True),
        ("all", "outfit", True),
        ("upper wear", "top", True),
        ("left gown", "anarkali on the left", True),
        ("left dress", "right dress", False),
        ("left dress", "dress", False),
        ("shirt", "shirt 2", False),
        ("tee", "blouse", False),
        ("sleeve", "blouse", False),
    ],
)
def test_names_surely_mean_the_same_garment_if_no_position_or_number_tells_them_apart(first, second, expected):
    assert surely_same(first, second) is surely_same(second, first) is expected


@pytest.mark.parametrize(
    ("target", "name", "expected"),
    [
        ("Blouse", "blouse", False),
        ("kurti", "kurta", False),
        ("shirts", "shirt 2", False),
        ("upper wear", "t-shirt", False),
        ("left bottom", "jeans", False),
        ("left panel", "panel", False),
        ("all", "skirt", False),
        ("lehnga", "skirt", True),
        ("dress", "lehenga", True),
        ("top", "skirt", True),
        ("panel", "sleeve", True),
    ],
)
def test_a_garment_that_may_surprise(target, name, expected):
    assert may_surprise(target, name) == expected
