"""Merging and splitting garments in the studio."""

import pytest

from .test_garments import address, names
from .test_masks import drawing


def merge_address(photo):
    return f"/photos/{photo.pk}/garments/merge/"


def undo_address(page):
    return page.split('action="/photos/')[1:] and next(
        "/photos/" + part.split('"')[0] for part in page.split('action="/photos/')[1:] if "/regrouping/" in part[:80]
    )


def test_ticked_garments_are_merged_and_it_can_be_undone(signed_in, photo):
    ids = [garment.pk for garment in photo.garments.all()]
    page = signed_in.post(merge_address(photo), {"garment": ids, "name": "Jumpsuit"}, follow=True).text
    assert "Merged “blouse” and “lehenga” as “jumpsuit”." in page and names(photo) == ["jumpsuit"]
    assert "merge-garments" not in page, "one garment cannot be merged"
    page = signed_in.post(undo_address(page), follow=True).text
    assert "as they were before" in page and names(photo) == ["blouse", "lehenga"]


@pytest.mark.parametrize(("count", "text"), [(0, "two garments or more"), (1, "two garments or more")])
def test_too_few_garments_are_refused_beside_the_form(signed_in, photo, count, text):
    ids = [garment.pk for garment in photo.garments.all()][:count]
    page = signed_in.post(merge_address(photo), {"garment": ids}, follow=True).text
    assert text in page.split('id="problem-merge"')[1].split("</p>")[0] and "toast-message" not in page
    assert names(photo) == ["blouse", "lehenga"]
    assert "problem-merge" not in signed_in.get(f"/photos/{photo.pk}/").text, "it is shown once"


def test_a_part_is_split_off_and_it_can_be_undone(signed_in, photo):
    fields = {"name": "Left half", "mask": drawing((0, 0, 60, 80))}
    answer = signed_in.post(address(photo, "split"), fields)
    assert answer.status_code == 200 and 'data-name="left half"' in answer.text and "<html" not in answer.text
    assert names(photo) == ["blouse", "left half", "lehenga"]
    signed_in.post(undo_address(answer.text))
    assert names(photo) == ["blouse", "lehenga"]


@pytest.mark.parametrize(
    ("fields", "status", "text"),
    [
        ({"name": "part"}, 422, "Mark the part"),
        ({"name": "part", "mask": (0, 100, 120, 160)}, 422, "No part"),
        ({"name": " ", "mask": (0, 0, 60, 80)}, 422, "name"),
        ({"name": "lehenga", "mask": (0, 0, 60, 80)}, 409, "Another garment"),
    ],
)
def test_an_unusable_part_is_refused_with_a_reason(signed_in, photo, fields, status, text):
    fields = {name: drawing(value) if name == "mask" else value for name, value in fields.items()}
    answer = signed_in.post(address(photo, "split"), fields)
    assert (answer.status_code, text in answer.text) == (status, True)
    assert names(photo) == ["blouse", "lehenga"]


def test_another_workspaces_garments_are_not_found(signed_in, new_photo, other_workspace):
    theirs = new_photo(workspace=other_workspace)
    fields = {"name": "part", "mask": drawing((0, 0, 60, 80))}
    undo = f"/photos/{theirs.pk}/garments/regrouping/00000000-0000-4000-8000-000000000000/undo/"
    for path in (merge_address(theirs), address(theirs, "split"), undo):
        assert signed_in.post(path, fields).status_code == 404
        assert signed_in.get(path).status_code == 405
    assert names(theirs) == ["blouse", "lehenga"]
