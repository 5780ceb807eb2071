"""A fake hosted service: the state and the rules of the Recolor API; `fake_http.py` serves it over real HTTP.

It answers with the contract's fields only, without those that our own server adds, such as `color_changes` and
`previous`. It refuses whatever the contract refuses; `test_contract.py` runs the same tests against it and our server.
"""

import hashlib
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from typing import Any

from .fake_http import TASKS_PATH, Handler
from .fake_validation import FakePhoto, Refused, invalid_fields, missing_garments, not_found_text, requested_photo

PHOTOS = {
    7: FakePhoto("model"),
    8: FakePhoto("model", analyzed=False),
    33: FakePhoto("pose", model=7),
    34: FakePhoto("pose", model=8),
    1024: FakePhoto("pose"),
}


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
        handler = type("ServiceHandler", (Handler,), {"service": self})
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
            if self.do_pages_shift and number > 1:
                start = max(0, start - 3)
            if number < 1 or (number > 1 and start >= len(ids)):
                raise Refused(404, {"detail": "Invalid page."})
            is_last = start + size >= len(ids)
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
