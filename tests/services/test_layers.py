"""Color layers of stored garments, from finding them to the result, with the real engine on a striped photo."""

import io

import numpy as np
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from recolor import engine, files, selectors, services
from recolor.engines.local import LocalEngine
from recolor.exceptions import RequestsRefused
from recolor.tasks import find_garments

from ..conftest import FakeEngine

NAVY, WHITE = (28, 36, 84), (236, 234, 228)
IN_STRIPE, IN_BASE = (100, 46), (100, 68)  # x, y


class StripesEngine(FakeEngine):
    """Finds a blouse and a lehenga by their places, as `FakeEngine`, and recolors them by the real engine."""

    layers = LocalEngine.layers
    recolor = LocalEngine.recolor

    def find(self, photo, progress):
        finding = super().find(photo, progress)
        for garment in finding.garments:
            garment.layers = None
        return finding


@pytest.fixture
def striped(new_photo, use_local_engine):
    """Return a photo of navy cloth, with white stripes in its upper half, whose garments are found."""
    y = np.arange(400)[:, None, None]
    pixels = np.where((y % 40 >= 14) | (y > 190), np.array(NAVY), np.array(WHITE)) * np.ones((1, 300, 1))
    buffer = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(buffer, "PNG")
    use_local_engine(StripesEngine())
    return new_photo(upload=SimpleUploadedFile("striped.png", buffer.getvalue(), "image/png"))


@pytest.fixture
def known(striped):
    services.photo_find_layers(striped.pk)
    return striped


def result_of(task):
    services.task_run(task.pk)
    task.refresh_from_db()
    assert task.status == "completed", task.error_message
    return np.asarray(Image.open(io.BytesIO(files.read(task.result.name))))


def at(pixels, place):
    return pixels[place[1], place[0]].tolist()


def test_a_worker_finds_the_layers_that_are_missing(striped):
    blouse, lehenga = striped.garments.order_by("name")
    assert (blouse.layers, lehenga.layers) == (None, None)
    services.photo_find_layers(striped.pk)
    blouse.refresh_from_db()
    lehenga.refresh_from_db()
    assert [layer["name"] for layer in blouse.layers] == ["base", "stripes"]
    assert [layer["name"] for layer in lehenga.layers] == ["base"]
    assert blouse.layers[0]["share"] == pytest.approx(0.65, abs=0.05)


def test_layers_are_requested_once_for_a_photo_that_lacks_them(
    striped, background_tasks, django_capture_on_commit_callbacks
):
    cache.clear()  # the garments were found by an earlier version, which asked for no layers
    with django_capture_on_commit_callbacks(execute=True):
        for _visit in range(2):
            services.photo_request_layers(striped)
    assert [each.task.func.__name__ for each in background_tasks] == ["find_layers"]


