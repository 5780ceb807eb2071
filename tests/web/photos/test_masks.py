"""Masks over HTTP: clicks, drawings, and errors."""

import io
import json
import re

import numpy as np
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from recolor import services
from recolor.engines.local import LocalEngine


@pytest.fixture
def clicks(monkeypatch):
    """Answer clicks with a fixed square mask, and return the list of the calls."""
    calls = []

    def select(self, photo, points, previous, level):
        calls.append((points, None if previous is None else previous.shape, level))
        mask = np.zeros((80, 60), np.float32)
        mask[20:40, 10:30] = 1
        return mask

    monkeypatch.setattr(LocalEngine, "select", select)
    return calls


def drawing(box=(20, 20, 60, 60), size=(120, 160)) -> SimpleUploadedFile:
    image = Image.new("L", size)
    image.paste(255, box)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return SimpleUploadedFile("mask.png", buffer.getvalue(), "image/png")


def test_a_click_returns_a_mask(signed_in, photo, clicks):
    answer = signed_in.post(f"/photos/{photo.pk}/select/", {"points": "[[0.5, 0.25, true]]", "level": "outfit"})
    assert answer.status_code == 200 and answer["Content-Type"] == "image/png"
    assert np.asarray(Image.open(io.BytesIO(answer.content)))[30, 20] == 255
    signed_in.post(f"/photos/{photo.pk}/select/", {"points": "[[0.5, 0.25, true]]", "mask": drawing()})
    assert clicks == [([(0.5, 0.25, True)], None, "outfit"), ([(0.5, 0.25, True)], (160, 120), None)]


@pytest.mark.parametrize(
    "points", ["", "[]", "[[2, 0, true]]", '[["a", 0, true]]', "null", "{}", "[[0.1]]", f"[[{10**400}, 0, true]]"]
)
def test_invalid_clicks_are_refused(signed_in, photo, clicks, points):
    assert signed_in.post(f"/photos/{photo.pk}/select/", {"points": points}).status_code == 422
    assert clicks == []


@pytest.mark.parametrize("level", ["2", "sleeve", "Part"])
def test_an_unknown_level_is_refused(signed_in, photo, clicks, level):
    answer = signed_in.post(f"/photos/{photo.pk}/select/", {"points": "[[0.5, 0.25, true]]", "level": level})
    assert answer.status_code == 400 and "a part, a garment or the outfit" in answer.content.decode()
    assert clicks == []


def test_an_unreadable_drawing_is_refused(signed_in, photo, clicks):
    broken = SimpleUploadedFile("mask.png", b"no picture", "image/png")
    answer = signed_in.post(f"/photos/{photo.pk}/select/", {"points": "[[0.5, 0.5, true]]", "mask": broken})
    assert answer.status_code == 422 and "mask could not be read" in answer.content.decode()


def test_clicks_are_refused_while_garments_are_being_found(signed_in, new_photo, clicks):
    queued = new_photo(found=False)
    assert signed_in.post(f"/photos/{queued.pk}/select/", {"points": "[[0.5, 0.5, true]]"}).status_code == 409


def test_files_that_were_replaced_meanwhile_are_explained(signed_in, photo):
    blouse = photo.garments.get(name="blouse")
    default_storage.delete(blouse.mask.name)
    default_storage.delete(photo.analysis.name)
    garment = f"/photos/{photo.pk}/garments/{blouse.pk}"
    answers = [
        signed_in.get(f"{garment}/mask/"),
        signed_in.get(f"{garment}/alternatives/"),
        signed_in.post(f"/photos/{photo.pk}/select/", {"points": "[[0.5, 0.5, true]]"}),
    ]
    assert [answer.status_code for answer in answers] == [409, 409, 409]
    assert all("have just changed. Load the page again." in answer.text for answer in answers)


def test_a_photo_of_another_workspace_is_not_found(signed_in, new_photo, other_workspace, clicks):
    foreign = new_photo(workspace=other_workspace)
    for path in (f"/photos/{foreign.pk}/select/", f"/photos/{foreign.pk}/garments/"):
        assert signed_in.post(path, {"points": json.dumps([[0.5, 0.5, True]])}).status_code == 404


