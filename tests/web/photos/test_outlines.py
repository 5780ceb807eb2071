"""The outline check: its order, its decisions and their ways back, and the ways to it."""

import re
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from recolor import services
from recolor.models import Garment
from recolor.selectors import doubtful_garments, unchecked_outlines

from ...conftest import picture_upload
from ...services.masks import mask_upload
from ..conftest import HTMX

ADDRESS = "/photos/outlines/"


@pytest.fixture
def doubtful(photo, new_photo):
    """Return the garments with doubtful outlines of two photos, in the order of the check."""
    newer = new_photo(upload=picture_upload(color=(1, 2, 3)))
    for each in (photo, newer):
        each.garments.update(confidence=0.5)
    found = [*newer.garments.all(), *photo.garments.all()]
    assert len(found) >= 4
    return found


def shown(page):
    """Return the photo and the garment that a page of the check shows."""
    return re.search(r'name="next" value="[^"]*last=(\d+)"', page.text)[1]


def link(page, name):
    found = re.search(rf'id="{name}"[^>]* href="([^"]+)"', page.text)
    return found[1].replace("&amp;", "&") if found else ""


def test_outlines_are_shown_photo_by_photo_and_skipped_ones_come_again(signed_in, workspace, doubtful):
    assert list(doubtful_garments(workspace)) == doubtful
    page = signed_in.get(ADDRESS)
    seen = []
    for _ in doubtful:
        seen.append(int(shown(page)))
        page = signed_in.get(link(page, "outline-after"))
    assert seen == [garment.pk for garment in doubtful]
    assert int(shown(page)) == doubtful[0].pk, "after the last one, the first one is shown again"
    assert not link(page, "outline-before")
    page = signed_in.get(link(page, "outline-after"))
    assert f"at={doubtful[0].pk}" in link(page, "outline-before")


def test_right_outlines_lead_to_the_next_ones_until_none_is_left(signed_in, workspace, doubtful):
    page = signed_in.get(ADDRESS)
    for count, garment in enumerate(doubtful):
        left = len(doubtful) - count
        assert f"{left} outline{'s' * (left > 1)} to check" in page.text
        action = reverse("garment_confirm", args=[garment.photo_id, garment.pk])
        assert f'action="{action}"' in page.text
        page = signed_in.post(action, {"next": f"{ADDRESS}?last={garment.pk}"}, follow=True, **HTMX)
        assert f"The outline of “{garment.name}”" in page.text
    assert "No outline waits to be checked" in page.text
    assert not doubtful_garments(workspace).exists()


def test_an_outline_that_still_waits_after_its_decision_is_shown_again(signed_in, doubtful_blouse):
    page = signed_in.get(ADDRESS, {"last": doubtful_blouse.pk})
    assert "is not checked" in page.text
    assert int(shown(page)) == doubtful_blouse.pk


def test_the_address_follows_the_shown_outline(signed_in, doubtful_blouse):
    address = f"{ADDRESS}?at={doubtful_blouse.pk}"
    assert signed_in.get(address, **HTMX)["HX-Replace-Url"] == address
    assert "HX-Replace-Url" not in signed_in.get(address)


def test_another_outline_is_stored_only_for_the_mask_that_was_shown(signed_in, photo, doubtful_blouse):
    fields = {"name": "blouse", "existing": "correct", "file": doubtful_blouse.mask.name}
    save = reverse("mask_save", args=[photo.pk])
    answer = signed_in.post(save, {**fields, "file": "masks/older.png", "mask": mask_upload()})
    assert (answer.status_code, "in the meantime" in answer.text) == (409, True)
    services.garment_remove(doubtful_blouse)
    assert signed_in.post(save, {**fields, "mask": mask_upload()}).status_code == 409, "it does not come back"
    services.garment_restore(doubtful_blouse)
    assert signed_in.post(save, {**fields, "mask": mask_upload()}).status_code == 200
    assert not photo.garments.get(name="blouse").doubtful


def test_a_checked_outline_is_shown_again(signed_in, photo, doubtful_blouse):
    services.garment_confirm(doubtful_blouse)
    page = signed_in.get(ADDRESS, {"last": doubtful_blouse.pk})
    assert f'href="{ADDRESS}?at={doubtful_blouse.pk}"' in page.text
    page = signed_in.get(ADDRESS, {"at": doubtful_blouse.pk})
    assert "Keep this outline" in page.text
    assert reverse("garment_confirm", args=[photo.pk, doubtful_blouse.pk]) not in page.text


def test_what_is_no_garment_is_removed_and_comes_back(signed_in, photo, doubtful_blouse):
    remove = reverse("garment_remove", args=[photo.pk, doubtful_blouse.pk])
    restore = reverse("garment_restore", args=[photo.pk, doubtful_blouse.pk])
    page = signed_in.post(remove, {"next": f"{ADDRESS}?last={doubtful_blouse.pk}"}, follow=True)
    assert "“blouse” is no longer a garment of" in page.text
    assert f'action="{restore}"' in page.text
    page = signed_in.post(restore, {"next": f"{ADDRESS}?at={doubtful_blouse.pk}"}, follow=True)
    assert int(shown(page)) == doubtful_blouse.pk
    assert photo.garments.filter(name="blouse").exists()


