"""Tasks whose garments people remove or rename while they wait; the local engine recolors them."""

import io

import numpy as np
import pytest
from PIL import Image

from recolor import services
from recolor.engine import ANALYSIS_VERSION
from recolor.engines.local import LocalEngine
from recolor.models import Photo

from .masks import mask_upload


@pytest.fixture
def rosette(photo, use_local_engine):
    """Return a garment that a person has marked, under a name that the engine does not know."""
    Photo.objects.update(analysis_version=ANALYSIS_VERSION)
    garment = services.garment_put(photo, "rosette", mask_upload(box=(10, 10, 50, 40)))
    use_local_engine(LocalEngine())
    return garment


def request(new_task, target):
    return new_task(changes=[{"target": target, "color": "navy"}], quality="original")


def recolored(task):
    """Run a task; return its result's pixels."""
    services.task_run(task.pk)
    task.refresh_from_db()
    assert task.status == "completed", task.error_message
    with task.result.open() as file:
        return np.asarray(Image.open(io.BytesIO(file.read())).convert("RGB")).astype(int)


def test_a_task_uses_the_mask_of_a_garment_that_was_removed_after_it_was_requested(photo, rosette, new_task):
    before, task = request(new_task, "rosette"), request(new_task, "rosette")
    expected = recolored(before)
    assert expected[20, 20, 0] < 60 and expected[100, 100, 0] > 150, "only the marked garment is navy"
    services.garment_remove(rosette)
    assert (recolored(task) == expected).all()
    assert task.color_changes.get().confidence == 1.0
    assert not photo.garments.filter(name="rosette").exists(), "it stays removed"


def test_all_garments_are_those_that_are_left(photo, rosette, new_task):
    task = request(new_task, "all")
    for garment in photo.garments.exclude(pk=rosette.pk):
        services.garment_remove(garment)
    assert (recolored(task) == recolored(request(new_task, "rosette"))).all()


def test_a_garment_that_was_marked_anew_is_used(photo, rosette, new_task):
    task = request(new_task, "rosette")
    services.garment_remove(rosette)
    services.garment_put(photo, "rosette", mask_upload(box=(60, 60, 110, 110)))
    assert recolored(task)[100, 100, 0] < 60


@pytest.mark.parametrize("change", ["renamed", "removed for good"])
def test_a_task_says_what_happened_to_a_garment_that_is_gone(rosette, new_task, change):
    task = request(new_task, "rosette")
    if change == "renamed":
        services.garment_rename(rosette, "trim")
    else:
        services.garments_delete([rosette])
    services.task_run(task.pk)
    task.refresh_from_db()
    assert task.error_code == "garment_not_found"
    assert "no garment called “rosette” anymore" in task.error_message and "Mark it again" in task.error_message
