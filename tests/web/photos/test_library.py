"""The photo library: search, filters, renaming."""

import pytest
from django.urls import reverse

from ..conftest import problem_at


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"q": "sku-7"}, ["SKU-7"]),
        ({"q": "lehenga"}, ["SKU-8", "SKU-7"]),
        ({"kind": "pose"}, ["SKU-8"]),
        ({"kind": "odd"}, ["SKU-8", "SKU-7"]),
    ],
)
def test_search_and_filters(signed_in, new_photo, filters, expected):
    new_photo(name="SKU-7")
    new_photo(name="SKU-8", kind="pose")
    page = signed_in.get(reverse("photos"), filters).text
    assert [part.split("<")[0] for part in page.split('">SKU')[1:] if part.startswith("-")] == [
        name.removeprefix("SKU") for name in expected
    ]


@pytest.mark.parametrize(("name", "shown"), [("N" * 201, "N" * 201), ("  ", "SKU-7")])
def test_a_refused_name_is_explained_on_the_card_and_kept(signed_in, new_photo, name, shown):
    photo, other = new_photo(name="SKU-7"), new_photo(name="SKU-8")
    form = {"name": name, "next": reverse("photos")}
    page = signed_in.post(reverse("photo_edit", args=[photo.pk]), form, follow=True).text
    assert "1 to 200 characters" in problem_at(page, f"rename-{photo.pk}")
    card = page.split(f'id="photo-{photo.pk}"')[1].split("</li>")[0]
    assert '<details class="rename" open>' in card and f'name="name" value="{shown}"' in card
    assert f'aria-describedby="problem-rename-{photo.pk}"' in card
    assert page.count('<details class="rename" >') == 1, f"the card of {other} is as before"


def test_renaming_a_photo_and_assigning_its_model(signed_in, new_photo, new_task):
    model, pose = new_photo(name="Model"), new_photo(name="Front", kind="pose")
    address = reverse("photo_edit", args=[pose.pk])
    assert signed_in.post(address, {"name": "SKU-9", "next": "/photos/?q=x"})["Location"] == "/photos/?q=x"
    signed_in.post(address, {"name": "SKU-9", "kind": "pose", "model": model.pk})
    pose.refresh_from_db()
    assert (pose.name, pose.model) == ("SKU-9", model)
    assert "SKU-9" in signed_in.get(reverse("photos"), {"model": model.pk}).text
    for fields, problem in (
        ({"name": " "}, "1 to 200"),
        ({"name": "x", "kind": "model", "model": model.pk}, "Only a pose"),
    ):
        assert problem in signed_in.post(address, fields, follow=True).text
    new_task(pose)
    assert "cannot be changed" in signed_in.post(address, {"name": "x", "kind": "model", "model": ""}, follow=True).text
    pose.refresh_from_db()
    assert (pose.name, pose.kind) == ("SKU-9", "pose")
