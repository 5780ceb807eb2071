"""The note that clothes of a photo have no outline, and the outlines that are offered for them, over HTTP."""

import io
from base64 import b64decode

import numpy as np
import pytest
from PIL import Image

from recolor import engine
from recolor.engines.local import LocalEngine
from recolor.models import Photo

NOTE = "Some clothes in this photo have no outline."


@pytest.fixture
def incomplete(photo, monkeypatch):
    """Return a photo with missed clothes, for which the engine offers one outline."""
    Photo.objects.filter(pk=photo.pk).update(missed_clothes=True)
    offered = engine.Garment("kurta", np.ones((80, 60), np.float32), "#808080", 0.4)
    monkeypatch.setattr(LocalEngine, "missed", lambda self, photo: [offered])
    return photo


def test_the_studio_and_the_library_say_so(signed_in, incomplete, new_photo):
    page = signed_in.get(f"/photos/{incomplete.pk}/").text
    assert NOTE in page and f'data-missed="/photos/{incomplete.pk}/missed/"' in page
    complete = new_photo()
    assert NOTE not in signed_in.get(f"/photos/{complete.pk}/").text
    library = signed_in.get("/photos/").text
    assert library.count("Some clothes have no outline") == 1
    assert "1 photo has clothes without an outline" in library and 'href="/photos/?outline=missing"' in library


def test_the_outline_check_leads_to_them_at_its_end(signed_in, incomplete):
    incomplete.garments.update(confidence=0.9)
    page = signed_in.get("/photos/outlines/").text
    assert "No outline waits to be checked" in page and "1 photo has clothes without an outline" in page
    Photo.objects.update(missed_clothes=False)
    assert "without an outline" not in signed_in.get("/photos/outlines/").text


def test_the_library_is_limited_to_them(signed_in, incomplete, new_photo, doubtful_blouse):
    complete = new_photo()
    complete.garments.update(confidence=0.9)

    def shown(outline):
        page = signed_in.get("/photos/", {"outline": outline}).text
        return {photo.pk for photo in (incomplete, complete) if f'id="photo-{photo.pk}"' in page}

    assert shown("missing") == {incomplete.pk}
    assert shown("check") == {incomplete.pk}, "the photo with the doubtful blouse"
    assert shown("") == {incomplete.pk, complete.pk}
    assert "1 photo has clothes" not in signed_in.get("/photos/?outline=missing").text, "they are shown"


def test_the_offered_outlines_are_pngs_with_names(signed_in, incomplete):
    answer = signed_in.get(f"/photos/{incomplete.pk}/missed/")
    (mask,) = answer.json()["masks"]
    assert answer.json()["names"] == ["kurta"]
    assert np.asarray(Image.open(io.BytesIO(b64decode(mask)))).shape == (80, 60)
    assert answer["Cache-Control"] == "no-store", "the garments may change meanwhile"


def test_they_are_refused_while_garments_are_being_found(signed_in, incomplete):
    Photo.objects.filter(pk=incomplete.pk).update(analysis="")
    answer = signed_in.get(f"/photos/{incomplete.pk}/missed/")
    assert answer.status_code == 409 and "still being found" in answer.text


def test_a_person_says_that_nothing_is_missing(signed_in, incomplete):
    page = signed_in.post(f"/photos/{incomplete.pk}/missed/dismiss/", follow=True).text
    assert "marked as complete" in page and NOTE not in page
    assert not Photo.objects.get(pk=incomplete.pk).missed_clothes


def test_photos_of_another_workspace_stay_as_they_are(stranger_client, incomplete):
    assert stranger_client.get(f"/photos/{incomplete.pk}/missed/").status_code == 404
    assert stranger_client.post(f"/photos/{incomplete.pk}/missed/dismiss/").status_code == 404
    assert Photo.objects.get(pk=incomplete.pk).missed_clothes
