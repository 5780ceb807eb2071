"""The color layers of garments in the studio's form and on the page of a result."""

import re

import pytest
from django.urls import reverse

from recolor import services
from recolor.models import Garment, RecolorTask

from ..conftest import HTMX

LAYERS = [
    {"name": "base", "color": "#1c2454", "color_name": "navy", "share": 0.7},
    {"name": "stripes", "color": "#ecebe4", "color_name": "white", "share": 0.3},
]


@pytest.fixture
def photo(new_photo, fake_engine):
    """Return a photo of a striped blouse above a plain lehenga."""
    fake_engine.layers_of_blouse = LAYERS
    return new_photo()


@pytest.fixture
def address(photo):
    return reverse("photo", args=[photo.pk])


def form(**colors):
    """Return the fields of the form: a row for the blouse, its base and its stripes, the lehenga, and an empty one."""
    rows = ("blouse", ""), ("blouse", "base"), ("blouse", "stripes"), ("lehenga", ""), ("", "")
    names = ("whole", "base", "stripes", "lehenga", "")
    return {
        "target": [target for target, _layer in rows],
        "layer": [layer for _target, layer in rows],
        "color": [colors.get(name, "") for name in names],
        "image_quality": "2k",
    }


def requested():
    changes = RecolorTask.objects.latest("pk").color_changes.all()
    return [(change.target, change.layer, change.color) for change in changes]


def test_a_striped_garment_offers_its_layers_and_a_plain_one_does_not(signed_in, address):
    page = signed_in.get(address).text
    assert page.count('class="color-row-layers"') == 1
    assert [f'name="layer" value="{name}"' in page for name in ("base", "stripes", "")] == [True, True, True]
    assert "stripes white" in page and "New color for blouse stripes white" in page
    assert page.count('name="layer"') == page.count('name="target"') == page.count('name="color"')


def test_colors_of_two_layers_make_one_task(signed_in, address):
    response = signed_in.post(address, form(base="teal", stripes="cream", lehenga="navy"))
    assert response.status_code == 302
    assert requested() == [("blouse", "base", "teal"), ("blouse", "stripes", "cream"), ("lehenga", "", "navy")]


def test_a_form_without_layers_is_read_as_before(signed_in, address):
    signed_in.post(address, {"target": ["blouse", "lehenga"], "color": ["", "teal"], "image_quality": "2k"})
    assert requested() == [("lehenga", "", "teal")]


def test_a_color_for_the_garment_and_its_layer_is_refused_beside_the_layer(signed_in, address):
    page = signed_in.post(address, form(whole="red", stripes="cream"), **HTMX)
    assert page.status_code == 422
    assert "is requested twice. Give it one color, or one for each of its color layers." in page.text
    assert '<details class="color-row-layers" open>' in page.text
    assert not RecolorTask.objects.exists()


def test_a_color_that_is_not_known_is_said_beside_its_layer(signed_in, address):
    page = signed_in.post(address, form(stripes="glorp"), **HTMX).text
    assert 'id="problem-row-2"' in page
    assert 'value="glorp"' in page


def test_recoloring_again_keeps_the_layer(signed_in, address, photo, new_task):
    changes = [{"target": "blouse", "layer": "stripes", "color": "cream"}]
    page = signed_in.get(address, {"again": new_task(of=photo, changes=changes).pk}).text
    assert '<details class="color-row-layers" open>' in page
    row = page.split('name="layer" value="stripes"')[1].split('name="layer"')[0]
    assert 'value="cream"' in row


def test_what_was_typed_for_a_layer_stays_while_garments_are_found(signed_in, address):
    typed = {name: values for name, values in form(stripes="cream").items() if name != "image_quality"}
    fragment = signed_in.get(f"{address}rows/", typed, **HTMX).text
    row = fragment.split('name="layer" value="stripes"')[1].split('name="layer"')[0]
    assert 'value="cream"' in row


def test_a_layer_that_the_garment_no_longer_has_is_refused(signed_in, address, photo):
    Garment.objects.filter(photo=photo, name="blouse").update(layers=LAYERS[:1])
    page = signed_in.post(address, form(stripes="cream"), **HTMX)
    assert page.status_code == 422
    assert "it has one color" in page.text


def test_the_result_names_the_layer(signed_in, photo, new_task):
    task = new_task(of=photo, changes=[{"target": "blouse", "layer": "stripes", "color": "cream"}])
    services.task_run(task.pk)
    page = signed_in.get(reverse("result", args=[task.pk])).text
    assert "Blouse stripes" in page
    assert "&quot;layer&quot;: &quot;stripes&quot;" in page, "the call of the API"


def test_opening_a_studio_with_unknown_layers_has_them_found(
    signed_in, address, photo, background_tasks, django_capture_on_commit_callbacks
):
    Garment.objects.filter(photo=photo).update(layers=None)
    with django_capture_on_commit_callbacks(execute=True):
        signed_in.get(address)
    assert [each.task.func.__name__ for each in background_tasks] == ["find_layers"]


def test_finding_garments_again_keeps_what_was_typed_for_a_layer(signed_in, photo):
    answer = signed_in.post(reverse("photo_find_again", args=[photo.pk]), form(stripes="cream", lehenga="navy"))
    assert "target=blouse&layer=stripes&color=cream&target=lehenga&layer=&color=navy" in answer["Location"]


def layer_field(page, name):
    """Return the row of the form whose field chooses another layer than the one of this name."""
    return page.split(f'<option value="{name}" selected>')[1].split('name="layer"')[0]


