"""Results of the hosted engine: the same options, file formats, provenance and report as those of the local one."""

import io

import cv2
import numpy as np
import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from recolor import files, services
from recolor.hosted import hosted_photo_add
from recolor.models import HostedTask, Photo, RecolorTask

from ..conftest import picture_upload
from . import fake_http
from .fake_http import PICTURE


@pytest.fixture
def task_with(connect_hosted, workspace, pass_time):
    """Return a function that creates a hosted task with these options and returns it completed."""

    def create(**options):
        model = hosted_photo_add(workspace, kind="model", hosted_id="7")
        options = {"changes": [{"target": "blouse", "color": "royal blue"}]} | options
        task = services.task_create(workspace, model=model, **options)
        pass_time(30)
        task.refresh_from_db()
        assert task.status == "completed", task.error_message
        return task

    return create


def opened(task):
    return Image.open(io.BytesIO(files.read(task.result.name)))


@pytest.mark.parametrize("file_format", ["jpeg", "png", "webp"])
def test_the_result_has_the_requested_format_and_its_provenance(task_with, file_format):
    task = task_with(output_format=file_format)
    with opened(task) as image, Image.open(io.BytesIO(PICTURE)) as sent:
        assert image.format == file_format.upper()
        xmp = image.info["xmp"]
        assert f"recolor-task:{task.pk}" in (xmp if isinstance(xmp, str) else xmp.decode())
        assert np.array_equal(np.asarray(image.convert("RGB")), np.asarray(sent))
    assert task.result.name.endswith({"jpeg": ".jpg"}.get(file_format, f".{file_format}"))
    assert task.preview and task.thumbnail


def test_without_provenance_a_jpeg_keeps_its_bytes(task_with, workspace):
    workspace.writes_provenance = False
    workspace.save()
    assert files.read(task_with().result.name) == PICTURE


def test_a_result_made_elsewhere_keeps_its_format(connect_hosted, fake_service, pass_time, monkeypatch):
    from recolor.hosted.mirroring import hosted_tasks_mirror

    buffer = io.BytesIO()
    with Image.open(io.BytesIO(PICTURE)) as image:
        image.save(buffer, "PNG")
    monkeypatch.setattr(fake_http, "PICTURE", buffer.getvalue())
    services.default_workspace()
    fake_service.create({})
    hosted_tasks_mirror()
    pass_time(30)
    task = RecolorTask.objects.get()
    assert (task.status, task.output_format) == ("completed", "png")
    with opened(task) as image:
        assert image.format == "PNG"


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"quality": "original"}, "image_quality"),
        ({"sharpen": True}, "sharpen"),
        ({"refine_edges": True}, "refine_edges"),
        ({"changes": [{"target": "blouse", "color": "red", "protect_details": False}]}, "color_changes"),
    ],
)
def test_options_that_the_service_does_not_have_are_refused_before_anything_is_sent(task_with, options, field):
    with pytest.raises(ValidationError) as error:
        task_with(**options)
    assert list(error.value.message_dict) == [field]
    assert not HostedTask.objects.exists()


def test_the_form_offers_what_works_and_says_what_does_not(connect_hosted, workspace, signed_in):
    photo = hosted_photo_add(workspace, kind="model", hosted_id="7")
    page = signed_in.get(f"/photos/{photo.pk}/").content.decode()
    assert 'name="output_format"' in page and "does not sharpen" in page
    assert 'name="sharpen"' not in page and 'name="recolor_details"' not in page and 'value="original"' not in page
    form = {"target": "blouse", "color": "red", "image_quality": "2k", "sharpen": "on"}
    refused = signed_in.post(f"/photos/{photo.pk}/", form)
    assert refused.status_code == 422 and "cannot sharpen" in refused.content.decode()
    del form["sharpen"]
    form["output_format"] = "webp"
    assert signed_in.post(f"/photos/{photo.pk}/", form).status_code == 302
    assert RecolorTask.objects.get().output_format == "webp"


@pytest.fixture
def blue_blouse(connect_hosted, workspace, monkeypatch):
    """Add a copy of the hosted photo, and let the service paint its upper part blue."""
    upload = picture_upload(size=(120, 160), color=(200, 60, 90))
    photo = hosted_photo_add(workspace, kind="model", hosted_id="7", upload=upload)
    pixels = np.full((320, 240, 3), (200, 60, 90), np.uint8)
    pixels[60:160] = (0x41, 0x69, 0xE1)
    encoded, content = cv2.imencode(".jpg", pixels[..., ::-1])
    assert encoded
    monkeypatch.setattr(fake_http, "PICTURE", content.tobytes())
    return photo


