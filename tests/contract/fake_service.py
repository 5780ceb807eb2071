"""A fake hosted service: the Recolor API's contract over real HTTP, with failures on demand.

It answers with the contract's fields only, without those that our own server adds, such as `color_changes` and
`previous`. It refuses whatever the contract refuses; `test_contract.py` runs the same tests against it and our server.
"""

import hashlib
import json
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ..conftest import picture_bytes
from .fake_validation import FakePhoto, invalid_fields, missing_garments, not_found_text, requested_photo

KEY = "a hosted key"
FAULTS = ("slow", "reset", "429", "500", "html", "lost", "skew")
DOWNLOAD_FAULTS = ("slow", "reset", "500", "truncated", "wrong_type", "huge")
TASKS_PATH = "/v4/models/multipose-image-recolor/"
PHOTOS = {
    7: FakePhoto("model"),
    8: FakePhoto("model", analyzed=False),
    33: FakePhoto("pose", model=7),
    34: FakePhoto("pose", model=8),
    1024: FakePhoto("pose"),
}
PICTURE = picture_bytes(size=(60, 80), color="teal", kind="JPEG")  # every result


class Refused(Exception):
    """A request is refused with a status and a JSON body."""

    def __init__(self, status: int, body: dict[str, Any], **headers: str) -> None:
        super().__init__(status)
        self.status, self.body = status, body
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


@dataclass
class FakeTask:
    """A task of the fake service. error: what is wrong with a failed task, text or an object; None otherwise."""

    body: dict[str, Any]
    created: float
    error: Any = None


@dataclass
class FakeService:
    """The state of the fake service, and its failures.

    duration: seconds from a create until the task is completed. fault: called before each request with its kind
    (create, get, list, delete, download); returns the name of a fault or None. now: the service's clock in seconds.
    do_pages_shift: whether pages overlap, as they do when tasks are created while pages are read. slowness: seconds
    before the connection breaks for the fault "slow".
    """

    duration: float = 10.0
    idempotent: bool = True
    fault: Callable[[str], str | None] = lambda kind: None
    now: Callable[[], float] = time.monotonic
    tasks: dict[int, FakeTask] = field(default_factory=dict)
    photos: dict[int, FakePhoto] = field(default_factory=lambda: dict(PHOTOS))
    first_answers: dict[str, tuple[dict[str, Any], dict[str, Any]]] = field(default_factory=dict)
    requests: Counter = field(default_factory=Counter)
    do_pages_shift: bool = False
    slowness: float = 0.4

    def __post_init__(self) -> None:
        self.lock = threading.RLock()
        self.next_id = 500
        handler = type("Handler", (_Handler,), {"service": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        """Create a task without validation, as if it was made elsewhere, and return the answer."""
        with self.lock:
            self.next_id += 1
            self.tasks[self.next_id] = FakeTask(body, self.now())
            return self.answer(self.next_id)

    def create_checked(self, body: dict[str, Any], key: str) -> dict[str, Any]:
        """Create a task after validation and under an idempotency key. Raises Refused."""
        with self.lock:
            key = key if self.idempotent else ""
            if len(key) > 255:
                raise Refused(400, {"Idempotency-Key": ["The key is too long. Send at most 255 characters."]})
            if key in self.first_answers:
                first_body, first_answer = self.first_answers[key]
                if first_body != body:
                    raise Refused(409, {"detail": "This Idempotency-Key was used with another body."})
                return first_answer
            if problems := invalid_fields(body, self.photos):
                raise Refused(400, problems)
            answer = self.create(body)
            if key:
                self.first_answers[key] = (body, answer)
            return answer

    def page(self, number: int, size: int) -> dict[str, Any]:
        """Return a page of the list of tasks. Raises Refused for one that does not exist."""
        with self.lock:
            ids = sorted(self.tasks, reverse=True)
            start = (number - 1) * size
            if number < 1 or (number > 1 and start >= len(ids)):
                raise Refused(404, {"detail": "Invalid page."})
            is_last = start + size >= len(ids)
            if self.do_pages_shift and number > 1:
                start = max(0, start - 3)
            results = [self.answer(pk) for pk in ids[start : start + size]]
        following = f"{self.url}{TASKS_PATH}?page={number + 1}&page_size={size}"
        return {"count": len(ids), "next": None if is_last else following, "results": results}

    def delete(self, pk: int) -> dict[str, str]:
        del self.tasks[pk]
        return {"detail": "Deleted successfully"}

    def answer(self, pk: int) -> dict[str, Any]:
        """Return the fields of a task that the service answers with."""
        status = self._status(self.tasks[pk])
        answer: dict[str, Any] = {"id": pk, "status": status, "created_at": "2024-05-05T12:00:00Z"}
        if status == "completed":
            answer["result_url"] = f"{self.url}/results/{pk}.jpg?signature={self.signature(pk)}"
        if status == "failed":
            answer["error"] = self.tasks[pk].error
        return answer

    def signature(self, pk: int) -> str:
        return hashlib.sha256(f"a secret {pk}".encode()).hexdigest()[:16]

    def _status(self, task: FakeTask) -> str:
        age = self.now() - task.created
        if age >= self.duration and not task.error:
            task.error = self._garment_error(task.body)
        if task.error:
            return "failed"
        return "completed" if age >= self.duration else "processing" if age >= self.duration / 4 else "pending"

    def _garment_error(self, body: dict[str, Any]) -> dict[str, str] | None:
        """Return the error of a task whose photo turns out not to show a garment."""
        if not body.get("color_changes"):  # made by `create`, without validation
            return None
        photo = requested_photo(body, self.photos)
        missing = missing_garments(body, photo)
        return {"code": "garment_not_found", "message": not_found_text(missing[0], photo)} if missing else None


class _Handler(BaseHTTPRequestHandler):
    service: FakeService
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

    do_GET = do_POST = do_DELETE = do_PUT = do_PATCH = _dispatch

    def _call(self, calls: dict[str, tuple[str, Callable[[], Any]]]) -> None:
        """Answer the call for the request's method, unless there is a fault before it, or after it ("lost")."""
        if self.command not in calls:
            self._send(405, {"detail": f'Method "{self.command}" not allowed.'})
            return
        kind, work = calls[self.command]
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
        elif fault == "500":
            self._send(500, {"detail": "Oops."})
        elif fault == "html":
            self._send_bytes(200, b"<html><h1>Maintenance</h1></html>", "text/html")
        elif fault == "lost":
            self._result(work)
            self._reset()
        else:
            status, body, headers = self._result(work)
            skew = {"Date": "Mon, 01 Jan 2001 00:00:00 GMT"} if fault == "skew" else {}
            self._send(status, body, headers | skew)

    def _result(self, work: Callable[[], Any]) -> tuple[int, Any, dict[str, str]]:
        try:
            return 200, work(), {}
        except Refused as refusal:
            return refusal.status, refusal.body, refusal.headers

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
