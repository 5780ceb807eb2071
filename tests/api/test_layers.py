"""Color changes that name a color layer of a garment."""

import pytest

from recolor import services
from recolor.models import Garment

from ..services.masks import mask_upload
from .test_tasks import task_url

LAYERS = [
    {"name": "base", "color": "#1c2454", "color_name": "navy", "share": 0.7},
    {"name": "stripes", "color": "#ecebe4", "color_name": "white", "share": 0.3},
]
RED_BASE = {"target": "blouse", "layer": "base", "color": "#c62828"}
CREAM_STRIPES = {"target": "blouse", "layer": "stripes", "color": "#fff3c4"}


@pytest.fixture
def photo(new_photo, fake_engine):
    """Return a photo of a striped blouse above a lehenga whose layers are not known."""
    fake_engine.layers_of_blouse = LAYERS
    return new_photo()


@pytest.fixture
def ask_for(ask, photo):
    """Return a function that creates a task with color changes."""
    return lambda *changes: ask({"models_image_generation_task_id": photo.pk, "color_changes": list(changes)})


def test_base_images_list_the_layers_of_their_garments(api, photo):
    garments = api.get(f"/v4/models/base-images/{photo.pk}/").json()["garments"]
    assert [garment["layers"] for garment in garments] == [LAYERS, []]
    photo.garments.update(layers=None)
    assert api.get(f"/v4/models/base-images/{photo.pk}/").json()["garments"][0]["layers"] is None


def test_two_layers_of_a_garment_in_one_task(api, ask_for):
    response = ask_for(RED_BASE, CREAM_STRIPES)
    assert response.status_code == 200
    assert [change["layer"] for change in response.json()["color_changes"]] == ["base", "stripes"]
    services.task_run(response.json()["id"])
    changes = api.get(task_url(response.json()["id"])).json()["color_changes"]
    assert [(change["layer"], change["layers"]) for change in changes] == [("base", LAYERS), ("stripes", LAYERS)]


def test_a_task_without_layers_reports_those_of_the_garment(api, ask_for):
    pk = ask_for({"target": "blouse", "color": "teal"}, {"target": "lehenga", "color": "teal"}).json()["id"]
    services.task_run(pk)
    changes = api.get(task_url(pk)).json()["color_changes"]
    assert [(change["layer"], change["layers"]) for change in changes] == [("", LAYERS), ("", [])]


@pytest.mark.parametrize("text", [" Stripes ", "STRIPES", "stripes white"])
def test_a_layer_is_meant_by_its_name_or_label(ask_for, text):
    (change,) = ask_for(CREAM_STRIPES | {"layer": text}).json()["color_changes"]
    assert change["layer"] == "stripes"


def test_the_layers_of_different_words_for_a_garment_are_distinct(ask_for):
    assert ask_for(RED_BASE, CREAM_STRIPES | {"target": "choli"}).status_code == 200
    response = ask_for(RED_BASE, RED_BASE | {"target": "choli", "layer": "base navy"})
    assert "both mean the garment “blouse”" in str(response.json()["color_changes"])


def test_an_unknown_layer_is_refused_with_those_of_the_garment(ask_for):
    response = ask_for(RED_BASE, CREAM_STRIPES | {"layer": "dots"})
    assert response.status_code == 400
    (text,) = response.json()["color_changes"]
    assert text == "“blouse” has no color layer “dots”. Its layers are base navy, stripes white."


def test_a_garment_of_one_color_has_only_a_base(ask_for, photo):
    photo.garments.filter(name="blouse").update(layers=[LAYERS[0]])
    assert ask_for(RED_BASE).status_code == 200
    assert "it has one color" in str(ask_for(CREAM_STRIPES).json())


@pytest.mark.parametrize(
    "other", [{"layer": ""}, {"layer": "base"}, {"layer": "Base navy"}, {"target": " Blouse", "layer": ""}]
)
def test_a_layer_cannot_be_requested_twice(ask_for, other):
    response = ask_for(RED_BASE, RED_BASE | {"color": "teal"} | other)
    assert response.status_code == 400
    assert "requested twice" in str(response.json()["color_changes"])


def test_a_layer_needs_one_garment(ask_for):
    response = ask_for({"target": "everything", "layer": "base", "color": "teal"})
    assert "means several" in str(response.json()["color_changes"])


def test_a_layer_is_accepted_while_those_of_the_garment_are_not_known(ask_for, photo):
    (change,) = ask_for({"target": "lehenga", "layer": "Checks", "color": "teal"}).json()["color_changes"]
    assert change["layer"] == "checks"
    photo.garments.all().delete()
    assert ask_for(CREAM_STRIPES).status_code == 400  # the photo was searched, and has no blouse
    photo.status = "queued"
    photo.save()
    assert ask_for(CREAM_STRIPES).status_code == 200


def test_the_layer_is_part_of_what_an_idempotency_key_stands_for(ask, photo):
    body = {"models_image_generation_task_id": photo.pk, "color_changes": [RED_BASE]}
    first = ask(body, **{"idempotency-key": "k"})
    assert ask(body, **{"idempotency-key": "k"}).json()["id"] == first.json()["id"]
    body["color_changes"] = [RED_BASE | {"layer": "stripes"}]
    assert ask(body, **{"idempotency-key": "k"}).status_code == 409


def test_a_mask_that_is_sent_takes_the_layers_away_until_a_worker_has_found_them(
    photo, background_tasks, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        services.garment_put(photo, "blouse", mask_upload())
    assert Garment.objects.get(photo=photo, name="blouse").layers is None
    assert [each.task.func.__name__ for each in background_tasks] == ["find_layers"]
    services.photo_find_layers(photo.pk)
    assert Garment.objects.get(photo=photo, name="blouse").layers == LAYERS
