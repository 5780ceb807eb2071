"""The calls of the Recolor API."""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, Unpack
from urllib.parse import quote, urljoin, urlsplit

import requests

from . import downloads
from .answers import error_from_response, read_json
from .base_images import BaseImages
from .batches import Batches
from .errors import InvalidPictureError, RecolorAPIError
from .garments import Garments
from .lists import ListPage, all_rows
from .palettes import Palettes
from .polling import Poller
from .reviews import Reviews
from .task_requests import TaskFilters, TaskRequest, query
from .transport import Transport, header_value
from .types import ColorChange, Page, Task, read_page, read_task
from .webhook_calls import Webhooks

MAX_BYTES = 100_000_000  # default limit for the size of a downloaded picture
_TASKS_PATH = "v4/models/multipose-image-recolor/"
_TASK_PATH = "v2/models/multipose-tasks/{}/"
_MAX_REDIRECTS = 3


class RecolorClient:
    """A client of one Recolor API. It may be shared between threads.

    `base_images`, `garments`, `batches`, `palettes`, `reviews` and `webhooks` have the calls of our own servers. Every
    method that calls the service raises RecolorAPIError; see `recolor.client.errors`. An idempotency key that no header
    can hold is a ValueError.

    Parameters
    ----------
    base_url : str
        The address of the service, such as `https://studio.example`.
    api_key : str
        The API key. It is sent as `x-api-key`, to this address only.
    timeout : tuple of float
        Seconds to connect, and seconds between two bytes of an answer.
    retries : int
        How often a request that is safe to repeat is repeated after a connection error, 429 or 5xx. The pauses are
        those that `Retry-After` asks for, but at most 30 seconds; without it they double, with jitter.
    sleep, clock, session : callable
        Replacements for `time.sleep`, `time.monotonic` and `requests.Session`, for tests.

    Raises
    ------
    ValueError
        If `base_url` is not an http or https address, or no header can hold `api_key`.
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
            raise ValueError(f"{base_url!r} is not an address of a service. Use one such as https://studio.example.")
        self.base_url = base_url.rstrip("/") + "/"
        self._headers = {"x-api-key": header_value(api_key.strip(), "API key"), "Accept": "application/json"}
        self._poller = Poller(sleep, clock)
        self._transport = Transport(timeout=timeout, retries=retries, sleep=sleep, session=session)
        self.base_images = BaseImages(self._call, self._poller)
        self.garments = Garments(self._call)
        self.batches = Batches(self._call, self._poller)
        self.palettes = Palettes(self._call)
        self.reviews = Reviews(self._call)
        self.webhooks = Webhooks(self._call)

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
        output_format: str | None = None,
        sharpen: bool = False,
        refine_edges: bool = False,
        engine: str | None = None,
        replaces: int | str | None = None,
        idempotency_key: str | None = None,
    ) -> Task:
        """Create a task that recolors a pose or a model.

        Parameters
        ----------
        color_changes : sequence of ColorChange
            The garments and their new colors.
        pose_id, model_id : int or str, optional
            The base pose and the base model. At least one is required; the pose takes precedence.
        image_quality : str
            "2k" or "4k"; on our own servers also "original", the photo's own size.
        output_format, sharpen, refine_edges, engine, replaces : optional
            Options of our own servers; see `TaskRequest`.
        idempotency_key : str, optional
            Makes the call safe to repeat, so that it is repeated when an answer is lost. Without a key the exception
            is raised, and its `maybe_done` shows whether a task may exist.

        Returns
        -------
        Task
            The new task.

        Raises
        ------
        InvalidRequestError
            If the service refuses the request; `fields` has the problems.
        """
        request = TaskRequest(
            color_changes, pose_id, model_id, image_quality, output_format, sharpen, refine_edges, engine, replaces
        )
        return read_task(self._call("POST", _TASKS_PATH, idempotency_key=idempotency_key, json=request.body()))

    def get(self, task_id: int | str) -> Task:
        """Return one task. Raises NotFoundError if there is none with this id."""
        return read_task(self._call("GET", _task_path(task_id)))

    def page(self, page: int = 1, page_size: int = 10, **filters: Unpack[TaskFilters]) -> Page:
        """Return one page of the list of tasks, newest first, with at most 100 tasks.

        Parameters
        ----------
        page, page_size : int
            The number of the page, from 1, and the number of tasks on it.
        **filters
            Which tasks are listed, on our own servers; see `TaskFilters`.
        """
        params = {"page": page, "page_size": page_size, **query(filters)}
        return read_page(self._call("GET", _TASKS_PATH, params=params))

    def list(self, page_size: int = 100, **filters: Unpack[TaskFilters]) -> Iterator[Task]:
        """Yield all tasks that match the filters once, newest first; see `TaskFilters`.

        Each page is requested when its first task is consumed. Tasks may be changed and deleted meanwhile.
        """

        def read(number: int) -> ListPage[Task]:
            page = self.page(number, page_size, **filters)
            return page.tasks, page.count, page.next

        yield from all_rows(read)

    def delete(self, task_id: int | str) -> None:
        """Delete a task permanently; a running task is canceled. Raises NotFoundError if there is none."""
        self._call("DELETE", _task_path(task_id))

    def retry(self, task_id: int | str) -> Task:
        """Queue a failed or canceled task again, on our own servers, and return it; one in progress stays as it is.

        Raises NotFoundError if there is none, and InvalidRequestError if it is completed.
        """
        return read_task(self._call("POST", f"{_task_path(task_id)}retry/", repeatable=True))

    def wait(
        self,
        task_id: int | str,
        *,
        timeout: float = 600.0,
        on_poll: Callable[[Task], None] | None = None,
    ) -> Task:
        """Poll a task every 3 to 5 seconds until it is completed or failed.

        Parameters
        ----------
        task_id : int or str
            The task.
        timeout : float
            Seconds to wait.
        on_poll : callable, optional
            Called with the task after each poll; `progress` is the percentage done.

        Returns
        -------
        Task
            The completed or failed task. A failed task is returned, not raised.

        Raises
        ------
        APITimeoutError
            If the task is not finished after `timeout` seconds. The task itself continues.
        """
        return self._poller.wait(lambda: self.get(task_id), timeout, on_poll)

    def download(
        self,
        url: str | None,
        path: str | Path | None = None,
        *,
        max_bytes: int = MAX_BYTES,
        check_url: Callable[[str], None] | None = None,
    ) -> bytes | Path:
        """Download the picture of a completed task. The API key is not sent.

        Parameters
        ----------
        url : str or None
            A task's `result_url`.
        path : str or Path, optional
            The file to write. It appears only when the download is complete.
        max_bytes : int
            The largest size to accept.
        check_url : callable, optional
            Called with every address before it is requested, redirects included. It raises to refuse the address.

        Returns
        -------
        bytes or Path
            The picture, or `path` if it is given.

        Raises
        ------
        InvalidPictureError
            If there is no picture yet, or it is larger than `max_bytes`, incomplete, or not a picture.
        NotFoundError, AuthenticationError, InvalidRequestError
            If the address has expired; which of them depends on the service.
        """
        if not url:
            raise InvalidPictureError("The task has no picture. It has one once it is completed.")
        with self._open(urljoin(self.base_url, url), check_url) as response:
            if path is None:
                return downloads.read(response, max_bytes)
            return downloads.save_as(response, Path(path), max_bytes)

    def _open(self, url: str, check_url: Callable[[str], None] | None) -> requests.Response:
        """Return the streamed answer of an address, after redirects."""
        for _ in range(_MAX_REDIRECTS + 1):
            if check_url:
                check_url(url)
            response, _ = self._transport.send("GET", url, repeatable=True, stream=True)
            if not response.is_redirect:
                break
            url = urljoin(url, response.headers["Location"])
            response.close()
        if response.status_code != 200:
            error = error_from_response(response) if response.status_code >= 300 else None
            response.close()
            raise error or RecolorAPIError("The service sent no picture.", status=response.status_code)
        return response

    def _call(
        self,
        method: str,
        path: str,
        *,
        idempotency_key: str | None = None,
        repeatable: bool | None = None,
        **options: Any,
    ) -> Any:
        """Return what the server answers.

        A failed request is repeated if it is `repeatable`; by default, all but a POST without an idempotency key are.
        A 404 to a repeated DELETE means that the first one was carried out, but its answer was lost.
        """
        headers = self._headers
        if idempotency_key:
            headers = headers | {"Idempotency-Key": header_value(idempotency_key, "idempotency key")}
        if repeatable is None:
            repeatable = method != "POST" or bool(idempotency_key)
        url = urljoin(self.base_url, path)
        response, maybe_done = self._transport.send(method, url, repeatable=repeatable, headers=headers, **options)
        if method == "DELETE" and maybe_done and response.status_code == 404:
            return None
        return read_json(response)


def _task_path(task_id: int | str) -> str:
    return _TASK_PATH.format(quote(str(task_id), safe=""))
