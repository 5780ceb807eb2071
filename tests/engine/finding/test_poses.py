"""Consistent names of garments in the poses of a model."""

import numpy as np

from recolor.engine.finding.poses import Appearance, appearance, names_as_in

RED, BLUE, GREEN = (45, 60, 40), (35, 10, -50), (50, -50, 30)


def seen(name, color, look=0, class_name=""):
    return Appearance(name, class_name or name, np.array(color, np.float32), np.eye(4, dtype=np.float32)[look])


def test_a_garment_is_called_as_in_the_other_photos():
    front = [seen("kurta", RED), seen("salwar", BLUE, look=1)]
    back = [seen("trousers", BLUE, look=1), seen("dress", RED)]
    assert names_as_in(back, front) == ["salwar", "kurta"]


def test_a_name_in_any_words_is_taken_over():
    assert names_as_in([seen("dress", RED)], [seen("sku 4711", RED, class_name="kurta")]) == ["sku 4711"]


def test_garments_of_another_color_keep_their_names():
    assert names_as_in([seen("kurta", RED)], [seen("dress", BLUE)]) == ["kurta"]


def test_two_garments_of_a_photo_never_get_the_same_name():
    garments = [seen("shirt", RED), seen("blouse", (46, 58, 40))]
    assert names_as_in(garments, [seen("t-shirt", RED), seen("t-shirt", BLUE)]) == ["t-shirt", "blouse"]


def test_a_name_that_another_garment_of_the_photo_keeps_is_not_taken_over():
    assert names_as_in([seen("shirt", RED), seen("t-shirt", BLUE)], [seen("t-shirt", RED)]) == ["shirt", "t-shirt"]


def test_a_refused_name_leaves_its_garment_the_own_one_also_if_a_third_garment_would_get_it():
    garments = [seen("top", BLUE, class_name="kurta"), seen("kurta", RED, class_name="shirt"), seen("shirt", GREEN)]
    known = [seen("kurta", BLUE), seen("shirt", RED)]
    assert names_as_in(garments, known) == ["top", "kurta", "shirt"]


def test_a_garment_is_described_by_what_its_mask_covers(engine, samples):
    picture = samples["lehenga"]
    analysis = engine.analyze(picture)
    mask = np.zeros((800, 600), np.float32)
    mask[420:720, 200:400] = 1
    skirt = appearance(analysis, mask, "lehenga", "#802020")
    assert skirt.class_name == "lehenga"
    assert abs(np.linalg.norm(skirt.embedding) - 1) < 1e-3
    unknown = appearance(analysis, mask, "sku 4711", "#802020")
    assert unknown.class_name in ("lehenga", "skirt", "sharara", "dress", "anarkali")
