"""Which garment a result recolored: stored with the result, and said if it is not what the target says."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from recolor import services
from recolor.engines.local import LocalEngine

from ..conftest import SAMPLES


@pytest.fixture
def recolored(new_task):
    """Return a function that recolors what a target means, and returns the color change."""

    def make(target, of=None):
        task = new_task(of, changes=[{"target": target, "color": "red"}])
        services.task_run(task.pk)
        task.refresh_from_db()
        assert (task.status, task.error_message) == ("completed", "")
        return task.color_changes.get()

    return make


def test_a_result_says_that_the_engine_took_another_garment_for_the_target(new_photo, recolored, use_local_engine):
    use_local_engine(LocalEngine())
    content = (SAMPLES / "mannequin-lehenga.png").read_bytes()
    photo = new_photo(found=False, upload=SimpleUploadedFile("lehenga.png", content, "image/png"))
    change = recolored("dress", photo)
    assert (change.target, change.recolored_garment) == ("dress", "lehenga")
    assert change.warning.startswith("“dress” was taken to mean “lehenga”, as the photo has no garment of this name.")


def test_a_result_says_that_a_garment_of_another_kind_was_meant(recolored):
    change = recolored("skirt")
    assert change.recolored_garment == change.garment_of_another_name == "lehenga"
    assert "“skirt” was taken to mean “lehenga”" in change.warning


@pytest.mark.parametrize(
    ("target", "garment", "shown"),
    [
        ("Blouse", "blouse", ""),
        ("choli", "blouse", "blouse"),
        ("ghagra", "lehenga", "lehenga"),
        ("left top", "blouse", "blouse"),
        ("all", "blouse, lehenga", "blouse, lehenga"),
    ],
)
def test_synonyms_and_general_words_need_no_warning(recolored, target, garment, shown):
    change = recolored(target)
    assert (change.recolored_garment, change.garment_of_another_name, change.warning) == (garment, shown, "")
