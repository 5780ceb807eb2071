"""Ids of another workspace in forms, queries and JSON bodies: they answer as missing ones, and change nothing."""

import pytest
from django.urls import reverse

from recolor.models import Batch, Photo

from .conftest import MARK, MISSING
from .test_matrix import normalized, stored_rows

CHANGES = [{"target": "blouse", "color": "red"}]
TASKS, BATCHES = "/v4/models/multipose-image-recolor/", "/v4/models/multipose-image-recolor/batch/"
IMAGES = "/v4/models/base-images/"


def read(response):
    content = response.getvalue() if response.streaming else response.content
    return response, content.decode(errors="replace")


# For each case: the method, the name of the URL, the row whose id is sent, and the fields for an id.
PEOPLE = [
    ("post", "bulk", "task", lambda pk: {"action": "delete", "task": pk}),
    ("post", "bulk", "task", lambda pk: {"action": "download", "task": pk}),
    ("post", "bulk", "task", lambda pk: {"action": "paste", "task": pk}),
    ("post", "bulk", "task", lambda pk: {"action": "copy", "task": pk}),
    ("post", "trash_purge", "photo", lambda pk: {"photo": pk}),
    ("post", "trash_purge", "task", lambda pk: {"task": pk}),
    ("post", "trash_purge", "batch", lambda pk: {"batch": pk}),
    ("post", "trash_restore", "batch", lambda pk: {"batch": pk}),
    ("post", "trash_restore", "task", lambda pk: {"task": pk, "photo": pk}),
    ("get", "export", "task", lambda pk: {"task": pk, "pattern": "{photo}"}),
    ("get", "paste", "photo", lambda pk: {"photos": pk}),
    ("get", "batch_new", "photo", lambda pk: {"photos": pk}),
    ("post", "batch_new", "photo", lambda pk: {"photos": pk, "cell": f"{pk}-0"}),
    ("post", "skus", "photo", lambda pk: {f"sku-{pk}": "X", f"view-{pk}": "front", "pattern": ""}),
    ("post", "palette_choose", "palette", lambda pk: {"palette": pk}),
    ("get", "live", "task", lambda pk: {"task": f"{pk}.queued.0", "polls": 1}),
    ("get", "gallery", "batch", lambda pk: {"batch": pk}),
    ("get", "photos", "photo", lambda pk: {"model": pk}),
]
PROGRAMS = [
    (TASKS, "photo", lambda pk: {"models_image_generation_task_id": pk, "color_changes": CHANGES}),
    (TASKS, "photo", lambda pk: {"pose_image_generation_id": pk, "color_changes": CHANGES}),
    (BATCHES, "photo", lambda pk: {"tasks": [{"models_image_generation_task_id": pk, "color_changes": CHANGES}]}),
]


@pytest.mark.parametrize(("method", "name", "row", "fields"), PEOPLE)
def test_ids_in_forms_and_queries(world, method, name, row, fields):
    stranger, rows = getattr(world.callers["stranger"], method), stored_rows(world)
    others = read(stranger(reverse(name), fields(world.ids[row]["pk"])))
    assert normalized(others) == normalized(read(stranger(reverse(name), fields(MISSING))))
    assert MARK not in others[1]
    assert stored_rows(world) == rows


@pytest.mark.parametrize(("url", "row", "body"), PROGRAMS)
def test_ids_in_bodies(world, url, row, body):
    key = world.callers["another key"]
    others = read(key.post(url, body(world.ids[row]["pk"]), content_type="application/json"))
    assert others[0].status_code == 400
    assert normalized(others) == normalized(read(key.post(url, body(MISSING), content_type="application/json")))
    assert not Batch.objects.exclude(workspace=world.ids["workspace"]["pk"]).exists()


def test_ids_below_an_own_row(world):
    """An own photo cannot belong to another workspace's model, nor be merged with its garments."""
    stranger, own = world.callers["stranger"], Photo.objects.exclude(workspace=world.ids["workspace"]["pk"]).get()
    rows = stored_rows(world)
    garment = own.garments.first().pk
    for url, others, fields in (
        (reverse("photo_edit", args=[own.pk]), world.ids["photo"]["pk"], lambda pk: {"kind": "pose", "model": pk}),
        (
            reverse("garments_merge", args=[own.pk]),
            world.ids["garment"]["garment"],
            lambda pk: {"garment": [pk, garment]},
        ),
        (reverse("webhook_create"), world.ids["key"]["pk"], lambda pk: {"key": pk, "url": "https://own.example/"}),
    ):
        answer = normalized(read(stranger.post(url, {"name": "Own"} | fields(others))))
        assert answer == normalized(read(stranger.post(url, {"name": "Own"} | fields(MISSING)))), url
    own.refresh_from_db()
    assert own.model is None and own.garments.count() == 2
    assert stored_rows(world) == rows


def test_a_key_reads_nothing_of_another_workspace_in_lists(world):
    key = world.callers["another key"]
    for url in (TASKS, IMAGES, "/v4/webhooks/"):
        assert MARK not in key.get(url).text
    assert key.get(TASKS, {"photo": world.ids["photo"]["pk"]}).json()["count"] == 0
    assert key.get(TASKS, {"batch": world.ids["batch"]["pk"]}).json()["count"] == 0
