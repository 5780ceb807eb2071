"""What a task is asked to do, and the filters of the list of tasks, as the Recolor API takes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypedDict

from .types import ColorChange


@dataclass(frozen=True)
class TaskRequest:
    """The request for one task.

    All fields but the first three are extensions of our own servers, and are sent only if they are set.

    Attributes
    ----------
    color_changes : sequence of ColorChange
        The garments and their new colors.
    pose_id, model_id : int, str or None
        The base pose and the base model. At least one is required; the pose takes precedence.
    image_quality : str
        "2k" or "4k"; on our own servers also "original", the photo's own size.
    output_format : str or None
        "jpeg", "png" or "webp"; "jpeg" by default.
    sharpen : bool
        Whether the result is sharpened mildly where the photo is enlarged.
    refine_edges : bool
        Whether the edges of masks that people or programs have given are adapted to the photo.
    engine : str or None
        "local" or "hosted", the engine to which the ids belong; by default that of the server's settings.
    replaces : int, str or None
        The id of a task of the same photo, in whose place the result is made as its next version; not in a batch.
    """

    color_changes: Sequence[ColorChange]
    pose_id: int | str | None = None
    model_id: int | str | None = None
    image_quality: str = "2k"
    output_format: str | None = None
    sharpen: bool = False
    refine_edges: bool = False
    engine: str | None = None
    replaces: int | str | None = None

    def body(self) -> dict[str, Any]:
        """Return the JSON object that asks for the task."""
        ids = {"pose_image_generation_id": self.pose_id, "models_image_generation_task_id": self.model_id}
        extensions = {
            "output_format": self.output_format,
            "sharpen": self.sharpen or None,
            "refine_edges": self.refine_edges or None,
            "engine": self.engine,
            "replaces": None if self.replaces is None else _as_number(self.replaces),
        }
        return {
            "color_changes": [_change(change) for change in self.color_changes],
            "image_quality": self.image_quality,
            **{name: _as_number(value) for name, value in ids.items() if value is not None},
            **{name: value for name, value in extensions.items() if value is not None},
        }


class TaskFilters(TypedDict, total=False):
    """The filters of the list of tasks, an extension of our own servers; a task must match all of them.

    Attributes
    ----------
    status : str
        "queued", "processing", "completed" or "failed".
    review : str
        "to_review", "approved" or "rejected".
    created_after : datetime or str
        Only tasks that were created later. A text has the form `YYYY-MM-DDTHH:MM:SSZ`.
    finished_after : datetime or str
        Only tasks that were completed or failed later, in the order in which they finished: a time, then
        `Page.finished_after` of the last page, so that no task is missed or listed twice.
    target : str
        A garment, as it was requested.
    photo : int or str
        The id of the recolored base image.
    batch : int or str
        The id of the batch.
    """

    status: str
    review: str
    created_after: datetime | str
    finished_after: datetime | str
    target: str
    photo: int | str
    batch: int | str


def query(filters: Mapping[str, Any]) -> dict[str, Any]:
    """Return filters as the query of an address, with times in UTC."""
    return {name: _text(value) for name, value in filters.items() if value is not None}


def _text(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def _change(change: ColorChange) -> dict[str, Any]:
    extensions: dict[str, Any] = {} if change.protect_details else {"protect_details": False}
    if change.layer:
        extensions["layer"] = change.layer
    return {"target": change.target, "color": change.color, **extensions}


def _as_number(value: int | str) -> int | str:
    return int(value) if isinstance(value, str) and value.isdecimal() else value
