"""What the import of a sheet does, row by row; see `Batches.import_sheet`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .errors import ServerError


@dataclass(frozen=True)
class CellProblem:
    """What is wrong with a cell of a sheet.

    Attributes
    ----------
    column, message : str
        The column, such as "color2", and what is wrong.
    suggestions : tuple of str
        Values that would be right.
    """

    column: str
    message: str
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True)
class SheetRow:
    """What a row of a sheet makes.

    Attributes
    ----------
    row : int
        Its number in the file, whose header is row 1; of rows without a file, from 1.
    count : int
        The number of results.
    problems : tuple of CellProblem
        Why nothing is made of it; empty as a rule.
    raw : mapping
        The server's answer, with fields that this class does not have.
    """

    row: int
    count: int
    problems: tuple[CellProblem, ...] = ()
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True)
class ImportedSheet:
    """The answer to the import of a sheet.

    Attributes
    ----------
    id : str or None
        The id of the batch; None after a dry run, and if the sheet only sets SKUs and views.
    count : int
        The number of results.
    status : str
        "queued", or "completed" if the sheet only sets SKUs and views; after a dry run "valid" or "invalid".
    rows : tuple of SheetRow
        What each row makes.
    raw : mapping
        The server's answer, with fields that this class does not have.
    """

    id: str | None
    count: int
    status: str
    rows: tuple[SheetRow, ...] = ()
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


def read_sheet(answer: object) -> ImportedSheet:
    """Return the imported sheet in an answer. Raises ServerError if it is none."""
    if not isinstance(answer, Mapping) or "id" not in answer or not isinstance(answer.get("rows"), list):
        raise ServerError("The server's answer is not a sheet. Only our own servers import them.", maybe_done=True)
    return ImportedSheet(
        id=None if answer["id"] is None else str(answer["id"]),
        count=int(answer["count"]),
        status=str(answer["status"]),
        rows=tuple(_read_row(row) for row in answer["rows"]),
        raw=answer,
    )


def _read_row(row: Mapping[str, Any]) -> SheetRow:
    problems = tuple(
        CellProblem(str(each["column"]), str(each["message"]), tuple(each["suggestions"])) for each in row["problems"]
    )
    return SheetRow(int(row["row"]), int(row["count"]), problems, row)
