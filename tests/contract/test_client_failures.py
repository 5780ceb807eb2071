"""The client with a service that fails, its public names, and its command line."""

import importlib.metadata
import inspect
import json
import os
import subprocess
import sys
import threading

import pytest
import requests

import recolor.client as api
from recolor.client import (
    APIConnectionError,
    APITimeoutError,
    AuthenticationError,
    ColorChange,
    InvalidPictureError,
    NotFoundError,
    RateLimitError,
    RecolorAPIError,
    RecolorClient,
    ServerError,
)
from recolor.client.answers import error_from_response, retry_after
from recolor.client.types import read_task

from .fake_http import KEY

BLUE = [ColorChange("blouse", "royal blue")]


@pytest.fixture
def client(fake_service, pauses):
    fake_service.slowness = 2.0
    # Long enough for a busy machine, on which an answer that should not be late would be asked for again.
    return RecolorClient(fake_service.url, KEY, timeout=(1, 1.5), retries=3, sleep=pauses.append)


def faults_once(*faults):
    """Return a function for `FakeService.fault`: each fault for one request, in order, then none."""
    remaining = list(faults)
    return lambda kind: remaining.pop(0) if remaining else None


@pytest.mark.parametrize("fault", ["slow", "reset", "429", "500"])
def test_a_safe_request_is_repeated_after_a_failure(fake_service, client, pauses, fault):
    pk = fake_service.create({})["id"]
    fake_service.fault = faults_once(fault, fault)
    assert client.get(pk).id == str(pk)
    assert fake_service.requests["get"] == 3 and len(pauses) == 2


def test_pauses_double_and_retry_after_is_honored(fake_service, client, pauses):
    fake_service.fault = faults_once("500", "500", "500")
    client.page()
    assert all(base / 2 <= pause <= base for base, pause in zip((0.5, 1, 2), pauses, strict=True))
    pauses.clear()
    fake_service.fault = faults_once("429")
    client.page()
    assert pauses == [1.0]


def test_the_last_error_is_raised_when_all_attempts_fail(fake_service, client):
    fake_service.fault = lambda kind: "500"
    with pytest.raises(ServerError) as failure:
        client.page()
    assert failure.value.status == 500 and fake_service.requests["list"] == 4


@pytest.mark.parametrize("fault", ["slow", "reset", "500", "html", "lost"])
def test_a_create_without_a_key_is_sent_once(fake_service, client, fault):
    fake_service.fault = lambda kind: fault
    with pytest.raises(RecolorAPIError) as failure:
        client.create(BLUE, model_id=7)
    assert fake_service.requests["create"] == 1
    assert failure.value.maybe_done, "it may have arrived"


def test_a_create_without_a_key_is_repeated_after_a_429(fake_service, client):
    fake_service.fault = faults_once("429")
    client.create(BLUE, model_id=7)
    assert len(fake_service.tasks) == 1


def test_a_create_with_a_key_is_repeated_and_makes_one_task(fake_service, client):
    fake_service.fault = faults_once("lost", "reset")
    client.create(BLUE, model_id=7, idempotency_key="k")
    assert fake_service.requests["create"] == 3 and len(fake_service.tasks) == 1


def test_a_repeated_delete_that_finds_nothing_has_succeeded(fake_service, client):
    pk = fake_service.create({})["id"]
    fake_service.fault = faults_once("lost")
    client.delete(pk)
    assert not fake_service.tasks and fake_service.requests["delete"] == 2


@pytest.mark.parametrize("fault", [None, "429"])
def test_a_delete_that_was_certainly_not_done_before_finds_nothing(fake_service, client, fault):
    fake_service.fault = faults_once(fault)
    with pytest.raises(NotFoundError):
        client.delete(1)


