"""A result that exists already is not made twice by a second click, but again if a person asks for it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from recolor import services
from recolor.models import RecolorTask

from ...services.masks import mask_upload
from ..conftest import HTMX

FORM = {"target": ["blouse", "lehenga"], "color": ["royal blue", "teal"], "image_quality": "2k"}


@pytest.fixture
def submit(signed_in, photo):
    """Return a function that submits the form with some changed fields, as htmx does."""
    return lambda **fields: signed_in.post(reverse("photo", args=[photo.pk]), FORM | fields, **HTMX)


@pytest.fixture
def first(submit):
    """Return the result that was requested first."""
    assert submit().status_code == 200
    return RecolorTask.objects.get()


def _asks(answer):
    return answer.status_code == 422 and 'name="repeat"' in answer.text


def test_the_same_result_is_offered_and_made_again_on_request(submit, first):
    answer = submit()
    assert _asks(answer) and reverse("result", args=[first.pk]) in answer.text
    assert RecolorTask.objects.count() == 1
    services.task_run(first.pk)
    assert _asks(submit()), "also when it is ready"
    answer = submit(repeat="1")
    assert RecolorTask.objects.count() == 2 and 'name="repeat"' not in answer.text


def test_the_form_says_where_the_requested_result_is(submit):
    answer = submit().text
    task = RecolorTask.objects.get()
    assert f'href="#task-{task.pk}"' in answer and f'id="task-{task.pk}"' in answer


def test_without_javascript_the_page_asks(signed_in, photo, first):
    page = signed_in.post(reverse("photo", args=[photo.pk]), FORM)
    assert _asks(page) and 'value="royal blue"' in page.text and "<html" in page.text


@pytest.mark.parametrize(
    "fields",
    [
        {"color": ["royal blue", ""]},
        {"color": ["royal blue", "navy"]},
        {"image_quality": "original"},
        {"output_format": "png"},
        {"recolor_details": "on"},
        {"sharpen": "on"},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_what_differs_is_made_at_once(submit, first, fields):
    assert submit(**fields).status_code == 200
    assert RecolorTask.objects.count() == 2


def test_the_order_and_the_words_of_colors_make_no_difference(submit, first):
    assert _asks(submit(target=["lehenga", "Blouse"], color=["#008080", "Royal Blue"]))


@pytest.mark.parametrize("gone", ["failed", "trashed"])
def test_a_result_that_cannot_be_seen_does_not_count(submit, first, gone):
    if gone == "failed":
        RecolorTask.objects.update(status="failed")
    else:
        services.tasks_trash([first])
    assert submit().status_code == 200


def test_a_mask_that_was_corrected_since_makes_another_result(submit, first, photo):
    services.task_run(first.pk)
    services.garment_draw(photo, "blouse", mask_upload())
    assert submit().status_code == 200
    newest = RecolorTask.objects.order_by("-pk").first()
    assert _asks(submit()), "it will be made with the corrected mask"
    services.task_run(newest.pk)
    assert _asks(submit())


def test_a_mask_that_is_corrected_while_the_result_is_made_counts(submit, first, photo):
    RecolorTask.objects.update(status="processing", started_at=timezone.now() - timedelta(seconds=5))
    services.garment_draw(photo, "blouse", mask_upload())
    RecolorTask.objects.update(status="completed", completed_at=timezone.now() + timedelta(seconds=5))
    assert submit().status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        lambda photo: services.garment_draw(photo, "blouse", mask_upload()),
        lambda photo: services.garment_remove(photo.garments.get(name="blouse")),
    ],
    ids=["corrected", "removed"],
)
def test_the_garments_of_an_outfit_count(submit, photo, change):
    outfit = {"target": ["outfit"], "color": ["navy"]}
    assert submit(**outfit).status_code == 200
    services.task_run(RecolorTask.objects.get().pk)
    assert _asks(submit(**outfit))
    change(photo)
    assert submit(**outfit).status_code == 200


def test_a_result_in_the_tone_of_its_batch_does_not_count(submit, first):
    services.task_run(first.pk)
    first.color_changes.update(tone_hex="#202060")
    assert submit().status_code == 200


def test_a_garment_of_the_result_counts_only(submit, first, photo):
    services.task_run(first.pk)
    services.garment_draw(photo, "scarf", mask_upload())
    assert _asks(submit())


def test_a_result_is_made_again_in_its_place_once(submit, first):
    services.task_run(first.pk)
    assert submit(replaces=first.pk).status_code == 200, "a person has asked for a new version"
    newest = RecolorTask.objects.order_by("-pk").first()
    answer = submit(replaces=first.pk)
    assert _asks(answer) and re.search(rf">#{newest.pk}<", answer.text)


def test_a_mask_whose_file_is_missing_does_not_count_as_unchanged(submit, first, photo):
    services.task_run(first.pk)
    mask = photo.garments.get(name="blouse").mask
    mask.storage.delete(mask.name)
    assert submit().status_code == 200


def test_problems_of_rows_are_removed(submit, first):
    assert 'id="rows"' in submit(problems_shown="1").text and 'id="rows"' not in submit().text
