"""Batches: many tasks that are created together on one of our own servers, an extension of the Recolor API."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .batch_types import Batch, NewBatch, read_batch, read_new_batch
from .files import file_part
from .lists import listed
from .polling import Poller
from .sheets import ImportedSheet, read_sheet
from .task_requests import TaskRequest

_PATH = "v4/models/multipose-image-recolor/batch/"


class Batches:
    """The calls for batches, as `RecolorClient.batches`.

    Every method that calls the server raises RecolorAPIError.
    """

    def __init__(self, call: Callable[..., Any], poller: Poller) -> None:
        self._call, self._poller = call, poller

    def create(
        self,
        tasks: Sequence[TaskRequest],
        *,
        name: str = "",
        one_tone: bool = True,
        dry_run: bool = False,
        idempotency_key: str | None = None,
    ) -> NewBatch:
        """Create a task for each request, or none.

        Parameters
        ----------
        tasks : sequence of TaskRequest
            1 to 1000 requests.
        name : str
            The name in the studio; the garments and colors by default.
        one_tone : bool
            Whether all results in a color are made again if one photo cannot show it as the others do; otherwise only
            the poses of a model.
        dry_run : bool
            Whether everything is only checked, and nothing created.
        idempotency_key : str, optional
            Makes the call safe to repeat, so that it is repeated when an answer is lost.

        Returns
        -------
        NewBatch
            The new batch, or what would be created.

        Raises
        ------
        InvalidRequestError
            If a request cannot be carried out; `fields` has the problems of all of them.
        """
        body = {"tasks": [task.body() for task in tasks], "name": name, "one_tone": one_tone, "dry_run": dry_run}
        answer = self._call("POST", _PATH, idempotency_key=idempotency_key, repeatable=dry_run or None, json=body)
        return read_new_batch(answer)

    def get(self, batch_id: int | str) -> Batch:
        """Return one batch. Raises NotFoundError if there is none with this id."""
        return read_batch(self._call("GET", _path(batch_id)))

    def list(self) -> Iterator[Batch]:
        """Yield all batches once, newest first. Each page is requested when its first batch is consumed."""
        yield from listed(self._call, _PATH, read_batch)

    def import_sheet(
        self,
        sheet: str | Path | Sequence[Mapping[str, str]],
        *,
        name: str = "",
        dry_run: bool = False,
        leave_out: bool = False,
        repeat: bool = False,
        again: bool = False,
        idempotency_key: str | None = None,
    ) -> ImportedSheet:
        """Create the batch that a sheet describes, all of it or nothing.

        Parameters
        ----------
        sheet : str, Path, or sequence of mappings
            A CSV or XLSX file, or rows: texts by the names of columns such as "photo", "target" and "color".
        name : str
            The name of the batch; that of the file by default.
        dry_run : bool
            Whether the server only says what each row would do.
        leave_out : bool
            Whether rows with problems are left out; otherwise they are refused.
        repeat : bool
            Whether results that exist already are made again.
        again : bool
            Whether a sheet that has been imported before is imported once more.
        idempotency_key : str, optional
            Makes the call safe to repeat, so that it is repeated when an answer is lost.

        Returns
        -------
        ImportedSheet
            The new batch, or what would be created, row by row.

        Raises
        ------
        OSError
            If the file cannot be read.
        InvalidRequestError
            If the sheet is refused; `fields` has the problems, such as "row 3, color: …". With status 409, it has
            been imported before.
        """
        options = {"name": name, "dry_run": dry_run, "leave_out": leave_out, "repeat": repeat, "again": again}
        if isinstance(sheet, str | Path):
            body: dict[str, Any] = {"data": options, "files": {"file": file_part(sheet)}}
        else:
            body = {"json": {**options, "rows": [dict(row) for row in sheet]}}
        address = f"{_PATH}sheet/"
        return read_sheet(
            self._call("POST", address, idempotency_key=idempotency_key, repeatable=dry_run or None, **body)
        )

    def rename(self, batch_id: int | str, name: str) -> Batch:
        """Give a batch another name, and return it. Raises InvalidRequestError for a name that cannot be used."""
        return read_batch(self._call("PATCH", _path(batch_id), json={"name": name}))

    def trash(self, batch_id: int | str) -> None:
        """Move a batch with its tasks to the trash, from which `restore` takes it.

        Raises NotFoundError if there is none with this id.
        """
        self._call("DELETE", _path(batch_id))

    def restore(self, batch_id: int | str) -> Batch:
        """Restore a batch from the trash, with the tasks that went there with it, and return it.

        Raises NotFoundError if it is not in the trash.
        """
        return read_batch(self._call("POST", f"{_path(batch_id)}restore/"))

    def pause(self, batch_id: int | str) -> Batch:
        """Leave the queued tasks of a batch in the queue; running ones finish. Return the batch."""
        return self._change(batch_id, "pause")

    def resume(self, batch_id: int | str) -> Batch:
        """Continue a paused batch, and return it."""
        return self._change(batch_id, "resume")

    def cancel_rest(self, batch_id: int | str) -> Batch:
        """Cancel the queued and running tasks of a batch, and return it."""
        return self._change(batch_id, "cancel")

    def retry_failed(self, batch_id: int | str) -> Batch:
        """Queue the failed tasks of a batch again, without canceled ones, and return it."""
        return self._change(batch_id, "retry")

    def wait(
        self,
        batch_id: int | str,
        *,
        timeout: float = 3600.0,
        on_poll: Callable[[Batch], None] | None = None,
    ) -> Batch:
        """Poll a batch every 3 to 5 seconds until nothing is left to do.

        Parameters
        ----------
        batch_id : int or str
            The batch.
        timeout : float
            Seconds to wait.
        on_poll : callable, optional
            Called with the batch after each poll.

        Returns
        -------
        Batch
            The completed batch. Failed tasks are counted in `counts`, not raised.

        Raises
        ------
        APITimeoutError
            If tasks are left after `timeout` seconds. They continue on the server.
        """
        return self._poller.wait(lambda: self.get(batch_id), timeout, on_poll)

    def _change(self, batch_id: int | str, action: str) -> Batch:
        return read_batch(self._call("POST", f"{_path(batch_id)}{action}/", repeatable=True))


def _path(batch_id: int | str) -> str:
    return f"{_PATH}{quote(str(batch_id), safe='')}/"