def test_a_garment_is_renamed_in_the_check(signed_in, photo, doubtful_blouse):
    rename = reverse("garment_rename", args=[photo.pk, doubtful_blouse.pk])
    address = f"{ADDRESS}?at={doubtful_blouse.pk}"
    page = signed_in.post(rename, {"name": "Choli", "next": address}, follow=True)
    assert page.redirect_chain == [(address, 302)]
    assert "<strong>choli</strong>" in page.text
    other = photo.garments.exclude(pk=doubtful_blouse.pk).first()
    page = signed_in.post(rename, {"name": other.name, "next": address}, follow=True)
    assert page.redirect_chain == [(address, 302)]
    assert "Choose another name" in page.text
    assert f'value="{other.name}"' in page.text


def test_decisions_lead_to_no_other_site(signed_in, photo, doubtful_blouse):
    confirm = reverse("garment_confirm", args=[photo.pk, doubtful_blouse.pk])
    response = signed_in.post(confirm, {"next": "https://elsewhere.example/"})
    assert response["Location"] == reverse("photo", args=[photo.pk])


@pytest.mark.parametrize(
    ("back", "expected"),
    [("", "/photos/"), ("/batches/new/?photos=1&color=red", "/batches/new/?photos=1&amp;color=red")],
)
def test_the_check_leads_back(signed_in, doubtful_blouse, back, expected):
    page = signed_in.get(ADDRESS, {"back": back} if back else {})
    assert f'href="{expected}"' in page.text
    assert (f"back={quote(back, safe='')}" in page.text) == bool(back), "the addresses of other outlines keep it"
    page = signed_in.get(ADDRESS, {"back": "https://elsewhere.example/"})
    assert "elsewhere" not in page.text


def test_the_check_of_some_photos_shows_no_others(signed_in, photo, doubtful):
    page = signed_in.get(ADDRESS, {"photos": str(photo.pk)})
    seen = {int(shown(page))}
    for _ in doubtful:
        page = signed_in.get(link(page, "outline-after"))
        seen.add(int(shown(page)))
    assert seen == set(photo.garments.values_list("pk", flat=True))
    assert f'href="/photos/{photo.pk}/"' in page.text


def test_the_studio_leads_back_to_the_check(signed_in, photo, doubtful_blouse):
    page = signed_in.get(ADDRESS, {"photos": photo.pk, "at": doubtful_blouse.pk})
    studio = signed_in.get(link(page, "outline-correct"))
    check = f"{ADDRESS}?photos={photo.pk}&amp;"
    assert f'data-next="{check}last={doubtful_blouse.pk}"' in studio.text
    assert f'href="{check}at={doubtful_blouse.pk}"' in studio.text, "without a decision, it is shown again"
    assert 'data-begin="blouse"' in studio.text
    assert "Outlines to check" in studio.text
    assert "data-next" not in signed_in.get(reverse("photo", args=[photo.pk])).text


def test_garments_of_others_and_unknown_ones_are_not_shown(stranger_client, doubtful_blouse):
    for query in ({"at": doubtful_blouse.pk}, {"last": doubtful_blouse.pk}, {"at": "x"}, {"photos": "0,x,-1"}):
        page = stranger_client.get(ADDRESS, query)
        assert page.status_code == 200
        assert "blouse" not in page.text
        assert "No outline waits to be checked" in page.text


def test_the_library_leads_to_the_check(signed_in, photo, workspace, doubtful_blouse):
    page = signed_in.get(reverse("photos")).text
    assert "Check 1 outline" in page
    assert f'href="{ADDRESS}?photos={photo.pk}&amp;back=%2Fphotos%2F"' in page
    assert f'href="{ADDRESS}?back=%2Fphotos%2F"' in page
    services.garment_confirm(doubtful_blouse)
    assert ADDRESS not in signed_in.get(reverse("photos")).text
    Garment.objects.update(corrected=False, confidence=0.5)
    assert unchecked_outlines(workspace) == str(photo.garments.count())


def test_the_check_takes_as_many_queries_for_many_outlines(signed_in, new_photo, doubtful):
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            signed_in.get(ADDRESS, {"last": doubtful[0].pk})
        counts.append(len(queries))
        new_photo(upload=picture_upload(color=(9, 9, 9))).garments.update(confidence=0.4)
    assert counts[0] == counts[1] <= 8


def test_doubtful_outlines_are_read_by_their_index(workspace):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads small tables as a whole")
    plan = doubtful_garments(workspace).values_list("pk")[:100].explain()
    assert "garments_doubtful" in plan
    assert "LIST SUBQUERY" not in plan, "all photos would be listed first"
