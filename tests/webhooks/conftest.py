"""A program that receives webhooks on this machine, and a webhook that sends to it."""

import contextlib
import ssl
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from recolor import services
from recolor.models import ApiKey


@dataclass
class Receiver:
    """Stores the messages that it receives, and answers all of them with a status, headers and a body."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"thank you"
    received: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    tls: ssl.SSLContext | None = None

    def __post_init__(self) -> None:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                content = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.received.append((self.path, dict(self.headers), content))
                self.send_response(receiver.status)
                for name, value in ({"Content-Length": str(len(receiver.body))} | receiver.headers).items():
                    self.send_header(name, value)
                self.end_headers()
                with contextlib.suppress(ConnectionError):  # not all of a long body is read
                    self.wfile.write(receiver.body)

            def log_message(self, *args):
                """Print nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        if self.tls:
            self.server.socket = self.tls.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def new_receiver():
    """Return a function that starts a receiver."""
    receivers = []

    def start(**options):
        receivers.append(Receiver(**options))
        return receivers[-1]

    yield start
    for each in receivers:
        each.close()


@pytest.fixture
def receiver(new_receiver):
    return new_receiver()


@pytest.fixture
def key(workspace, api_key):
    return ApiKey.objects.get()


@pytest.fixture
def webhook(key, receiver, settings):
    """Return a webhook that is told about all events of tasks; addresses on this machine are allowed."""
    settings.RECOLOR_WEBHOOKS_ALLOW_PRIVATE = True
    return services.webhook_create(
        key,
        url=f"http://127.0.0.1:{receiver.port}/hook",
        events=["task.completed", "task.failed", "task.reviewed"],
        site_url="https://studio.example/",
    )


@pytest.fixture
def pass_time(monkeypatch):
    """Return a function that moves the product's clock forward by so many seconds."""
    passed, now = [0.0], timezone.now
    monkeypatch.setattr("django.utils.timezone.now", lambda: now() + timezone.timedelta(seconds=passed[0]))

    def forward(seconds):
        passed[0] += seconds

    return forward