def test_many_threads_share_a_client(fake_service):
    client, ids = RecolorClient(fake_service.url, KEY), []
    threads = [threading.Thread(target=lambda: ids.append(client.create(BLUE, model_id=7).id)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(ids)) == 8


def test_a_service_that_cannot_be_reached(pauses):
    client = RecolorClient("http://127.0.0.1:9", KEY, retries=1, sleep=pauses.append)
    with pytest.raises(APIConnectionError) as failure:
        client.create(BLUE, model_id=7)
    assert not failure.value.maybe_done and len(pauses) == 1, "nothing was sent, so it is repeated"


@pytest.mark.parametrize("fault", ["truncated", "wrong_type", "huge"])
def test_a_failed_download_leaves_no_file(fake_service, client, tmp_path, fault):
    pk = fake_service.create({})["id"]
    fake_service.duration, fake_service.fault = 0, lambda kind: fault
    with pytest.raises((InvalidPictureError, APIConnectionError)):
        client.download(fake_service.answer(pk)["result_url"], tmp_path / "r.jpg")
    assert list(tmp_path.iterdir()) == []


def test_a_download_over_the_size_limit_is_refused(fake_service, client):
    pk = fake_service.create({})["id"]
    fake_service.duration = 0
    with pytest.raises(InvalidPictureError, match="larger"):
        client.download(fake_service.answer(pk)["result_url"], max_bytes=100)


def test_overlapping_pages_give_each_task_once(fake_service, client):
    created = [fake_service.create({})["id"] for _ in range(20)]
    fake_service.do_pages_shift = True
    assert [int(task.id) for task in client.list(page_size=8)] == created[::-1]


def test_waiting_ends_at_the_timeout(fake_service):
    now = [0.0]
    client = RecolorClient(fake_service.url, KEY, clock=lambda: now[0], sleep=lambda s: now.__setitem__(0, now[0] + s))
    pk = fake_service.create({})["id"]
    fake_service.duration = 1e9
    with pytest.raises(APITimeoutError, match="still"):
        client.wait(pk, timeout=60)
    assert 12 <= fake_service.requests["get"] <= 21, "every 3 to 5 seconds"


@pytest.mark.parametrize(
    ("answer", "status", "error"),
    [
        ({"id": 5, "status": "pending"}, "queued", None),
        ({"id": "5", "status": "COMPLETED", "extra": {}}, "completed", None),
        ({"id": 5, "status": "failed", "error": "No garment."}, "failed", "No garment."),
        ({"id": 5, "status": "failed", "error": {"detail": "No garment."}}, "failed", "No garment."),
        ({"id": 5, "status": "failed"}, "failed", "The service gives no reason."),
    ],
)
def test_variations_of_tasks_are_read(answer, status, error):
    task = read_task(answer)
    assert (task.id, task.status, task.error and task.error.message) == ("5", status, error)


@pytest.mark.parametrize("answer", [{}, [], "ok", {"id": None, "status": "queued"}, {"id": 1}])
def test_an_answer_that_is_not_a_task_raises_an_error(answer):
    with pytest.raises(ServerError):
        read_task(answer)


@pytest.mark.parametrize(
    "body",
    [
        {"detail": "Wrong key."},
        {"message": "Wrong key."},
        {"error": "Wrong key."},
        {"error": {"message": "Wrong key."}},
        "Wrong key.",
    ],
)
def test_variations_of_error_answers_are_read(body):
    answer = requests.Response()
    answer.status_code, answer._content = 401, json.dumps(body).encode()
    error = error_from_response(answer)
    assert (type(error), str(error), error.status) == (AuthenticationError, "Wrong key.", 401)


class FakeAnswer:
    def __init__(self, **headers):
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (FakeAnswer(Retry_After="7"), 7),
        # The service's clock may be wrong: only the difference of its own two dates counts.
        (FakeAnswer(Retry_After="Mon, 01 Jan 2001 00:00:30 GMT", Date="Mon, 01 Jan 2001 00:00:00 GMT"), 30),
        (FakeAnswer(Retry_After="soon"), None),
        (FakeAnswer(Retry_After="inf"), None),
        (FakeAnswer(Retry_After="nan"), None),
        (FakeAnswer(), None),
    ],
)
def test_retry_after_is_a_number_or_a_date(answer, seconds):
    assert retry_after(answer) == seconds


