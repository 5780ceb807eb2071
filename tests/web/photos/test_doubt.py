"""Doubtful outlines in the studio: the mark, the confirmation, and the address that opens the mask tools."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from recolor import services

from ...conftest import picture_upload
from ..conftest import HTMX

MARK = "Check the outline of"


def test_the_studio_marks_only_doubtful_outlines(signed_in, photo, doubtful_blouse):
    page = signed_in.get(reverse("photo", args=[photo.pk])).text
    assert (page.count(MARK), f"{MARK} blouse" in page) == (1, True)
    assert "Correct it, or confirm that it is right." in page
    doubtful_blouse.corrected = True
    doubtful_blouse.save()
    page = signed_in.get(reverse("photo", args=[photo.pk])).text
    assert MARK not in page
    assert "confirm that it is right" not in page


def test_an_outline_is_confirmed_as_right(signed_in, photo, doubtful_blouse, new_task):
    task = new_task()
    services.task_run(task.pk)
    address = reverse("garment_confirm", args=[photo.pk, doubtful_blouse.pk])
    page = signed_in.post(address, follow=True, **HTMX).text
    assert "is marked as right" in page
    assert "Check the outline" not in page, "neither the garment nor the result is doubtful any more"
    assert "corrected" in page
    assert "in the meantime" in signed_in.post(address, follow=True).text
    assert signed_in.get(address).status_code == 405


def test_an_outline_of_another_workspace_cannot_be_confirmed(stranger_client, photo, doubtful_blouse):
    address = reverse("garment_confirm", args=[photo.pk, doubtful_blouse.pk])
    assert stranger_client.post(address).status_code == 404
    doubtful_blouse.refresh_from_db()
    assert not doubtful_blouse.corrected


def test_an_outline_of_another_photo_is_not_confirmed(signed_in, new_photo, doubtful_blouse):
    other = new_photo(upload=picture_upload(color=(1, 2, 3)))
    signed_in.post(reverse("garment_confirm", args=[other.pk, doubtful_blouse.pk]))
    doubtful_blouse.refresh_from_db()
    assert not doubtful_blouse.corrected


def test_the_address_names_the_garment_to_correct_by_its_name_or_a_synonym(signed_in, photo):
    address = reverse("photo", args=[photo.pk])
    assert "data-begin" not in signed_in.get(address).text
    for name, begin in (("blouse", "blouse"), ("Top", "blouse"), ("a scarf", "a scarf"), ('"><b', "&quot;&gt;&lt;b")):
        assert f'data-begin="{begin}"' in signed_in.get(address, {"correct": name}).text


def test_the_studio_needs_no_more_queries_for_doubtful_outlines(signed_in, photo):
    address = reverse("photo", args=[photo.pk])
    counts = []
    for confidence in (0.9, 0.5):
        photo.garments.update(confidence=confidence)
        with CaptureQueriesContext(connection) as queries:
            signed_in.get(address, {"correct": "blouse"})
        counts.append(len(queries))
    assert counts[0] == counts[1]
