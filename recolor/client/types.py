"""The values of the Recolor API.

Reading tolerates variations that the hosted service's documentation leaves open, such as the shape of errors.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .errors import ServerError

QUEUED, PROCESSING, COMPLETED, FAILED = "queued", "processing", "completed", "failed"
_SYNONYMS = {"pending": QUEUED}  # other names of statuses
_NO_REASON = "The service gives no reason."


@dataclass(frozen=True)
class ColorChange:
    """A color change: the garment `target` is to get the color `color`.

    Attributes
    ----------
    target : str
        The garment in a merchandiser's words, such as "blouse".
    color : str
        The requested color: a hex code, or words such as "royal blue".
    color_hex : str or None
        The requested color as '#rrggbb'. This and the following attributes are set in answers of our own servers.
    achieved_hex : str or None
        The color in the result as '#rrggbb'.
    delta_e : float or None
        CIEDE2000 between the requested and the achieved color.
    warning : str
        Why the result may not look as requested; empty if there is no problem.
    doubtful : bool
        Whether the server is not sure of the garment's outline.
    protect_details : bool
        Whether prints and trims keep their color; sent to our own servers only if it is False.
    layer : str
        The color layer of the garment that is recolored, such as "stripes"; empty for the whole garment. It is sent to
        our own servers only if it is not empty.
    garment : str
        The name of the recolored garment in the photo, which `target` may call otherwise; empty until the task is
        completed.
    """

    target: str
    color: str
    color_hex: str | None = None
    achieved_hex: str | None = None
    delta_e: float | None = None
    warning: str = ""
    doubtful: bool = False
    protect_details: bool = True
    layer: str = ""
    garment: str = ""


@dataclass(frozen=True)
class TaskError:
    """The reason why a task failed: a code, and a message for people."""

    code: str
    message: str


@dataclass(frozen=True)
class Task:
    """A recolor task.

    Attributes
    ----------
    id : str
        The id, as text whatever type the service uses.
    status : str
        "queued", "processing", "completed" or "failed".
    result_url : str or None
        The address of the result once the task is completed. It expires.
    error : TaskError or None
        The reason why the task failed; None unless it did.
    progress : int or None
        The percentage done, if the service reports it.
    created_at : str or None
        The time of the create in UTC, `YYYY-MM-DDTHH:MM:SSZ`.
    color_changes : tuple of ColorChange
        The requested changes; empty if the service does not report them.
    review : str or None
        On our own servers the last decision about the result: "to_review", "approved" or "rejected".
    raw : mapping
        The service's answer, with fields that this class does not have.
    """

    id: str
    status: str
    result_url: str | None = None
    error: TaskError | None = None
    progress: int | None = None
    created_at: str | None = None
    color_changes: tuple[ColorChange, ...] = ()
    review: str | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def done(self) -> bool:
        """Whether the task is completed or failed."""
        return self.status in (COMPLETED, FAILED)


@dataclass(frozen=True)
class Page:
    """A page of the list of tasks.

    Attributes
    ----------
    count : int
        The number of tasks on all pages.
    tasks : tuple of Task
        The tasks on this page, newest first; with the filter `finished_after`, in the order in which they finished.
    next : str or None
        The address of the next page; None on the last one.
    finished_after : str or None
        With the filter `finished_after`: its value for the next call. Store it.
    """

    count: int
    tasks: tuple[Task, ...]
    next: str | None = None
    finished_after: str | None = None


def read_task(answer: object) -> Task:
    """Return the task in an answer. Raises ServerError if it has no id or no status."""
    if not isinstance(answer, Mapping) or not isinstance(answer.get("id"), int | str) or not answer.get("status"):
        raise ServerError("The service's answer is not a task of the Recolor API.", maybe_done=True)
    status = str(answer["status"]).lower()
    progress = answer.get("progress")
    return Task(
        id=str(answer["id"]),
        status=_SYNONYMS.get(status, status),
        result_url=_text(answer.get("result_url")),
        error=_read_error(answer.get("error")) if status == FAILED else None,
        progress=int(progress) if isinstance(progress, int | float) else None,
        created_at=_text(answer.get("created_at")),
        color_changes=tuple(_read_changes(answer.get("color_changes"))),
        review=_text(answer.get("review")),
        raw=answer,
    )


def read_page(answer: object) -> Page:
    """Return the page of tasks in an answer. Raises ServerError if it has no list of results."""
    results = answer.get("results") if isinstance(answer, Mapping) else answer
    if not isinstance(results, list):
        raise ServerError("The service's answer is not a list of the Recolor API.")
    tasks = tuple(read_task(item) for item in results)
    if not isinstance(answer, Mapping):
        return Page(len(tasks), tasks)
    count = answer.get("count")
    return Page(
        count if isinstance(count, int) else len(tasks),
        tasks,
        _text(answer.get("next")),
        _text(answer.get("finished_after")),
    )


def _read_error(error: object) -> TaskError:
    """Return the error of a failed task: an object with a code and a message, other text, or nothing."""
    if isinstance(error, Mapping):
        message = error.get("message") or error.get("detail")
        return TaskError(str(error.get("code") or FAILED), str(message or _NO_REASON))
    return TaskError(FAILED, str(error or _NO_REASON))


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
            warning=_text(change.get("warning")) or "",
            doubtful=change.get("doubtful") is True,
            protect_details=change.get("protect_details") is not False,
            layer=_text(change.get("layer")) or "",
            garment=_text(change.get("garment")) or "",
        )
        for change in changes
        if isinstance(change, Mapping)
    ]


def _text(value: object) -> str | None:
    """Return a text that is not empty; None for anything else."""
    return value if isinstance(value, str) and value else None
