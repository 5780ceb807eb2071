"""The page of SKUs and views: what a pattern would read, and storing pattern and rows."""

import pytest
from django.urls import reverse

from recolor.models import Photo
from tests.web.conftest import HTMX, problem_at

URL = "/photos/skus/"


@pytest.fixture
def photos(new_photo):
    names = ("KU-204_front.png", "KU-204_back.png")
    made = [new_photo(name=name) for name in names]
    for photo, name in zip(made, names, strict=True):
        photo.file_name = name
        photo.save()
    return made


@pytest.mark.usefixtures("photos")
def test_a_pattern_shows_what_it_would_read(signed_in):
    page = signed_in.get(URL, {"pattern": "{sku}_{view}"}, **HTMX).content.decode()
    assert page.count('value="KU-204"') == 2
    assert 'value="back"' in page
    assert "reads 2 of 2 file names" in page
    assert "<html" not in page
    assert not Photo.objects.exclude(sku="").exists()


@pytest.mark.usefixtures("photos")
def test_it_works_without_javascript(signed_in):
    page = signed_in.post(URL, {"pattern": "{sku}_{view}", "action": "preview"}).content.decode()
    assert page.count('value="KU-204"') == 2
    assert not Photo.objects.exclude(sku="").exists()


@pytest.mark.usefixtures("photos")
def test_a_wrong_pattern_says_what_would_be_right(signed_in):
    page = signed_in.get(URL, {"pattern": "{style}"}).content.decode()
    assert "{style} is not known. Use {sku}, {view} and * (any text)." in page


def test_pattern_and_rows_are_saved(signed_in, workspace, photos):
    first, second = photos
    fields = {f"sku-{first.pk}": "KU-204", f"view-{first.pk}": "front", f"sku-{second.pk}": "KU-9"}
    response = signed_in.post(URL, {"pattern": "{sku}_{view}", **fields}, follow=True)
    assert "Saved; 2 photos have changed." in response.content.decode()
    workspace.refresh_from_db()
    assert workspace.photo_name_pattern == "{sku}_{view}"
    assert list(Photo.objects.order_by("pk").values_list("sku", "view")) == [("KU-204", "front"), ("KU-9", "")]


def test_the_pattern_is_applied_to_all_photos(signed_in, photos, new_task, monkeypatch):
    assert "Apply the pattern to all" not in signed_in.get(URL).text, "one page is saved as it is shown"
    monkeypatch.setattr("recolor.web.photos.skus.PAGE_SIZE", 1)
    assert "Apply the pattern to all 3 photos" in signed_in.get(URL).text, "one of the fixture of tasks among them"
    new_task(photos[1])
    form = {"pattern": "{sku}_{view}", "action": "apply", f"sku-{photos[0].pk}": "not stored"}
    page = signed_in.post(URL, form, follow=True).text
    assert "The pattern reads 2 file names of all photos. Saved; 2 photos have changed." in page
    assert "1 photo stays a model of its own" in page
    stored = Photo.objects.filter(pk__in=[photo.pk for photo in photos]).order_by("pk")
    assert list(stored.values_list("sku", "view")) == [("KU-204", "front"), ("KU-204", "back")]


def test_an_unusable_pattern_is_not_applied(signed_in, photos):
    response = signed_in.post(URL, {"pattern": "{style}", "action": "apply"})
    assert response.status_code == 422 and "{style} is not known" in problem_at(response.text, "pattern")
    assert 'aria-describedby="problem-pattern" autofocus' in response.text
    typed = signed_in.get(URL, {"pattern": "{style}"}, **HTMX).text
    assert 'id="pattern-checked" aria-live="polite" hx-swap-oob="true"' in typed
    assert "{style} is not known" in typed and "data-problem" not in typed


def test_nothing_is_saved_when_something_is_wrong(signed_in, workspace, photos):
    fields = {f"sku-{photos[0].pk}": "A" * 61}
    response = signed_in.post(URL, {"pattern": "{sku}", **fields})
    assert response.status_code == 422
    assert "at most 60 characters" in problem_at(response.text, f"row-{photos[0].pk}")
    assert f'aria-describedby="problem-row-{photos[0].pk}"' in response.text
    workspace.refresh_from_db()
    assert workspace.photo_name_pattern == ""
    page = signed_in.post(URL, {"pattern": "", f"sku-{photos[0].pk}": "", f"view-{photos[0].pk}": "A" * 41}).text
    cell = page.split(f'name="view-{photos[0].pk}"')[1].split("</td>", maxsplit=1)[0]
    assert "and a view 40" in cell, "it is beside the field that caused it"


def test_photos_of_another_workspace_are_neither_shown_nor_changed(stranger_client, photos):
    assert "KU-204_front" not in stranger_client.get(URL).content.decode()
    stranger_client.post(URL, {"pattern": "", f"sku-{photos[0].pk}": "X"})
    assert not Photo.objects.exclude(sku="").exists()


def test_anonymous_people_are_sent_to_the_sign_in(client):
    assert client.get(URL).url == f"{reverse('sign_in')}?next={URL}"


def test_the_number_of_queries_does_not_grow(signed_in, photos, new_photo, django_assert_max_num_queries):
    for _ in range(5):
        new_photo()
    with django_assert_max_num_queries(7):  # session, person, workspaces, count, photos, garments, open work
        signed_in.get(URL)


def test_photos_and_results_are_found_by_sku(signed_in, photos, new_task):
    photos[0].sku = "ZX-99"
    photos[0].save()
    new_task(photos[0])
    for name in ("photos", "gallery"):
        page = signed_in.get(reverse(name), {"q": "zx-99"}).content.decode()
        assert photos[0].name in page
        assert photos[1].name not in page.replace(photos[0].name, "")
