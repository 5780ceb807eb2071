"""Names resolved together, on drawn probabilities: which cloth is whose."""

import numpy as np
import pytest

from recolor.engine import parse_target
from recolor.engine.finding.outfits import resolve
from recolor.engine.networks.parser import class_names


def probabilities(person=True, **blocks):
    """(classes, 100, 60): background, a head, and blocks of classes as (first row, last row, chance)."""
    if person:
        blocks["hair"] = (2, 10, 0.95)
    out = np.zeros((len(class_names()), 100, 60), np.uint8)
    background = class_names().index("background")
    out[background] = 255
    for name, (top, bottom, chance) in blocks.items():
        out[class_names().index(name), top:bottom, 15:45] = round(255 * chance)
        out[background, top:bottom, 15:45] = round(255 * (1 - chance))
    return out


def found(seen, *names):
    regions = resolve(seen, [parse_target(name) for name in names])
    return {name: (int(np.flatnonzero(r.cells.any(1))[0]), int(np.flatnonzero(r.cells.any(1))[-1]) + 1)
            for name, r in regions.items()}  # fmt: skip


def test_a_blouse_and_a_lehenga_leave_no_room_for_a_dress():
    seen = probabilities(top=(15, 35, 0.9), dress=(40, 95, 0.9))
    assert found(seen, "blouse", "lehenga") == {"blouse": (15, 35), "lehenga": (40, 95)}


def test_a_shirt_that_is_seen_as_a_jacket_is_the_shirt():
    seen = probabilities(outerwear=(15, 50, 0.9), trousers=(50, 95, 0.95))
    assert found(seen, "shirt") == {"shirt": (15, 50)}
    assert found(seen, "jacket", "jeans") == {"jacket": (15, 50), "jeans": (50, 95)}


def test_a_kurta_over_leggings_is_seen_as_a_dress():
    seen = probabilities(dress=(15, 70, 0.9), leggings=(70, 95, 0.9))
    assert found(seen, "kurta")["kurta"] == (15, 70)
    assert found(seen, "kurta", "leggings") == {"kurta": (15, 70), "leggings": (70, 95)}


@pytest.mark.parametrize("absent", ["skirt", "dupatta", "shorts", "saree"])
def test_what_nothing_supports_is_not_there(absent):
    seen = probabilities(top=(15, 45, 0.95), trousers=(45, 95, 0.95))
    assert found(seen, absent) == {}


def test_everything_is_all_cloth():
    seen = probabilities(top=(15, 45, 0.9), skirt=(45, 80, 0.9), shoes=(90, 96, 0.9))
    assert found(seen, "outfit") == {"outfit": (15, 80)}


def test_a_garment_alone_is_all_that_is_not_background():
    """A flat-lay: the parser is torn between names, but there is nothing else it could be."""
    seen = probabilities(False, top=(20, 45, 0.9), dress=(45, 60, 0.8), sweater=(60, 80, 0.9))
    assert found(seen, "hoodie") == {"hoodie": (20, 80)}
    assert found(seen, "trousers") == {}
    assert found(probabilities(False, dress=(20, 80, 0.9)), "lehenga") == {"lehenga": (20, 80)}


def test_garments_laid_side_by_side_stay_two():
    seen = probabilities(False, top=(10, 40, 0.95), trousers=(50, 90, 0.95))
    assert found(seen, "shirt") == {"shirt": (10, 40)}


def test_beside_a_person_a_garment_is_not_all_there_is():
    seen = probabilities(top=(20, 45, 0.95), trousers=(45, 90, 0.95))
    assert found(seen, "shirt") == {"shirt": (20, 45)}
