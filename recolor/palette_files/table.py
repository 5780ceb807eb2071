"""Palettes as CSV tables: name, color and code of each swatch, with a header or without."""

from collections.abc import Sequence

from ..engine import ColorError, parse_color
from ..spreadsheets import TableError, clean_text, plain_text, read_csv, write_csv
from .entries import Entry, PaletteContent, PaletteFileError

_HEADERS = {
    "name": ("name", "color name", "title"),
    "hex": ("hex", "color", "hex code", "rgb", "value"),
    "code": ("code", "number", "no", "sku", "supplier code", "reference"),
}
_WITHOUT_HEADER = ("name", "hex", "code")


def read(content: bytes) -> PaletteContent:
    """Return the colors of a table. Raises PaletteFileError if it is no table or has no column with colors."""
    rows = _rows(content)
    if not rows:
        raise PaletteFileError("The file is empty.")
    columns = _columns_of_header(rows[0])
    if columns:
        rows = rows[1:]
    else:
        columns = _guessed_columns(rows[0])
    found = PaletteContent()
    for number, row in enumerate(rows, start=1):
        cells = {field: _cell(row, index) for field, index in columns.items()}
        try:
            color = parse_color(cells["hex"]).hex
        except ColorError:
            found.unreadable.append(f"row {number}: “{cells['hex'][:40]}” is not a color")
        else:
            found.entries.append(Entry(cells.get("name", ""), color, cells.get("code", "")))
    return found


def write(name: str, entries: Sequence[Entry]) -> bytes:
    """Return a table with a header."""
    return write_csv([_WITHOUT_HEADER, *((entry.name, entry.hex, entry.code) for entry in entries)])


def _rows(content: bytes) -> list[list[str]]:
    try:
        rows = read_csv(content)
    except TableError as error:
        raise PaletteFileError(f"The file is not a palette. {error}") from error
    return [row for row in rows if any(cell.strip() for cell in row)]


def _columns_of_header(row: Sequence[str]) -> dict[str, int]:
    """Return the column of each field that a header names; empty if the row is no header with a column of colors."""
    cells = [cell.strip().casefold().replace("colour", "color") for cell in row]  # codespell:ignore colour
    columns = {
        field: index
        for field, names in _HEADERS.items()
        for index in [next((index for index, cell in enumerate(cells) if cell in names), None)]
        if index is not None
    }
    return columns if "hex" in columns else {}


def _guessed_columns(row: Sequence[str]) -> dict[str, int]:
    """Return the columns of a table without a header: the colors are the first hex code, else the second cell."""
    coded = next((index for index, cell in enumerate(row) if cell.strip().startswith("#")), None)
    color = coded if coded is not None else min(1, len(row) - 1)
    others = [index for index in range(len(row)) if index != color]
    return {"hex": color} | dict(zip(("name", "code"), others, strict=False))


def _cell(row: Sequence[str], index: int) -> str:
    return plain_text(clean_text(row[index])) if index < len(row) else ""
