"""What applies to all calls: bodies, request ids, other origins, the schema, and the rate limit of all processes."""

import json
import logging
import subprocess
import sys

import pytest

from recolor.models import ApiKey
from recolor.rate_limits import RateLimit

from ..conftest import picture_upload

LIST = "/v4/models/multipose-image-recolor/"


@pytest.mark.parametrize("body", ["[" * 100_000, '{"a":' * 5000 + "1" + "}" * 5000, '{"a":' * 21 + "1" + "}" * 21])
def test_a_deeply_nested_body_is_refused(api, body):
    response = api.post(LIST, body, content_type="application/json")
    assert response.status_code == 400
    assert "nested" in response.json()["non_field_errors"][0] or "could not be read" in str(response.json())


@pytest.mark.parametrize(
    "body",
    [{"image_quality": "\ud800"}, {"engine": "\udfff x"}, {"color_changes": [{"target": "\ud800"}]}, {"\ud800": 1}],
)
def test_half_a_character_is_refused(api, body):
    response = api.post(LIST, json.dumps(body), content_type="application/json")
    assert response.status_code == 400
    assert "surrogate" in response.json()["non_field_errors"][0]


def test_a_character_in_two_escapes_is_a_text(api):
    response = api.post(LIST, json.dumps({"image_quality": "😀"}), content_type="application/json")
    assert "😀" in response.json()["image_quality"][0]


@pytest.mark.parametrize("setting", ["DATA_UPLOAD_MAX_NUMBER_FIELDS", "DATA_UPLOAD_MAX_NUMBER_FILES"])
def test_an_upload_with_too_many_parts_is_refused_in_json(api, settings, setting):
    setattr(settings, setting, 2)
    parts = [picture_upload() if "FILES" in setting else "text"] * 3
    response = api.post("/v4/models/base-images/", {"part": parts}, format="multipart")
    assert response.status_code == 400
    assert "too many fields or files" in response.json()["non_field_errors"][0]


def test_an_error_of_ours_is_answered_in_json(api, monkeypatch):
    monkeypatch.setattr("recolor.api.tasks.task_data", lambda *given: 1 / 0)
    monkeypatch.setattr("recolor.api.tasks._polled_task", lambda *given: None)
    api.raise_request_exception = False
    response = api.get("/v2/models/multipose-tasks/1/")
    assert (response.status_code, list(response.json())) == (500, ["detail"])
    assert response["X-Request-Id"]


@pytest.mark.parametrize(
    "path", ["/v2/", "/v4/nothing/", "/v4/nothing", "/v4", "/v4/models/base-images/x/", "/v2/models/multipose-tasks/"]
)
def test_an_unknown_path_is_answered_in_json(api, path):
    for method in (api.get, api.post):
        response = method(path)
        assert response.status_code == 404
        assert f"There is no {path};" in response.json()["detail"] and "/api/docs/" in response.json()["detail"]


def test_an_unknown_path_with_a_line_break_is_answered_in_json(api):
    response = api.get("/v2/models/multipose-tasks/1%0A2/")
    assert response.status_code == 404 and "There is no " in response.json()["detail"]


@pytest.mark.parametrize(
    "path", [LIST, "/v4/models/base-images/", "/v2/models/multipose-tasks/7/", "/v4/models/base-images/7/garments/tee/"]
)
def test_a_path_without_its_slash_is_answered_with_the_right_one_and_not_redirected(api, path):
    for method in (api.get, api.post, api.delete):
        response = method(path.removesuffix("/"))
        assert response.status_code == 404
        assert f"send the request to {path}," in response.json()["detail"]


def test_a_request_id_is_kept_or_made_and_is_in_the_log(api, monkeypatch):
    lines = []
    console = next(each for each in logging.getLogger().handlers if each.formatter and each.filters)
    monkeypatch.setattr(console, "emit", lambda record: lines.append(console.format(record)))
    assert api.get("/v4/nothing/", headers={"X-Request-Id": "order-77"})["X-Request-Id"] == "order-77"
    assert "request=order-77 Not Found: /v4/nothing/" in lines[0]
    made = [api.get(LIST)["X-Request-Id"] for _ in range(2)]
    assert len(made[0]) >= 32 and made[0] != made[1]


def test_pages_of_listed_origins_may_call_the_api(api, settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://shop.example"]
    asked = api.options(
        LIST,
        headers={
            "Origin": "https://shop.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "x-api-key, idempotency-key",
        },
    )
    assert asked["Access-Control-Allow-Origin"] == "https://shop.example"
    assert {"x-api-key", "idempotency-key"} <= set(asked["Access-Control-Allow-Headers"].split(", "))
    assert "ETag" in api.get(LIST, headers={"Origin": "https://shop.example"})["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Origin" not in api.get(LIST, headers={"Origin": "https://other.example"})
    assert "Access-Control-Allow-Origin" in api.get("/files/x/", headers={"Origin": "https://shop.example"})
    page = api.get("/sign-in/", headers={"Origin": "https://shop.example"})
    assert "Access-Control-Allow-Origin" not in page


def test_the_schema_can_be_read_with_a_key_and_by_people_only(api, client, signed_in):
    assert b"openapi" in api.get("/api/schema/").content
    assert signed_in.get("/api/schema/").status_code == 200
    signed_in.logout()
    assert client.get("/api/schema/").status_code == 401


def test_the_rate_limit_counts_in_files_that_all_processes_share(api, settings):
    if settings.RECOLOR_REDIS_URL:
        pytest.skip("Redis is shared anyway")
    settings.RECOLOR_API_RATE = "100/day"
    api.get(LIST)
    folder = settings.CACHES["default"]["LOCATION"]
    assert [path for path in folder.iterdir() if path.suffix == ".djcache"]
    code = (
        "from django.core.cache.backends.filebased import FileBasedCache as Cache; import django.conf, sys;"
        "django.conf.settings.configure(); print(Cache(sys.argv[1], {}).get(sys.argv[2]))"
    )
    key = RateLimit("api-key", settings.RECOLOR_API_RATE)._key(ApiKey.objects.get().prefix)
    other = subprocess.run([sys.executable, "-c", code, folder, key], check=True, capture_output=True, text=True)
    assert other.stdout.strip() == "1", "one request"
