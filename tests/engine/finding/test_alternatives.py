"""Other masks that a garment may have, of an analysis with known candidates."""

import numpy as np
import pytest

from recolor.engine import Analysis, Engine, Garment, Picture
from recolor.engine.finding.classes import garment_classes
from recolor.engine.networks.parser import class_names

# The candidates as shares of the photo's height, from top to bottom, and their expected IoU.
CANDIDATES = {
    (0.0, 0.5): 0.9,
    (0.0, 0.49): 0.8,  # looks like the first one
    (0.0, 0.3): 0.4,
    (0.0, 0.9): 0.6,
    (0.5, 1.0): 0.95,  # another garment
}


def picture_of(candidates, skin_from=1.0):
    """Return a gray photo with candidates, in which the parser sees only skin below a share of the height."""
    masks = np.zeros((len(candidates), 256, 192), bool)
    for mask, (top, bottom) in zip(masks, candidates, strict=True):
        mask[round(256 * top) : round(256 * bottom)] = True
    classes = np.full((len(masks), len(garment_classes())), 1 / len(garment_classes()), np.float32)
    probabilities = np.zeros((len(class_names()), 128, 96), np.uint8)
    probabilities[class_names().index("skin"), round(128 * skin_from) :] = 255
    embedding = np.zeros((1, 256, 64, 64), np.float16)
    expected = np.array(list(candidates.values()), np.float32)
    analysis = Analysis(embedding, probabilities, 400, 300, masks, expected, classes)
    return Picture(np.full((400, 300, 3), 128, np.uint8), analysis)


def garment_to(bottom):
    """Return a garment from the top of the photo to a share of its height."""
    mask = np.zeros((400, 300), np.float32)
    mask[: round(400 * bottom)] = 1
    return Garment("blouse", mask, "#808080", 0.5)


def heights(garments):
    return [round(float(garment.mask.mean()), 1) for garment in garments]


def test_alternatives_overlap_the_mask_and_differ_from_it_and_from_each_other():
    found = Engine().alternatives(picture_of(CANDIDATES), garment_to(0.5))
    assert heights(found) == [0.9, 0.3], "those with the highest expected IoU first"
    assert [garment.name for garment in found] == ["blouse", "blouse"]
    assert [garment.confidence for garment in found] == pytest.approx([0.6, 0.4])


def test_a_mask_that_a_person_has_drawn_has_alternatives():
    assert heights(Engine().alternatives(picture_of(CANDIDATES), garment_to(0.62))) == [0.5, 0.9, 0.3]


def test_no_more_alternatives_than_requested():
    assert heights(Engine().alternatives(picture_of(CANDIDATES), garment_to(0.62), most=1)) == [0.5]


def test_a_photo_without_candidates_has_no_alternatives():
    assert Engine().alternatives(picture_of({}), garment_to(0.5)) == []


def test_candidates_that_are_the_same_without_skin_are_offered_once():
    candidates = {(0.0, 0.9): 0.9, (0.0, 0.75): 0.8, (0.0, 0.3): 0.4}
    assert heights(Engine().alternatives(picture_of(candidates, 0.5), garment_to(0.4))) == [0.5, 0.3]
    assert heights(Engine().alternatives(picture_of(candidates, 0.5), garment_to(0.5))) == [0.3]


def test_an_empty_mask_has_no_alternatives():
    assert Engine().alternatives(picture_of(CANDIDATES), garment_to(0)) == []
