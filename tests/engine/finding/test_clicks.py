"""How clicks choose among candidates, with a decoder that knows nothing."""

import numpy as np
import pytest

from recolor.engine import Analysis, Picture
from recolor.engine.finding.classes import garment_classes
from recolor.engine.finding.clicks import select_garment
from recolor.engine.networks.decoder import GRID
from recolor.engine.networks.parser import class_names


class NoDecoder:
    """A decoder whose masks are empty and have low scores."""

    def decode_all(self, embedding, prompts, height, width):
        return np.full((len(prompts), 4, GRID, GRID), -10, np.float32), np.full((len(prompts), 4), 0.1, np.float32)


@pytest.fixture
def picture():
    """Return a photo with three candidates: the upper half, the lower half, and the lower half without its left part.

    The parser sees no garment in it.
    """
    upper, lower, part = np.zeros((3, 256, 192), bool)
    upper[:128], lower[128:], part[128:, 64:] = True, True, True
    classes = np.full((3, len(garment_classes())), 1 / len(garment_classes()), np.float32)
    expected = np.array([0.3, 0.35, 0.2], np.float32)
    probabilities = np.zeros((len(class_names()), 128, 96), np.uint8)
    embedding = np.zeros((1, 256, 64, 64), np.float16)
    candidates = np.stack([upper, lower, part])
    analysis = Analysis(embedding, probabilities, 400, 300, candidates, expected, classes)
    return Picture(np.full((400, 300, 3), 128, np.uint8), analysis)


def covered(picture, points, previous=None):
    """Return the shares of the selection in the upper half, in the lower left third, and in the rest."""
    mask = select_garment(picture, picture.analysis, NoDecoder(), points, previous).mask
    return [round(float(part.mean())) for part in (mask[:190], mask[210:, :90], mask[210:, 110:])]


def test_a_stored_candidate_at_the_click_is_offered(picture):
    assert covered(picture, [(150, 100, True)]) == [1, 0, 0]
    assert covered(picture, [(200, 300, True)]) == [0, 1, 1]


def test_a_candidate_that_contradicts_a_click_is_dropped(picture):
    first = select_garment(picture, picture.analysis, NoDecoder(), [(200, 300, True)], None)
    assert covered(picture, [(200, 300, True), (40, 300, False)], first) == [0, 0, 1]
