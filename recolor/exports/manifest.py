"""The manifest of an export: a CSV file with a row for each color change of each exported file."""

import csv
import io
from collections.abc import Iterable

from ..models import ColorChange, RecolorTask
from ..spreadsheets import safe_cell

COLUMNS = (
    "file",
    "sku",
    "view",
    "photo",
    "photo_file",
    "task",
    "target",
    "color",
    "color_hex",
    "achieved_hex",
    "delta_e",
    "mask_confidence",
    "review",
    "reviewed_by",
    "reviewed_at",
)


def manifest(named: Iterable[tuple[str, RecolorTask]]) -> bytes:
    """Return the CSV file, UTF-8 with a byte order mark, by which spreadsheets recognize the encoding."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for file, task in named:
        for change in task.color_changes.all():
            writer.writerow([safe_cell(value) for value in _row(file, task, change)])
    return text.getvalue().encode("utf-8-sig")


def _row(file: str, task: RecolorTask, change: ColorChange) -> tuple[object, ...]:
    photo = task.photo
    return (
        file,
        photo.sku,
        photo.view,
        photo.name,
        photo.file_name,
        task.pk,
        change.target,
        change.color,
        change.color_hex,
        change.achieved_hex,
        change.delta_e,
        "" if change.confidence is None else round(change.confidence, 2),
        task.review,
        task.reviewed_by.get_username() if task.reviewed_by else "",
        f"{task.reviewed_at:%Y-%m-%dT%H:%M:%SZ}" if task.reviewed_at else "",
    )
