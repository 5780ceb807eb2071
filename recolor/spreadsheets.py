"""Tables that spreadsheets write and read: their texts, and CSV files (RFC 4180).

CSV files of spreadsheets differ: commas, semicolons or tabs; UTF-8, UTF-16 or Windows-1252; a first line `sep=;`.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from typing import TextIO

# A spreadsheet runs a cell that starts with one of these as a formula (OWASP, "CSV Injection").
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_DELIMITERS = ",;\t"


class TableError(ValueError):
    """The file cannot be read as a table. The message says why."""


def safe_cell(value: object) -> object:
    """Return the value of a cell; a text that a spreadsheet would run as a formula gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def plain_text(text: str) -> str:
    """Return a cell's text without the apostrophe that `safe_cell` has put in front."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA_STARTS) else text


def clean_text(text: str) -> str:
    """Return a text of a file without control characters, and with single spaces."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def read_csv(content: bytes) -> list[list[str]]:
    """Return the rows of a CSV file, empty ones included, as they are in the file. Raises TableError."""
    text = _text(content)
    delimiter = ""
    if text.casefold().startswith("sep=") and text[4:5] in _DELIMITERS:  # Excel's own line, not a row
        delimiter, text = text[4:5], text.partition("\n")[2]
    delimiter = delimiter or max(_DELIMITERS, key=text.lstrip().partition("\n")[0].count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise TableError(f"It is not a table that can be read: {error}.") from error


def write_csv(rows: Iterable[Sequence[object]]) -> bytes:
    """Return a CSV file in UTF-8 with a byte order mark, without which Excel misreads names."""
    text = io.StringIO(newline="")
    write_rows(text, rows)
    return text.getvalue().encode("utf-8-sig")


def write_rows(file: TextIO, rows: Iterable[Sequence[object]]) -> None:
    """Add rows to a CSV file that is open for writing with `newline=""`."""
    csv.writer(file).writerows([safe_cell(value) for value in row] for row in rows)


def _text(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace").removeprefix("\ufeff")
    if b"\0" in content:
        raise TableError("It is not a table.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
