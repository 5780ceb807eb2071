"""A whole Recolor Studio of its own: web process, worker and database on loopback, and a browser before it."""

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
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "var" / "screenshots"


@dataclass
class Studio:
    """Processes are started and stopped as groups, so that none is left behind."""

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

    def wait_until_served(self) -> None:
        for _ in range(150):
            with contextlib.suppress(requests.ConnectionError):
                requests.get(f"{self.url}/sign-in/", timeout=5)
                return
            time.sleep(0.2)
        raise AssertionError((self.var / "web.log").read_text())

    @contextlib.contextmanager
    def running(self):
        """The whole of it, stopped by whoever started it."""
        self.manage("migrate", "--verbosity", "0")
        self.manage("seed")
        try:
            self.start("web")
            self.start("worker")
            self.wait_until_served()
            yield self
        finally:
            for name in list(self.processes):
                self.stop(name)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def sign_in(studio, browser):
    """Cookies of somebody who came by the one-time link."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(studio.manage("signin_link", "--base-url", studio.url))
    assert page.url == f"{studio.url}/photos/"
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture(scope="session")
def studio(tmp_path_factory):
    with Studio(tmp_path_factory.mktemp("studio"), free_port()).running() as studio:
        yield studio


@pytest.fixture(scope="session")
def api_headers(studio):
    return {"x-api-key": studio.manage("create_api_key", "browser tests").splitlines()[-1]}


@pytest.fixture(scope="session")
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


@pytest.fixture(scope="session")
def signed_in_state(studio, browser):
    return sign_in(studio, browser)


@pytest.fixture
def new_page(studio, browser, signed_in_state):
    """Makes pages whose consoles must stay silent: no error, no violation of the content security policy."""
    contexts, complaints = [], []

    def make(**options):
        context = browser.new_context(storage_state=signed_in_state, base_url=studio.url, **options)
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: note(message.text) if message.type == "error" else None)
        page.on("response", lambda answer: note(answer.url) if answer.status in (404, 500) else None)
        page.on("pageerror", lambda error: note(str(error)))
        return page

    def note(complaint):
        # A refusal is an answer (a 404 is noted with its address), and being offline is what a test asked for.
        if "status of 4" not in complaint and "INTERNET_DISCONNECTED" not in complaint:
            complaints.append(complaint)

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def screenshot():
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    return lambda page, name: page.screenshot(path=SCREENSHOTS / f"{name}.png")
