"""A hosted service to talk to: the fake one, our own server, and the product that is driven by one."""

import pytest
from django.utils import timezone

from recolor import services
from recolor.client import RecolorClient
from recolor.hosted import hosted_photo_add, hosted_step
from recolor.hosted.connection import Connection, connection

from .fake import KEY, Fake


class Clock:
    """Time that moves when it is told; the product's clock and the fake service's."""

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
def fake():
    fake = Fake()
    yield fake
    fake.close()


@pytest.fixture
def fake_client(fake):
    with RecolorClient(fake.url, KEY, timeout=(1, 0.25), retries=0) as client:
        yield client


@pytest.fixture
def hosted(settings, fake, fake_client, monkeypatch, clock, workspace):
    """The product with the fake service as its engine; call it to say whether that is idempotent."""
    settings.RECOLOR_ENGINE = "hosted"
    settings.RECOLOR_API_URL, settings.RECOLOR_API_KEY = fake.url, KEY
    fake.now = clock.seconds

    def begin(*, idempotent=True):
        made = Connection(fake_client, idempotent=idempotent, loopback=True)
        fake.idempotent = idempotent
        monkeypatch.setattr(Connection, "from_settings", lambda: made)
        connection.cache_clear()
        return made

    begin()
    yield begin
    connection.cache_clear()


@pytest.fixture
def ask(hosted, workspace):
    """Asks for a recolored picture of model 7."""

    def ask(color="royal blue"):
        model = hosted_photo_add(workspace, kind="model", hosted_id="7")
        return services.task_create(workspace, model=model, changes=[{"target": "blouse", "color": color}])

    return ask


@pytest.fixture
def pass_time(clock):
    """Lets the worker's poller run through so many seconds."""

    def run(seconds: float, step: float = 0.5) -> None:
        end = clock.passed + seconds
        while clock.passed < end:
            hosted_step()
            clock.passed += step

    return run
