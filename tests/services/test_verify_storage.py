"""`manage.py verify_storage`: files without rows, rows without files, and what `--repair` does about them."""

import io
from datetime import timedelta
from types import SimpleNamespace

import pytest
from botocore.exceptions import ClientError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from recolor import files, services
from recolor.models import Garment, HostedTask, RecolorTask
from recolor.stored_files import PHOTO_PARTS, orphan_files
from recolor_site.s3_storage import S3Storage


def verify(*options):
    """Return what the command prints, and whether its exit status is 1."""
    out = io.StringIO()
    try:
        call_command("verify_storage", "--minutes", "0", *options, stdout=out)
    except CommandError as error:
        return f"{out.getvalue()}{error}", True
    return out.getvalue(), False


def assert_repairs(problem, media, before):
    """Assert that the command reports a problem, and repairs it so that the stored files are those from before."""
    text, failed = verify()
    assert problem in text and failed
    assert verify("--repair")[1] is False
    assert media() == before
    assert verify()[1] is False


@pytest.fixture
def task(transactional_db, new_task):
    """Return a completed task. Transactions are real ones, since files are removed when they commit."""
    task = new_task()
    services.task_run(task.pk)
    task.refresh_from_db()
    return task


def test_a_healthy_storage(task):
    services.garment_remove(task.photo.garments.first())
    assert verify() == ("Missing files: 0. Files without a row: 0.\n", False)
    assert verify("--repair")[1] is False


@pytest.mark.parametrize(
    "name",
    [
        "workspaces/{workspace}/tasks/{task}/9/result.jpg",
        "workspaces/{workspace}/tasks/999/1/result.jpg",
        "workspaces/{workspace}/tasks/stray.jpg",
        "workspaces/{workspace}/photos/abc/photo.png",
        "workspaces/{workspace}/stray.jpg",
        "workspaces/999/tasks/1/1/result.jpg",
        "workspaces/999/photos/abc/photo.png",
        "workspaces/no number/photos/abc/photo.png",
        "health-check_x1.txt",
    ],
)
def test_a_file_without_a_row_is_removed(task, media, name):
    before = media()
    stored = default_storage.save(name.format(workspace=task.workspace_id, task=task.pk), ContentFile(b"x"))
    assert_repairs(f"without a row: {stored}\n", media, before)


def test_an_orphan_leaves_no_empty_folders(task):
    default_storage.save("workspaces/999/photos/abc/photo.png", ContentFile(b"x"))
    verify("--repair")
    assert default_storage.listdir("workspaces")[0] == [str(task.workspace_id)]


def test_a_folder_that_another_worker_has_removed_is_no_error(task):
    services.orphans_remove(["workspaces/1/photos/gone/3/0.png"])
    assert not default_storage.exists("workspaces/1/photos/gone") and default_storage.exists(task.photo.file.name)


def test_the_workers_look_for_files_of_photos_that_no_row_names(task, media, monkeypatch):
    photo, before = task.photo, media()
    removed, _kept = photo.garments.all()
    services.garment_remove(removed)
    parts = range(PHOTO_PARTS)
    default_storage.save(f"{files.photo_folder(photo)}/mask.png", ContentFile(b"a mask that was replaced"))
    assert [services.photo_leftovers_remove(part) for part in parts] == [0] * PHOTO_PARTS, "it may be named soon"
    monkeypatch.setattr("recolor.services.storage_repair.SAFE_AGE", timedelta(seconds=-1))
    counts = [services.photo_leftovers_remove(part) for part in parts]
    assert counts == [int(part == photo.pk % PHOTO_PARTS) for part in parts] and media() == before


@pytest.mark.parametrize(("status", "error"), [(404, FileNotFoundError), (503, ClientError)])
def test_the_time_of_a_file_that_is_missing_in_s3(monkeypatch, status, error):
    class Missing:
        @property
        def last_modified(self):
            raise ClientError({"ResponseMetadata": {"HTTPStatusCode": status}}, "HeadObject")

    storage = S3Storage(bucket_name="pictures")
    monkeypatch.setattr(storage, "_bucket", SimpleNamespace(Object=lambda _name: Missing()))
    with pytest.raises(error):
        storage.get_modified_time("workspaces/1/photos/a/mask.png")


