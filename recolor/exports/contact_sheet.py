"""The contact sheet of an export: a PDF with thumbnails, file names and colors, to print or send before a meeting."""

import io
from collections.abc import Iterable
from contextlib import suppress

from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import WrapMode, XPos, YPos

from .. import files
from ..models import ColorChange, RecolorTask

MAXIMUM_RESULTS = 500  # a PDF file is made in memory; each result takes about 50 kB

# Millimeters on a landscape page of A4
_MARGIN, _GAP, _HEAD = 12.0, 5.0, 10.0
_COLUMNS, _ROWS = 5, 2
_PICTURE_HEIGHT, _LINE, _SWATCH = 56.0, 3.6, 2.8
_MAXIMUM_CHANGES = 4  # colors listed below a thumbnail
_FONT, _TITLE_SIZE, _TEXT_SIZE = "DejaVu", 11, 7  # points


def contact_sheet(named: Iterable[tuple[str, RecolorTask]], title: str) -> bytes:
    """Return the PDF file. named: file name and task of each result, at most `MAXIMUM_RESULTS`."""
    results = list(named)
    pdf = FPDF("landscape", "mm", "A4")
    pdf.set_auto_page_break(False)
    pdf.set_title(title)
    pdf.c_margin = 0  # texts begin at the edge of their cell, like the squares of color
    for style, file in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
        pdf.add_font(_FONT, style, finders.find(f"vendor/fonts/{file}"))
    width = (pdf.w - 2 * _MARGIN - (_COLUMNS - 1) * _GAP) / _COLUMNS
    height = (pdf.h - 2 * _MARGIN - _HEAD - (_ROWS - 1) * _GAP) / _ROWS
    for index, (file, task) in enumerate(results):
        place = index % (_COLUMNS * _ROWS)
        if not place:
            _add_page(pdf, title, index // (_COLUMNS * _ROWS) + 1, -(-len(results) // (_COLUMNS * _ROWS)))
        x = _MARGIN + place % _COLUMNS * (width + _GAP)
        y = _MARGIN + _HEAD + place // _COLUMNS * (height + _GAP)
        _add_result(pdf, file, task, x, y, width)
    return bytes(pdf.output())


def _add_page(pdf: FPDF, title: str, number: int, count: int) -> None:
    pdf.add_page()
    pdf.set_font(_FONT, "B", _TITLE_SIZE)
    pdf.set_xy(_MARGIN, _MARGIN)
    pdf.cell(pdf.w - 2 * _MARGIN - 30, 6, title)
    pdf.set_font(_FONT, "", _TEXT_SIZE)
    pdf.cell(30, 6, _("Page %(number)s of %(count)s") % {"number": number, "count": count}, align="R")


def _add_result(pdf: FPDF, file: str, task: RecolorTask, x: float, y: float, width: float) -> None:
    with suppress(FileNotFoundError):  # purged in the meantime; the text remains
        pdf.image(io.BytesIO(files.read(task.thumbnail.name)), x, y, width, _PICTURE_HEIGHT, keep_aspect_ratio=True)
    pdf.set_font(_FONT, "B", _TEXT_SIZE)
    pdf.set_xy(x, y + _PICTURE_HEIGHT + 1)
    pdf.multi_cell(width, _LINE, file, align="L", new_x=XPos.LEFT, new_y=YPos.NEXT, wrapmode=WrapMode.CHAR)
    pdf.set_font(_FONT, "", _TEXT_SIZE)
    for change in list(task.color_changes.all())[:_MAXIMUM_CHANGES]:
        _add_change(pdf, change, x, width)
    pdf.set_text_color(90)
    pdf.cell(width, _LINE, task.get_review_display(), new_x=XPos.LEFT, new_y=YPos.NEXT)
    pdf.set_text_color(0)


def _add_change(pdf: FPDF, change: ColorChange, x: float, width: float) -> None:
    y = pdf.get_y()
    pdf.set_fill_color(change.achieved_hex or change.color_hex)
    pdf.rect(x, y + (_LINE - _SWATCH) / 2, _SWATCH, _SWATCH, "DF")
    pdf.set_xy(x + _SWATCH + 1.2, y)
    text = f"{change.scope}: {change.color}"
    while pdf.get_string_width(text) > width - _SWATCH - 3 and len(text) > 2:
        text = f"{text[:-2]}…"
    pdf.cell(width - _SWATCH - 1.2, _LINE, text)
    pdf.set_xy(x, y + _LINE)
