"""Typed garments that a worker adds to a photo, and the studio's poll for them."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from recolor import selectors, services
from recolor.engine import ANALYSIS_VERSION
from recolor.models import Photo, RecolorTask
from recolor.web.photos import typed

from ..conftest import HTMX


@pytest.fixture
def belt(photo, fake_engine):
    """Let the engine find a belt by its name; return the form that asks for it."""
    Photo.objects.update(analysis_version=ANALYSIS_VERSION)
    fake_engine.named = {"belt": (0, 70, 120, 90)}
    return {"target": ["blouse", "Belt"], "color": ["navy", "gold"], "image_quality": "2k"}


def typed_poll(client, photo, page):
    """Send the poll of a page for its typed garments, with what its form contains."""
    typed = re.findall(r'name="typed" value="(\d+:\w+)"', page)
    query = {"typed": typed, "target": ["blouse", "Belt"], "color": ["navy", "gold"]}
    return client.get(reverse("photo_typed", args=[photo.pk]), query, **HTMX)


def test_a_typed_garment_that_the_engine_finds_is_added_by_the_worker(signed_in, photo, belt, fake_engine, monkeypatch):
    find_named = fake_engine.find_named
    monkeypatch.setattr(fake_engine, "find_named", lambda *_args: pytest.fail("the decoder ran in a request"))
    page = signed_in.post(reverse("photo", args=[photo.pk]), belt, **HTMX).text
    task = RecolorTask.objects.get()
    assert photo.garments.count() == 2 and f'name="typed" value="{task.pk}:Belt"' in page
    assert f'name="typed" value="{task.pk}:Belt"' in signed_in.get(reverse("photo", args=[photo.pk])).text
    assert typed_poll(signed_in, photo, page).status_code == 204
    monkeypatch.setattr(fake_engine, "find_named", find_named)
    services.task_run(task.pk)
    assert photo.garments.get(name="belt").renamed, "finding garments again keeps it"
    assert task.color_changes.get(target="Belt").doubtful, "it was made with the stored mask"
    answer = typed_poll(signed_in, photo, page).text
    assert "“Belt” was found; it is a garment of this photo now." in answer and 'data-name="belt"' in answer
    assert 'name="target" value="belt"' in answer and 'value="gold"' in answer and 'name="typed"' not in answer
    page = signed_in.post(reverse("photo", args=[photo.pk]), belt | {"repeat": "1"}, **HTMX).text
    assert 'name="typed"' not in page, "it is listed now"


def test_the_poll_for_a_typed_garment_ends_with_its_task(signed_in, photo, belt, fake_engine):
    page = signed_in.post(reverse("photo", args=[photo.pk]), belt, **HTMX).text
    services.task_cancel(RecolorTask.objects.get())
    answer = typed_poll(signed_in, photo, page)
    assert answer["HX-Reswap"] == "none" and "hx-get" not in answer.text and 'id="typed"' in answer.text


def test_garments_that_programs_ask_for_are_not_added(photo, belt, new_task):
    services.task_run(new_task(changes=[{"target": "belt", "color": "gold"}]).pk)
    assert photo.garments.count() == 2


def test_a_garment_that_was_removed_after_the_request_stays_removed(signed_in, photo, belt, fake_engine):
    for _ in range(2):
        signed_in.post(reverse("photo", args=[photo.pk]), belt | {"repeat": "1"})
    second, first = RecolorTask.objects.all()
    services.task_run(first.pk)
    services.garment_remove(photo.garments.get(name="belt"))
    page = signed_in.get(reverse("photo", args=[photo.pk])).text
    assert 'name="typed"' not in page, "the second task will not add it"
    services.task_run(second.pk)
    assert [garment.name for garment in photo.garments.all()] == ["blouse", "lehenga"]
    signed_in.post(reverse("photo", args=[photo.pk]), belt | {"repeat": "1"})
    services.task_run(RecolorTask.objects.first().pk)
    assert photo.garments.filter(name="belt").exists(), "it was asked for again"


def test_more_tasks_that_name_a_garment_need_no_more_queries(signed_in, photo, belt, django_assert_max_num_queries):
    def awaited():
        return typed.awaited(photo, selectors.tasks(photo.workspace, photo=photo.pk))

    signed_in.post(reverse("photo", args=[photo.pk]), belt | {"repeat": "1"})
    with CaptureQueriesContext(connection) as queries:
        assert len(awaited()) == 1
    few = len(queries)  # before the next request clears them
    for _ in range(3):
        signed_in.post(reverse("photo", args=[photo.pk]), belt | {"repeat": "1"})
    with django_assert_max_num_queries(few):
        assert len(awaited()) == 4


def test_a_garment_that_is_typed_by_two_names_is_added_once(signed_in, photo, belt, fake_engine):
    fake_engine.named["scarf"] = fake_engine.named["belt"]
    signed_in.post(reverse("photo", args=[photo.pk]), belt | {"target": ["belt", "scarf"]})
    services.task_run(RecolorTask.objects.get().pk)
    assert [garment.name for garment in photo.garments.all()] == ["blouse", "lehenga", "belt"]


def test_a_typed_garment_is_left_to_the_recoloring_if_a_mask_was_just_replaced(
    signed_in, photo, belt, fake_engine, monkeypatch
):
    def fail(*_args):
        raise FileNotFoundError

    monkeypatch.setattr(fake_engine, "find_named", fail)
    signed_in.post(reverse("photo", args=[photo.pk]), belt)
    task = RecolorTask.objects.get()
    services.task_run(task.pk)
    task.refresh_from_db()
    assert task.error_code == "garment_not_found" and photo.garments.count() == 2


def test_a_garment_that_the_task_recolors_beside_a_typed_one_is_not_called_found(signed_in, photo, belt):
    services.garment_rename(photo.garments.get(name="blouse"), "choli top")
    page = signed_in.post(reverse("photo", args=[photo.pk]), belt | {"target": ["choli top", "Belt"]}, **HTMX).text
    services.task_run(RecolorTask.objects.get().pk)
    answer = typed_poll(signed_in, photo, page).text
    assert "“Belt” was found" in answer and "“Choli top” was found" not in answer


def test_two_typed_garments_of_one_kind_are_left_to_the_recoloring(signed_in, photo, belt, fake_engine):
    fake_engine.named = {"dupatta": (0, 70, 120, 90), "scarf": (0, 100, 120, 120)}
    page = signed_in.post(reverse("photo", args=[photo.pk]), belt | {"target": ["dupatta", "scarf"]}, **HTMX).text
    task = RecolorTask.objects.get()
    services.task_run(task.pk)
    task.refresh_from_db()
    assert photo.garments.count() == 2 and 'name="typed"' not in page
    assert task.error_code != "garment_repeated", "the dupatta, once listed, would be what both mean"


@pytest.mark.parametrize("stop", [services.task_cancel, lambda task: services.tasks_trash([task])])
def test_nothing_is_added_for_a_task_that_is_stopped_meanwhile(signed_in, photo, belt, fake_engine, media, stop):
    find_named, files = fake_engine.find_named, media()

    def find_and_stop(*args):
        stop(RecolorTask.objects.get())
        return find_named(*args)

    fake_engine.find_named = find_and_stop
    signed_in.post(reverse("photo", args=[photo.pk]), belt, **HTMX)
    services.task_run(RecolorTask.objects.get().pk)
    assert photo.garments.count() == 2 and media() == files


def test_two_workers_add_what_they_find_once(photo, belt, fake_engine, media):
    find_named, files = fake_engine.find_named, media()
    fake_engine.named["scarf"] = fake_engine.named["belt"]

    def find_while_another_one_finds(photo, name, others):
        if name == "belt":
            services.garment_find(photo, "scarf")
        return find_named(photo, name, others)

    fake_engine.find_named = find_while_another_one_finds
    with pytest.raises(ValidationError, match="in the list already: “scarf”"):
        services.garment_find(photo, "belt")
    assert [garment.name for garment in photo.garments.all()] == ["blouse", "lehenga", "scarf"]
    assert len(media() - files) == 1


def test_a_garment_that_is_typed_before_the_others_are_found_is_followed_then(signed_in, new_photo, belt):
    photo = new_photo(found=False)
    address = reverse("photo", args=[photo.pk])
    assert 'name="typed"' not in signed_in.post(address, belt, **HTMX).text
    services.photo_find_garments(photo.pk)
    page = signed_in.get(f"{address}rows/", belt | {"searching": 1}, **HTMX).text
    assert page.count('id="typed"') == 1 and f'value="{RecolorTask.objects.get().pk}:Belt"' in page
    services.task_run(RecolorTask.objects.get().pk)
    answer = typed_poll(signed_in, photo, page).text
    assert "“Belt” was found" in answer and answer.count('id="typed"') == 1
