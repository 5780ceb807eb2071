"""The provenance that result files carry as XMP."""

import io

import numpy as np
import pytest
from PIL import Image

from recolor import engine
from recolor.provenance import xmp_of


@pytest.fixture
def task(new_task, photo):
    photo.name, photo.file_name = "Festive look", "Look 12 <final> & more\x07.png"
    photo.save()
    return new_task(of=photo, changes=[{"target": "blouse", "color": "royal blue"}])


def test_it_names_the_photo_the_task_and_the_colors_but_no_person(task, person):
    task.created_by = person
    text = xmp_of(task).decode()
    for expected in (
        "<xmp:CreatorTool>Recolor Studio</xmp:CreatorTool>",
        "<dc:source>Look 12 &lt;final&gt; &amp; more.png</dc:source>",
        f"recolor-task:{task.pk}",
        "Digitally recolored. blouse: royal blue (#4169e1)",
        "algorithmicallyEnhanced",
    ):
        assert expected in text
    assert person.username not in text and "@" not in text
    task.photo.file_name = ""  # of a hosted photo without a copy
    assert "<dc:source>Festive look</dc:source>" in xmp_of(task).decode()


@pytest.mark.parametrize("file_format", ["jpeg", "png", "webp"])
def test_every_format_carries_it_and_keeps_the_pixels(task, file_format):
    pixels = np.random.default_rng(1).integers(0, 255, (40, 30, 3), np.uint8)
    plain, marked = engine.encode(pixels, file_format), engine.encode(pixels, file_format, xmp_of(task))
    with Image.open(io.BytesIO(plain)) as before, Image.open(io.BytesIO(marked)) as after:
        assert "xmp" not in before.info
        stored = after.info["xmp"]  # bytes, or text in a PNG
        assert (stored.encode() if isinstance(stored, str) else stored) == xmp_of(task)
        assert after.info["icc_profile"] == before.info["icc_profile"]
        assert np.array_equal(np.asarray(before), np.asarray(after))


@pytest.mark.parametrize("writes", [True, False])
def test_the_local_engine_follows_the_preference(task, workspace, monkeypatch, writes):
    from recolor.engines.local import LocalEngine

    written = []
    monkeypatch.setattr(
        "recolor.engines.local.engine.encode", lambda pixels, kind, xmp, alpha: written.append(xmp) or b""
    )
    monkeypatch.setattr("recolor.engines.local._usable_analysis", lambda photo: None)
    task.workspace.writes_provenance = writes
    LocalEngine().recolor(task, lambda stage, percent: None)
    assert written == [xmp_of(task) if writes else b""]
