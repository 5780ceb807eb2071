"""The manifest of an export: a CSV file with a row for each color change of each exported file."""

import io
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from ..models import ColorChange, RecolorTask
from ..spreadsheets import write_rows

_BYTES_IN_MEMORY = 1024 * 1024
_CHUNK_BYTES = 64 * 1024

COLUMNS = (
    "file",
    "sku",
    "view",
    "photo",
    "photo_file",
    "task",
    "name",
    "target",
    "garment",
    "layer",
    "color",
    "color_hex",
    "achieved_hex",
    "delta_e",
    "mask_confidence",
    "review",
    "review_note",
    "reviewed_by",
    "reviewed_at",
    "note",
)


class Manifest:
    """The CSV file, to which results are added while the export is sent; a long one is kept on the disk."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(_BYTES_IN_MEMORY)  # noqa: SIM115, closed when the object is deleted
        self._text = io.TextIOWrapper(cast(BinaryIO, self._file), encoding="utf-8-sig", newline="", write_through=True)
        write_rows(self._text, [COLUMNS])

    def add(self, file: str, task: RecolorTask, note: str = "") -> None:
        """Add a result with the name of its file, which is empty if the export lacks it; the note says why."""
        write_rows(self._text, (_row(file, task, change, note) for change in task.color_changes.all()))

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes of the file."""
        self._text.flush()
        self._file.seek(0)
        while chunk := self._file.read(_CHUNK_BYTES):
            yield chunk


def _row(file: str, task: RecolorTask, change: ColorChange, note: str) -> tuple[object, ...]:
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
        change.recolored_garment,
        change.layer,
        change.color,
        change.color_hex,
        change.achieved_hex,
        change.delta_e,
        "" if change.confidence is None else round(change.confidence, 2),
        task.review,
        task.review_note,
        decision.who if decision else "",
        f"{decision.at:%Y-%m-%dT%H:%M:%SZ}" if decision else "",
        note,
    )
