"""The client against a service that misbehaves, and what it tells of itself."""

import importlib.metadata
import inspect
import json
import subprocess
import sys

import pytest

import recolor.client as api
from recolor.client import (
    APIConnectionError,
    APITimeoutError,
    ColorChange,
    InvalidPictureError,
    RateLimitError,
    RecolorAPIError,
    RecolorClient,
    ServerError,
)
from recolor.client.answers import retry_after
from recolor.client.types import read_task

from .fake import KEY

BLUE = [ColorChange("blouse", "royal blue")]


@pytest.fixture
def pauses():
    return []


@pytest.fixture
def client(fake, pauses):
    return RecolorClient(fake.url, KEY, timeout=(1, 0.25), retries=3, sleep=pauses.append)


def one_by_one(*faults):
    """These faults for the next requests, then none."""
    left = list(faults)
    return lambda kind: left.pop(0) if left else None


@pytest.mark.parametrize("fault", ["slow", "reset", "429", "500"])
def test_what_is_safe_to_repeat_is_repeated(fake, client, pauses, fault):
    pk = fake.create({})["id"]
    fake.fault = one_by_one(fault, fault)
    assert client.get(pk).id == str(pk)
    assert fake.requests["get"] == 3 and len(pauses) == 2


def test_pauses_grow_and_retry_after_is_honored(fake, client, pauses):
    fake.fault = one_by_one("500", "500", "500")
    client.page()
    assert all(base / 2 <= pause <= base for base, pause in zip((0.5, 1, 2), pauses, strict=True))
    pauses.clear()
    fake.fault = one_by_one("429")
    client.page()
    assert pauses == [1.0]


def test_it_gives_up_with_the_last_error(fake, client):
    fake.fault = lambda kind: "500"
    with pytest.raises(ServerError) as failure:
        client.page()
    assert failure.value.status == 500 and fake.requests["list"] == 4


@pytest.mark.parametrize("fault", ["slow", "reset", "500", "html", "lost"])
def test_a_create_without_a_key_is_sent_once(fake, client, fault):
    fake.fault = lambda kind: fault
    with pytest.raises(RecolorAPIError) as failure:
        client.create(BLUE, model_id=7)
    assert fake.requests["create"] == 1
    assert failure.value.maybe_done, "nobody knows whether it arrived"


def test_a_create_that_was_refused_for_haste_is_repeated(fake, client):
    fake.fault = one_by_one("429")
    client.create(BLUE, model_id=7)
    assert len(fake.tasks) == 1


def test_a_create_with_a_key_is_repeated_and_makes_one_task(fake, client):
    fake.fault = one_by_one("lost", "reset")
    client.create(BLUE, model_id=7, idempotency_key="k")
    assert fake.requests["create"] == 3 and len(fake.tasks) == 1


def test_nobody_there(pauses):
    client = RecolorClient("http://127.0.0.1:9", KEY, retries=1, sleep=pauses.append)
    with pytest.raises(APIConnectionError) as failure:
        client.create(BLUE, model_id=7)
    assert not failure.value.maybe_done and len(pauses) == 1, "nothing was sent, so it may be sent again"


@pytest.mark.parametrize("fault", ["truncated", "wrong_type", "huge"])
def test_what_is_no_picture_leaves_no_file(fake, client, tmp_path, fault):
    pk = fake.create({})["id"]
    fake.takes, fake.fault = 0, lambda kind: fault
    with pytest.raises((InvalidPictureError, APIConnectionError)):
        client.download(client.get(pk).result_url if fault == "" else fake.answer(pk)["result_url"], tmp_path / "r.jpg")
    assert list(tmp_path.iterdir()) == []


def test_a_size_limit(fake, client):
    pk = fake.create({})["id"]
    fake.takes = 0
    with pytest.raises(InvalidPictureError, match="larger"):
        client.download(fake.answer(pk)["result_url"], max_bytes=100)


def test_pages_that_change_between_calls_give_each_task_once(fake, client):
    made = [fake.create({})["id"] for _ in range(20)]
    fake.pages_shift = True
    assert [int(task.id) for task in client.list(page_size=8)] == made[::-1]


