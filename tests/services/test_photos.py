"""Creating and deleting photos."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from recolor import services
from recolor.exceptions import Conflict
from recolor.file_names import PhotoIdentity
from recolor.models import Photo
from recolor.services import photos

from ..conftest import picture_bytes


def test_bytes_appended_to_an_upload_are_not_stored(new_photo):
    secret = b"<script>alert(1)</script>"
    upload = SimpleUploadedFile("a.png", picture_bytes() + secret, "image/png")
    photo = new_photo(found=False, upload=upload)
    assert secret not in photo.file.read()


@pytest.mark.parametrize(
    "content",
    [b"", b"not a picture", picture_bytes()[:200], b"GIF89a" + bytes(500), picture_bytes(size=(4, 4))],
    ids=["empty", "text", "cut off", "gif", "tiny"],
)
def test_an_unusable_file_is_refused_and_nothing_is_stored(workspace, media, content):
    with pytest.raises(ValidationError) as refusal:
        services.photo_create(workspace, upload=SimpleUploadedFile("broken.png", content))
    assert "broken.png" in refusal.value.message_dict["image"][0]
    assert not Photo.objects.exists()
    assert not media()


def test_a_file_over_the_size_limit_is_refused(workspace, settings):
    settings.RECOLOR_MAX_UPLOAD_MB = 1
    upload = SimpleUploadedFile("big.png", b"x" * (1024 * 1024 + 1))
    with pytest.raises(ValidationError, match="larger than 1 MB"):
        services.photo_create(workspace, upload=upload)


def test_only_a_pose_can_belong_to_a_model(new_photo, photo):
    pose = new_photo(kind="pose", model=photo)
    assert pose.model == photo
    with pytest.raises(ValidationError):
        new_photo(kind="model", model=photo)
    with pytest.raises(ValidationError):
        new_photo(kind="pose", model=pose)


def test_a_new_name_keeps_what_another_request_has_changed_since(photo, new_photo):
    second = new_photo()
    for each in (photo, second):  # `second` becomes a pose; the object here still says that it is a model
        services.photos_identify([Photo.objects.get(pk=each.pk)], {each.pk: PhotoIdentity("L-12", "")})
    services.photo_update(second, name="Back")
    second.refresh_from_db()
    assert (second.name, second.kind, second.model, second.sku) == ("Back", "pose", photo, "L-12")


def test_a_photo_with_results_is_deleted_only_with_cascade(photo, new_task, media, django_capture_on_commit_callbacks):
    task = new_task()
    services.task_run(task.pk)
    with pytest.raises(Conflict, match=str(task.pk)):
        services.photo_delete(photo)
    with django_capture_on_commit_callbacks(execute=True):
        assert services.photo_delete(photo, cascade=True) == 1
    assert not media()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="it has one writer at a time")
def test_a_task_that_is_created_after_the_check_is_not_deleted_with_the_photo(photo, new_task, monkeypatch):
    check, outcomes = photos.photo_refuse_if_used, []
    of_other_request = Photo.objects.get(pk=photo.pk)

    def create():
        try:
            outcomes.append(new_task(of_other_request))
        except ValidationError as error:
            outcomes.append(error)
        connection.close()

    creating = threading.Thread(target=create)

    def check_and_create(photo):
        check(photo)
        creating.start()
        creating.join(1)

    monkeypatch.setattr(photos, "photo_refuse_if_used", check_and_create)
    assert services.photo_delete(photo) == 0
    creating.join(30)
    assert isinstance(outcomes[0], ValidationError) and "just been deleted" in str(outcomes[0])
