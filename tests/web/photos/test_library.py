"""The photo library: search, filters, renaming."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from recolor import selectors
from recolor.filters import PHOTO_SORTS, filter_photos
from recolor.models import Garment, Photo

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


def test_words_are_looked_for_in_garments_without_multiplying_the_rows(workspace, photo):
    Garment.objects.bulk_create(
        Garment(photo=photo, position=position, name=f"garment {position}", color="#c83c5a", confidence=1)
        for position in range(2, 10)
    )
    found = filter_photos(selectors.photos(workspace), {"q": "g a r m e n t 2", "garment": "garment 2"})
    assert list(found) == [photo]
    assert "JOIN" not in str(found.query), "joined for each word, ten garments would give 10^8 rows"


def shown_names(client, **filters):
    page = client.get(reverse("photos"), filters).text
    return re.findall(r'<a class="picture-title"[^>]*>([^<]+)</a>', page)


def test_photos_are_sorted_and_filtered_by_garment_and_date(signed_in, new_photo, workspace):
    photos = [new_photo(name=name) for name in ("beta", "Alpha", "gamma")]
    photos[0].garments.filter(name="blouse").update(name="choli")
    Photo.objects.filter(pk=photos[2].pk).update(created_at=timezone.now() - timedelta(days=3))
    assert shown_names(signed_in) == ["gamma", "Alpha", "beta"]
    assert shown_names(signed_in, sort="oldest") == ["beta", "Alpha", "gamma"]
    assert shown_names(signed_in, sort="name") == ["Alpha", "beta", "gamma"]
    assert shown_names(signed_in, sort="odd", since="x") == ["gamma", "Alpha", "beta"]
    assert shown_names(signed_in, garment="blouse", sort="name") == ["Alpha", "gamma"]
    yesterday = str(timezone.localdate() - timedelta(days=1))
    assert shown_names(signed_in, since=yesterday) == ["Alpha", "beta"]
    assert shown_names(signed_in, until=yesterday) == ["gamma"]
    page = signed_in.get(reverse("photos"), {"garment": "choli", "until": "2020-01-01"}).text
    assert "No photo matches" in page and "<option selected>choli</option>" in page and 'value="2020-01-01"' in page
    cardless = signed_in.get(reverse("photos"), {"sort": "name"}).text
    assert "Show all" not in cardless, "an order is not a filter"


def test_photos_are_walked_through_in_every_order(workspace, new_photo):
    for name in ("beta", "Alpha", "alpha", "gamma"):
        new_photo(name=name, found=False)
    for sort in PHOTO_SORTS:
        rows = filter_photos(selectors.photos(workspace), {"sort": sort})
        ids = [photo.pk for photo in rows]
        for n, pk in enumerate(ids):
            before, after = (ids[n - 1] if n else None), (ids[n + 1] if n < 3 else None)
            assert selectors.neighbors(rows, pk) == (before, after)


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


def test_a_pose_keeps_its_model_if_there_are_many_newer_ones(signed_in, new_photo, monkeypatch):
    model, pose = new_photo(name="First"), new_photo(name="Front", kind="pose")
    Photo.objects.filter(pk=pose.pk).update(model=model)
    newest = [new_photo(name=f"Model {number}") for number in range(3)][1:]
    monkeypatch.setattr("recolor.web.photos.studio.MAX_MODELS", 2)
    page = signed_in.get(reverse("photo", args=[pose.pk])).text
    options = page.split('name="model"')[1].split("</select>")[0].split('<option value="')[2:]
    assert [option.split('"')[0] for option in options] == [str(each.pk) for each in [*newest[::-1], model]]
    assert "selected>Pose of First<" in options[-1]
