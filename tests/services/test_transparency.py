"""A transparent photo keeps its alpha channel from the upload to the result. The local engine is the real one."""

import io

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from recolor import files, services
from recolor.engine.imaging.resize import output_size, resize_pixels
from recolor.models import Garment, Photo, RecolorTask
from recolor.pictures import mask_png


@pytest.fixture
def alpha():
    ramp = np.linspace(0, 255, 120).round().astype(np.uint8)
    return np.repeat(ramp[None], 160, axis=0)


@pytest.fixture
def transparent_photo(workspace, alpha):
    """Return a photo of red cloth that is transparent on the left, with a garment in its right half."""
    buffer = io.BytesIO()
    cloth = Image.new("RGB", (120, 160), (180, 40, 60))
    cloth.putalpha(Image.fromarray(alpha))
    cloth.save(buffer, "PNG")
    photo = services.photo_create(workspace, upload=SimpleUploadedFile("cutout.png", buffer.getvalue()))
    mask = np.zeros((160, 120), np.uint8)
    mask[:, 60:] = 255
    stored = files.store(f"{files.photo_folder(photo)}/mask.png", mask_png(mask))
    Garment.objects.create(photo=photo, name="dress", color="#b4283c", confidence=1, mask=stored, corrected=True)
    Photo.objects.update(status=Photo.Status.READY)
    photo.refresh_from_db()
    return photo


def picture(file):
    return Image.open(io.BytesIO(files.read(file.name)))


def test_the_stored_photo_keeps_its_alpha(transparent_photo, alpha):
    assert transparent_photo.transparent
    stored = np.asarray(picture(transparent_photo.file))
    assert (stored[..., 3] == alpha).all()
    assert np.abs(stored[..., :3].astype(int) - (180, 40, 60))[alpha > 100].max() <= 2
    assert min(picture(transparent_photo.thumbnail).getpixel((1, 80))) > 245, "its thumbnail is on white"


@pytest.mark.parametrize(
    ("output_format", "quality"), [("png", "original"), ("webp", "original"), ("png", "2k"), ("jpeg", "original")]
)
def test_a_result_keeps_the_alpha_of_its_photo(transparent_photo, alpha, output_format, quality):
    changes = [{"target": "dress", "color": "#4169e1"}]
    options = {"quality": quality, "output_format": output_format}
    task = services.task_create(transparent_photo.workspace, model=transparent_photo, changes=changes, **options)
    services.task_run(task.pk)
    task.refresh_from_db()
    assert task.status == RecolorTask.Status.COMPLETED, task.error_message
    result = picture(task.result)
    if output_format == "jpeg":
        assert result.mode == "RGB"
        assert min(result.getpixel((1, 80))) > 245
        return
    values = np.asarray(result)
    expected = resize_pixels(alpha, *output_size(160, 120, quality))
    assert (values[..., 3] == expected).all()
    right = values[:, -5:, :3].reshape(-1, 3).mean(axis=0)
    assert right.argmax() == 2, "the garment is blue"
    left = values[(values[..., 3] > 100) & (np.arange(values.shape[1]) < 0.45 * values.shape[1]), :3]
    assert np.abs(left.astype(int) - (180, 40, 60)).max() <= 4, "what is not recolored keeps its color, without white"


def test_the_studio_says_what_the_formats_do(signed_in, transparent_photo, photo):
    text = "PNG and WebP keep them; JPEG makes them white."
    assert text in signed_in.get(f"/photos/{transparent_photo.pk}/").text
    assert text not in signed_in.get(f"/photos/{photo.pk}/").text


def test_an_opaque_png_is_stored_without_alpha(photo):
    assert not photo.transparent
    assert picture(photo.file).mode == "RGB"
