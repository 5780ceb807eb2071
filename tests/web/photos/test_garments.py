"""Renaming, removing and restoring garments in the studio."""

import threading

import pytest
from django.urls import reverse
from django.utils import timezone

from recolor import jobs, services
from recolor.engine import ANALYSIS_VERSION
from recolor.models import Garment, Photo
from recolor.web.engine_slots import engine_slot

from ..conftest import problem_at


def address(photo, action, name="blouse"):
    return f"/photos/{photo.pk}/garments/{Garment.with_removed.get(photo=photo, name=name).pk}/{action}/"


def names(photo):
    return [garment.name for garment in photo.garments.all()]


def test_a_garment_is_renamed(signed_in, photo):
    answer = signed_in.post(address(photo, "rename"), {"name": "Wrap top"})
    assert answer.status_code == 200 and "Wrap top" in answer.content.decode()
    assert names(photo) == ["wrap top", "lehenga"]
    assert photo.garments.first().confidence < 1, "a name says nothing about the outline"


@pytest.mark.parametrize(("name", "status", "text"), [("lehenga", 409, "Another garment"), (" ", 422, "name")])
def test_an_unusable_name_is_refused_with_a_reason(signed_in, photo, name, status, text):
    answer = signed_in.post(address(photo, "rename"), {"name": name})
    assert (answer.status_code, text in answer.content.decode()) == (status, True)
    assert names(photo) == ["blouse", "lehenga"]


def test_a_removal_can_be_undone(signed_in, photo, media):
    files = media()
    page = signed_in.post(address(photo, "remove"), follow=True).content.decode()
    assert "“Blouse” is no longer a garment" in page and address(photo, "restore") in page
    assert names(photo) == ["lehenga"]
    page = signed_in.post(address(photo, "restore"), follow=True).content.decode()
    assert "“Blouse” is back" in page
    assert (names(photo), media()) == (["blouse", "lehenga"], files)


def test_a_removal_is_not_undone_over_another_garment(signed_in, photo):
    restore = address(photo, "restore")
    signed_in.post(address(photo, "remove"))
    signed_in.post(address(photo, "rename", "lehenga"), {"name": "blouse"})
    assert "another garment called" in signed_in.post(restore, follow=True).content.decode()
    assert names(photo) == ["blouse"]


def test_a_removed_garment_is_purged_when_garments_are_found_again(signed_in, photo, media):
    restore = address(photo, "restore")
    signed_in.post(address(photo, "remove"))
    jobs.requeue(photo)
    services.photo_find_garments(photo.pk)
    assert Garment.with_removed.filter(photo=photo).count() == 2
    assert names(photo) == ["blouse", "lehenga"]
    assert "found again" in signed_in.post(restore, follow=True).content.decode()


def test_old_removed_garments_are_purged_with_the_trash(signed_in, photo, media, django_capture_on_commit_callbacks):
    mask = photo.garments.get(name="blouse").mask.name
    signed_in.post(address(photo, "remove"))
    services.purge_old()
    assert mask in media()
    Garment.with_removed.filter(name="blouse").update(removed_at=timezone.now() - timezone.timedelta(days=31))
    with django_capture_on_commit_callbacks(execute=True):
        services.purge_old()
    assert mask not in media()
    assert Garment.with_removed.count() == 1


def test_a_garment_is_moved_in_the_list_and_the_color_rows(signed_in, photo):
    page = signed_in.post(address(photo, "move"), {"direction": "down"}, follow=True).text
    assert names(photo) == ["lehenga", "blouse"]
    assert '<details class="arrange" open>' in page, "so that it can be moved on"
    for mark in ('data-name="{}"', 'name="target" value="{}"'):
        assert page.index(mark.format("lehenga")) < page.index(mark.format("blouse"))
    signed_in.post(address(photo, "move"), {"direction": "up"})
    assert names(photo) == ["blouse", "lehenga"]
    signed_in.post(address(photo, "move"), {"direction": "up"})
    assert names(photo) == ["blouse", "lehenga"]


@pytest.mark.parametrize("action", ["rename", "move", "remove", "restore"])
def test_another_workspaces_garments_are_not_found(signed_in, new_photo, other_workspace, action):
    theirs = new_photo(workspace=other_workspace)
    assert signed_in.post(address(theirs, action), {"name": "top"}).status_code == 404
    assert names(theirs) == ["blouse", "lehenga"]
    assert signed_in.get(address(theirs, action)).status_code == 405


def find(client, photo, name):
    return client.post(reverse("garment_find", args=[photo.pk]), {"name": name}, follow=True)


def test_a_garment_is_found_by_its_name_and_stays(signed_in, photo, fake_engine):
    Photo.objects.update(analysis_version=ANALYSIS_VERSION)
    fake_engine.named = {"belt": (0, 70, 120, 90)}
    page = find(signed_in, photo, "  Belt ").text
    assert "“Belt” was found" in page and 'name="target" value="belt"' in page
    belt = photo.garments.get(name="belt")
    assert names(photo) == ["blouse", "lehenga", "belt"]
    assert (belt.color, belt.confidence, belt.doubtful, belt.corrected) == ("#404040", 0.7, True, False)
    jobs.requeue(photo)
    services.photo_find_garments(photo.pk)
    assert "belt" in names(photo), "finding garments again keeps what a person has named"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("scarf", "“scarf” was not found in this photo"),
        ("choli", "“choli” is in the list already: “blouse”."),
        ("gown", "“gown” is in the list already: “lehenga”. Rename it instead."),
        ("all", "Name one garment"),
        (" ", "Give the garment a name"),
    ],
)
def test_a_garment_that_is_not_found_or_known_is_refused_beside_its_field(
    signed_in, photo, fake_engine, media, name, text
):
    Photo.objects.update(analysis_version=ANALYSIS_VERSION)
    fake_engine.named = {"gown": (0, 81, 120, 160)}
    files = media()
    page = find(signed_in, photo, name).text
    assert text in problem_at(page, "find")
    assert f'value="{name}"' in page.split('action="' + reverse("garment_find", args=[photo.pk]))[1]
    assert (names(photo), media()) == (["blouse", "lehenga"], files)


def test_a_busy_server_keeps_the_name_to_try_again(signed_in, photo, monkeypatch):
    Photo.objects.update(analysis_version=ANALYSIS_VERSION)
    monkeypatch.setattr("recolor.web.engine_slots._SLOTS", threading.BoundedSemaphore(1))
    monkeypatch.setattr("recolor.web.engine_slots._WAIT_SECONDS", 0.01)
    with engine_slot():
        page = find(signed_in, photo, "belt" * 100).text
    assert "try again in a moment" in problem_at(page, "find")
    assert f'value="{"belt" * 20}"' in page, "no more than the field takes, because a message carries it"
