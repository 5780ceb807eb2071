import pytest

from recolor.engine import TargetError, parse_target, same_garment

SLOTS = {
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


@pytest.mark.parametrize(("slot", "words"), SLOTS.items())
def test_merchandisers_words(slot, words):
    assert {word: parse_target(word.strip()).slot for word in words.split(",")} == dict.fromkeys(words.split(","), slot)


@pytest.mark.parametrize(
    ("first", "second", "same"), [("tee", "blouse", True), ("ghagra", "Skirts", True), ("blouse", "jacket", False)]
)
def test_which_names_mean_the_same(first, second, same):
    assert same_garment(first, second) is same


@pytest.mark.parametrize(("word", "suggested"), [("blose", "blouse"), ("lehengga", "lehenga"), ("trowsers", "trouser")])
def test_a_slip_is_answered_with_the_nearest_name(word, suggested):
    with pytest.raises(TargetError) as refusal:
        parse_target(word)
    assert suggested in refusal.value.suggestions


@pytest.mark.parametrize("word", ["", "  ", "12345", "sofa", "<script>"])
def test_what_is_no_garment_is_refused(word):
    with pytest.raises(TargetError):
        parse_target(word)
