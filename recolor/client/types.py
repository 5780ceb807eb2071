"""The values of the Recolor API. Reading tolerates what its documentation leaves open."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .errors import ServerError

QUEUED, PROCESSING, COMPLETED, FAILED = "queued", "processing", "completed", "failed"
_READ_AS = {"pending": QUEUED}


@dataclass(frozen=True)
class ColorChange:
    """A wish: the garment `target` shall become `color`, a hex code or words. The rest is told by our own servers."""

    target: str
    color: str
    color_hex: str | None = None
    achieved_hex: str | None = None
    delta_e: float | None = None


@dataclass(frozen=True)
class TaskError:
    """Why a task failed."""

    code: str
    message: str


@dataclass(frozen=True)
class Task:
    """A recolor task. id: text, whatever the service uses; status: queued, processing, completed or failed.

    result_url: where the picture lies, for a while, once completed. raw: the service's answer, unknown fields included.
    """

    id: str
    status: str
    result_url: str | None = None
    error: TaskError | None = None
    progress: int | None = None
    created_at: str | None = None
    color_changes: tuple[ColorChange, ...] = ()
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def done(self) -> bool:
        """Whether the task has come to an end, good or bad."""
        return self.status in (COMPLETED, FAILED)


@dataclass(frozen=True)
class Page:
    """A page of the list: `count` tasks in all, newest first; `next`: the next page's address, None on the last."""

    count: int
    tasks: tuple[Task, ...]
    next: str | None = None


def read_task(answer: object) -> Task:
    """An answer as a Task; ServerError if it has no id or no status."""
    if not isinstance(answer, Mapping) or not isinstance(answer.get("id"), int | str) or not answer.get("status"):
        raise ServerError("The service's answer is not a task of the Recolor API.", maybe_done=True)
    status = str(answer["status"]).lower()
    progress = answer.get("progress")
    return Task(
        id=str(answer["id"]),
        status=_READ_AS.get(status, status),
        result_url=_text(answer.get("result_url")),
        error=_read_error(answer.get("error")) if status == FAILED else None,
        progress=int(progress) if isinstance(progress, int | float) else None,
        created_at=_text(answer.get("created_at")),
        color_changes=tuple(_read_changes(answer.get("color_changes"))),
        raw=answer,
    )


def read_page(answer: object) -> Page:
    """An answer as a Page; ServerError if it holds no list of results."""
    results = answer.get("results") if isinstance(answer, Mapping) else answer
    if not isinstance(results, list):
        raise ServerError("The service's answer is not a list of the Recolor API.")
    tasks = tuple(read_task(item) for item in results)
    if not isinstance(answer, Mapping):
        return Page(len(tasks), tasks)
    count = answer.get("count")
    return Page(count if isinstance(count, int) else len(tasks), tasks, _text(answer.get("next")))


def _read_error(error: object) -> TaskError:
    """`{"code", "message"}` from ours; other services may say it in other shapes, or not at all."""
    if isinstance(error, Mapping):
        message = error.get("message") or error.get("detail")
        return TaskError(str(error.get("code") or FAILED), str(message or "The service gives no reason."))
    return TaskError(FAILED, str(error or "The service gives no reason."))


def _read_changes(changes: object) -> list[ColorChange]:
    if not isinstance(changes, list):
        return []
    return [
        ColorChange(
            target=str(change.get("target", "")),
            color=str(change.get("color", "")),
            color_hex=_text(change.get("color_hex")),
            achieved_hex=_text(change.get("achieved_hex")),
            delta_e=float(change["delta_e"]) if isinstance(change.get("delta_e"), int | float) else None,
        )
        for change in changes
        if isinstance(change, Mapping)
    ]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
