"""The choice of garments among candidates, on synthetic analyses."""

import numpy as np
import pytest

from recolor.engine import Analysis, GarmentNotFound, missing_targets, parse_target
from recolor.engine.finding.choice import choose
from recolor.engine.finding.classes import garment_classes
from recolor.engine.finding.garments import all_garments, find_garment
from recolor.engine.networks.parser import class_names


def analysis(*candidates):
    """Return an analysis of a photo of 256 × 160 px; candidates: (first row, end row, expected IoU, {class: share})."""
    masks, expected, classes = [], [], []
    for top, bottom, quality, shares in candidates:
        mask = np.zeros((256, 160), bool)
        mask[top:bottom, 40:120] = True
        masks.append(mask)
        expected.append(quality)
        classes.append([shares.get(name, 0.0) for name in garment_classes()])
    probabilities = np.zeros((len(class_names()), 128, 80), np.uint8)
    probabilities[0] = 255
    arrays = (np.array(masks), np.array(expected, np.float32), np.array(classes, np.float32))
    return Analysis(np.zeros((1, 256, 64, 64), np.float16), probabilities, 256, 160, *arrays)


def rows_of(choice):
    indices = np.flatnonzero(choice.mask.any(1))
    return int(indices[0]), int(indices[-1]) + 1


def found(photo, *names):
    """Return the rows of each garment: by name if names are requested, by class otherwise."""
    choices = choose(photo, [parse_target(name) for name in names])
    if names:
        return {choice.target.name: rows_of(choice) for choice in choices if choice.target}
    return {choice.name: rows_of(choice) for choice in choices}


PHOTO = analysis(
    (20, 240, 0.6, {"dress": 0.9}),
    (20, 90, 0.9, {"t-shirt": 0.7, "blouse": 0.2}),
    (90, 240, 0.8, {"skirt": 0.6, "lehenga": 0.4}),
    (20, 40, 0.2, {"scarf": 0.9}),
)


def test_the_best_candidates_that_do_not_overlap_are_chosen():
    assert found(PHOTO) == {"t-shirt": (20, 90), "skirt": (90, 240)}


def test_masks_do_not_overlap():
    photo = analysis((20, 100, 0.9, {"shirt": 1.0}), (95, 240, 0.8, {"jeans": 1.0}))
    assert found(photo) == {"shirt": (20, 100), "jeans": (100, 240)}


def test_two_garments_never_have_the_same_class():
    photo = analysis((20, 90, 0.9, {"t-shirt": 0.9, "shirt": 0.1}), (90, 200, 0.8, {"t-shirt": 0.6, "skirt": 0.4}))
    assert found(photo) == {"t-shirt": (20, 90), "skirt": (90, 200)}


def test_names_are_resolved_together():
    assert found(PHOTO, "blouse", "lehenga") == {"blouse": (20, 90), "lehenga": (90, 240)}
    assert found(PHOTO, "lehenga", "blouse") == {"blouse": (20, 90), "lehenga": (90, 240)}


def test_a_requested_name_is_evidence():
    assert found(PHOTO, "dress") == {"dress": (20, 240)}
    assert found(PHOTO, "shirt") == {"shirt": (20, 90)}


@pytest.mark.parametrize("absent", ["trousers", "shorts", "shoes"])
def test_garment_that_the_photo_does_not_show_is_not_found(absent):
    assert found(PHOTO, absent) == {}
    assert missing_targets(PHOTO, ["top", absent]) == [absent]


def test_the_expected_iou_is_that_of_the_candidate():
    assert [round(choice.expected, 3) for choice in choose(PHOTO)] == [0.9, 0.8]


def test_no_candidates_give_no_garments():
    empty = Analysis(np.zeros((1, 256, 64, 64), np.float16), PHOTO.probabilities, 256, 160)
    assert choose(empty) == []
    assert missing_targets(empty, ["dress", "outfit"]) == ["dress", "outfit"]


def test_a_candidate_that_shows_nothing_but_skin_is_no_garment():
    photo = analysis((20, 120, 0.9, {"t-shirt": 0.9}), (150, 240, 0.9, {"leggings": 0.9}))
    photo.probabilities[class_names().index("skin"), 70:] = 255
    pixels = np.full((256, 160, 3), 128, np.uint8)
    assert [garment.name for garment in all_garments(pixels, photo)] == ["t-shirt"]
    assert missing_targets(photo, ["t-shirt", "leggings"]) == ["leggings"]
    with pytest.raises(GarmentNotFound):
        find_garment(pixels, photo, "leggings", ["t-shirt"])
