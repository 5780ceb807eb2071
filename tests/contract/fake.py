"""A hosted Recolor API in miniature, over real HTTP, that misbehaves as it is told.

It keeps the contract's shapes and nothing more: no `color_changes` in its answers, no `previous`, no error codes.
"""

import io
import json
import random
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from PIL import Image

KEY = "a hosted key"
FAULTS = ("slow", "reset", "429", "500", "html", "lost", "skew")
DOWNLOAD_FAULTS = ("slow", "reset", "500", "truncated", "wrong_type", "huge")


def picture(color: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 80), color).save(buffer, "JPEG")
    return buffer.getvalue()


@dataclass
class Fake:
    """The service's state, and how it misbehaves.

    fault: asked before each request with its kind (create, get, list, delete, download); it returns a fault's name
    or nothing. now: the service's clock in seconds. A task is completed `takes` seconds after its create.
    """

    takes: float = 10.0
    idempotent: bool = True
    fault: Any = lambda kind: None
    now: Any = time.monotonic
    tasks: dict[int, dict[str, Any]] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    requests: Counter = field(default_factory=Counter)
    pages_shift: bool = False
    slowness: float = 0.4

    def __post_init__(self) -> None:
        self.lock = threading.RLock()
        self.next_id = 500
        handler = type("Handler", (_Handler,), {"fake": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def create(self, body: dict[str, Any], key: str = "") -> dict[str, Any]:
        with self.lock:
            if self.idempotent and key in self.keys:
                return self.answer(self.keys[key])
            self.next_id += 1
            self.tasks[self.next_id] = {"body": body, "made": self.now(), "failed": ""}
            if key:
                self.keys[key] = self.next_id
            return self.answer(self.next_id)

    def status(self, pk: int) -> str:
        task = self.tasks[pk]
        if task["failed"]:
            return "failed"
        age = self.now() - task["made"]
        return "completed" if age >= self.takes else "processing" if age >= self.takes / 4 else "pending"

    def answer(self, pk: int) -> dict[str, Any]:
        answer: dict[str, Any] = {"id": pk, "status": self.status(pk), "created_at": "2024-05-05T12:00:00Z"}
        if answer["status"] == "completed":
            answer["result_url"] = f"{self.url}/results/{pk}.jpg?signature=secret"
        if answer["status"] == "failed":
            answer["error"] = self.tasks[pk]["failed"]
        return answer


class _Handler(BaseHTTPRequestHandler):
    fake: Fake
    protocol_version = "HTTP/1.1"
    wbufsize, disable_nagle_algorithm = 1 << 16, True  # headers and body in one packet

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        if match := re.fullmatch(r"/results/(\d+)\.jpg", path):
            self._download(int(match[1]))
        elif match := re.fullmatch(r"/v2/models/multipose-tasks/(\d+)/", path):
            self._run("get", lambda: self._known(int(match[1]), self.fake.answer))
        elif path == "/v4/models/multipose-image-recolor/":
            self._run("list", lambda: self._list(query))
        else:
            self._send(404, {"detail": "Not found."})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._run("create", lambda: self._create(body))

    def do_DELETE(self) -> None:
        match = re.fullmatch(r"/v2/models/multipose-tasks/(\d+)/", self.path)
        assert match
        self._run("delete", lambda: self._known(int(match[1]), self._forget))

    def _create(self, body: dict[str, Any]) -> tuple[int, Any]:
        if not body.get("pose_image_generation_id") and not body.get("models_image_generation_task_id"):
            return 400, {"pose_image_generation_id": ["This field is required."]}
        return 200, self.fake.create(body, self.headers.get("Idempotency-Key", ""))

    def _known(self, pk: int, answer: Any) -> tuple[int, Any]:
        with self.fake.lock:
            return (200, answer(pk)) if pk in self.fake.tasks else (404, {"detail": "Not found."})

    def _forget(self, pk: int) -> dict[str, str]:
        del self.fake.tasks[pk]
        return {"detail": "Deleted successfully"}

    def _list(self, query: dict[str, list[str]]) -> tuple[int, Any]:
        page, size = int(query.get("page", ["1"])[0]), int(query.get("page_size", ["10"])[0])
        with self.fake.lock:
            ids = sorted(self.fake.tasks, reverse=True)
            start = max(0, (page - 1) * size - (3 if self.fake.pages_shift and page > 1 else 0))
            results = [self.fake.answer(pk) for pk in ids[start : start + size]]
            more = start + size < len(ids)
        following = f"{self.fake.url}/v4/models/multipose-image-recolor/?page={page + 1}" if more else None
        return 200, {"count": len(ids), "next": following, "results": results}

    def _run(self, kind: str, work: Any) -> None:
        """Answer a call, unless a fault comes before it is done, or after (then the answer is lost)."""
        self.fake.requests[kind] += 1
        fault = self.fake.fault(kind)
        if self.headers.get("x-api-key") != KEY:
            self._send(401, {"message": "Invalid key."})
        elif fault == "reset":
            self._reset()
        elif fault == "slow":
            time.sleep(self.fake.slowness)
            self._reset()
        elif fault == "429":
            self._send(429, {"detail": "Slow down."}, {"Retry-After": "1"})
        elif fault == "500":
            self._send(500, {"detail": "Oops."})
        elif fault == "html":
            self._raw(200, b"<html><h1>Maintenance</h1></html>", "text/html")
        elif fault == "lost":
            work()
            self._reset()
        else:
            self._send(*work(), {"Date": "Mon, 01 Jan 2001 00:00:00 GMT"} if fault == "skew" else None)

    def _download(self, pk: int) -> None:
        self.fake.requests["download"] += 1
        assert "x-api-key" not in self.headers, "the key belongs to the API only"
        fault, content = self.fake.fault("download"), picture("teal")
        if pk not in self.fake.tasks:
            self._raw(403, b"<Error>AccessDenied</Error>", "application/xml")
        elif fault == "slow":
            time.sleep(self.fake.slowness)
            self._reset()
        elif fault == "reset":
            self._reset()
        elif fault == "500":
            self._raw(500, b"", "text/plain")
        elif fault == "truncated":
            self._raw(200, content[: len(content) // 2], "image/jpeg")
        elif fault == "wrong_type":
            self._raw(200, b"<html>Sign in</html>" * 20, "text/html")
        elif fault == "huge":
            self._raw(200, b"", "image/jpeg", {"Content-Length": "9000000000"})
        else:
            self._raw(200, content, "image/jpeg")

    def _send(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        self._raw(status, json.dumps(body).encode(), "application/json", headers)

    def _raw(self, status: int, content: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        extra = headers or {}
        self.log_request(status)
        self.send_response_only(status)
        for name, value in ({"Content-Type": kind, "Content-Length": str(len(content))} | extra).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def _reset(self) -> None:
        self.close_connection = True
        self.connection.close()

    def log_message(self, *args: Any) -> None:
        pass


def sometimes(share: float, seed: int) -> Any:
    """A fault of every kind, at random, in this share of the requests."""
    dice = random.Random(seed)

    def fault(kind: str) -> str | None:
        if dice.random() >= share:
            return None
        return dice.choice(DOWNLOAD_FAULTS if kind == "download" else FAULTS)

    return fault
