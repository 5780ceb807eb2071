"""The preview over HTTP: the real engine on known masks, at screen size."""

import io
import threading

import numpy as np
import pytest
from PIL import Image

from recolor.engine import Analysis
from recolor.engines.local import LocalEngine


@pytest.fixture
def analyzed_photo(new_photo):
    """Return a photo with a readable analysis; it is empty because the masks are known."""
    photo = new_photo()
    empty = Analysis(np.zeros((1, 256, 64, 64), np.float16), np.zeros((17, 128, 96), np.uint8), 160, 120)
    with photo.analysis.storage.open(photo.analysis.name, "wb") as file:
        file.write(empty.to_bytes())
    return photo


def test_the_preview_shows_the_colors_of_the_form(signed_in, analyzed_photo):
    change = {"target": ["blouse", "lehenga", ""], "color": ["#2040c0", "", ""]}
    answer = signed_in.post(f"/photos/{analyzed_photo.pk}/preview/", change)
    assert answer.status_code == 200 and answer["Content-Type"] == "image/jpeg"
    pixels = np.asarray(Image.open(io.BytesIO(answer.content)).convert("RGB")).astype(int)
    assert pixels.shape == (160, 120, 3)
    assert np.abs(pixels[30, 60] - (0x20, 0x40, 0xC0)).max() < 12, "the blouse is blue"
    assert np.abs(pixels[130, 60] - (200, 60, 90)).max() < 12, "the lehenga keeps its color"


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"target": "blouse", "color": "bluuue"},
        {"target": "spoon", "color": "red"},
        {"target": ["choli", "blouse"], "color": ["red", "green"]},
    ],
)
def test_what_cannot_be_shown_yet_is_no_error(signed_in, analyzed_photo, change):
    answer = signed_in.post(f"/photos/{analyzed_photo.pk}/preview/", change)
    assert (answer.status_code, answer.content) == (204, b"")


def test_what_cannot_be_shown_yet_does_not_take_the_others_away(signed_in, analyzed_photo):
    analyzed_photo.garments.update(layers=[{"name": "base", "color": "#000000", "color_name": "black", "share": 1.0}])
    change = {"target": ["blouse", "lehenga"], "color": ["#2040c0", "bluuu"]}
    assert signed_in.post(f"/photos/{analyzed_photo.pk}/preview/", change)["Content-Type"] == "image/jpeg"
    change = {"target": ["blouse", "lehenga"], "layer": ["", "dots"], "color": ["#2040c0", "red"]}
    assert signed_in.post(f"/photos/{analyzed_photo.pk}/preview/", change)["Content-Type"] == "image/jpeg"


def test_the_preview_shows_as_many_colors_as_a_result_takes(signed_in, analyzed_photo, monkeypatch):
    monkeypatch.setattr(LocalEngine, "preview", lambda _self, _photo, changes, _protect: bytes(len(changes)))
    change = {"target": [f"scarf {number}" for number in range(13)], "color": ["red"] * 13}
    assert len(signed_in.post(f"/photos/{analyzed_photo.pk}/preview/", change).content) == 12


def test_there_is_no_preview_while_garments_are_being_found(signed_in, new_photo):
    queued = new_photo(found=False)
    assert signed_in.post(f"/photos/{queued.pk}/preview/", {"target": "blouse", "color": "red"}).status_code == 409


def test_a_photo_of_another_workspace_is_not_found(signed_in, new_photo, other_workspace):
    foreign = new_photo(workspace=other_workspace)
    assert signed_in.post(f"/photos/{foreign.pk}/preview/", {"target": "blouse", "color": "red"}).status_code == 404


def test_a_busy_server_asks_to_try_again(signed_in, analyzed_photo, monkeypatch):
    no_slot = threading.BoundedSemaphore(1)
    no_slot.acquire()
    monkeypatch.setattr("recolor.web.engine_slots._SLOTS", no_slot)
    monkeypatch.setattr("recolor.web.engine_slots._WAIT_SECONDS", 0.01)
    answer = signed_in.post(f"/photos/{analyzed_photo.pk}/preview/", {"target": "blouse", "color": "red"})
    assert answer.status_code == 429 and "try again" in answer.content.decode()


def test_a_preview_of_an_outdated_photo_has_it_analyzed_again(signed_in, photo):
    type(photo).objects.filter(pk=photo.pk).update(analysis_version=0)
    answer = signed_in.post(f"/photos/{photo.pk}/preview/", {"target": "blouse", "color": "red"})
    assert answer.status_code == 409 and "analyzed again" in answer.content.decode()
    photo.refresh_from_db()
    assert photo.status == "queued"
