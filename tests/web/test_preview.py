"""The preview over HTTP: the real engine on masks that are known, at screen size."""

import io
import threading

import numpy as np
import pytest
from PIL import Image

from recolor.engine import Analysis


@pytest.fixture
def seen_photo(new_photo):
    """A photo with an analysis that can be read: an empty one, since the masks are known."""
    photo = new_photo()
    empty = Analysis(np.zeros((1, 256, 64, 64), np.float16), np.zeros((17, 128, 96), np.uint8), 160, 120)
    with photo.analysis.storage.open(photo.analysis.name, "wb") as file:
        file.write(empty.to_bytes())
    return photo


def test_the_photo_in_the_colors_of_the_form(signed_in, seen_photo):
    change = {"target": ["blouse", "lehenga", ""], "color": ["#2040c0", "", ""]}
    answer = signed_in.post(f"/photos/{seen_photo.pk}/preview/", change)
    assert answer.status_code == 200 and answer["Content-Type"] == "image/jpeg"
    pixels = np.asarray(Image.open(io.BytesIO(answer.content)).convert("RGB")).astype(int)
    assert pixels.shape == (160, 120, 3)
    assert np.abs(pixels[30, 60] - (0x20, 0x40, 0xC0)).max() < 12, "the blouse is blue"
    assert np.abs(pixels[130, 60] - (200, 60, 90)).max() < 12, "the lehenga is what it was"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({}, "Give a garment"),
        ({"target": "blouse", "color": "bluuue"}, "bluuue"),
        ({"target": "spoon", "color": "red"}, ""),
    ],
)
def test_what_cannot_be_shown_is_said(signed_in, seen_photo, change, says):
    answer = signed_in.post(f"/photos/{seen_photo.pk}/preview/", change)
    assert answer.status_code == 422 and says in answer.content.decode()


def test_not_before_the_photo_has_been_looked_at(signed_in, new_photo):
    waiting = new_photo(found=False)
    assert signed_in.post(f"/photos/{waiting.pk}/preview/", {"target": "blouse", "color": "red"}).status_code == 409


def test_another_workspaces_photo_is_not_there(signed_in, new_photo, other_workspace):
    foreign = new_photo(workspace=other_workspace)
    assert signed_in.post(f"/photos/{foreign.pk}/preview/", {"target": "blouse", "color": "red"}).status_code == 404


def test_when_all_places_are_taken(signed_in, seen_photo, monkeypatch):
    nobody_left = threading.BoundedSemaphore(1)
    nobody_left.acquire()
    monkeypatch.setattr("recolor.web.slots._PLACES", nobody_left)
    monkeypatch.setattr("recolor.web.slots._PATIENCE", 0.01)
    answer = signed_in.post(f"/photos/{seen_photo.pk}/preview/", {"target": "blouse", "color": "red"})
    assert answer.status_code == 429 and "try again" in answer.content.decode()
