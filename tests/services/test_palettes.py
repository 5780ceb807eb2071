"""A workspace's palettes and their swatches."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recolor import services
from recolor.models import Swatch
from recolor.palette_files import Entry


@pytest.fixture
def palette(workspace):
    return services.palette_create(workspace, "Spring 2027")


def names(palette):
    return [swatch.name for swatch in palette.swatches.all()]


def test_a_swatch_takes_precedence_over_other_color_words(workspace, other_workspace, palette, new_task):
    services.swatch_create(palette, "Royal Blue", "#c2185b", code="17-2036")
    for color in ("royal blue", "17-2036"):
        task = new_task(changes=[{"target": "blouse", "color": color}])
        assert task.color_changes.get().color_hex == "#c2185b"
        assert task.color_changes.get().family == "pink"
    assert other_workspace.swatch_colors() == {}


def test_the_first_palette_comes_first_and_names_come_before_codes(workspace, palette, new_task):
    second = services.palette_create(workspace, "Autumn 2027")
    services.swatch_create(palette, "Rani-pink", "#111111", code="rust")
    services.swatch_create(second, "rani pink", "#222222")
    services.swatch_create(second, "Rust", "#333333")

    def color_of(words):
        return new_task(changes=[{"target": "blouse", "color": words}]).color_changes.get().color_hex

    assert (color_of("Rani Pink"), color_of("rust")) == ("#111111", "#333333")
    services.palette_move(second, -1)
    assert color_of("Rani Pink") == "#222222"
    services.palette_delete(second)
    assert (color_of("Rani Pink"), color_of("rust")) == ("#111111", "#111111")


def test_a_name_can_be_used_only_once(workspace, palette):
    rani = services.swatch_create(palette, "Diwali  rani", "rani pink")
    assert rani.name == "Diwali rani"
    with pytest.raises(ValidationError, match="already"):
        services.swatch_create(palette, "diwali RANI", "#fff")
    services.swatch_update(rani, "Diwali rani", "#ff0000", "R 1")
    assert workspace.swatch_colors() == {"Diwali rani": "#ff0000", "R 1": "#ff0000"}
    with pytest.raises(ValidationError, match="already"):
        services.palette_create(workspace, "spring  2027")


@pytest.mark.parametrize(
    ("name", "color", "code", "expected"),
    [
        ("", "#fff", "", "name"),
        ("a" * 41, "#fff", "", "name"),
        ("a", "bluuu", "", "bluuu"),
        ("a", "#fff", "1" * 41, "code"),
    ],
)
def test_an_invalid_swatch_is_refused(palette, name, color, code, expected):
    with pytest.raises(ValidationError, match=expected):
        services.swatch_create(palette, name, color, code)


def test_swatches_can_be_moved(palette):
    first, second, third = (services.swatch_create(palette, name, "#123456") for name in "abc")
    services.swatch_move(third, -1)
    assert names(palette) == ["a", "c", "b"]
    services.swatch_move(first, -1)
    assert names(palette) == ["a", "c", "b"]
    services.swatch_delete(second)
    assert names(palette) == ["a", "c"]


def test_colors_of_a_file_get_names_that_are_free(workspace, palette):
    entries = [Entry("Red", "#ff0000"), Entry("red", "#ee0000"), Entry("", "#000080"), Entry("n" * 60, "#123456", "C")]
    created = services.palette_create_with_free_name(workspace, "spring 2027", entries)
    assert created.name == "spring 2027 2"
    assert names(created) == ["Red", "red 2", "navy", "n" * 40]
    assert created.swatches.last().code == "C"


def test_palettes_and_swatches_are_limited(workspace, palette, monkeypatch):
    monkeypatch.setattr("recolor.services.palettes.MAX_PALETTES", 1)
    monkeypatch.setattr("recolor.services.swatches.MAX_SWATCHES", 0)
    with pytest.raises(ValidationError, match="at most 1 palettes"):
        services.palette_create(workspace, "Another")
    with pytest.raises(ValidationError, match="at most 0 swatches"):
        services.swatch_create(palette, "a", "#fff")
    assert not Swatch.objects.exists()


def test_of_two_requests_with_one_name_the_second_waits_for_the_first(workspace, palette):
    changes = [
        lambda: services.palette_create(workspace, "Autumn"),
        lambda: services.palette_rename(palette, "Summer"),
    ]
    for change in changes:
        with CaptureQueriesContext(connection) as captured:
            change()
        tables = [query["sql"].split('FROM "recolor_')[-1].split('"')[0] for query in captured]
        assert tables.index("workspace") < tables.index("palette"), (
            "the workspace is locked before the name is looked up"
        )
