"""Photos with clothes that none of their garments covers, with the real search for them on a known analysis."""

import numpy as np
import pytest

from recolor import engine, services
from recolor.engine.finding.classes import garment_classes
from recolor.engine.networks.parser import class_names
from recolor.engines.missed import misses_clothes
from recolor.models import Photo

from ..conftest import FakeEngine
from .masks import mask_upload

LOWER_HALF = (0, 80, 120, 160)  # of a photo of `new_photo`: left, top, right, bottom


def kurta_analysis(height, width):
    """Return the analysis of a photo of cloth everywhere, with one candidate: its lower half."""
    candidates = np.zeros((1, 256, 192), bool)
    candidates[:, 128:] = True
    classes = np.eye(len(garment_classes()), dtype=np.float32)[[garment_classes().index("kurta")]]
    probabilities = np.zeros((len(class_names()), 128, 96), np.uint8)
    probabilities[class_names().index("kurta")] = 255
    embedding = np.zeros((1, 256, 64, 64), np.float16)
    return engine.Analysis(embedding, probabilities, height, width, candidates, np.array([0.4], np.float32), classes)


class MissingEngine(FakeEngine):
    """Finds the blouse in the upper half, and misses what is in the lower half."""

    def find(self, photo, progress):
        finding = super().find(photo, progress)
        analysis = kurta_analysis(photo.height, photo.width)
        blouse = finding.garments[0]
        found = [engine.Garment(blouse.name, blouse.mask, blouse.color, blouse.confidence)]
        finding.garments, finding.analysis = [blouse], analysis.to_bytes()
        finding.missed_clothes = misses_clothes(photo, analysis, found)
        return finding


@pytest.fixture
def incomplete(new_photo, use_local_engine):
    """Return a photo whose lower half is missed."""
    use_local_engine(MissingEngine())
    return new_photo()


def find_again(photo):
    services.photo_find_again(photo)
    services.photo_find_garments(photo.pk)


def is_missing(photo):
    return Photo.objects.get(pk=photo.pk).missed_clothes


def test_finding_garments_notes_missed_clothes(incomplete):
    assert is_missing(incomplete)
    services.photo_dismiss_missed(incomplete)
    assert not is_missing(incomplete)
    find_again(incomplete)
    assert is_missing(incomplete), "finding again decides anew"


def test_a_mask_that_covers_them_ends_it(incomplete):
    services.garment_put(incomplete, "belt", mask_upload(box=(0, 0, 120, 10)))
    assert is_missing(incomplete), "a mask elsewhere does not"
    services.garment_put(incomplete, "kurta", mask_upload(box=LOWER_HALF))
    assert not is_missing(incomplete)
    find_again(incomplete)
    assert not is_missing(incomplete), "the masks of people stay, and cover them"


def test_a_garment_that_is_found_by_its_name_ends_it(incomplete, use_local_engine):
    fake = use_local_engine(MissingEngine())
    fake.named = {"kurta": LOWER_HALF}
    services.garment_find(incomplete, "kurta")
    assert not is_missing(incomplete)


def test_an_analysis_that_cannot_be_read_changes_nothing(incomplete):
    Photo.objects.filter(pk=incomplete.pk).update(analysis="missing.npz")
    incomplete.refresh_from_db()
    services.garment_put(incomplete, "kurta", mask_upload(box=LOWER_HALF))
    assert is_missing(incomplete)
