"""Authentication by API key, and throttling."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from rest_framework.test import APIClient

from recolor import services
from recolor.api.throttling import ApiKeyThrottle
from recolor.models import ApiKey

LIST = "/v4/models/multipose-image-recolor/"


@pytest.mark.parametrize("headers", [{}, {"x-api-key": ""}, {"x-api-key": "wrong"}, {"x-api-key": "a.b"}])
def test_a_request_without_a_valid_key_is_refused(db, headers):
    response = APIClient(headers=headers).get(LIST)
    assert response.status_code == 401
    assert "x-api-key" in response["WWW-Authenticate"]
    assert response.json()["detail"]


def test_a_revoked_or_expired_key_is_refused(api):
    assert api.get(LIST).status_code == 200
    key = ApiKey.objects.get()
    ApiKey.objects.update(expiry_date=timezone.now() - timedelta(seconds=1))
    assert api.get(LIST).status_code == 401
    ApiKey.objects.update(expiry_date=None)
    services.api_key_revoke(key)
    assert api.get(LIST).status_code == 401


def test_a_key_is_stored_as_a_hash_and_its_use_is_recorded(api, api_key):
    api.get(LIST)
    key = ApiKey.objects.get()
    assert api_key not in (key.hashed_key, key.pk)
    assert key.last_used_at is not None


def test_reading_works_while_the_use_of_a_key_cannot_be_recorded(api, monkeypatch):
    def full(key):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(services, "api_key_touch", full)
    assert api.get(LIST).status_code == 200


@pytest.mark.skipif(connection.vendor != "sqlite", reason="elsewhere, writers do not wait for each other")
def test_a_poll_waits_only_shortly_for_another_writer(api):
    waits = {}

    def wait():
        return connection.connection.execute("PRAGMA busy_timeout").fetchone()[0]

    def note(execute, sql, *given):
        waits[sql.split()[0]] = wait()
        return execute(sql, *given)

    with connection.execute_wrapper(note):
        api.get(LIST)
    assert (waits["UPDATE"], waits["SELECT"], wait()) == (200, 20_000, 20_000), "milliseconds"


def test_too_many_requests_are_refused_with_retry_after(api, settings):
    settings.RECOLOR_API_RATE = "2/day"
    statuses = [api.get(LIST).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert int(api.get(LIST)["Retry-After"]) > 0


def test_parallel_requests_do_not_exceed_the_limit_of_their_key(api_key, other_workspace, settings):
    """Each thread asks the throttle as a request of its own does, and all of them at the same moment."""
    settings.RECOLOR_API_RATE = "40/day"
    key = ApiKey.objects.get()
    other = services.api_key_create(other_workspace, "tests")[0]
    start = threading.Barrier(8)

    def ask(_thread):
        start.wait()
        return [ApiKeyThrottle().allow_request(SimpleNamespace(auth=key), None) for _ in range(10)]

    with ThreadPoolExecutor(8) as pool:
        allowed = sum(sum(answers) for answers in pool.map(ask, range(8)))
    assert allowed == 40
    assert ApiKeyThrottle().allow_request(SimpleNamespace(auth=other), None), "another key has a count of its own"
