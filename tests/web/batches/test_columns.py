"""The columns of a batch's grid: one for each color, also where photos have other names for the garment."""

import re

import pytest

from recolor import services

from .conftest import address


@pytest.fixture
def grid(signed_in, workspace):
    """Return a function that creates a batch of pairs of a photo and its color changes.

    It returns the texts of the heads of the columns, and those of the cells by the name of the photo.
    """

    def make(*wanted):
        batch = services.batch_create(workspace, [{"model": photo, "changes": changes} for photo, changes in wanted])
        table = signed_in.get(address(batch)).text.split("<table")[1].split("</table>")[0]
        head, *rows = [row.split("</tr>")[0] for row in table.split("<tr>")[1:]]
        heads = [_text(cell.split("<div")[0]) for cell in head.split('<th scope="col">')[2:]]
        return heads, {_text(row.split("<td>")[0].split("<span>")[1]): _cells(row) for row in rows}

    def _cells(row):
        return [_text(re.sub(r"#\d+", "", cell)) for cell in row.split("<td>")[1:]]

    return make


def _text(html):
    return " ".join(re.sub("<[^>]*>", " ", html).split())


def _change(target, color, **others):
    return {"target": target, "color": color, **others}


@pytest.fixture
def photos(new_photo):
    """Return photos whose garments are not known yet, so that any can be asked for."""
    return [new_photo(name=name, found=False) for name in "ABC"]


def test_photos_that_name_the_garment_differently_share_the_columns_of_the_colors(grid, photos):
    names = ["kurta", "dress", "kurta"]
    wanted = [
        (photo, [_change(name, color)])
        for photo, name in zip(photos, names, strict=True)
        for color in ("teal", "navy", "red")
    ]
    heads, rows = grid(*wanted)
    assert heads == ["teal", "navy", "red"]
    assert rows == {"A": ["Kurta waiting"] * 3, "B": ["Dress waiting"] * 3, "C": ["Kurta waiting"] * 3}


def test_only_the_names_that_differ_are_in_the_cells(grid, photos):
    first, second, _third = photos
    heads, rows = grid(
        (first, [_change("kurta", "teal"), _change("dupatta", "gold")]),
        (second, [_change("dupatta", "gold"), _change("dress", "teal")]),
    )
    assert heads == ["teal, dupatta gold"]
    assert rows == {"A": ["Kurta waiting"], "B": ["Dress waiting"]}


def test_two_garments_of_a_photo_have_columns_of_their_own(grid, photos):
    first, second, _third = photos
    heads, rows = grid(
        (first, [_change("shirt", "teal")]),
        (first, [_change("top", "teal")]),
        (second, [_change("top", "teal")]),
    )
    assert heads == ["shirt teal", "top teal"], "it has both"
    assert rows == {"A": ["waiting", "waiting"], "B": ["–", "waiting"]}


@pytest.mark.parametrize(
    "others",
    [
        [_change("trousers", "teal")],
        [_change("dress", "navy")],
        [_change("dress", "teal"), _change("dupatta", "teal")],
        [_change("dress", "teal", layer="stripes")],
        [_change("dress", "teal", protect_details=False)],
    ],
    ids=["another garment", "another color", "one more garment", "a color layer", "with details"],
)
def test_what_is_not_the_same_change_is_in_another_column(grid, photos, others):
    heads, rows = grid((photos[0], [_change("kurta", "teal")]), (photos[1], others))
    assert len(heads) == 2 and rows["A"] == ["waiting", "–"] and rows["B"] == ["–", "waiting"]
