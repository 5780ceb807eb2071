"""The manifest of an export: a CSV file with a row for each color change of each exported file."""

from collections.abc import Iterable

from ..models import ColorChange, RecolorTask
from ..spreadsheets import write_csv

COLUMNS = (
    "file",
    "sku",
    "view",
    "photo",
    "photo_file",
    "task",
    "name",
    "target",
    "color",
    "color_hex",
    "achieved_hex",
    "delta_e",
    "mask_confidence",
    "review",
    "review_note",
    "reviewed_by",
    "reviewed_at",
)


def manifest(named: Iterable[tuple[str, RecolorTask]]) -> bytes:
    """Return the CSV file."""
    changes = ((file, task, change) for file, task in named for change in task.color_changes.all())
    return write_csv([COLUMNS, *(_row(file, task, change) for file, task, change in changes)])


def _row(file: str, task: RecolorTask, change: ColorChange) -> tuple[object, ...]:
    photo, decision = task.photo, task.decision
    return (
        file,
        photo.sku,
        photo.view,
        photo.name,
        photo.file_name,
        task.pk,
        task.name,
        change.target,
        change.color,
        change.color_hex,
        change.achieved_hex,
        change.delta_e,
        "" if change.confidence is None else round(change.confidence, 2),
        task.review,
        task.review_note,
        decision.who if decision else "",
        f"{decision.at:%Y-%m-%dT%H:%M:%SZ}" if decision else "",
    )