def test_a_drawn_mask_is_stored_and_survives_finding_again(signed_in, photo, fake_engine):

    answer = signed_in.post(f"/photos/{photo.pk}/garments/", {"name": " Dupatta ", "mask": drawing()})
    assert answer.status_code == 200 and "Dupatta" in answer.content.decode()
    garment = photo.garments.get(name="dupatta")
    assert garment.corrected and garment.mask.name
    fields = {"name": "blouse", "mask": drawing(), "existing": "correct"}
    assert signed_in.post(f"/photos/{photo.pk}/garments/", fields).status_code == 200
    assert photo.garments.get(name="blouse").corrected
    type(photo).objects.filter(pk=photo.pk).update(status="queued")
    services.photo_find_garments(photo.pk)
    assert set(photo.garments.values_list("name", flat=True)) == {"blouse", "lehenga", "dupatta"}


def test_a_mask_under_the_name_of_another_garment_replaces_it_only_after_a_question(signed_in, photo, media):
    before = photo.garments.get(name="blouse").mask.name
    fields = {"name": " Blouse", "mask": drawing()}
    question = signed_in.post(f"/photos/{photo.pk}/garments/", fields)
    assert question.status_code == 409 and "already has a garment called “blouse”. Replace it?" in question.text
    assert photo.garments.get(name="blouse").mask.name == before

    replaced = signed_in.post(f"/photos/{photo.pk}/garments/", {**fields, "mask": drawing(), "existing": "replace"})
    assert replaced.status_code == 200 and "“Blouse” is replaced." in replaced.text
    garment = photo.garments.get(name="blouse")
    assert garment.corrected and garment.mask.name != before and before in media()
    assert [each.name for each in photo.garments.all()] == ["blouse", "lehenga"], "it stays at its place"

    signed_in.post(re.search(r'action="([^"]+/undo/)"', replaced.text)[1])
    assert photo.garments.get(name="blouse").mask.name == before


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"name": "dupatta"}, "Mark the garment first"),
        ({"name": " ", "mask": drawing}, "Give the garment a name"),
        ({"name": "dupatta", "mask": lambda: drawing((0, 0, 1, 1), (4, 4))}, ""),
        ({"name": "dupatta", "mask": lambda: drawing((0, 0, 0, 0))}, "Nothing is marked"),
        ({"name": "dupatta", "mask": lambda: drawing((20, 20, 22, 22))}, "too small"),
    ],
)
def test_an_invalid_drawing_is_explained(signed_in, photo, fields, problem):
    fields = {name: value() if callable(value) else value for name, value in fields.items()}
    answer = signed_in.post(f"/photos/{photo.pk}/garments/", fields)
    assert answer.status_code == (422 if problem else 200)
    assert problem in answer.content.decode()


def test_a_mask_is_served_at_screen_size(signed_in, photo):
    garment = photo.garments.first()
    answer = signed_in.get(f"/photos/{photo.pk}/garments/{garment.pk}/mask/")
    assert Image.open(io.BytesIO(answer.content)).size == (120, 160)
    assert "immutable" in answer["Cache-Control"]


def test_clicks_on_an_outdated_photo_have_it_analyzed_again(signed_in, photo, clicks):
    address, fields = f"/photos/{photo.pk}/select/", {"points": "[[0.5, 0.5, true]]"}
    type(photo).objects.filter(pk=photo.pk).update(analysis_version=0)
    for _ in range(2):
        answer = signed_in.post(address, fields)
        assert answer.status_code == 409 and "analyzed again" in answer.content.decode()
        photo.refresh_from_db()
        assert photo.status == "queued"
    services.photo_find_garments(photo.pk)
    assert signed_in.post(address, fields).status_code == 200


def test_clicks_on_an_outdated_photo_that_failed_show_the_reason(signed_in, photo, clicks):
    failed = {"analysis_version": 0, "status": "failed", "error_message": "The file is cut off."}
    type(photo).objects.filter(pk=photo.pk).update(**failed)
    answer = signed_in.post(f"/photos/{photo.pk}/select/", {"points": "[[0.5, 0.5, true]]"})
    assert (answer.status_code, answer.content.decode()) == (409, "The file is cut off.")


def test_clicks_on_an_unreadable_analysis_are_refused(signed_in, photo):
    answer = signed_in.post(f"/photos/{photo.pk}/select/", {"points": "[[0.5, 0.5, true]]"})
    assert answer.status_code == 422 and "Find its garments again" in answer.content.decode()
