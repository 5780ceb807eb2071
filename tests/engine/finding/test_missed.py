"""Clothes that no garment covers, of an analysis with known candidates."""

import numpy as np
import pytest

from recolor.engine import Analysis, missed_garments, misses_clothes
from recolor.engine.finding.classes import garment_classes
from recolor.engine.networks.parser import class_names

HEIGHT, WIDTH = 400, 300
PIXELS = np.full((HEIGHT, WIDTH, 3), 128, np.uint8)


def analysis_of(candidates, cloth=((0.0, 1.0),), name="kurta"):
    """Return the analysis of a photo of a kurta.

    candidates: from top to bottom as shares of the photo's height, with their expected IoU. cloth: where the parser
    sees cloth; elsewhere is background.
    """
    masks = np.zeros((len(candidates), 256, 192), bool)
    for mask, (top, bottom) in zip(masks, candidates, strict=True):
        mask[round(256 * top) : round(256 * bottom)] = True
    classes = np.zeros((len(masks), len(garment_classes())), np.float32)
    classes[:, garment_classes().index(name)] = 1
    probabilities = np.zeros((len(class_names()), 128, 96), np.uint8)
    probabilities[class_names().index("background")] = 255
    for top, bottom in cloth:
        rows = slice(round(128 * top), round(128 * bottom))
        probabilities[class_names().index("background"), rows] = 0
        probabilities[class_names().index(name), rows] = 255
    expected = np.array(list(candidates.values()), np.float32)
    return Analysis(np.zeros((1, 256, 64, 64), np.float16), probabilities, HEIGHT, WIDTH, masks, expected, classes)


def mask_of(top, bottom):
    mask = np.zeros((HEIGHT, WIDTH), np.float32)
    mask[round(HEIGHT * top) : round(HEIGHT * bottom)] = 1
    return mask


def missed(analysis, *masks, most=4):
    """Return the places of the missed garments, after checking that both functions agree."""
    found = missed_garments(PIXELS, analysis, masks, most)
    assert misses_clothes(analysis, masks) == bool(found)
    return [tuple(np.round(np.flatnonzero(each.mask.mean(axis=1) > 0.5)[[0, -1]] / HEIGHT, 1)) for each in found]


def test_clothes_that_no_garment_covers_are_missed():
    analysis = analysis_of({(0.0, 0.5): 0.9, (0.5, 1.0): 0.3})
    assert missed(analysis, mask_of(0, 0.5)) == [(0.5, 1.0)]
    assert missed(analysis) == [(0.0, 0.5), (0.5, 1.0)], "the one with the highest expected IoU first"
    (found,) = missed_garments(PIXELS, analysis, [mask_of(0, 0.5)], 4)
    assert (found.name, found.confidence) == ("kurta", pytest.approx(0.3))


def test_covered_clothes_are_not_missed():
    analysis = analysis_of({(0.0, 0.5): 0.9, (0.5, 1.0): 0.3})
    assert missed(analysis, mask_of(0, 0.5), mask_of(0.5, 1)) == []
    assert missed(analysis, mask_of(0, 0.7)) == [], "a larger part of the candidate belongs to a garment"


def test_an_outline_leaves_the_garments_out():
    assert missed(analysis_of({(0.45, 1.0): 0.3}), mask_of(0, 0.5)) == [(0.5, 1.0)]


@pytest.mark.parametrize("candidates", [{}, {(0.5, 1.0): 0.2}, {(0.5, 0.53): 0.9}])
def test_candidates_that_are_unlikely_or_small_do_not_count(candidates):
    assert missed(analysis_of(candidates), mask_of(0, 0.5)) == []


def test_what_is_no_cloth_is_not_missed():
    candidates = {(0.5, 1.0): 0.6}
    assert missed(analysis_of(candidates, cloth=[(0.0, 0.5)]), mask_of(0, 0.5)) == []


def test_parts_of_an_outline_that_are_no_cloth_are_dropped():
    analysis = analysis_of({(0.5, 1.0): 0.6}, cloth=[(0.0, 0.5), (0.5, 0.7)])
    analysis.candidates[0, 200:210] = False  # so that it has two parts, of which the lower one is a wall
    (place,) = missed(analysis, mask_of(0, 0.5))
    assert place == (0.5, 0.8)


def test_outlines_that_look_alike_are_offered_once():
    candidates = {(0.5, 1.0): 0.4, (0.51, 1.0): 0.39, (0.5, 0.7): 0.3}
    assert missed(analysis_of(candidates), mask_of(0, 0.5)) == [(0.5, 1.0), (0.5, 0.7)]
    assert missed(analysis_of(candidates), mask_of(0, 0.5), most=1) == [(0.5, 1.0)]