def test_a_layer_that_is_not_known_now_stays_in_its_row(signed_in, address, photo):
    Garment.objects.filter(photo=photo).update(layers=None)
    typed = {name: values for name, values in form(stripes="cream").items() if name != "image_quality"}
    fragment = signed_in.get(f"{address}rows/", typed, **HTMX).text
    assert 'value="cream"' in layer_field(fragment, "stripes")


def test_a_layer_that_was_refused_is_not_replaced_by_the_whole_garment(signed_in, address, photo):
    Garment.objects.filter(photo=photo, name="blouse").update(layers=LAYERS[:1])
    for _attempt in range(2):
        page = signed_in.post(address, form(stripes="cream"), **HTMX)
        row = layer_field(page.text, "stripes")
        assert (page.status_code, 'value="cream"' in row) == (422, True)
        assert 'aria-invalid="true"' in page.text.split(row)[0].rpartition("<select")[2]
    assert not RecolorTask.objects.exists()


def test_an_unknown_layer_is_said_at_once_and_another_one_chosen_below_its_garment(signed_in, address):
    form = {"target": ["blouse", "lehenga"], "layer": ["dots", ""], "color": ["cream", "navy"]}
    page = signed_in.get(address, form).text
    rows = page.split('<form class="card" method="post" id="recolor"')[1].split('<template id="blank-row">')[0]
    assert re.findall(r'name="target" value="(\w*)"', rows) == [*["blouse"] * 4, "lehenga", ""], "not at the end"
    assert "Here, the garment has no such color layer." in rows and "dots: not in this photo" in rows
    assert re.findall(r'<option value="(\w*)"', layer_field(rows, "dots")) == ["", "base", "stripes"]
    assert re.findall(r'id="layer-(\d)"', rows) == ["3"], "the number of its row"


def test_an_unknown_layer_of_an_unknown_garment_is_typed(signed_in, address):
    page = signed_in.get(address, {"target": "dupatta", "layer": "stripes", "color": "cream"}).text
    assert re.search(r'<input class="form-control" name="layer" id="layer-\d" value="stripes"', page)


def test_a_layer_that_was_asked_for_by_its_label_gets_the_row_of_the_layer(signed_in, address, photo, new_task):
    Garment.objects.filter(photo=photo, name="blouse").update(layers=None)
    task = new_task(of=photo, changes=[{"target": "blouse", "layer": "Stripes white", "color": "cream"}])
    assert task.color_changes.get().layer == "stripes white"
    Garment.objects.filter(photo=photo, name="blouse").update(layers=LAYERS)
    page = signed_in.get(address, {"again": task.pk}).text
    row = page.split('name="layer" value="stripes"')[1].split('name="layer"')[0]
    assert 'value="cream"' in row


def test_the_only_layer_is_the_row_of_the_garment(signed_in, address, photo, new_task):
    Garment.objects.filter(photo=photo, name="blouse").update(layers=LAYERS[:1])
    task = new_task(of=photo, changes=[{"target": "blouse", "layer": "base", "color": "cream"}])
    page = signed_in.get(address, {"again": task.pk}).text
    assert page.count('name="target"') == 4  # two garments, an empty row, and the one that a script copies
    assert 'value="cream"' in page


def test_the_text_of_an_unknown_layer_can_be_stored(signed_in, address, photo):
    Garment.objects.filter(photo=photo).update(layers=None)
    assert (
        signed_in.post(address, form(stripes="cream") | {"layer": ["", "", "ß" * 80 + "\0", "", ""]}).status_code == 302
    )
    ((_target, layer, _color),) = requested()
    assert layer == "ss" * 30


def test_the_studio_waits_for_the_layers_and_then_shows_them(signed_in, address, photo):
    Garment.objects.filter(photo=photo).update(layers=None)
    assert "layers_only=1" in signed_in.get(address).text
    poll = {"layers_only": "1", **{name: value for name, value in form(base="teal").items() if name != "image_quality"}}
    poll["layer"] = [""] * 5
    assert signed_in.get(f"{address}rows/", poll, **HTMX).status_code == 204
    services.photo_find_layers(photo.pk)
    fragment = signed_in.get(f"{address}rows/", poll, **HTMX).text
    assert 'class="color-row-layers"' in fragment and 'value="teal"' in fragment
    assert "layers_only=1" not in fragment and 'id="masks"' not in fragment


def test_the_studio_does_not_wait_for_layers_that_a_worker_could_not_find(signed_in, address, photo, monkeypatch):
    Garment.objects.filter(photo=photo).update(layers=None)
    signed_in.get(address)
    monkeypatch.setattr("tests.conftest.FakeEngine.layers", lambda engine, garment: 1 / 0)
    services.photo_find_layers(photo.pk)
    for _visit in range(2):
        assert "layers_only=1" not in signed_in.get(address).text
    poll = signed_in.get(f"{address}rows/", {"layers_only": "1"}, **HTMX)
    assert (poll.status_code, "layers_only=1" in poll.text) == (200, False)


def test_the_layers_do_not_take_away_what_is_wrong_with_a_row(signed_in, address, photo):
    poll = {"layers_only": "1", "problems_shown": "1"}
    assert signed_in.get(f"{address}rows/", poll, **HTMX).status_code == 204
    assert signed_in.get(f"{address}typed/", {"problems_shown": "1"}, **HTMX).status_code == 204


def test_two_colors_for_one_layer_are_not_said_to_be_for_one_that_is_not_there(signed_in, address):
    twice = {"target": ["blouse"] * 2, "layer": ["stripes"] * 2, "color": ["cream", "navy"], "image_quality": "2k"}
    page = signed_in.post(address, twice, **HTMX)
    assert page.status_code == 422 and "is requested twice" in page.text
    assert "not in this photo" not in page.text
    assert re.search(r'<option value="stripes" selected>\s*stripes white', page.text)
