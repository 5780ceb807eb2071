"""What the calls for batches return, and reading it from the server's answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .errors import ServerError

COMPLETED = "completed"


@dataclass(frozen=True)
class NewBatch:
    """The answer to the creation of a batch.

    Attributes
    ----------
    id : str or None
        The id; None after a dry run.
    count : int
        The number of tasks.
    warnings : tuple of str
        What a person should check first, such as doubtful outlines.
    raw : mapping
        The server's answer, with fields that this class does not have.
    """

    id: str | None
    count: int
    warnings: tuple[str, ...] = ()
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True)
class Tone:
    """How far the results of a batch for one garment and color are apart.

    Attributes
    ----------
    target, color : str
        The garment and the color, as they were requested.
    delta_e : float
        The largest CIEDE2000 between two results; the goal is at most 1.
    farthest_apart : tuple of str
        The ids of these two tasks.
    """

    target: str
    color: str
    delta_e: float
    farthest_apart: tuple[str, ...]


@dataclass(frozen=True)
class Batch:
    """A batch of tasks.

    Attributes
    ----------
    id : str
        The id.
    status : str
        "queued", "processing", "paused" or "completed".
    name : str
        The name in the studio.
    count : int
        The number of tasks.
    counts : mapping of str to int
        The numbers of tasks by their status; "canceled" are those of the failed ones that were canceled.
    task_ids : tuple of str
        The ids of the tasks, without those that newer versions replace; empty in lists.
    tones : tuple of Tone
        One for each garment and color with at least two results; empty in lists.
    raw : mapping
        The server's answer, with fields that this class does not have.
    """

    id: str
    status: str
    name: str = ""
    count: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    task_ids: tuple[str, ...] = ()
    tones: tuple[Tone, ...] = ()
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def done(self) -> bool:
        """Whether nothing is left to do; tasks may have failed."""
        return self.status == COMPLETED


def read_new_batch(answer: object) -> NewBatch:
    """Return the created batch in an answer. Raises ServerError if it is none."""
    if not isinstance(answer, Mapping) or "id" not in answer or "count" not in answer:
        raise ServerError("The server's answer is not a batch. Only our own servers have them.", maybe_done=True)
    return NewBatch(
        id=None if answer["id"] is None else str(answer["id"]),
        count=int(answer["count"]),
        warnings=tuple(str(warning) for warning in answer.get("warnings") or ()),
        raw=answer,
    )


def read_batch(answer: object) -> Batch:
    """Return the batch in an answer. Raises ServerError if it has no id or no status."""
    if not isinstance(answer, Mapping) or not isinstance(answer.get("id"), int | str) or not answer.get("status"):
        raise ServerError("The server's answer is not a batch. Only our own servers have them.", maybe_done=True)
    return Batch(
        id=str(answer["id"]),
        status=str(answer["status"]),
        name=str(answer.get("name") or ""),
        count=int(answer.get("count") or 0),
        counts={str(status): int(count) for status, count in (answer.get("counts") or {}).items()},
        task_ids=tuple(str(pk) for pk in answer.get("tasks") or ()),
        tones=tuple(_read_tone(tone) for tone in answer.get("tones") or ()),
        raw=answer,
    )


def _read_tone(tone: Mapping[str, Any]) -> Tone:
    return Tone(
        target=str(tone["target"]),
        color=str(tone["color"]),
        delta_e=float(tone["delta_e"]),
        farthest_apart=tuple(str(pk) for pk in tone["farthest_apart"]),
    )
