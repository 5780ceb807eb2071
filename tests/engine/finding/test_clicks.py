"""How clicks choose among candidates, with a decoder that knows nothing."""

import numpy as np
import pytest

from recolor.engine import Analysis, Picture
from recolor.engine.finding.classes import garment_classes
from recolor.engine.finding.click_candidates import Kind, correction_candidates, first_candidates
from recolor.engine.finding.click_measurements import measure
from recolor.engine.finding.click_quality import ClickQualityModel
from recolor.engine.finding.clicks import select_garment
from recolor.engine.finding.photo_decoder import PhotoDecoder
from recolor.engine.networks.decoder import GRID
from recolor.engine.networks.parser import class_names


class NoDecoder:
    """A decoder whose masks are empty and have low scores."""

    def decode_all(self, embedding, prompts, height, width):
        return np.full((len(prompts), 4, GRID, GRID), -10, np.float32), np.full((len(prompts), 4), 0.1, np.float32)


class ByScore:
    """A model that expects of each candidate what its score says."""

    def __call__(self, measurements):
        return measurements[:, len(Kind) + 4]  # after the kinds and the decoder's four masks


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


@pytest.fixture
def decoder(picture):
    return PhotoDecoder(NoDecoder(), picture.analysis)


def select(picture, points, previous=None, model=None):
    return select_garment(picture.pixels, picture.analysis, NoDecoder(), model or ByScore(), points, previous)


def covered(picture, points, previous=None):
    """Return the shares of the selection in the upper half, in the lower left third, and in the rest."""
    mask = select(picture, points, previous).mask
    return [round(float(part.mean())) for part in (mask[:190], mask[210:, :90], mask[210:, 110:])]


def masks_of(candidates, kind):
    return candidates.masks[candidates.kinds == kind]


def test_a_stored_candidate_at_the_click_is_offered(picture):
    assert covered(picture, [(150, 100, True)]) == [1, 0, 0]
    assert covered(picture, [(200, 300, True)]) == [0, 1, 1]


def test_a_candidate_that_contradicts_a_click_is_dropped(picture):
    first = select(picture, [(200, 300, True)])
    assert covered(picture, [(200, 300, True), (40, 300, False)], first) == [0, 0, 1]


def test_a_click_at_the_border_does_not_change_the_rest(picture):
    model = ClickQualityModel()
    first = select(picture, [(150, 100, True)], None, model)
    second = select(picture, [(150, 100, True), (150, 203, True)], first, model)
    assert second.mask[203, 150] > 0.5
    assert np.mean(np.abs(second.mask - first.mask)) < 0.01


def test_a_first_click_has_only_candidates_that_need_no_earlier_mask(decoder):
    candidates = first_candidates(decoder, [(150, 100, True)], [])
    assert set(candidates.kinds) == {Kind.FRESH, Kind.STORED}
    (stored,) = masks_of(candidates, Kind.STORED)
    assert stored[:128].all() and not stored[128:].any()


def test_a_correction_adds_or_removes_stored_candidates(picture, decoder):
    upper, lower, part = picture.analysis.candidates.astype(np.float32)
    added = correction_candidates(decoder, [(150, 100, True), (200, 300, True)], upper)
    assert [mask.mean() for mask in masks_of(added, Kind.STORED_PART)] == [1, np.maximum(upper, part).mean()]
    removed = correction_candidates(decoder, [(40, 300, True), (200, 300, False)], lower)
    assert [mask.mean() for mask in masks_of(removed, Kind.STORED_PART)] == [0, (lower - part).mean()]


def test_the_smallest_correction_is_a_disc(picture, decoder):
    upper = picture.analysis.candidates[0].astype(np.float32)
    (brushed,) = masks_of(correction_candidates(decoder, [(150, 100, True), (200, 300, True)], upper), Kind.BRUSH)
    changed = np.argwhere(brushed != upper)
    assert 5 <= len(changed) <= 9
    assert np.allclose(changed.mean(axis=0), decoder.cell_at(200, 300))


def test_a_nearby_change_leaves_other_differences_out(picture, decoder):
    """The decoder's empty masks differ from both pieces of the mask; only the clicked piece is removed."""
    pieces = np.zeros((256, 192), np.float32)
    pieces[20:60, 20:60], pieces[150:190, 20:60] = 1, 1
    nearby = masks_of(correction_candidates(decoder, [(60, 60, True), (60, 260, False)], pieces), Kind.NEARBY)
    assert all(mask[20:60, 20:60].all() and mask[150:190].max() < 0.5 for mask in nearby)


@pytest.mark.parametrize("corrects", [False, True])
def test_measurements_are_finite(picture, decoder, corrects):
    points = [(150, 100, True), (200, 300, False)][: 1 + corrects]
    previous = np.ones((256, 192), np.float32) if corrects else None
    candidates = correction_candidates(decoder, points, previous) if corrects else first_candidates(decoder, points, [])
    values = measure(candidates, decoder, picture.pixels, points, previous, [])
    assert values.dtype == np.float32 and len(values) == len(candidates.masks)
    assert np.isfinite(values).all() and np.abs(values).max() < 10
