"""The client's calls for base images, on our own server."""

import io

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


def test_an_upload_from_memory_or_an_open_file(recolor_client, picture):
    images = recolor_client.base_images
    assert images.upload(picture_bytes(), file_name="look 7.png").name == "look 7"
    assert images.upload(io.BytesIO(picture_bytes()), name="Look 8").name == "Look 8"
    with picture.open("rb") as file:
        assert images.upload(file).name == "red dress"


def test_the_garments_of_an_image(recolor_client, photo, tmp_path):
    garments = recolor_client.garments
    blouse, lehenga = garments.list(photo.pk)
    assert (blouse.name, blouse.color, blouse.confidence, blouse.doubtful) == ("blouse", "#c83c5a", 0.9, False)
    mask = tmp_path / "mask.png"
    recolor_client.download(lehenga.mask_url, mask)
    added = garments.put(photo.pk, "left sleeve", mask)
    assert (added.name, added.confidence) == ("left sleeve", 1)
    with mask.open("rb") as file:
        assert garments.put(photo.pk, "belt & bow", file, refine_edges=True).name == "belt & bow"
    assert garments.rename(photo.pk, "left sleeve", "sleeve").name == "sleeve"
    garments.delete(photo.pk, "belt & bow")
    assert [each.name for each in garments.list(photo.pk)] == ["blouse", "lehenga", "sleeve"]


def test_a_garment_has_the_names_of_its_layers(recolor_client, photo):
    color = {"color": "#102030", "color_name": "navy", "share": 0.5}
    layers = [{"name": name, **color} for name in ("base", "stripes")]
    photo.garments.filter(name="blouse").update(layers=layers)
    photo.garments.filter(name="lehenga").update(layers=None)
    assert [each.layers for each in recolor_client.garments.list(photo.pk)] == [("base", "stripes"), None]


def test_refused_calls_for_garments(recolor_client, photo):
    garments = recolor_client.garments
    for call in (
        lambda: garments.list(999),
        lambda: garments.delete(photo.pk, "hat"),
        lambda: garments.rename(photo.pk, "hat", "cap"),
    ):
        with pytest.raises(NotFoundError):
            call()
    with pytest.raises(InvalidRequestError) as caught:
        garments.rename(photo.pk, "blouse", "lehenga")
    assert caught.value.status == 409
    with pytest.raises(InvalidRequestError) as caught:
        garments.put(photo.pk, "blouse", b"no picture")
    assert "mask" in caught.value.fields


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
    for calls in (recolor_client.base_images, recolor_client.garments):
        monkeypatch.setattr(calls, "_call", lambda *args, **options: {"detail": "ok"})
    for call in (
        lambda: recolor_client.base_images.get(5),
        lambda: recolor_client.garments.list(5),
        lambda: recolor_client.garments.put(5, "blouse", b""),
    ):
        with pytest.raises(ServerError, match="own servers"):
            call()
    assert BaseImage("5", "model", "failed").done


def test_the_command_line_uploads_a_photo(live_server, api_key, fake_engine, picture, monkeypatch, capsys):
    monkeypatch.setenv("RECOLOR_API_URL", live_server.url)
    monkeypatch.setenv("RECOLOR_API_KEY", api_key)
    assert main(["create", "--photo", str(picture), "--change", "blouse=red"]) == 0
    assert '"status": "queued"' in capsys.readouterr().out
    assert RecolorTask.objects.get().model.name == "red dress"