def test_young_files_are_left_alone(db, media):
    default_storage.save("workspaces/1/photos/abc/photo.png", ContentFile(b"x"))
    call_command("verify_storage", "--repair", stdout=io.StringIO())
    assert len(media()) == 1
    assert list(orphan_files(timezone.now() - timedelta(hours=1))) == []


@pytest.mark.parametrize("field", ["preview", "thumbnail"])
@pytest.mark.parametrize("kind", ["photo", "task"])
def test_small_versions_are_computed_again(task, media, kind, field):
    row = task.photo if kind == "photo" else task
    before, name = media(), getattr(row, field).name
    default_storage.delete(name)
    assert_repairs(f"{field}: {name}", media, before)


def test_a_task_without_its_result_fails_and_can_be_tried_again(task):
    services.tasks_review([task], "approved", note="good")
    default_storage.delete(task.result.name)
    text, failed = verify("--repair")
    assert f"The picture of result {task.pk} is lost." in text and failed
    assert verify()[1] is False, "its preview and thumbnail are removed, too"
    task.refresh_from_db()
    assert (task.status, task.error_code, task.review) == ("failed", "result_lost", "to_review")
    assert services.task_retry(task)
    services.task_run(task.pk)
    task.refresh_from_db()
    assert task.status == "completed" and default_storage.exists(task.result.name)


def test_a_lost_hosted_result_is_downloaded_again(task):
    RecolorTask.objects.update(engine="hosted")
    row = HostedTask.objects.create(workspace=task.workspace, task=task, hosted_id="501")
    default_storage.delete(task.result.name)
    verify("--repair")
    task.refresh_from_db()
    assert services.task_retry(task)
    row.refresh_from_db()
    assert (row.hosted_id, row.due_at is not None) == ("501", True)


def test_a_lost_analysis_is_made_again(task):
    photo = task.photo
    default_storage.delete(photo.analysis.name)
    assert verify("--repair")[1] is False
    assert verify()[1] is False
    services.photo_find_garments(photo.pk)
    photo.refresh_from_db()
    assert photo.status == "ready" and default_storage.exists(photo.analysis.name)


def test_a_lost_mask_is_found_again(task):
    blouse = task.photo.garments.get(name="blouse")
    default_storage.delete(blouse.mask.name)
    assert verify("--repair")[1] is False
    services.photo_find_garments(task.photo.pk)
    assert default_storage.exists(task.photo.garments.get(name="blouse").mask.name)
    assert verify()[1] is False


def test_the_loss_of_a_mask_that_a_person_made_is_reported(task):
    blouse = task.photo.garments.get(name="blouse")
    services.garment_confirm(blouse)
    default_storage.delete(blouse.mask.name)
    text, failed = verify("--repair")
    assert f"The outline of “blouse” in photo {task.photo.pk}" in text and failed
    services.photo_find_garments(task.photo.pk)
    assert verify()[1] is False


def test_a_removed_garment_without_its_mask_is_deleted(task):
    blouse = task.photo.garments.get(name="blouse")
    services.garment_remove(blouse)
    default_storage.delete(blouse.mask.name)
    assert verify("--repair")[1] is False
    assert not Garment.with_removed.filter(pk=blouse.pk).exists()


def test_a_photo_without_its_file_is_reported_until_it_is_restored(task):
    name = task.photo.file.name
    content = default_storage.open(name).read()
    default_storage.delete(name)
    default_storage.delete(task.photo.preview.name)
    for _ in range(2):
        text, failed = verify("--repair")
        assert f"The file of photo {task.photo.pk}, “{task.photo.name}”, is lost." in text and failed
    default_storage.save(name, ContentFile(content))
    assert verify("--repair")[1] is False


def test_a_damaged_picture_is_reported(task):
    for field in ("thumbnail", "result"):
        default_storage.delete(getattr(task, field).name)
    default_storage.save(task.result.name, ContentFile(b"no picture"))
    text, failed = verify("--repair")
    assert f"recolor task {task.pk}: " in text and failed
