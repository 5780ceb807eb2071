"""Names of garments that agree in the poses of a model."""

import numpy as np
import pytest

from recolor import engine, files, services
from recolor.engines import poses
from recolor.engines.poses import consistent_names
from recolor.models import Photo

from .masks import mask_upload


def analysis_of(size=(160, 120)) -> engine.Analysis:
    """Return an analysis in which all cells look alike."""
    probabilities = np.zeros((36, 128, 96), np.uint8)
    return engine.Analysis(np.ones((1, 256, 64, 64), np.float16), probabilities, *size)


def found(name, color="#c83c5a", rows=slice(0, 80)) -> engine.Garment:
    mask = np.zeros((160, 120), np.float32)
    mask[rows] = 1
    return engine.Garment(name, mask, color, 0.9)


@pytest.fixture
def model_with_analysis(photo):
    with photo.analysis.storage.open(photo.analysis.name, "wb") as file:
        file.write(analysis_of().to_bytes())
    return photo


def test_a_pose_gets_the_names_of_its_model(model_with_analysis, new_photo):
    pose = new_photo(kind="pose", model=model_with_analysis, found=False)
    assert consistent_names(pose, analysis_of(), [found("shirt")]) == ["blouse"]


def test_a_name_that_a_person_chose_is_taken_over(model_with_analysis, new_photo):
    services.garment_put(model_with_analysis, "sku 4711", mask_upload(box=(0, 0, 120, 80)))
    model_with_analysis.garments.exclude(name="sku 4711").delete()
    pose = new_photo(kind="pose", model=model_with_analysis, found=False)
    assert consistent_names(pose, analysis_of(), [found("shirt")]) == ["sku 4711"]


def test_photos_of_other_models_and_outdated_ones_do_not_count(model_with_analysis, new_photo):
    assert consistent_names(new_photo(found=False), analysis_of(), [found("shirt")]) == ["shirt"]
    Photo.objects.filter(pk=model_with_analysis.pk).update(analysis_version=0)
    pose = new_photo(kind="pose", model=model_with_analysis, found=False)
    assert consistent_names(pose, analysis_of(), [found("shirt")]) == ["shirt"]


def test_a_damaged_analysis_and_a_lost_mask_are_passed_over(photo, model_with_analysis, new_photo):
    pose = new_photo(kind="pose", model=photo, found=False)
    files.remove_folder(f"{files.photo_folder(photo)}")
    assert consistent_names(pose, analysis_of(), [found("shirt")]) == ["shirt"]


def test_only_a_few_photos_are_read(photo, new_photo, django_assert_num_queries):
    for _ in range(poses.MAXIMUM_PHOTOS + 1):
        new_photo(kind="pose", model=photo)
    pose = new_photo(kind="pose", model=photo, found=False)
    with django_assert_num_queries(2):
        assert len(poses.other_photos(pose)) == poses.MAXIMUM_PHOTOS
