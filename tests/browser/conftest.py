"""Fixtures of the browser tests: a studio with web process, worker and database on loopback, and a browser."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests
from playwright.sync_api import expect, sync_playwright

from ..own_services import own_services

expect.set_options(timeout=20_000)  # the machine may be busy with other tests

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "var" / "screenshots"


@dataclass
class Studio:
    """A studio with its own data folder and port.

    Its processes are started and stopped as process groups, so that no child process is left behind.
    """

    var: Path
    port: int
    extra: dict[str, str] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def env(self) -> dict[str, str]:
        return os.environ | {
            "RECOLOR_VAR": str(self.var),
            "PORT": str(self.port),
            "WEB_CONCURRENCY": "1",
            "RECOLOR_LEASE_SECONDS": "3",
            **self.extra,
        }

    def manage(self, *args: str) -> str:
        command = [sys.executable, "manage.py", *args]
        return subprocess.run(
            command, cwd=ROOT, env=self.env, check=True, capture_output=True, text=True
        ).stdout.strip()

    def start(self, name: str) -> None:
        command = {
            "web": [sys.executable, "-m", "gunicorn", "recolor_site.wsgi"],
            "worker": [sys.executable, "manage.py", "worker"],
        }[name]
        with (self.var / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command, cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True
            )

    def stop(self, name: str, with_signal: int = signal.SIGTERM) -> None:
        process = self.processes.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, with_signal)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(5)

    @contextlib.contextmanager
    def without_worker(self):
        """Stop the worker for a while, so that queued tasks stay queued."""
        self.stop("worker")
        try:
            yield
        finally:
            self.start("worker")

    def wait_until_served(self) -> None:
        for _ in range(600):
            with contextlib.suppress(requests.ConnectionError):
                requests.get(f"{self.url}/sign-in/", timeout=60)
                return
            time.sleep(0.2)
        raise AssertionError((self.var / "web.log").read_text())

    @contextlib.contextmanager
    def running(self):
        """Create the database, run the web process and the worker, and stop them at the end."""
        self.manage("migrate", "--verbosity", "0")
        self.manage("seed")
        try:
            self.start_all()
            yield self
        finally:
            self.stop_all()

    def start_all(self) -> None:
        self.start("web")
        self.start("worker")
        self.wait_until_served()

    def stop_all(self) -> None:
        for name in list(self.processes):
            self.stop(name)

    def restart(self, **extra: str) -> None:
        """Restart the web process and the worker with changed environment variables."""
        self.stop_all()
        self.extra |= extra
        self.start_all()


class Api:
    """The Recolor API of a studio, with a key of its own."""

    def __init__(self, studio: Studio) -> None:
        self.url = studio.url
        self.key = studio.manage("create_api_key", "browser tests").splitlines()[-1]

    def request(self, method: str, path: str, **options) -> requests.Response:
        return requests.request(method, self.url + path, headers={"x-api-key": self.key}, timeout=30, **options)

    def sample_photo(self) -> int:
        """Return the id of the oldest photo, the first of the samples, which is the last one of the last page."""
        address: str | None = "/v4/models/base-images/?page_size=100"
        while address:
            photos = self.request("GET", address.removeprefix(self.url)).json()
            address = photos["next"]
        return photos["results"][-1]["id"]

    def upload(self, path: Path) -> int:
        with path.open("rb") as file:
            response = self.request("POST", "/v4/models/base-images/", files={"image": file}, data={"kind": "model"})
        return response.json()["id"]

    def recolor_sample(self, color: str, **options) -> int:
        """Create a task that recolors all of the sample photo, and return its id."""
        return self.recolor(self.sample_photo(), color, **options)

    def recolor(self, photo: int, color: str, **options) -> int:
        """Create a task that recolors all of a photo, and return its id."""
        body = {
            "models_image_generation_task_id": photo,
            "color_changes": [{"target": "all", "color": color}],
            **options,
        }
        return self.request("POST", "/v4/models/multipose-image-recolor/", json=body).json()["id"]

    def task(self, pk: int | str) -> requests.Response:
        return self.request("GET", f"/v2/models/multipose-tasks/{pk}/")

    def delete_task(self, pk: int) -> requests.Response:
        return self.request("DELETE", f"/v2/models/multipose-tasks/{pk}/")


def wait_for(condition, seconds=240) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError(f"the condition was not met within {seconds} seconds")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def sign_in(studio, browser):
    """Sign in by a one-time link, and return the cookies."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(studio.manage("signin_link", "--base-url", studio.url))
    assert page.url == f"{studio.url}/photos/"
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture(scope="session")
def studio(tmp_path_factory):
    with (
        own_services() as services,
        Studio(tmp_path_factory.mktemp("studio"), free_port(), services).running() as studio,
    ):
        yield studio


@pytest.fixture(scope="session")
def api(studio):
    return Api(studio)


@pytest.fixture
def ids(api):
    """Return the ids of three results of the sample photo, the newest last, with the target "all"."""
    created = [api.recolor_sample(color) for color in ("teal", "navy", "plum")]
    yield created
    for pk in created:
        api.delete_task(pk)


# Not of session scope: while Playwright runs, its event loop makes Django refuse queries in later tests of the process.
@pytest.fixture(scope="package")
def browser():
    flags = [
        "--no-sandbox",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def signed_in_state(studio, browser):
    return sign_in(studio, browser)


@pytest.fixture
def new_page(studio, browser, signed_in_state):
    """Return a function that opens pages. The test fails on errors and policy violations in their consoles."""
    contexts, errors = [], []

    def make(**options):
        # Without smooth scrolling: a click on a moving page can begin on a button and end beside it.
        options = {"reduced_motion": "reduce", **options}
        context = browser.new_context(storage_state=signed_in_state, base_url=studio.url, **options)
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: note(message.text) if message.type == "error" else None)
        page.on("response", lambda response: note(response.url) if response.status in (404, 500) else None)
        page.on("pageerror", lambda error: note(str(error)))
        return page

    def note(error):
        # Some tests expect a 4xx or 503 response or are offline on purpose; a 404 is noted with its URL. htmx reports
        # requests that end because the page is left; the browser itself reports those that fail.
        expected = (
            "status of 4",
            "status of 503",
            "Code 503",
            "INTERNET_DISCONNECTED",
            "htmx:afterRequest",
            "htmx:send",
        )
        if not any(text in error for text in expected):
            errors.append(error)

    yield make
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def screenshot():
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    return lambda page, name: page.screenshot(path=SCREENSHOTS / f"{name}.png")
