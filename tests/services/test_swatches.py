"""A workspace's swatches."""

import pytest
from django.core.exceptions import ValidationError

from recolor import services


def test_a_swatch_takes_precedence_over_other_color_words(workspace, other_workspace, new_task):
    services.swatch_create(workspace, "Royal Blue", "#c2185b")
    task = new_task(changes=[{"target": "blouse", "color": "royal blue"}])
    assert task.color_changes.get().color_hex == "#c2185b"
    assert task.color_changes.get().family == "pink"
    assert other_workspace.swatch_colors() == {}


def test_a_name_can_be_used_only_once(workspace):
    rani = services.swatch_create(workspace, "Diwali  rani", "rani pink")
    assert rani.name == "Diwali rani"
    with pytest.raises(ValidationError, match="already"):
        services.swatch_create(workspace, "diwali RANI", "#fff")
    services.swatch_update(rani, "Diwali rani", "#ff0000")
    assert workspace.swatch_colors() == {"Diwali rani": "#ff0000"}


@pytest.mark.parametrize(
    ("name", "color", "expected"), [("", "#fff", "name"), ("a" * 41, "#fff", "name"), ("a", "bluuu", "bluuu")]
)
def test_an_invalid_swatch_is_refused(workspace, name, color, expected):
    with pytest.raises(ValidationError, match=expected):
        services.swatch_create(workspace, name, color)


def test_swatches_can_be_moved(workspace):
    first, second, third = (services.swatch_create(workspace, name, "#123456") for name in "abc")
    services.swatch_move(third, -1)
    assert list(workspace.swatch_colors()) == ["a", "c", "b"]
    services.swatch_move(first, -1)
    assert list(workspace.swatch_colors()) == ["a", "c", "b"]
    services.swatch_delete(second)
    assert list(workspace.swatch_colors()) == ["a", "c"]
