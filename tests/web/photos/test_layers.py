"""The color layers of garments in the studio's form and on the page of a result."""

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
    assert "is requested twice. Send one color for it, or for each of its color layers." in page.text
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
    fragment = signed_in.get(address, typed, HTTP_HX_TARGET="garments", **HTMX).text
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
