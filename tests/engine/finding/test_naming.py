"""Resolution of garment names on synthetic output of the parser."""

import numpy as np
import pytest

from recolor.engine import parse_target
from recolor.engine.finding.naming import resolve

from .synthetic import parser_probabilities


def resolved_rows(probabilities, *names):
    """Return the first and the end row of the region of each name that is found."""
    regions = resolve(probabilities, [parse_target(name) for name in names])
    rows = {name: np.flatnonzero(region.cells.any(1)) for name, region in regions.items()}
    return {name: (int(indices[0]), int(indices[-1]) + 1) for name, indices in rows.items()}


def test_region_labeled_dress_is_the_lehenga_when_a_blouse_and_a_lehenga_are_requested():
    probabilities = parser_probabilities(top=(15, 35, 0.9), dress=(40, 95, 0.9))
    assert resolved_rows(probabilities, "blouse", "lehenga") == {"blouse": (15, 35), "lehenga": (40, 95)}


def test_region_labeled_outerwear_is_the_requested_shirt():
    probabilities = parser_probabilities(outerwear=(15, 50, 0.9), trousers=(50, 95, 0.95))
    assert resolved_rows(probabilities, "shirt") == {"shirt": (15, 50)}
    assert resolved_rows(probabilities, "jacket", "jeans") == {"jacket": (15, 50), "jeans": (50, 95)}


def test_region_labeled_dress_over_leggings_is_the_requested_kurta():
    probabilities = parser_probabilities(dress=(15, 70, 0.9), leggings=(70, 95, 0.9))
    assert resolved_rows(probabilities, "kurta")["kurta"] == (15, 70)
    assert resolved_rows(probabilities, "kurta", "leggings") == {"kurta": (15, 70), "leggings": (70, 95)}


@pytest.mark.parametrize("absent", ["skirt", "dupatta", "shorts", "saree"])
def test_garment_that_the_photo_does_not_show_is_not_found(absent):
    probabilities = parser_probabilities(top=(15, 45, 0.95), trousers=(45, 95, 0.95))
    assert resolved_rows(probabilities, absent) == {}


def test_outfit_is_all_cloth():
    probabilities = parser_probabilities(top=(15, 45, 0.9), skirt=(45, 80, 0.9), shoes=(90, 96, 0.9))
    assert resolved_rows(probabilities, "outfit") == {"outfit": (15, 80)}


def test_garment_in_a_flat_lay_is_everything_but_the_background():
    flat_lay = parser_probabilities(False, top=(20, 45, 0.9), dress=(45, 60, 0.8), sweater=(60, 80, 0.9))
    assert resolved_rows(flat_lay, "hoodie") == {"hoodie": (20, 80)}
    assert resolved_rows(flat_lay, "trousers") == {}
    assert resolved_rows(parser_probabilities(False, dress=(20, 80, 0.9)), "lehenga") == {"lehenga": (20, 80)}


def test_garments_side_by_side_in_a_flat_lay_stay_separate():
    flat_lay = parser_probabilities(False, top=(10, 40, 0.95), trousers=(50, 90, 0.95))
    assert resolved_rows(flat_lay, "shirt") == {"shirt": (10, 40)}


def test_garment_on_a_person_is_not_the_whole_foreground():
    probabilities = parser_probabilities(top=(20, 45, 0.95), trousers=(45, 90, 0.95))
    assert resolved_rows(probabilities, "shirt") == {"shirt": (20, 45)}
