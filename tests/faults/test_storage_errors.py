"""A storage that fails: a clear error, nothing left half done, and everything works again afterwards."""

import errno
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from recolor import files, services
from recolor.models import Photo, RecolorTask
from recolor.services.results import task_finish
from recolor.stored_files import PHOTO_PARTS
from recolor_site.storage import LocalStorage

from ..conftest import picture_upload

PHOTOS = "/v4/models/base-images/"


@pytest.fixture
def storage_fails():
    """Return a function: after some calls that work, all calls of an operation of the storage fail, until `undo`."""

    def fail(operation, after=0):
        work, calls = getattr(default_storage, operation), []

        def call(*given, **options):
            calls.append(given)
            if len(calls) > after:
                raise OSError(errno.ENOSPC, "No space left on device")
            return work(*given, **options)

        patch.setattr(default_storage, operation, call)

    patch = pytest.MonkeyPatch()  # not the fixture, with which the engine is replaced
    fail.undo = patch.undo
    yield fail
    patch.undo()


def expire_lease(job):
    type(job).objects.filter(pk=job.pk).update(lease_expires_at=timezone.now() - timedelta(seconds=1))


@pytest.mark.parametrize("stored", [0, 1, 2])
def test_a_result_that_cannot_be_stored(transactional_db, new_task, media, storage_fails, fake_engine, stored):
    task, before = new_task(), media()
    fake_engine.during_recolor = lambda task: storage_fails("save", stored)
    services.task_run(task.pk)
    task.refresh_from_db()
    assert (task.status, task.error_code) == ("failed", "storage")
    assert "Try again later" in task.error_message
    assert media() == before
    storage_fails.undo()
    fake_engine.during_recolor = lambda task: None
    assert services.task_retry(task)
    services.task_run(task.pk)
    task.refresh_from_db()
    assert task.status == "completed"


def test_a_result_whose_photo_cannot_be_read(transactional_db, new_task, storage_fails):
    task = new_task()
    storage_fails("open")
    services.task_run(task.pk)
    task.refresh_from_db()
    assert (task.status, task.error_code) == ("failed", "storage")


def test_a_result_whose_photo_is_lost(transactional_db, new_task):
    task = new_task()
    default_storage.delete(task.photo.file.name)
    services.task_run(task.pk)
    task.refresh_from_db()
    assert (task.status, task.error_code) == ("failed", "unreadable_photo")
    assert "Upload the photo again" in task.error_message


def test_a_result_stays_completed_if_older_files_cannot_be_removed(transactional_db, new_task, storage_fails, media):
    task = new_task()
    default_storage.save(f"workspaces/{task.workspace_id}/tasks/{task.pk}/0/result.jpg", ContentFile(b"x"))
    storage_fails("delete")
    services.task_run(task.pk)
    task.refresh_from_db()
    assert task.status == "completed" and task.result.name in media()


def test_a_deletion_is_done_although_the_files_cannot_be_removed(
    transactional_db, client, api_key, new_task, storage_fails
):
    task = new_task()
    services.task_run(task.pk)
    storage_fails("delete")
    answer = client.delete(f"/v2/models/multipose-tasks/{task.pk}/", HTTP_X_API_KEY=api_key)
    assert answer.status_code == 200
    assert not RecolorTask.objects.exists()


@pytest.mark.parametrize("stored", [0, 1, 2])
def test_an_upload_that_cannot_be_stored(transactional_db, client, api_key, media, storage_fails, stored):
    def upload():
        headers = {"HTTP_X_API_KEY": api_key, "HTTP_IDEMPOTENCY_KEY": "one"}
        return client.post(PHOTOS, {"kind": "model", "image": picture_upload()}, **headers)

    storage_fails("save", stored)
    answer = upload()
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "full or cannot be reached" in answer.json()["detail"]
    assert not Photo.objects.exists() and not media()
    storage_fails.undo()
    assert upload().status_code == 201
    assert Photo.objects.count() == 1


