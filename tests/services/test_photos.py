import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from recolor import jobs, services
from recolor.exceptions import Conflict
from recolor.models import Photo

from ..conftest import picture_bytes, picture_upload


def mask_upload(size=(120, 160), value=255):
    import io

    buffer = io.BytesIO()
    Image.new("L", size, value).save(buffer, "PNG")
    return SimpleUploadedFile("mask.png", buffer.getvalue(), "image/png")


def test_a_photo_is_taken_in_and_its_garments_found(new_photo):
    photo = new_photo(found=False)
    assert (photo.status, photo.name, photo.width, photo.height) == ("queued", "red dress", 120, 160)
    services.photo_find_garments(photo.pk)
    photo.refresh_from_db()
    assert photo.status == "ready"
    assert [(g.name, g.color) for g in photo.garments.all()] == [
        ("blouse", "#c83c5a"),
        ("lehenga", "#c83c5a"),
    ]


def test_nothing_hidden_in_an_upload_is_kept(new_photo):
    secret = b"<script>alert(1)</script>"
    upload = SimpleUploadedFile("a.png", picture_bytes() + secret, "image/png")
    photo = new_photo(found=False, upload=upload)
    assert secret not in photo.file.read()


@pytest.mark.parametrize(
    "content",
    [b"", b"not a picture", picture_bytes()[:200], b"GIF89a" + bytes(500), picture_bytes(size=(4, 4))],
    ids=["empty", "text", "cut off", "gif", "tiny"],
)
def test_what_is_no_photo_is_refused_and_leaves_nothing(workspace, media, content):
    with pytest.raises(ValidationError) as refusal:
        services.photo_create(workspace, upload=SimpleUploadedFile("broken.png", content))
    assert "broken.png" in refusal.value.message_dict["image"][0]
    assert not Photo.objects.exists()
    assert not media()


def test_a_file_over_the_limit_is_refused_unread(workspace, settings):
    settings.RECOLOR_MAX_UPLOAD_MB = 1
    upload = SimpleUploadedFile("big.png", b"x" * (1024 * 1024 + 1))
    with pytest.raises(ValidationError, match="larger than 1 MB"):
        services.photo_create(workspace, upload=upload)


def test_a_pose_belongs_to_a_model_only(new_photo, photo):
    pose = new_photo(kind="pose", model=photo)
    assert pose.model == photo
    with pytest.raises(ValidationError):
        new_photo(kind="model", model=photo)
    with pytest.raises(ValidationError):
        new_photo(kind="pose", model=pose)


def test_a_photo_with_results_is_deleted_only_together_with_them(
    photo, new_task, media, django_capture_on_commit_callbacks
):
    task = new_task()
    services.task_run(task.pk)
    with pytest.raises(Conflict, match=str(task.pk)):
        services.photo_delete(photo)
    with django_capture_on_commit_callbacks(execute=True):
        assert services.photo_delete(photo, cascade=True) == 1
    assert not media()


def test_a_corrected_mask_stays_when_garments_are_found_again(photo):
    services.garment_put(photo, " Blouse ", mask_upload())
    jobs.requeue(photo)
    services.photo_find_garments(photo.pk)
    garments = {garment.name: garment for garment in photo.garments.all()}
    assert set(garments) == {"blouse", "lehenga"}
    assert garments["blouse"].corrected
    assert not garments["lehenga"].corrected


@pytest.mark.parametrize(
    ("upload", "says"),
    [
        (mask_upload(size=(10, 10)), "10 × 10"),
        (mask_upload(value=0), "empty"),
        (picture_upload(kind="JPEG"), "PNG"),
    ],
)
def test_a_mask_that_does_not_fit_is_refused(photo, upload, says):
    with pytest.raises(ValidationError) as refusal:
        services.garment_put(photo, "blouse", upload)
    assert says in refusal.value.message_dict["mask"][0]


def test_sample_photos_come_once(db):
    workspace, owner, made = services.default_workspace()
    assert made
    assert workspace.members.get() == owner
    assert services.default_workspace() == (workspace, owner, False)
    assert services.sample_photos_seed(workspace) == 3
