"""Doubtful masks are completed by color, on a synthetic photo of a red top whose right sleeve a candidate lacks."""

import numpy as np
import pytest

from recolor.engine import Analysis, parse_target
from recolor.engine.finding.choice import Choice
from recolor.engine.finding.classes import garment_classes
from recolor.engine.finding.completion import complete
from recolor.engine.networks.parser import class_names

RED, GREEN, SKIN = (170, 30, 40), (30, 120, 60), (225, 180, 150)
BODY, SLEEVE, NECK = (slice(60, 160), slice(40, 100)), (slice(60, 120), slice(100, 125)), (slice(60, 75), slice(60, 80))


def flags(*parts):
    mask = np.zeros((256, 160), bool)
    for part in parts:
        mask[part] = True
    return mask


def photo(sleeve=RED):
    """Return the pixels of the photo, which has the same size as the masks of candidates."""
    pixels = np.full((256, 160, 3), 128, np.uint8)
    pixels[BODY], pixels[SLEEVE], pixels[NECK] = RED, sleeve, SKIN
    return pixels


def analysis(expected=0.55, whole_class="blouse", skin=0.0):
    """Return an analysis with the candidates of the body alone and of body and sleeve.

    expected: expected IoU of the second one; skin: probability of skin at the neck, which both include.
    """
    masks = np.stack([flags(BODY), flags(BODY, SLEEVE)])
    classes = np.zeros((2, len(garment_classes())), np.float32)
    classes[0, garment_classes().index("blouse")] = classes[1, garment_classes().index(whole_class)] = 0.9
    probabilities = np.zeros((len(class_names()), 256, 160), np.uint8)
    probabilities[class_names().index("skin")][NECK] = round(255 * skin)
    arrays = (masks, np.array([0.6, expected], np.float32), classes)
    return Analysis(np.zeros((1, 256, 64, 64), np.float16), probabilities, 256, 160, *arrays)


def completed(pixels, found, expected=0.6, others=(), target=None):
    blouse = Choice("blouse", found.candidates[0], expected, target)
    result = complete(pixels, found, [blouse, *others])
    assert result[1:] == list(others)
    return result[0].mask


def test_a_sleeve_of_the_same_cloth_is_added():
    found = analysis()
    assert (completed(photo(), found) == found.candidates[1]).all()
    assert (completed(photo(), found, target=parse_target("blouse")) == found.candidates[1]).all()


@pytest.mark.parametrize(
    ("pixels", "found", "expected"),
    [
        pytest.param(photo(), analysis(), 0.8, id="the mask is not doubtful"),
        pytest.param(photo(sleeve=GREEN), analysis(), 0.6, id="the sleeve has another color"),
        pytest.param(photo(), analysis(expected=0.3), 0.6, id="the other candidate is much worse"),
        pytest.param(photo(), analysis(whole_class="saree"), 0.6, id="the other candidate has another class"),
    ],
)
def test_the_mask_stays(pixels, found, expected):
    assert (completed(pixels, found, expected) == found.candidates[0]).all()


def test_other_garments_keep_their_cloth():
    found = analysis()
    shawl = Choice("dupatta", flags(SLEEVE), 0.9)
    assert (completed(photo(), found, others=[shawl]) == found.candidates[0]).all()


def test_shoes_in_the_color_of_the_garment_are_not_added():
    found = analysis()
    found.probabilities[class_names().index("shoes")][SLEEVE] = 200
    assert (completed(photo(), found) == found.candidates[0]).all()


def test_possible_skin_of_another_color_is_removed():
    assert (completed(photo(sleeve=GREEN), analysis(skin=0.6)) == flags(BODY) & ~flags(NECK)).all()
    assert (completed(photo(sleeve=GREEN), analysis(skin=0.2)) == flags(BODY)).all()