def test_colors_that_the_service_does_not_report_are_measured_with_the_copy_of_the_photo(
    blue_blouse, task_with, signed_in
):
    task = task_with()
    change = task.color_changes.get()
    assert change.delta_e < 1 and change.achieved_hex
    assert HostedTask.objects.get().measured_here
    assert "Measured where the result differs" in signed_in.get(f"/results/{task.pk}/").content.decode()


@pytest.fixture
def reporting(fake_service, monkeypatch):
    """Let the service report a color that its results do not have, and a doubt."""
    answer = fake_service.answer
    reported = {"target": "blouse", "color": "#ffff00", "achieved_hex": "#ffff00", "delta_e": 0.1}
    reported |= {"warning": "The outline of “blouse” is uncertain.", "doubtful": True, "garment": "choli"}
    monkeypatch.setattr(fake_service, "answer", lambda pk: answer(pk) | {"color_changes": [reported]})


def test_the_figures_of_the_service_are_not_trusted_if_they_can_be_measured(blue_blouse, reporting, task_with):
    change = task_with(changes=[{"target": "blouse", "color": "yellow"}]).color_changes.get()
    assert change.delta_e > 30 and change.achieved_hex != "#ffff00"
    assert HostedTask.objects.get().measured_here
    assert (change.doubtful, change.warning) == (True, "The outline of “blouse” is uncertain.")
    assert change.recolored_garment == "choli"


def test_a_change_that_recolored_nothing_leaves_the_figures_of_the_others(fake_service, task_with, monkeypatch):
    answer = fake_service.answer
    measured = {"target": "blouse", "color": "#ffff00", "achieved_hex": "#ffff00", "delta_e": 0.1}
    nothing = {
        "target": "lehenga",
        "color": "#ff0000",
        "achieved_hex": "",
        "delta_e": None,
        "warning": "Nothing was found.",
    }
    monkeypatch.setattr(fake_service, "answer", lambda pk: answer(pk) | {"color_changes": [nothing, measured]})
    requested = [{"target": "lehenga", "color": "red"}, {"target": "blouse", "color": "yellow"}]
    task = task_with(changes=requested)
    first, second = task.color_changes.all()
    assert (first.achieved_hex, first.delta_e, first.warning) == ("", None, "Nothing was found.")
    assert (second.achieved_hex, second.delta_e) == ("#ffff00", 0.1)


def test_without_a_copy_the_page_says_that_the_service_reports_the_figures(reporting, task_with, signed_in):
    task = task_with(changes=[{"target": "blouse", "color": "yellow"}])
    assert task.color_changes.get().delta_e == 0.1
    assert not HostedTask.objects.get().measured_here
    assert "As the hosted service reports them. Add a copy" in signed_in.get(f"/results/{task.pk}/").content.decode()


def test_a_copy_that_does_not_fit_leaves_what_the_service_reports(blue_blouse, reporting, task_with, signed_in):
    Photo.objects.filter(pk=blue_blouse.pk).update(file=files.store("other.png", picture_upload(size=(90, 90)).read()))
    task = task_with(changes=[{"target": "blouse", "color": "yellow"}])
    assert task.color_changes.get().delta_e == 0.1
    page = signed_in.get(f"/results/{task.pk}/").content.decode()
    assert "As the hosted service reports them: the result cannot be compared" in page


@pytest.mark.parametrize("content", [None, b"damaged"])
def test_a_copy_that_is_lost_or_damaged_leaves_the_result_as_it_is(blue_blouse, reporting, task_with, content):
    name = files.store("damaged.png", content) if content else "lost.png"
    Photo.objects.filter(pk=blue_blouse.pk).update(file=name)
    task = task_with(changes=[{"target": "blouse", "color": "yellow"}])
    assert task.color_changes.get().delta_e == 0.1
    assert not HostedTask.objects.get().measured_here


def test_a_color_that_was_missed_is_reported(blue_blouse, task_with):
    task = task_with(changes=[{"target": "blouse", "color": "yellow"}])
    assert task.color_changes.get().delta_e > 30


def test_the_page_says_that_colors_cannot_be_measured_without_a_copy(task_with, signed_in):
    task = task_with()
    assert task.color_changes.get().delta_e is None
    assert "there is no copy of the photo" in signed_in.get(f"/results/{task.pk}/").content.decode()


def test_the_page_says_that_the_copy_does_not_fit(blue_blouse, task_with, signed_in):
    Photo.objects.filter(pk=blue_blouse.pk).update(file=files.store("other.png", picture_upload(size=(90, 90)).read()))
    task = task_with()
    assert task.color_changes.get().delta_e is None
    assert "cannot be compared" in signed_in.get(f"/results/{task.pk}/").content.decode()
