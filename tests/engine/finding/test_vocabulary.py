"""Garment names: synonyms, plurals, suggestions."""

import pytest

from recolor.engine import TargetError, parse_target, same_garment
from recolor.engine.networks.parser import class_names

NAMES_BY_CLASS = {
    "t-shirt": "tee, T-shirt, T-shirts, t shirt, polo shirt, top, Tops, long sleeved top",
    "tank-top": "tank top, camisole",
    "blouse": "blouse, BLOUSES, choli, the red blouse",
    "shirt": "shirt, white cotton shirt",
    "kurta": "kurta, kameez, kurti, salwar kameez",
    "sweater": "sweater, jumper, cable-knit sweater, sweatshirts",
    "hoodie": "hoodie, Hoodies",
    "jacket": "jacket, denim jacket, blazer, cardigan, cape",
    "coat": "coat, trench coats",
    "waistcoat": "waistcoat, vest",
    "nehru-jacket": "nehru jacket, bandi",
    "sherwani": "sherwani, achkan",
    "dress": "dress, Dresses, maxi dress, jumpsuit, romper, dungarees",
    "anarkali": "anarkali, gown",
    "saree": "saree, sari, sarees",
    "skirt": "skirt, long skirt, pleated skirts",
    "lehenga": "lehenga, lehnga, Lehengas, ghagra, lehenga choli",
    "sharara": "sharara, ghararas",
    "trousers": "trousers, pants, chinos, leather pants",
    "jeans": "jeans, blue jeans",
    "salwar": "salwar, churidar, palazzos, pyjamas",
    "dhoti": "dhoti",
    "shorts": "shorts, bermudas",
    "leggings": "leggings, tights, stockings",
    "dupatta": "dupatta, odhni, chunni, stole, shawl, pallu",
    "scarf": "scarf, scarves",
    "turban": "turban, pagri",
    "shoes": "shoes, boots, sneakers, sandals, jutti",
    "everything": "all, everything, outfit, co-ord set, suit",
}


@pytest.mark.parametrize(("name", "words"), NAMES_BY_CLASS.items())
def test_words_of_each_class(name, words):
    most_likely = {word: parse_target(word.strip()).classes[0] for word in words.split(",")}
    assert most_likely == dict.fromkeys(words.split(","), name)


def test_every_word_means_classes_of_the_parser():
    known = {*class_names(), "everything"}
    assert {name for words in NAMES_BY_CLASS.values() for word in words.split(",")
            for name in parse_target(word).classes} <= known  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "same"), [("tee", "blouse", True), ("ghagra", "Skirts", True), ("blouse", "jacket", False)]
)
def test_names_that_may_mean_the_same_garment(first, second, same):
    assert same_garment(first, second) is same


@pytest.mark.parametrize(("word", "suggested"), [("blose", "blouse"), ("lehengga", "lehenga"), ("trowsers", "trouser")])
def test_misspelled_name_gets_a_suggestion(word, suggested):
    with pytest.raises(TargetError) as error:
        parse_target(word)
    assert suggested in error.value.suggestions


@pytest.mark.parametrize("word", ["spoon", "table"])
def test_a_name_that_is_no_misspelling_gets_no_suggestion(word):
    with pytest.raises(TargetError, match="Try a name such as blouse") as error:
        parse_target(word)
    assert error.value.suggestions == []


@pytest.mark.parametrize("word", ["", "  ", "12345", "sofa", "<script>"])
def test_unknown_name_is_an_error(word):
    with pytest.raises(TargetError):
        parse_target(word)
