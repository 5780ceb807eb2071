"""Authentication by API key, and throttling."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from recolor import services
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


def test_too_many_requests_are_refused_with_retry_after(api, monkeypatch):
    from recolor.api.throttling import ApiKeyThrottle

    monkeypatch.setattr(ApiKeyThrottle, "get_rate", lambda self: "2/min")
    statuses = [api.get(LIST).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert int(api.get(LIST)["Retry-After"]) > 0
