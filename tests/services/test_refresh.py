"""Analyzing photos again after an update of the networks."""

import io

import numpy as np
import pytest
from django.core.management import call_command

from recolor import files, jobs, services
from recolor.engine import ANALYSIS_VERSION, EngineError
from recolor.engines.local import LocalEngine
from recolor.models import Photo, RecolorTask

from ..conftest import FakeEngine
from .masks import mask_upload


def make_outdated(photo):
    """Give a photo the analysis of an earlier version, whose file has no version and other contents."""
    buffer = io.BytesIO()
    np.savez(buffer, embedding=np.zeros(1), size=np.array([160, 120]))
    with photo.analysis.storage.open(photo.analysis.name, "wb") as file:
        file.write(buffer.getvalue())
    photo.analysis_version = ANALYSIS_VERSION - 1
    photo.save(update_fields=["analysis_version"])
    return photo


@pytest.fixture
def outdated(photo):
    return make_outdated(photo)


@pytest.fixture
def enqueued(background_tasks, django_capture_on_commit_callbacks):
    """Return a function that runs a function and returns the priorities of the background tasks that it enqueues."""

    def run(function, *args):
        background_tasks.clear()
        with django_capture_on_commit_callbacks(execute=True):
            function(*args)
        return [each.task.priority for each in background_tasks]

    return run


def test_finding_garments_stores_the_version(photo, django_assert_num_queries):
    assert photo.analysis_version == ANALYSIS_VERSION and not photo.analysis_outdated
    with django_assert_num_queries(0):
        services.photo_refresh(photo)
    assert photo.status == "ready"


def test_an_outdated_photo_is_queued_once_and_becomes_current(outdated, enqueued):
    first_file = outdated.analysis.name
    stale = Photo.objects.get(pk=outdated.pk)  # as another request has read it
    assert enqueued(services.photo_refresh, outdated) == [0]
    assert enqueued(services.photo_refresh, stale) == []
    services.photo_find_garments(outdated.pk)
    outdated.refresh_from_db()
    assert (outdated.status, outdated.analysis_version) == ("ready", ANALYSIS_VERSION)
    assert outdated.analysis.name != first_file
    assert enqueued(services.photo_refresh, outdated) == []


def test_corrected_garments_stay_and_no_file_is_left_over(outdated, media, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        corrected = services.garment_put(outdated, "blouse", mask_upload())
    services.photo_refresh(outdated)
    with django_capture_on_commit_callbacks(execute=True):
        services.photo_find_garments(outdated.pk)
    outdated.refresh_from_db()
    garments = {garment.name: garment for garment in outdated.garments.all()}
    assert set(garments) == {"blouse", "lehenga"}
    assert garments["blouse"].corrected and garments["blouse"].mask.name == corrected.mask.name
    masks = {garment.mask.name for garment in garments.values()}
    photo_files = {outdated.file.name, outdated.preview.name, outdated.thumbnail.name, outdated.analysis.name}
    assert media() == masks | photo_files


def test_a_photo_that_fails_is_not_queued_again_and_keeps_its_garments(outdated, fake_engine, enqueued, monkeypatch):
    def fail(self, photo, progress):
        raise EngineError("The file is cut off.")

    monkeypatch.setattr(FakeEngine, "find", fail)
    services.photo_refresh(outdated)
    services.photo_find_garments(outdated.pk)
    outdated.refresh_from_db()
    assert outdated.status == "failed" and outdated.garments.count() == 2
    assert enqueued(services.photo_refresh, outdated) == []


@pytest.mark.parametrize("status", ["processing", "failed"])
def test_only_ready_photos_are_refreshed(outdated, status):
    Photo.objects.filter(pk=outdated.pk).update(status=status)
    outdated.refresh_from_db()
    services.photo_refresh(outdated)
    outdated.refresh_from_db()
    assert outdated.status == status


def test_the_command_queues_all_outdated_photos_after_other_work(new_photo, other_workspace, enqueued, capsys):
    outdated = [make_outdated(new_photo()), make_outdated(new_photo(workspace=other_workspace))]
    current = new_photo()
    hosted = Photo.objects.create(
        workspace=other_workspace, engine="hosted", kind="model", hosted_id="7", status="ready"
    )
    priorities = enqueued(call_command, "refresh_analyses")
    assert len(priorities) == 2 and max(priorities) < 0
    assert capsys.readouterr().out.endswith(": 2\n")
    statuses = dict(Photo.objects.values_list("pk", "status"))
    assert [statuses[photo.pk] for photo in (*outdated, current, hosted)] == ["queued", "queued", "ready", "ready"]
    assert enqueued(call_command, "refresh_analyses") == []
    assert capsys.readouterr().out.endswith(": 0\n")


def test_a_person_does_not_wait_for_the_photos_that_the_command_has_queued(outdated, enqueued):
    services.photos_refresh()
    outdated.refresh_from_db()
    assert enqueued(services.photo_refresh, outdated) == [0]


def test_a_task_has_the_garments_found_again(outdated, new_task):
    task = new_task()
    outdated.refresh_from_db()
    assert outdated.status == "queued"
    services.task_run(task.pk)
    outdated.refresh_from_db()
    task.refresh_from_db()
    assert (task.status, outdated.status, outdated.analysis_version) == ("completed", "ready", ANALYSIS_VERSION)


def test_a_task_of_before_the_update_has_the_garments_found_again(photo, new_task):
    task = new_task()
    make_outdated(photo)
    services.task_run(task.pk)
    photo.refresh_from_db()
    assert (photo.status, photo.analysis_version) == ("ready", ANALYSIS_VERSION)


def test_a_garment_that_is_not_stored_can_be_requested_from_an_outdated_photo(outdated, new_task, use_local_engine):
    use_local_engine(LocalEngine())
    assert new_task(changes=[{"target": "dupatta", "color": "red"}]).status == "queued"


def test_the_worker_recolors_while_another_one_analyzes_the_photo_again(outdated, new_task, use_local_engine):
    services.photo_refresh(outdated)
    jobs.claim(outdated)
    task = new_task()
    use_local_engine(LocalEngine())
    services.task_run(task.pk)
    task.refresh_from_db()
    assert (task.status, task.error_message) == ("completed", "")


def test_masks_that_are_replaced_while_a_task_reads_them_are_read_again(
    outdated, new_task, fake_engine, monkeypatch, django_capture_on_commit_callbacks
):
    task = new_task()
    read, replaced = files.read, []

    def replace_then_read(name):
        if name.endswith(".png") and "photo" not in name.rsplit("/", maxsplit=1)[-1] and not replaced:
            replaced.append(name)
            with django_capture_on_commit_callbacks(execute=True):
                services.photo_find_garments(outdated.pk)
        return read(name)

    monkeypatch.setattr("recolor.engines.local.files.read", replace_then_read)
    result = LocalEngine().recolor(RecolorTask.objects.get(pk=task.pk), lambda stage, percent: None)
    assert replaced and result.changes[0].delta_e < 2


@pytest.mark.parametrize(
    ("name", "size", "left"),
    [("crop top", (120, 80), {"crop top", "lehenga"}), ("outfit", (120, 160), {"outfit", "blouse", "lehenga"})],
)
def test_a_garment_is_not_added_again_under_another_name(outdated, name, size, left):
    services.garment_put(outdated, name, mask_upload(box=(0, 0, *size)))  # the fake engine's blouse ends at row 80
    services.photo_refresh(outdated)
    services.photo_find_garments(outdated.pk)
    assert {garment.name for garment in outdated.garments.all()} == left
