"""Masks over HTTP: clicks, what is drawn, and what is wrong with them."""

import io
import json

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from recolor.engines.local import LocalEngine


@pytest.fixture
def clicks(monkeypatch):
    """Answers clicks with a square about the last one, and notes what was asked."""
    asked = []

    def select(self, image, points, previous, level):
        asked.append((points, None if previous is None else previous.shape, level))
        mask = np.zeros((80, 60), np.float32)
        mask[20:40, 10:30] = 1
        return mask

    monkeypatch.setattr(LocalEngine, "select", select)
    return asked


def drawing(box=(20, 20, 60, 60), size=(120, 160)) -> SimpleUploadedFile:
    image = Image.new("L", size)
    image.paste(255, box)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return SimpleUploadedFile("mask.png", buffer.getvalue(), "image/png")


def test_a_click_gives_a_mask(signed_in, photo, clicks):
    answer = signed_in.post(f"/photos/{photo.pk}/select/", {"points": "[[0.5, 0.25, true]]", "level": "2"})
    assert answer.status_code == 200 and answer["Content-Type"] == "image/png"
    assert np.asarray(Image.open(io.BytesIO(answer.content)))[30, 20] == 255
    signed_in.post(f"/photos/{photo.pk}/select/", {"points": "[[0.5, 0.25, true]]", "mask": drawing()})
    assert clicks == [([(0.5, 0.25, True)], None, 2), ([(0.5, 0.25, True)], (160, 120), None)]


@pytest.mark.parametrize("points", ["", "[]", "[[2, 0, true]]", '[["a", 0, true]]', "null", "[[0.1]]"])
def test_clicks_that_make_no_sense_are_refused(signed_in, photo, clicks, points):
    assert signed_in.post(f"/photos/{photo.pk}/select/", {"points": points}).status_code == 422
    assert clicks == []


def test_a_drawing_that_is_none_is_refused(signed_in, photo, clicks):
    broken = SimpleUploadedFile("mask.png", b"no picture", "image/png")
    answer = signed_in.post(f"/photos/{photo.pk}/select/", {"points": "[[0.5, 0.5, true]]", "mask": broken})
    assert answer.status_code == 422 and "drawing" in answer.content.decode()


def test_a_photo_that_is_still_looked_at_says_so(signed_in, new_photo, clicks):
    waiting = new_photo(found=False)
    assert signed_in.post(f"/photos/{waiting.pk}/select/", {"points": "[[0.5, 0.5, true]]"}).status_code == 409


def test_another_workspaces_photo_is_not_there(signed_in, new_photo, other_workspace, clicks):
    foreign = new_photo(workspace=other_workspace)
    for path in (f"/photos/{foreign.pk}/select/", f"/photos/{foreign.pk}/garments/"):
        assert signed_in.post(path, {"points": json.dumps([[0.5, 0.5, True]])}).status_code == 404


def test_what_is_drawn_is_kept_and_survives_finding_again(signed_in, photo, quick_backend):
    from recolor import services

    answer = signed_in.post(f"/photos/{photo.pk}/garments/", {"name": " Dupatta ", "mask": drawing()})
    assert answer.status_code == 200 and "Dupatta" in answer.content.decode()
    garment = photo.garments.get(name="dupatta")
    assert garment.corrected and garment.mask.name
    replaced = signed_in.post(f"/photos/{photo.pk}/garments/", {"name": "blouse", "mask": drawing()})
    assert replaced.status_code == 200 and photo.garments.get(name="blouse").corrected
    type(photo).objects.filter(pk=photo.pk).update(status="queued")
    services.photo_find_garments(photo.pk)
    assert set(photo.garments.values_list("name", flat=True)) == {"blouse", "lehenga", "dupatta"}


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"name": "dupatta"}, "Mark the garment first"),
        ({"name": " ", "mask": drawing}, "Give the garment a name"),
        ({"name": "dupatta", "mask": lambda: drawing((0, 0, 1, 1), (4, 4))}, ""),
        ({"name": "dupatta", "mask": lambda: drawing((0, 0, 0, 0))}, "Nothing is marked"),
    ],
)
def test_what_cannot_be_kept_is_said(signed_in, photo, fields, says):
    fields = {name: value() if callable(value) else value for name, value in fields.items()}
    answer = signed_in.post(f"/photos/{photo.pk}/garments/", fields)
    assert answer.status_code == (422 if says else 200)
    assert says in answer.content.decode()


def test_a_mask_is_served_at_screen_size(signed_in, photo):
    garment = photo.garments.first()
    answer = signed_in.get(f"/photos/{photo.pk}/garments/{garment.pk}/mask/")
    assert Image.open(io.BytesIO(answer.content)).size == (120, 160)
    assert "immutable" in answer["Cache-Control"]
