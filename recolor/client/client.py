"""The calls of the Recolor API."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urljoin, urlsplit

import requests

from . import downloads
from .answers import error_of, read_json
from .errors import APITimeoutError, InvalidPictureError, RecolorAPIError
from .transport import Transport
from .types import ColorChange, Page, Task, read_page, read_task

LIST = "v4/models/multipose-image-recolor/"
TASK = "v2/models/multipose-tasks/{}/"
MAX_BYTES = 100_000_000
_REDIRECTS = 3
_POLL = (3.0, 5.0)  # seconds; the service asks for this


class RecolorClient:
    """A client of one Recolor API; safe to share between threads.

    base_url: the service's address, such as `https://studio.example`. api_key: sent as `x-api-key`, to that address
    only. timeout: seconds to connect and between two bytes. retries: how often a request that is safe to repeat is
    repeated on connection errors, 429 and 5xx, with growing, jittered pauses. `sleep`, `clock` and `session` are
    replaceable for tests. Every method raises RecolorAPIError (see `errors`).
    """

    def __init__(
        self,
        base_url: str,
        api_key: str,
        *,
        timeout: tuple[float, float] = (5.0, 30.0),
        retries: int = 4,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        session: Callable[[], requests.Session] = requests.Session,
    ) -> None:
        if urlsplit(base_url).scheme not in ("http", "https") or not urlsplit(base_url).hostname:
            raise ValueError(f"{base_url!r} is no address of a service; it looks like https://studio.example.")
        self.base_url = base_url.rstrip("/") + "/"
        self._headers = {"x-api-key": api_key, "Accept": "application/json"}
        self._sleep, self._clock = sleep, clock
        self._transport = Transport(timeout=timeout, retries=retries, sleep=sleep, session=session)

    def __repr__(self) -> str:
        return f"RecolorClient({self.base_url!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections of all threads."""
        self._transport.close()

    def create(
        self,
        color_changes: Sequence[ColorChange],
        *,
        pose_id: int | str | None = None,
        model_id: int | str | None = None,
        image_quality: str = "2k",
        idempotency_key: str | None = None,
    ) -> Task:
        """Ask for a recolored picture of a pose or a model and return the new task.

        image_quality: `2k`, `4k`, or on our own servers `original`. With an `idempotency_key` a lost answer is
        asked for again; without one the error is raised, and its `maybe_done` tells whether a task may exist.
        """
        body: dict[str, Any] = {
            "color_changes": [{"target": change.target, "color": change.color} for change in color_changes],
            "image_quality": image_quality,
        }
        if pose_id is not None:
            body["pose_image_generation_id"] = _as_number(pose_id)
        if model_id is not None:
            body["models_image_generation_task_id"] = _as_number(model_id)
        headers = {"Idempotency-Key": idempotency_key} if idempotency_key else {}
        return read_task(self._call("POST", LIST, safe=bool(idempotency_key), json=body, headers=headers))

    def get(self, task_id: int | str) -> Task:
        """One task."""
        return read_task(self._call("GET", self._task_path(task_id)))

    def page(self, page: int = 1, page_size: int = 10) -> Page:
        """One page of the list, newest first; page_size: 100 at most."""
        return read_page(self._call("GET", LIST, params={"page": page, "page_size": page_size}))

    def list(self, page_size: int = 100) -> Iterator[Task]:
        """All tasks, newest first, each once, a page at a time as they are consumed."""
        seen: set[str] = set()
        number = 1
        while True:
            page = self.page(number, page_size)
            # Tasks made or deleted meanwhile move the others from page to page.
            fresh = [task for task in page.tasks if task.id not in seen]
            seen.update(task.id for task in fresh)
            yield from fresh
            if not page.next or not page.tasks:
                return
            number += 1

    def delete(self, task_id: int | str) -> None:
        """Delete a task for good; one that runs is canceled."""
        self._call("DELETE", self._task_path(task_id))

    def wait(
        self,
        task_id: int | str,
        *,
        timeout: float = 600.0,
        on_poll: Callable[[Task], None] | None = None,
    ) -> Task:
        """Poll a task every 3 to 5 seconds until it has come to an end, and return it, failed or completed.

        timeout: seconds, after which APITimeoutError is raised; the task goes on. on_poll: called with each answer.
        """
        deadline = self._clock() + timeout
        while True:
            task = self.get(task_id)
            if on_poll:
                on_poll(task)
            if task.done:
                return task
            pause = random.uniform(*_POLL)
            if self._clock() + pause > deadline:
                raise APITimeoutError(f"Task {task.id} is still {task.status} after {timeout:g} seconds.")
            self._sleep(pause)

    def download(
        self,
        url: str | None,
        path: str | Path | None = None,
        *,
        max_bytes: int = MAX_BYTES,
        check_url: Callable[[str], None] | None = None,
    ) -> bytes | Path:
        """Take a result's picture away: into the file `path`, which appears only once it is whole, or as bytes.

        url: a task's `result_url`. check_url: called with every address before it is asked, redirects included;
        it raises to refuse one. The key is not sent along. InvalidPictureError if the picture is larger than
        `max_bytes`, cut off, or none.
        """
        if not url:
            raise InvalidPictureError("There is no picture (yet); a task has one once it is completed.")
        with self._open(urljoin(self.base_url, url), check_url) as response:
            if path is None:
                return downloads.read(response, max_bytes)
            path = Path(path)
            part = path.with_name(path.name + ".part")
            try:
                with part.open("wb") as file:
                    downloads.save(response, file, max_bytes)
                part.replace(path)
            finally:
                part.unlink(missing_ok=True)
            return path

    def _open(self, url: str, check_url: Callable[[str], None] | None) -> requests.Response:
        for _ in range(_REDIRECTS + 1):
            if check_url:
                check_url(url)
            response = self._transport.send("GET", url, safe=True, stream=True)
            if not response.is_redirect:
                break
            url = urljoin(url, response.headers["Location"])
            response.close()
        if response.status_code != 200:
            error = error_of(response) if response.status_code >= 300 else None
            response.close()
            raise error or RecolorAPIError("The service sent no picture.", status=response.status_code)
        return response

    def _call(self, method: str, path: str, *, safe: bool = True, **options: Any) -> Any:
        headers = self._headers | options.pop("headers", {})
        url = urljoin(self.base_url, path)
        return read_json(self._transport.send(method, url, safe=safe, headers=headers, **options))

    def _task_path(self, task_id: int | str) -> str:
        return TASK.format(quote(str(task_id), safe=""))


def _as_number(value: int | str) -> int | str:
    return int(value) if isinstance(value, str) and value.isdecimal() else value