def test_a_rate_limit_error_has_the_seconds_to_wait(fake_service):
    fake_service.fault = lambda kind: "429"
    with pytest.raises(RateLimitError) as refusal:
        RecolorClient(fake_service.url, KEY, retries=0).page()
    assert refusal.value.retry_after == 1


def test_the_api_key_appears_in_no_message_and_no_log(fake_service, client, caplog):
    caplog.set_level("DEBUG")
    fake_service.fault = lambda kind: "500"
    with pytest.raises(ServerError) as failure:
        client.page()
    assert KEY not in repr(client) + repr(failure.value) + str(vars(failure.value)) + caplog.text


def test_an_invalid_base_url_is_refused():
    with pytest.raises(ValueError, match="https://"):
        RecolorClient("studio.example", KEY)


def test_the_public_names_and_parameters():
    """A change here changes the product's public interface."""
    assert sorted(api.__all__) == [
        "APIConnectionError", "APITimeoutError", "AuthenticationError", "BaseImage", "BaseImageFilters", "BaseImages",
        "Batch", "CellProblem", "ColorChange", "Delivery", "Garment", "ImportedSheet", "InvalidPictureError",
        "InvalidRequestError", "InvalidWebhookError", "NewBatch", "NotFoundError", "Page", "Palette", "RateLimitError",
        "RecolorAPIError", "RecolorClient", "Review", "ServerError", "SheetRow", "Swatch", "Task", "TaskError",
        "TaskFilters", "TaskRequest", "Tone", "Webhook", "WebhookEvent", "verify_webhook",
    ]  # fmt: skip
    methods = {
        name: [*inspect.signature(method).parameters][1:]
        for name, method in vars(RecolorClient).items()
        if inspect.isfunction(method) and not name.startswith("_")
    }
    assert methods == {
        "close": [],
        "create": [
            "color_changes", "pose_id", "model_id", "image_quality", "output_format", "sharpen", "refine_edges",
            "engine", "replaces", "idempotency_key",
        ],
        "delete": ["task_id"],
        "download": ["url", "path", "max_bytes", "check_url"],
        "get": ["task_id"],
        "list": ["page_size", "filters"],
        "page": ["page", "page_size", "filters"],
        "retry": ["task_id"],
        "wait": ["task_id", "timeout", "on_poll"],
    }  # fmt: skip
    for name in api.__all__:
        assert inspect.getdoc(getattr(api, name)), f"{name} is not documented"


def test_the_client_does_not_import_django():
    code = "import sys, recolor.client; sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    assert importlib.metadata.version("requests")


def run_command(fake_service, *arguments, key=KEY):
    env = os.environ | {"RECOLOR_API_URL": fake_service.url, "RECOLOR_API_KEY": key}
    return subprocess.run(
        [sys.executable, "-m", "recolor.client", *arguments], env=env, capture_output=True, text=True, check=False
    )


def test_the_command_line(fake_service, tmp_path):
    fake_service.duration = 0
    out = tmp_path / "result.jpg"
    created = run_command(fake_service, "create", "--model", "7", "--change", "blouse=royal blue", "--out", str(out))
    assert created.returncode == 0 and out.read_bytes()[:2] == b"\xff\xd8"
    pk = str(json.loads(created.stdout)["id"])
    assert json.loads(run_command(fake_service, "get", pk).stdout)["status"] == "completed"
    assert [json.loads(line)["id"] for line in run_command(fake_service, "list").stdout.splitlines()] == [int(pk)]
    assert run_command(fake_service, "delete", pk).returncode == 0
    missing = run_command(fake_service, "get", pk)
    assert missing.returncode == 1 and "NotFoundError" in missing.stderr and "Traceback" not in missing.stderr
