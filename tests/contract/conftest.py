"""Fixtures for the contract: the fake hosted service, a client of it, and the product with it as its engine."""

import pytest
from django.utils import timezone

from recolor import services
from recolor.client import RecolorClient
from recolor.hosted import hosted_photo_add, hosted_step
from recolor.hosted.connection import Connection, connection

from .fake_http import KEY
from .fake_service import FakeService


class Clock:
    """The clock of the product and of the fake service, which tests move forward."""

    def __init__(self) -> None:
        self.start, self.passed = timezone.now(), 0.0

    def now(self):
        return self.start + timezone.timedelta(seconds=self.passed)

    def seconds(self) -> float:
        return self.passed


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", clock.now)
    return clock


@pytest.fixture
def fake_service():
    fake_service = FakeService()
    yield fake_service
    fake_service.close()


@pytest.fixture
def fake_client(fake_service):
    """Return a client of the fake service that does not retry."""
    with RecolorClient(fake_service.url, KEY, timeout=(5, 10), retries=0) as client:
        yield client


@pytest.fixture
def recolor_client(live_server, api_key, work):
    """Return a client of our own server, which runs `work` in place of each pause; the test's module defines it."""
    with RecolorClient(live_server.url, api_key, retries=0, sleep=work) as client:
        yield client


@pytest.fixture
def impatient(fake_client):
    """Let the client give up before the end of the fault "slow".

    Only tests with that fault use it, because a busy machine may be as slow without a fault.
    """
    fake_client._transport._timeout = (1, 0.25)


@pytest.fixture
def connect_hosted(settings, fake_service, fake_client, monkeypatch, clock, workspace):
    """Make the fake service the engine of new tasks.

    Returns a function that connects again, to a service that honors `Idempotency-Key` or one that does not.
    """
    settings.RECOLOR_ENGINE = "hosted"
    settings.RECOLOR_API_URL, settings.RECOLOR_API_KEY = fake_service.url, KEY
    fake_service.now = clock.seconds

    def connect(*, idempotent=True):
        new_connection = Connection(fake_client, idempotent=idempotent, loopback=True)
        fake_service.idempotent = idempotent
        monkeypatch.setattr(Connection, "from_settings", lambda: new_connection)
        connection.cache_clear()
        return new_connection

    connect()
    yield connect
    connection.cache_clear()


@pytest.fixture
def new_hosted_task(connect_hosted, workspace):
    """Return a function that creates a task for model 7 of the hosted service."""

    def create(color="royal blue"):
        model = hosted_photo_add(workspace, kind="model", hosted_id="7")
        return services.task_create(workspace, model=model, changes=[{"target": "blouse", "color": color}])

    return create


@pytest.fixture
def pass_time(clock):
    """Return a function that runs the worker's steps for a number of seconds of the tests' clock."""

    def run(seconds: float, step: float = 0.5) -> None:
        end = clock.passed + seconds
        while clock.passed < end:
            hosted_step()
            clock.passed += step

    return run


@pytest.fixture
def pauses():
    """Return a list for the pauses that a client takes, in seconds, if it appends to it in place of sleeping."""
    return []
