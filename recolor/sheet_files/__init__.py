"""Sheets as files: reading CSV and XLSX, and writing the template. Pure functions of bytes, without Django."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..spreadsheets import TableError, clean_text, plain_text, read_csv, write_csv
from . import xlsx
from .columns import FIELDS, MAX_COLUMNS, ChangeFields, change_fields, find_columns
from .errors import MissingColumns, SheetFileError

__all__ = [
    "FIELDS",
    "FORMATS",
    "MAX_BYTES",
    "MAX_CELL",
    "MAX_COLUMNS",
    "MAX_ROWS",
    "ChangeFields",
    "MissingColumns",
    "SheetContent",
    "SheetFileError",
    "change_fields",
    "of_table",
    "read",
    "write",
]

MAX_BYTES = 5 * 1024 * 1024  # of a file; 1000 rows need about a tenth of it
MAX_ROWS = 1000  # without the header; the results of a batch
MAX_CELL = 255  # characters; the longest file name of a photo
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"  # OLE, the container of .xls, and of .xlsx with a password


@dataclass
class SheetContent:
    """What a file contains.

    columns: the known fields, see `columns.py`, in the order of the file. rows: the number of each row in the file, and
    a text for each column; empty rows are left out. unused: the headers of the other columns.
    """

    columns: list[str]
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)


def read(content: bytes) -> SheetContent:
    """Return the content of a CSV or XLSX file, which its first bytes tell apart. Raises SheetFileError."""
    if len(content) > MAX_BYTES:
        raise SheetFileError(f"The file is larger than {MAX_BYTES // 1024**2} MB. Split it into several files.")
    if content.startswith(_OLD_EXCEL):
        raise SheetFileError("The file is an old .xls file, or has a password. Save it as .xlsx or .csv without one.")
    table = xlsx.read(content, MAX_ROWS) if content.startswith(xlsx.SIGNATURE) else _read_csv(content)
    try:
        return of_table(table)
    except MissingColumns as error:
        text = f"{error} Download the template to see the columns, which the first row names."
        raise SheetFileError(text) from error


def of_table(table: Iterable[tuple[int, Sequence[str]]]) -> SheetContent:
    """Return the content of a table, numbered rows of which the first is the header. Raises SheetFileError."""
    cleaned = [(number, [_cell(text) for text in row]) for number, row in table]
    filled = [(number, row) for number, row in cleaned if any(row)]
    if not filled:
        raise SheetFileError("The file is empty. Download the template to see which columns it needs.")
    (_number, header), *rows = filled
    if len(rows) > MAX_ROWS:
        raise SheetFileError(f"The file has more than {MAX_ROWS} rows. Split it into several files.")
    columns = find_columns(header)
    found = SheetContent(list(columns), unused=[text for index, text in enumerate(header) if _unused(index, columns)])
    found.unused = list(filter(None, found.unused))
    for number, row in rows:
        cells = [row[index] if index < len(row) else "" for index in columns.values()]
        _check_lengths(number, cells)
        if any(cells):
            found.rows.append((number, cells))
    if not found.rows:
        raise SheetFileError("The file has a header, but no rows below it.")
    return found


def write(file_format: str, rows: Sequence[Sequence[str]]) -> bytes:
    """Return a table, whose first row is the header, as a file of one of FORMATS."""
    return xlsx.write(rows) if file_format == "xlsx" else write_csv(rows)


def _read_csv(content: bytes) -> list[tuple[int, list[str]]]:
    try:
        table = read_csv(content)
    except TableError as error:
        raise SheetFileError(f"The file is not a sheet. {error} Choose a .csv or .xlsx file.") from error
    if any(len(row) > MAX_COLUMNS for row in table):
        raise SheetFileError(f"The file has more than {MAX_COLUMNS} columns. Remove those that are not needed.")
    return list(enumerate(table, start=1))


def _cell(text: str) -> str:
    return plain_text(clean_text(text))


def _unused(index: int, columns: dict[str, int]) -> bool:
    return index not in columns.values()


def _check_lengths(number: int, cells: Sequence[str]) -> None:
    longest = max(map(len, cells), default=0)
    if longest > MAX_CELL:
        raise SheetFileError(f"Row {number} has a cell with {longest} characters. Use at most {MAX_CELL}.")
