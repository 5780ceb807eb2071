"""The local engine reads and decodes a photo once for several colors."""

import io

import numpy as np
import pytest
from PIL import Image

from recolor import files
from recolor.engines import recent
from recolor.engines.local import LocalEngine


@pytest.fixture
def opened(monkeypatch):
    """Return the list of the stored files that are read for recoloring."""
    names = []
    monkeypatch.setattr(recent.files, "read", lambda name, read=files.read: names.append(name) or read(name))
    return names


def recolor(task):
    content = LocalEngine().recolor(task, lambda stage, percent: None).picture.content
    return np.asarray(Image.open(io.BytesIO(content)))


def test_a_second_color_reads_no_file(new_task, photo, opened):
    first = recolor(new_task(changes=[{"target": "blouse", "color": "teal"}]))
    assert photo.file.name in opened
    opened.clear()
    second = recolor(new_task(changes=[{"target": "blouse", "color": "mustard"}]))
    assert opened == []
    assert (second != first).any()


def test_another_photo_is_read_and_the_first_one_then_again(new_task, new_photo, photo, opened):
    other = new_photo()
    before = recolor(new_task())
    recolor(new_task(of=other))
    opened.clear()
    assert np.array_equal(recolor(new_task()), before)
    assert photo.file.name in opened


def test_a_corrected_mask_is_read(new_task, photo, opened):
    recolor(new_task())
    blouse = photo.garments.get(name="blouse")
    blouse.mask.name = files.store(f"{files.photo_folder(photo)}/corrected.png", files.read(blouse.mask.name))
    blouse.save()
    opened.clear()
    recolor(new_task())
    assert opened == [blouse.mask.name]


def test_a_word_for_all_recolors_the_stored_masks_and_leaves_those_of_other_targets(new_task, photo):
    before = np.asarray(Image.open(io.BytesIO(files.read(photo.file.name))).convert("RGB"))
    everything = recolor(new_task(changes=[{"target": "all", "color": "teal"}], quality="original"))
    assert (everything != before).any(axis=2).mean() > 0.9, "the two masks cover the whole photo"
    changes = [{"target": "all", "color": "teal"}, {"target": "blouse", "color": "#c83c5a"}]
    rest = recolor(new_task(changes=changes, quality="original"))
    middle = before.shape[0] // 2
    assert np.array_equal(rest[middle + 9 :], everything[middle + 9 :])
    assert np.abs(rest[: middle - 9].astype(int) - before[: middle - 9]).max() < 4, "the blouse has its own color"