def test_nothing_is_requested_if_the_layers_are_known(known, background_tasks, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        services.photo_request_layers(selectors.photos(known.workspace).get(pk=known.pk))
    assert background_tasks == []


def test_a_damaged_photo_or_a_lost_mask_gets_no_layers(striped):
    files.remove(striped.garments.get(name="blouse").mask.name)
    services.photo_find_layers(striped.pk)
    assert striped.garments.get(name="blouse").layers is None
    assert striped.garments.get(name="lehenga").layers


@pytest.mark.parametrize("is_known", [True, False])
def test_only_the_layer_is_recolored(striped, new_task, is_known):
    if is_known:
        services.photo_find_layers(striped.pk)
    changes = [{"target": "blouse", "color": "#c62828", "layer": "stripes"}]
    task = new_task(of=striped, changes=changes, quality="original", output_format="png")
    pixels = result_of(task)
    assert at(pixels, IN_BASE) == list(NAVY)
    assert at(pixels, IN_STRIPE) != list(WHITE)
    change = task.color_changes.get()
    assert (change.layer, change.delta_e < 1) == ("stripes", True)
    assert [layer["name"] for layer in change.layers] == ["base", "stripes"]


def test_two_layers_in_one_task(known, new_task):
    changes = [
        {"target": "blouse", "color": "#c62828", "layer": "base"},
        {"target": "choli", "color": "#fff3c4", "layer": "stripes"},
    ]
    pixels = result_of(new_task(of=known, changes=changes, quality="original", output_format="png"))
    assert at(pixels, IN_BASE) == pytest.approx([198, 40, 40], abs=3)
    assert at(pixels, IN_STRIPE) == pytest.approx([255, 243, 196], abs=3)


def test_a_layer_that_turns_out_to_be_missing_fails_the_task(striped, new_task):
    task = new_task(of=striped, changes=[{"target": "lehenga", "color": "teal", "layer": "stripes"}])
    services.task_run(task.pk)
    task.refresh_from_db()
    assert (task.status, task.error_code) == ("failed", "layer_not_found")
    assert "“lehenga” has no color layer “stripes”: it has one color" in task.error_message


def test_two_words_for_a_layer_that_was_not_known_fail_the_task(striped, new_task):
    label = LocalEngine().layers(striped.garments.get(name="blouse"))[0]
    changes = [{"target": "blouse", "color": color, "layer": layer} for color, layer in (("teal", "base"), ("red", ""))]
    changes[1]["layer"] = f"base {label['color_name']}"
    task = new_task(of=striped, changes=changes)
    services.task_run(task.pk)
    task.refresh_from_db()
    assert task.error_code == "garment_repeated"


def test_the_preview_shows_the_layer(known, monkeypatch):
    picture = engine.open_picture(files.read(known.file.name))  # the fake analysis cannot be read
    monkeypatch.setattr("recolor.engines.local.picture_at_screen_size", lambda photo: picture)
    engine_of_tests = LocalEngine()
    change = {"target": "blouse", "color": "#c62828", "layer": "base"}
    pixels = np.asarray(Image.open(io.BytesIO(engine_of_tests.preview(known, [change], protect_details=True))))
    assert at(pixels, IN_STRIPE) == pytest.approx(WHITE, abs=12)
    assert at(pixels, IN_BASE) == pytest.approx([198, 40, 40], abs=12)
    with pytest.raises(engine.LayerNotFound):
        engine_of_tests.preview(known, [change | {"layer": "dots"}], protect_details=True)


def test_colorways_keep_their_layers(known, new_photo, new_task):
    changes = [{"target": "blouse", "color": "teal", "layer": "stripes"}]
    task = new_task(of=known, changes=changes)
    colorway = services.Colorway.of(task)
    assert colorway.text == "blouse stripes teal"
    whole = services.Colorway.of(new_task(of=known, changes=[{"target": "blouse", "color": "teal"}]))
    assert colorway.identity != whole.identity
    plain = new_photo()
    plain.garments.update(layers=[{"name": "base", "color": "#c83c5a", "color_name": "rose", "share": 1.0}])
    (cell,), (refused,) = services.colorways_grid([colorway], [known, plain])
    assert (cell.exists, cell.problems) == (True, [])
    assert "it has one color" in refused.problems[0]


def test_the_next_version_keeps_the_layer(known, new_task):
    task = new_task(of=known, changes=[{"target": "blouse", "color": "teal", "layer": "stripes"}])
    changes = services.Colorway.of(task).changes
    again = new_task(of=known, changes=[{**change, "color": "red"} for change in changes], replaces=task)
    assert again.color_changes.get().layer == "stripes"


def test_equal_colors_of_two_layers_are_two_tones(workspace, known):
    changes = [{"target": "blouse", "color": "#c62828", "layer": layer} for layer in ("base", "stripes")]
    batch = services.batch_create(workspace, [{"model": known, "changes": changes} for _task in range(2)])
    for task in batch.tasks.all():
        services.task_run(task.pk)
    tones = selectors.tones(batch)
    assert [(tone.scope, tone.count) for tone in tones] == [("blouse base", 2), ("blouse stripes", 2)]


def test_the_problem_of_a_layer_names_those_that_exist(workspace, known):
    with pytest.raises(RequestsRefused) as caught:
        request = services.TaskRequest([{"target": "blouse", "color": "teal", "layer": "dots"}], model=known)
        services.tasks_create(workspace, [request])
    (problem,) = caught.value.errors[0].error_dict["color_changes"]
    assert (problem.field, [text.split()[0] for text in problem.suggestions]) == ("layer", ["base", "stripes"])


def test_garments_are_shown_before_their_layers_are_found(
    striped, background_tasks, django_capture_on_commit_callbacks, monkeypatch
):
    monkeypatch.setattr(StripesEngine, "layers", lambda engine, garment: pytest.fail("layers of a photo in progress"))
    striped.garments.all().delete()
    services.photo_find_again(striped)
    with django_capture_on_commit_callbacks(execute=True):
        services.photo_find_garments(striped.pk)
    assert striped.garments.count() == 2
    layers = [each for each in background_tasks if each.task.func.__name__ == "find_layers"]
    assert [each.task.priority < find_garments.priority for each in layers] == [True]


def test_a_garment_whose_layers_cannot_be_found_does_not_keep_others_from_theirs(striped, monkeypatch):
    def layers(engine, garment):
        return 1 / 0 if garment.name == "blouse" else LocalEngine.layers(engine, garment)

    monkeypatch.setattr(StripesEngine, "layers", layers)
    services.photo_find_layers(striped.pk)
    assert {garment.name: bool(garment.layers) for garment in striped.garments.all()} == {
        "blouse": False,
        "lehenga": True,
    }


def test_merged_garments_get_their_layers(known, background_tasks, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        merged = services.garments_merge(known, list(known.garments.all()))
    assert merged.layers is None
    assert [each.task.func.__name__ for each in background_tasks] == ["find_layers"]


def test_a_tone_has_the_name_that_the_batch_asks_for_and_its_layer(workspace, known):
    changes = [{"target": "blouse", "asked": "top", "color": "#c62828", "layer": "stripes"}]
    batch = services.batch_create(workspace, [{"model": known, "changes": changes} for _task in range(2)])
    for task in batch.tasks.all():
        services.task_run(task.pk)
    assert [tone.scope for tone in selectors.tones(batch)] == ["top stripes"]