def test_an_upload_in_the_dashboard_that_cannot_be_stored(transactional_db, signed_in, storage_fails):
    storage_fails("save")
    page = signed_in.post("/photos/", {"image": picture_upload()}, follow=True).content.decode()
    assert "red dress.png: The storage of pictures is full or cannot be reached." in page
    assert not Photo.objects.exists()


@pytest.mark.parametrize("stored", [0, 1, 2])
def test_garments_that_cannot_be_stored(transactional_db, new_photo, media, storage_fails, stored):
    photo, before = new_photo(found=False), media()
    storage_fails("save", stored)
    services.photo_find_garments(photo.pk)
    photo.refresh_from_db()
    assert (photo.status, photo.error_code) == ("failed", "storage")
    assert media() == before


def test_half_a_file_is_removed(tmp_path):
    class FullDisk(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"the first half"
            raise OSError(errno.ENOSPC, "No space left on device")

    storage = LocalStorage(location=tmp_path)
    with pytest.raises(OSError, match="No space"):
        storage.save("photo.jpg", FullDisk(b""))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("attempts", [1, 3])
def test_the_files_of_an_interrupted_attempt_are_removed(transactional_db, new_task, media, attempts):
    task, before = new_task(), media()
    folder = f"workspaces/{task.workspace_id}/tasks/{task.pk}/{attempts}"
    RecolorTask.objects.update(status="processing", attempt=attempts)
    expire_lease(task)
    default_storage.save(f"{folder}/result.jpg", ContentFile(b"x"))
    services.sweep()
    task.refresh_from_db()
    assert task.status == ("queued" if attempts == 1 else "failed")
    assert media() == before


def test_the_files_of_an_interrupted_search_for_garments_are_removed(transactional_db, photo, media):
    before = media()
    Photo.objects.update(status="processing", attempt=2)
    expire_lease(photo)
    default_storage.save(f"{photo.file.name.rsplit('/', 1)[0]}/2/analysis.npz", ContentFile(b"x"))
    services.sweep()
    assert media() == before, "the files of the first attempt are in use"


def test_the_worker_removes_folders_that_belong_to_nothing(transactional_db, new_task, media, monkeypatch):
    task = new_task()
    services.task_run(task.pk)
    before = media()
    for folder in ("photos/abc", f"tasks/{task.pk + 1}/1", "tasks/no number"):
        default_storage.save(f"workspaces/{task.workspace_id}/{folder}/a.jpg", ContentFile(b"x"))
    assert services.orphan_folders_remove() == 0, "they may belong to work in progress"
    monkeypatch.setattr("recolor.services.storage_repair.SAFE_AGE", timedelta(seconds=-1))
    assert services.orphan_folders_remove() == 3
    assert media() == before


def test_the_worker_removes_files_of_photos_that_no_row_names(transactional_db, photo, media, monkeypatch):
    """A crash between the storage of a mask and its row has left it."""
    before = media()
    default_storage.save(f"{files.photo_folder(photo)}/mask.png", ContentFile(b"x"))
    part, other = photo.pk % PHOTO_PARTS, (photo.pk + 1) % PHOTO_PARTS
    assert services.photo_leftovers_remove(part) == 0, "it may belong to work in progress"
    monkeypatch.setattr("recolor.services.storage_repair.SAFE_AGE", timedelta(seconds=-1))
    assert services.photo_leftovers_remove(other) == 0
    assert services.photo_leftovers_remove(part) == 1
    assert media() == before


def test_an_error_after_the_completion_of_a_task_keeps_its_result(transactional_db, new_task, fake_engine, monkeypatch):
    def fails_after_its_commit(task, recoloring, finish=task_finish):
        finish(task, recoloring)
        raise RuntimeError

    monkeypatch.setattr("recolor.services.tasks.task_finish", fails_after_its_commit)
    task = new_task()
    services.task_run(task.pk)
    task.refresh_from_db()
    assert task.status == "completed"
