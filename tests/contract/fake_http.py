"""The HTTP side of the fake hosted service, with failures on demand."""

import json
import random
import re
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from ..conftest import picture_bytes
from .fake_validation import Refused

if TYPE_CHECKING:
    from .fake_service import FakeService

KEY = "a-hosted-key"
FAULTS = ("slow", "reset", "429", "500", "html", "lost", "skew")
DOWNLOAD_FAULTS = ("slow", "reset", "500", "truncated", "wrong_type", "huge")
TASKS_PATH = "/v4/models/multipose-image-recolor/"
PICTURE = picture_bytes(size=(60, 80), color="teal", kind="JPEG")  # every result


class Handler(BaseHTTPRequestHandler):
    """Answers the requests of one `FakeService`."""

    service: "FakeService"
    protocol_version = "HTTP/1.1"
    wbufsize, disable_nagle_algorithm = 1 << 16, True  # headers and body in one packet

    def _dispatch(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        address = urlsplit(self.path)
        if match := re.fullmatch(r"/results/(\d+)\.jpg", address.path):
            self._download(int(match[1]), parse_qs(address.query))
        elif match := re.fullmatch(r"/v2/models/multipose-tasks/(\d+)/", address.path):
            pk = int(match[1])
            calls = {
                "GET": ("get", lambda: self._existing(pk, self.service.answer)),
                "DELETE": ("delete", lambda: self._existing(pk, self.service.delete)),
            }
            self._call(calls)
        elif address.path == TASKS_PATH:
            calls = {
                "GET": ("list", lambda: self._list(parse_qs(address.query))),
                "POST": ("create", lambda: self._create(content)),
            }
            self._call(calls)
        else:
            self._send(404, {"detail": "Not found."})

    do_GET = do_POST = do_DELETE = do_PUT = do_PATCH = _dispatch  # noqa: N815, the names that the base class calls

    def _call(self, calls: dict[str, tuple[str, Callable[[], Any]]]) -> None:
        """Answer the call for the request's method, unless there is a fault before it, or after it ("lost")."""
        kind, work = calls.get(self.command, ("other", self._refuse_method))
        self.service.requests[kind] += 1
        fault = self.service.fault(kind)
        if self.headers.get("x-api-key") != KEY:
            self._send(401, {"detail": "Invalid key."}, {"WWW-Authenticate": "Api-Key"})
        elif fault == "reset":
            self._reset()
        elif fault == "slow":
            time.sleep(self.service.slowness)
            self._reset()
        elif fault == "429":
            self._send(429, {"detail": "Slow down."}, {"Retry-After": "1"})
        elif fault == "503":
            self._send(503, {"detail": "The database is full."}, {"Retry-After": "7"})
        elif fault in ("500", "504"):
            self._send(int(fault), {"detail": "Oops."})
        elif fault == "html":
            self._send_bytes(200, b"<html><h1>Maintenance</h1></html>", "text/html")
        elif fault == "lost":
            self._result(work)
            self._reset()
        else:
            skew = {"Date": "Mon, 01 Jan 2001 00:00:00 GMT"} if fault == "skew" else None
            self._send(*self._result(work), skew)

    def _result(self, work: Callable[[], Any]) -> tuple[int, Any]:
        try:
            return 200, work()
        except Refused as refusal:
            return refusal.status, refusal.body

    def _refuse_method(self) -> None:
        raise Refused(405, {"detail": f'Method "{self.command}" not allowed.'})

    def _create(self, content: bytes) -> dict[str, Any]:
        content_type = self.headers.get("Content-Type", "")
        if content_type.split(";")[0].strip() != "application/json":
            raise Refused(415, {"detail": f'Unsupported media type "{content_type}" in request.'})
        try:
            body = json.loads(content)
        except ValueError:
            raise Refused(400, {"non_field_errors": ["The request body is not JSON."]}) from None
        if not isinstance(body, dict):
            raise Refused(400, {"non_field_errors": ["The request body is not an object."]})
        return self.service.create_checked(body, self.headers.get("Idempotency-Key", ""))

    def _existing(self, pk: int, answer: Callable[[int], Any]) -> Any:
        with self.service.lock:
            if pk not in self.service.tasks:
                raise Refused(404, {"detail": "Not found."})
            return answer(pk)

    def _list(self, query: dict[str, list[str]]) -> dict[str, Any]:
        page, size = query.get("page", ["1"])[0], query.get("page_size", ["10"])[0]
        number = int(page) if page.isdecimal() else 0
        return self.service.page(number, min(int(size), 100) if size.isdecimal() and int(size) else 10)

    def _download(self, pk: int, query: dict[str, list[str]]) -> None:
        self.service.requests["download"] += 1
        assert "x-api-key" not in self.headers, "the key is for the API only"
        fault = self.service.fault("download")
        if pk not in self.service.tasks or query.get("signature") != [self.service.signature(pk)]:
            self._send_bytes(403, b"<Error>AccessDenied</Error>", "application/xml")
        elif fault == "slow":
            time.sleep(self.service.slowness)
            self._reset()
        elif fault == "reset":
            self._reset()
        elif fault == "500":
            self._send_bytes(500, b"", "text/plain")
        elif fault == "truncated":
            self._send_bytes(200, PICTURE[: len(PICTURE) // 2], "image/jpeg")
        elif fault == "wrong_type":
            self._send_bytes(200, b"<html>Sign in</html>" * 20, "text/html")
        elif fault == "huge":
            self._send_bytes(200, b"", "image/jpeg", {"Content-Length": "9000000000"})
        else:
            self._send_bytes(200, PICTURE, "image/jpeg")

    def _send(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        self._send_bytes(status, json.dumps(body).encode(), "application/json", headers)

    def _send_bytes(self, status: int, content: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        self.log_request(status)
        self.send_response_only(status)
        for name, value in ({"Content-Type": kind, "Content-Length": str(len(content))} | (headers or {})).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def _reset(self) -> None:
        self.close_connection = True
        self.connection.close()

    def log_message(self, *args: Any) -> None:
        """Print nothing."""


def random_faults(share: float, seed: int) -> Callable[[str], str | None]:
    """Return a function for `FakeService.fault` that returns a random fault for this share of the requests."""
    generator = random.Random(seed)

    def fault(kind: str) -> str | None:
        if generator.random() >= share:
            return None
        return generator.choice(DOWNLOAD_FAULTS if kind == "download" else FAULTS)

    return fault
