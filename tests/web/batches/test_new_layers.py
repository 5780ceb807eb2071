"""Color layers in the plan of a batch."""

import re

from recolor.models import ColorChange

from .test_new import address, cells, create

STRIPED = [
    {"name": "base", "color": "#1c2454", "color_name": "navy", "share": 0.7},
    {"name": "stripes", "color": "#ecebe4", "color_name": "white", "share": 0.3},
]


def test_color_layers_are_chosen_like_garments(signed_in, photo, new_photo):
    plain = new_photo(name="Plain")
    photo.garments.filter(name="blouse").update(layers=STRIPED)
    plain.garments.filter(name="blouse").update(layers=STRIPED[:1])
    page = signed_in.get(address(photo, plain, target=[])).text
    assert re.search(r'name="layer" value="blouse\|stripes"\s+>', page), "offered, and not ticked"
    assert "stripes white" in page and "#ecebe4" in page and "lehenga|" not in page
    url = address(photo, plain, target=[], layer="blouse|stripes")
    page = signed_in.get(url).text
    assert re.search(r'name="layer" value="blouse\|stripes"\s+checked', page)
    assert "“blouse” has no color layer “stripes”: it has one color" in page and "Make 2 results" in page
    create(signed_in, url)
    changes = ColorChange.objects.order_by("pk").values_list("task__model", "target", "layer", "color")
    assert list(changes) == [(photo.pk, "blouse", "stripes", color) for color in ("teal", "#c2185b")]
    assert signed_in.get(url).text.count("exists already") == 2


def test_a_garment_and_its_color_layer_are_recolored_separately_only(signed_in, photo):
    photo.garments.filter(name="blouse").update(layers=STRIPED)
    url = address(photo, layer=["blouse|stripes", "blouse|stripes", "|stripes", "blouse"])
    page = signed_in.get(url).text
    assert "“blouse” is requested twice. Give it one color, or one for each of its color layers." in page
    assert not cells(page)
    assert "Make 4 results" in signed_in.get(url + "&separately=on").text


def test_two_words_for_one_color_layer_are_refused_in_the_grid(signed_in, photo):
    photo.garments.filter(name="blouse").update(layers=STRIPED)
    page = signed_in.get(address(photo, target=[], layer=["blouse|stripes", "choli|stripes white"])).text
    assert "“blouse” and “choli” both mean the garment “blouse” of this photo." in page and not cells(page)


def test_chosen_color_layers_that_no_photo_has_stay_visible(signed_in, photo):
    page = signed_in.get(address(photo, target=[], layer=["blouse|dots", "scarf|checks"])).text
    assert re.search(r'value="blouse\|dots"\s+checked', page) and re.search(r'value="scarf\|checks"\s+checked', page)
    assert "in 0 of 1" in page
