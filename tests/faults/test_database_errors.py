"""A database that is locked, restarted or full for a while: nothing is lost, and clients are told to come back."""

import threading
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from recolor import jobs, services
from recolor.exceptions import StorageError
from recolor.models import Photo, RecolorTask
from recolor_site import backends


def unreachable(*given, **options):
    raise OperationalError("database is locked")


@pytest.mark.parametrize("name", ["report", "finish"])
def test_a_task_whose_worker_lost_the_database_is_done_later(transactional_db, new_task, media, monkeypatch, name):
    task = new_task()
    with monkeypatch.context() as patch:
        patch.setattr(jobs, name, unreachable)
        services.task_run(task.pk)
    task.refresh_from_db()
    assert (task.status, task.attempt) == ("processing", 1), "its lease decides, as if the worker was dead"
    RecolorTask.objects.update(lease_expires_at=timezone.now() - timedelta(seconds=1))
    services.sweep()
    services.task_run(task.pk)
    task.refresh_from_db()
    assert (task.status, task.attempt) == ("completed", 2)
    assert len([stored for stored in media() if "/tasks/" in stored]) == 3, "only the second attempt left files"


def test_a_search_for_garments_that_lost_the_database_is_done_later(transactional_db, new_photo, monkeypatch):
    photo = new_photo(found=False)
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "finish", unreachable)
        services.photo_find_garments(photo.pk)
    Photo.objects.update(lease_expires_at=timezone.now() - timedelta(seconds=1))
    services.sweep()
    services.photo_find_garments(photo.pk)
    photo.refresh_from_db()
    assert (photo.status, photo.attempt) == ("ready", 2)


def test_the_lease_is_extended_again_after_the_database_was_lost(transactional_db, new_task, monkeypatch, settings):
    task = new_task()
    assert jobs.claim(task)
    settings.RECOLOR_LEASE_SECONDS = 0.04
    beats, third = [], threading.Event()

    def lease_end():
        beats.append(None)
        if len(beats) < 3:
            unreachable()
        third.set()
        return timezone.now()

    monkeypatch.setattr(jobs, "_lease_end", lease_end)
    with jobs.heartbeat(task):
        assert third.wait(10)


def test_a_job_whose_worker_lives_is_not_done_again_after_the_database_was_lost(transactional_db, new_task, new_photo):
    task, photo = new_task(), new_photo(found=False)
    for job in (task, photo):
        assert jobs.claim(job)
    with jobs.heartbeat(task), jobs.heartbeat(photo):
        for model in (RecolorTask, Photo):  # while it was lost, the leases could not be extended
            model.objects.update(lease_expires_at=timezone.now() - timedelta(seconds=1))
        assert services.sweep() == 0
    assert services.sweep() == 2, "the work has ended without a result"


def test_the_api_asks_to_send_a_request_again(client, api_key, monkeypatch):
    monkeypatch.setattr("recolor.api.tasks._polled_task", unreachable)
    answer = client.get("/v2/models/multipose-tasks/1/", HTTP_X_API_KEY=api_key)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Send the request again" in answer.json()["detail"]


@pytest.fixture
def away(client, person, monkeypatch):
    """Return a signed-in client like a browser, for which reading photos fails."""
    client.force_login(person)
    client.raise_request_exception = False
    monkeypatch.setattr("recolor.selectors.photos", unreachable)
    return client


def test_a_page_asks_to_try_again(away):
    answer = away.get('/photos/?q=a&b="')
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "The database is busy or cannot be reached." in answer.text
    assert 'href="/photos/?q=a&amp;b=%22"' in answer.text and "Try again</a>" in answer.text


def test_a_form_that_was_sent_says_to_go_back(away, photo):
    answer = away.post(f"/photos/{photo.pk}/edit/", {"name": "new"})
    assert answer.status_code == 503
    assert "Go back" in answer.text and "Try again</a>" not in answer.text


def test_htmx_gets_the_sentence_alone_to_show_beside_the_control(away, photo):
    answer = away.post(f"/photos/{photo.pk}/edit/", {"name": "new"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer["Content-Type"].startswith("text/plain")
    assert answer.text == "The database is busy or cannot be reached. Try again in a few seconds."


@pytest.mark.parametrize("path", ["/photos/", "/settings/"])
def test_an_unreachable_session_is_an_outage_too(away, monkeypatch, path):
    monkeypatch.setattr("django.contrib.sessions.backends.base.SessionBase._session", property(unreachable))
    answer = away.get(path)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def test_a_program_gets_json_wherever_the_database_is_missed(client, api_key, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("django.middleware.common.CommonMiddleware.process_request", unreachable)
    answer = client.get("/v2/models/multipose-tasks/1/", HTTP_X_API_KEY=api_key)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Try again" in answer.json()["detail"]


def test_a_storage_that_is_away_has_a_page_and_other_errors_are_ours(away, monkeypatch):
    def full(*given, **options):
        raise StorageError

    monkeypatch.setattr("recolor.selectors.photos", full)
    answer = away.get("/photos/")
    assert answer.status_code == 503 and "The storage of pictures is full" in answer.text
    monkeypatch.setattr("recolor.selectors.photos", lambda *given, **options: 1 / 0)
    answer = away.get("/photos/")
    assert answer.status_code == 500 and "The error is on our side" in answer.text


def test_connections_are_checked_before_they_are_used_again(tmp_path, monkeypatch):
    monkeypatch.setenv("RECOLOR_DATABASE_URL", "postgres://recolor@db.internal/recolor")
    assert backends.database(tmp_path)["CONN_HEALTH_CHECKS"]
