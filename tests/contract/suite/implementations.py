"""The implementations of the Recolor API that the suite compares: our server, and the fake hosted service.

Each builder returns an `Implementation` that is ready for requests over real HTTP. It gets its fixtures from pytest's
`request.getfixturevalue`, so that only those of the tested implementation are set up.
"""

import functools
import io
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import requests
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from recolor import files, jobs, services
from recolor.api.authentication import api_key_of
from recolor.api.tasks import TaskListView
from recolor.client import RecolorClient, Task
from recolor.engines import FindingResult, LocalEngine
from recolor.hosted import hosted_step
from recolor.hosted.connection import Connection, connection
from recolor.models import EngineName, RecolorTask, Workspace

from ...conftest import SAMPLES, picture_upload
from ..fake_http import KEY, random_faults

TASKS = "/v4/models/multipose-image-recolor/"
HOSTED_PHOTOS = {"model": 7, "pose": 33, "other_pose": 34, "unanalyzed_model": 8}  # see `fake_service.PHOTOS`

GetFixture = Callable[[str], Any]


@dataclass
class Implementation:
    """A server to test, with photos that show a blouse and a lehenga or skirt, but no shoes.

    advance: lets the server work for a moment; called between two polls. start: brings one queued task
    into the status "processing". checks_photos: whether the server itself knows its photos; if not, it accepts
    requests that only the hosted service can refuse, and then fails the task.
    """

    url: str
    key: str
    model: int
    pose: int  # of `model`
    other_pose: int  # of another model, or of none
    unanalyzed_model: int  # its garments are not known when a task is created
    advance: Callable[[], None]
    start: Callable[[int], None]
    checks_photos: bool = True

    def __post_init__(self) -> None:
        self.client = RecolorClient(self.url, self.key, sleep=lambda seconds: self.advance())

    def request(self, method: str, path: str, headers: dict[str, str] | None = None, **options: Any) -> Any:
        """Send a request with the API key, and return the `requests.Response`."""
        headers = {"x-api-key": self.key} if headers is None else headers
        return requests.request(method, self.url + path, headers=headers, timeout=30, **options)

    def create(self, body: Any, **headers: str) -> Any:
        """Send a create request with any body, and return the `requests.Response`."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.request("POST", TASKS, {"x-api-key": self.key} | headers, json=body)

    def finish(self, task_id: int) -> Task:
        """Return a task when it is completed or failed."""
        return self.client.wait(task_id)


def fake_hosted_service(fixture: GetFixture) -> Implementation:
    fake_service, clock = fixture("fake_service"), fixture("clock")
    fake_service.now = clock.seconds

    def pass_seconds(seconds: float) -> None:
        clock.passed += seconds

    return Implementation(
        fake_service.url,
        KEY,
        **HOSTED_PHOTOS,
        advance=lambda: pass_seconds(3),
        start=lambda task_id: pass_seconds(fake_service.duration / 2),
    )


def our_server_with_fake_engine(fixture: GetFixture) -> Implementation:
    fixture("fake_engine")
    return _our_server(fixture, picture_upload)


def our_server_with_local_engine(fixture: GetFixture) -> Implementation:
    fixture("use_local_engine")(_CachedLocalEngine())
    return _our_server(fixture, _sample_upload)


def our_server_with_hosted_engine(fixture: GetFixture) -> Implementation:
    fixture("connect_hosted")
    server, key, clock = (fixture(name) for name in ("live_server", "api_key", "clock"))

    def step() -> None:
        hosted_step()
        clock.passed += 3

    def start(task_id: int) -> None:
        while RecolorTask.objects.get(pk=task_id).status == "queued":
            step()

    return Implementation(server.url, key, **HOSTED_PHOTOS, advance=step, start=start, checks_photos=False)


def our_server_with_failing_service(fixture: GetFixture) -> Implementation:
    """Return our server with the fake service as its engine, which fails every fifth request."""
    implementation = our_server_with_hosted_engine(fixture)
    fixture("connect_hosted")(idempotent=False)
    fixture("impatient")
    fixture("fake_service").fault = random_faults(0.2, seed=7)
    return implementation


def our_server_with_another_studio(fixture: GetFixture) -> Implementation:
    """Return our server with another studio as its engine.

    The other studio is a workspace of the same server, whose tasks are local; the two talk to each other over HTTP.
    """
    fixture("fake_engine")
    settings, monkeypatch, server = (fixture(name) for name in ("settings", "monkeypatch", "live_server"))
    workspace, other, clock = (fixture(name) for name in ("workspace", "other_workspace", "clock"))
    other_key = services.api_key_create(other, "hosted engine")[1]
    settings.RECOLOR_API_URL, settings.RECOLOR_API_KEY = server.url, other_key
    client = RecolorClient(server.url, other_key, retries=0)
    fixture("request").addfinalizer(client.close)  # before the server stops
    # With S3, the other studio's links lead to the storage, at this address.
    studio = Connection(client, idempotent=True, file_hosts=["127.0.0.1"], loopback=True)
    monkeypatch.setattr(Connection, "from_settings", lambda: studio)
    connection.cache_clear()
    create, chosen = TaskListView.create, threading.local()

    def create_with_engine_of_workspace(view: TaskListView, request: Any) -> Any:
        is_other = api_key_of(request).workspace == other
        chosen.engine = EngineName.LOCAL if is_other else EngineName.HOSTED
        return create(view, request)

    monkeypatch.setattr(TaskListView, "create", create_with_engine_of_workspace)
    monkeypatch.setattr("recolor.api.lookups.default_engine", lambda: chosen.engine)

    def step() -> None:
        hosted_step()
        clock.passed += 3
        _run_queued_tasks()

    def start(task_id: int) -> None:
        while RecolorTask.objects.get(pk=task_id).status == "queued":
            hosted_step()
            clock.passed += 3
            for task in RecolorTask.objects.filter(workspace=other, status="queued"):
                jobs.claim(task)

    return Implementation(
        server.url,
        services.api_key_create(workspace, "suite")[1],
        **_add_photos(other, picture_upload),
        advance=step,
        start=start,
        checks_photos=False,
    )


def _our_server(fixture: GetFixture, upload: Callable[[], SimpleUploadedFile]) -> Implementation:
    server, key, workspace = (fixture(name) for name in ("live_server", "api_key", "workspace"))
    return Implementation(
        server.url,
        key,
        **_add_photos(workspace, upload),
        advance=_run_queued_tasks,
        start=lambda task_id: jobs.claim(RecolorTask.objects.get(pk=task_id)),
    )


def _add_photos(workspace: Workspace, upload: Callable[[], SimpleUploadedFile]) -> dict[str, int]:
    """Add the photos of an `Implementation` to a workspace, and return their ids by its attributes."""

    def add_photo(*, is_analyzed: bool = True, **options: Any) -> int:
        photo = services.photo_create(workspace, upload=upload(), **options)
        if is_analyzed:
            services.photo_find_garments(photo.pk)
            photo.refresh_from_db()
        photos.append(photo)
        return photo.pk

    photos: list[Any] = []
    return {
        "model": add_photo(kind="model"),
        "pose": add_photo(kind="pose", model=photos[0]),
        "other_pose": add_photo(kind="pose"),
        "unanalyzed_model": add_photo(kind="model", is_analyzed=False),
    }


def _run_queued_tasks() -> None:
    for task in RecolorTask.objects.filter(status="queued", engine=EngineName.LOCAL):
        services.task_run(task.pk)


class _CachedLocalEngine(LocalEngine):
    """The real local engine. It is deterministic, so the garments of equal photos are found only once."""

    _findings: dict[bytes, FindingResult] = {}

    def find(self, photo, progress):
        content = files.read(photo.file.name)
        if content not in self._findings:
            self._findings[content] = super().find(photo, progress)
        return self._findings[content]


@functools.cache
def _sample_png() -> bytes:
    """Return a sample photo at half its size, so that uploads and results are quick."""
    buffer = io.BytesIO()
    with Image.open(SAMPLES / "mannequin-lehenga.png") as image:
        image.resize((image.width // 2, image.height // 2)).save(buffer, "PNG")
    return buffer.getvalue()


def _sample_upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("mannequin.png", _sample_png(), "image/png")
