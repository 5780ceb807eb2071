"""XLSX files (Office Open XML, ECMA-376), read and written by openpyxl.

Only the first worksheet is read, and of formulas the values that the spreadsheet has stored. An XLSX file is a ZIP file
of XML files: its unpacked size is checked first, and openpyxl parses the XML with defusedxml, which refuses entities.
"""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from .columns import MAX_COLUMNS
from .errors import SheetFileError

SIGNATURE = b"PK\x03\x04"
_MAX_UNPACKED = 30 * 1024 * 1024  # bytes of all files within; a sheet of 1000 rows has less than one megabyte
_LAST_ROW = 1_048_576  # of a worksheet; a file may claim more
_COLUMN_WIDTH = 22  # characters, of the template


def read(content: bytes, max_rows: int) -> list[tuple[int, list[str]]]:
    """Return the filled rows of the first worksheet, as texts, with their numbers. Raises SheetFileError.

    Reading stops after the first filled row beyond the header and `max_rows` others.
    """
    _check_archive(content)
    try:
        return _read_rows(content, max_rows)
    except SheetFileError:
        raise
    except Exception as error:  # openpyxl raises errors of many kinds for damaged files
        raise SheetFileError("The .xlsx file is damaged. Open it in your spreadsheet and save it again.") from error


def write(rows: Sequence[Sequence[str]]) -> bytes:
    """Return a file with one worksheet, whose first row is the header. All cells are texts, also those of digits."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Recolor")
    sheet.freeze_panes = "A2"
    for index in range(len(rows[0])):
        sheet.column_dimensions[chr(ord("A") + index)].width = _COLUMN_WIDTH
    for number, row in enumerate(rows):
        cells = [WriteOnlyCell(sheet, value=text) for text in row]
        for cell in cells:
            cell.data_type, cell.number_format = "s", "@"  # never a formula, a number or a date
            cell.font = Font(bold=number == 0)
        sheet.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _check_archive(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            # zipfile unpacks no more of a file than the size that the archive states here.
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError) as error:
        raise SheetFileError("The file is not a .xlsx file. Save it as .xlsx or .csv.") from error
    if unpacked > _MAX_UNPACKED:
        raise SheetFileError("The .xlsx file is too large when unpacked. Copy the rows into a new, empty file.")


def _read_rows(content: bytes, max_rows: int) -> list[tuple[int, list[str]]]:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    if not book.worksheets:
        raise SheetFileError("The .xlsx file has no worksheet.")
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # they may be wrong; the rows themselves count
    rows: list[tuple[int, list[str]]] = []
    wide = MAX_COLUMNS + 1
    for number, values in enumerate(sheet.iter_rows(max_row=_LAST_ROW, max_col=wide, values_only=True), start=1):
        if values.count(None) == len(values):  # there may be a million empty rows
            continue
        rows.append((number, [_text(value) for value in values]))
        if len(values) == wide and values[MAX_COLUMNS] is not None:
            raise SheetFileError(f"The sheet has more than {MAX_COLUMNS} columns. Remove those that are not needed.")
        if len(rows) > max_rows + 1:
            break
    return rows


def _text(value: object) -> str:
    """Return the value of a cell as people see it: whole numbers without a point, days without a time."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, date | time) else str(value)
