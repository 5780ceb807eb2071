"""What the views of exports share: the chosen results, the workspace's options, and the answer with a ZIP file."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any
from weakref import finalize

from django.db.models import QuerySet
from django.http import QueryDict, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from ... import selectors
from ...exports import ExportOptions, named_results, zip_chunks
from ...models import RecolorTask, Workspace
from .selection import all_selected_tasks

APPROVED, ALL = "approved", "all"  # values of the field `which`

MAX_EXPORTS = 2  # at the same time in a process; an export takes a thread for minutes, and may decode whole pictures
RETRY_AFTER = 30  # seconds
_free = BoundedSemaphore(MAX_EXPORTS)


class ExportsBusyError(Exception):
    """As many exports as a process makes at the same time are being made."""

    def __init__(self) -> None:
        super().__init__(_("Other exports are being made. Try again in half a minute; nothing was lost."))


@dataclass(frozen=True)
class Export:
    """The results that an export contains.

    found: the selected ones. which: `approved` or `all` of them. tasks: the workspace's, of which they are read.
    """

    found: selectors.Exported
    which: str
    tasks: QuerySet[RecolorTask]

    @property
    def ids(self) -> Sequence[int]:
        return self.found.approved_ids if self.which == APPROVED else self.found.ids

    def results(self, limit: int | None = None) -> Iterator[RecolorTask]:
        """Yield the results, or the first ones, which are read as they are needed."""
        return selectors.read_in_chunks(self.tasks, self.ids[:limit])


def read_export(workspace: Workspace, data: QueryDict, *, which: str = "") -> Export:
    """Return the selected results (see `all_selected_tasks`) that are exported.

    data: also the fields `which`, in place of which `which` may be given, and `versions`, with which older versions are
    exported, too. Without `which`, only the approved results are exported if there are any.
    """
    tasks = all_selected_tasks(workspace, data)
    found = selectors.exported_results(tasks, all_versions=bool(data.get("versions")))
    which = which or data.get("which", "")
    if which not in (APPROVED, ALL):
        which = APPROVED if found.approved_ids else ALL
    return Export(found, which, selectors.with_review_records(selectors.tasks(workspace)))


def stored_options(workspace: Workspace) -> ExportOptions:
    """Return the workspace's options."""
    return ExportOptions(**workspace.export_options)


class ZipResponse(StreamingHttpResponse):
    """A ZIP file that is written while it is sent. Until it is closed, it is one of the exports of `MAX_EXPORTS`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, content_type="application/zip", **kwargs)
        self._end = finalize(self, _free.release)  # once; also if the response is dropped without being closed

    def close(self) -> None:
        super().close()
        self._end()


@contextmanager
def one_export() -> Iterator[None]:
    """Count what is done as one of the exports of `MAX_EXPORTS`. Raises ExportsBusyError."""
    if not _free.acquire(blocking=False):
        raise ExportsBusyError
    try:
        yield
    finally:
        _free.release()


def zip_response(export: Export, options: ExportOptions) -> ZipResponse:
    """Return the results as a ZIP file, which is written while it is sent. Raises ExportsBusyError."""
    headers = {"Content-Disposition": f'attachment; filename="{file_name("recolored", "zip")}"'}
    chunks = zip_chunks(export.results(), options)
    if not _free.acquire(blocking=False):
        raise ExportsBusyError
    return ZipResponse(chunks, headers=headers)


def download_name(task: RecolorTask) -> str:
    """Return the file name of a single result."""
    ((name, _task),) = named_results([task], stored_options(task.workspace).pattern)
    return name


def file_name(kind: str, extension: str) -> str:
    """Return the name of an exported file, with the time."""
    return f"{kind}-{timezone.now():%Y-%m-%d-%H%M}.{extension}"