def test_waiting_has_an_end(fake):
    now = [0.0]
    client = RecolorClient(fake.url, KEY, clock=lambda: now[0], sleep=lambda s: now.__setitem__(0, now[0] + s))
    pk = fake.create({})["id"]
    fake.takes = 1e9
    with pytest.raises(APITimeoutError, match="still"):
        client.wait(pk, timeout=60)
    assert 12 <= fake.requests["get"] <= 21, "every 3 to 5 seconds"


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
def test_what_the_documentation_leaves_open_is_tolerated(answer, status, error):
    task = read_task(answer)
    assert (task.id, task.status, task.error and task.error.message) == ("5", status, error)


@pytest.mark.parametrize("answer", [{}, [], "ok", {"id": None, "status": "queued"}, {"id": 1}])
def test_what_is_no_task_is_an_error(answer):
    with pytest.raises(ServerError):
        read_task(answer)


class Answer:
    def __init__(self, **headers):
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (Answer(Retry_After="7"), 7),
        # The service's clock is years off: only the difference of its own two dates counts.
        (Answer(Retry_After="Mon, 01 Jan 2001 00:00:30 GMT", Date="Mon, 01 Jan 2001 00:00:00 GMT"), 30),
        (Answer(Retry_After="soon"), None),
        (Answer(), None),
    ],
)
def test_retry_after(answer, seconds):
    assert retry_after(answer) == seconds


def test_too_many_calls_tell_how_long_to_wait(fake):
    fake.fault = lambda kind: "429"
    with pytest.raises(RateLimitError) as refusal:
        RecolorClient(fake.url, KEY, retries=0).page()
    assert refusal.value.retry_after == 1


def test_the_key_is_nowhere_to_be_read(fake, client, caplog):
    caplog.set_level("DEBUG")
    fake.fault = lambda kind: "500"
    with pytest.raises(ServerError) as failure:
        client.page()
    assert KEY not in repr(client) + repr(failure.value) + str(vars(failure.value)) + caplog.text


def test_an_address_that_is_none_is_refused_at_once():
    with pytest.raises(ValueError, match="https://"):
        RecolorClient("studio.example", KEY)


def test_the_public_surface():
    """What others build on: a change here is a change of the product's promise."""
    assert sorted(api.__all__) == [
        "APIConnectionError", "APITimeoutError", "AuthenticationError", "ColorChange", "InvalidPictureError",
        "InvalidRequestError", "NotFoundError", "Page", "RateLimitError", "RecolorAPIError", "RecolorClient",
        "ServerError", "Task", "TaskError",
    ]  # fmt: skip
    methods = {
        name: [*inspect.signature(method).parameters][1:]
        for name, method in vars(RecolorClient).items()
        if inspect.isfunction(method) and not name.startswith("_")
    }
    assert methods == {
        "close": [],
        "create": ["color_changes", "pose_id", "model_id", "image_quality", "idempotency_key"],
        "delete": ["task_id"],
        "download": ["url", "path", "max_bytes", "check_url"],
        "get": ["task_id"],
        "list": ["page_size"],
        "page": ["page", "page_size"],
        "wait": ["task_id", "timeout", "on_poll"],
    }
    for name in api.__all__:
        assert inspect.getdoc(getattr(api, name)), f"{name} is not documented"


def test_it_needs_no_django():
    code = "import sys, recolor.client; sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    assert importlib.metadata.version("requests")


def command(fake, *arguments, key=KEY):
    import os

    env = os.environ | {"RECOLOR_API_URL": fake.url, "RECOLOR_API_KEY": key}
    return subprocess.run(
        [sys.executable, "-m", "recolor.client", *arguments], env=env, capture_output=True, text=True, check=False
    )


def test_the_command_line(fake, tmp_path):
    fake.takes = 0
    out = tmp_path / "result.jpg"
    made = command(fake, "create", "--model", "7", "--change", "blouse=royal blue", "--out", str(out))
    assert made.returncode == 0 and out.read_bytes()[:2] == b"\xff\xd8"
    pk = str(json.loads(made.stdout)["id"])
    assert json.loads(command(fake, "get", pk).stdout)["status"] == "completed"
    assert [json.loads(line)["id"] for line in command(fake, "list").stdout.splitlines()] == [int(pk)]
    assert command(fake, "delete", pk).returncode == 0
    gone = command(fake, "get", pk)
    assert gone.returncode == 1 and "NotFoundError" in gone.stderr and "Traceback" not in gone.stderr
