"""The client's calls for base images, on our own server."""

import pytest

from recolor import services
from recolor.client import BaseImage, ColorChange, InvalidRequestError, NotFoundError, RecolorClient, ServerError
from recolor.client.__main__ import main
from recolor.models import Photo, RecolorTask

from ..conftest import picture_bytes


@pytest.fixture
def work(fake_engine):
    """Return a function that finds the garments and runs the tasks that are queued, as a worker does."""

    def step(_seconds=0):
        for photo in Photo.objects.filter(status="queued"):
            services.photo_find_garments(photo.pk)
        for task in RecolorTask.objects.filter(status="queued"):
            services.task_run(task.pk)

    return step


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "red dress.png"
    path.write_bytes(picture_bytes())
    return path


def test_from_a_file_to_a_result(recolor_client, picture, tmp_path):
    polls = []
    image = recolor_client.base_images.upload(picture)
    assert (image.kind, image.status, image.name) == ("model", "queued", "red dress")
    ready = recolor_client.base_images.wait(image.id, on_poll=polls.append)
    assert [poll.status for poll in polls] == ["queued", "ready"]
    assert ready.garments == ("blouse", "lehenga")
    task = recolor_client.create([ColorChange("blouse", "royal blue")], model_id=image.id)
    progress = []
    finished = recolor_client.wait(task.id, on_poll=lambda task: progress.append(task.progress))
    assert (finished.status, progress) == ("completed", [0, 100])
    assert recolor_client.download(finished.result_url, tmp_path / "result.jpg").read_bytes()[:2] == b"\xff\xd8"


def test_a_pose_of_a_model_and_a_repeated_upload(recolor_client, picture):
    model = recolor_client.base_images.upload(picture, name="Look 12")
    pose = recolor_client.base_images.upload(picture, kind="pose", model_id=model.id)
    assert (model.name, pose.kind, str(pose.raw["model"])) == ("Look 12", "pose", model.id)
    first, again = (recolor_client.base_images.upload(picture, idempotency_key="upload-1") for _ in range(2))
    assert first.id == again.id


def test_a_file_that_is_no_picture_is_refused(recolor_client, tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("no picture")
    with pytest.raises(InvalidRequestError) as caught:
        recolor_client.base_images.upload(path)
    assert "image" in caught.value.fields
    with pytest.raises(FileNotFoundError):
        recolor_client.base_images.upload(tmp_path / "missing.jpg")
    with pytest.raises(NotFoundError):
        recolor_client.base_images.get(999)


def test_an_answer_that_is_no_base_image_is_an_error(monkeypatch):
    recolor_client = RecolorClient("http://127.0.0.1:9", "key")
    monkeypatch.setattr(recolor_client.base_images, "_call", lambda *args, **options: {"detail": "ok"})
    with pytest.raises(ServerError, match="own servers"):
        recolor_client.base_images.get(5)
    assert BaseImage("5", "model", "failed").done


def test_the_command_line_uploads_a_photo(live_server, api_key, fake_engine, picture, monkeypatch, capsys):
    monkeypatch.setenv("RECOLOR_API_URL", live_server.url)
    monkeypatch.setenv("RECOLOR_API_KEY", api_key)
    assert main(["create", "--photo", str(picture), "--change", "blouse=red"]) == 0
    assert '"status": "queued"' in capsys.readouterr().out
    assert RecolorTask.objects.get().model.name == "red dress"
