"""Garment names: synonyms, plurals, suggestions."""

import pytest

from recolor.engine import TargetError, parse_target, same_garment

NAMES_BY_SLOT = {
    "top": "top, Tops, tee, T-shirt, T-shirts, t shirt, blouse, BLOUSES, choli, kurta, kameez, kurti, shirt, "
    "the red blouse, white cotton shirt, polo shirt, vest, long sleeved top",
    "sweater": "sweater, jumper, hoodie, Hoodies, cable-knit sweater, sweatshirts",
    "outerwear": "jacket, denim jacket, blazer, coat, trench coats, cardigan, sherwani, cape",
    "dress": "dress, Dresses, gown, maxi dress, saree, sari, sarees, anarkali, jumpsuit, romper, dungarees",
    "skirt": "skirt, long skirt, pleated skirts, lehenga, lehnga, Lehengas, ghagra, lehenga choli, sharara",
    "trousers": "trousers, pants, jeans, chinos, salwar, churidar, palazzos, dhoti, blue jeans, leather pants, pyjamas",
    "shorts": "shorts, bermudas",
    "leggings": "leggings, tights, stockings",
    "scarf": "scarf, scarves, dupatta, odhni, chunni, stole, shawl, pallu",
    "shoes": "shoes, boots, sneakers, sandals, jutti",
    "everything": "all, everything, outfit, co-ord set, suit",
}


@pytest.mark.parametrize(("slot", "names"), NAMES_BY_SLOT.items())
def test_names_of_each_slot(slot, names):
    assert {name: parse_target(name.strip()).slot for name in names.split(",")} == dict.fromkeys(names.split(","), slot)


@pytest.mark.parametrize(
    ("first", "second", "same"), [("tee", "blouse", True), ("ghagra", "Skirts", True), ("blouse", "jacket", False)]
)
def test_names_that_mean_the_same_slot(first, second, same):
    assert same_garment(first, second) is same


@pytest.mark.parametrize(("word", "suggested"), [("blose", "blouse"), ("lehengga", "lehenga"), ("trowsers", "trouser")])
def test_misspelled_name_gets_a_suggestion(word, suggested):
    with pytest.raises(TargetError) as error:
        parse_target(word)
    assert suggested in error.value.suggestions


@pytest.mark.parametrize("word", ["", "  ", "12345", "sofa", "<script>"])
def test_unknown_name_is_an_error(word):
    with pytest.raises(TargetError):
        parse_target(word)
