"""The columns of a sheet, found by the words in its header.

The fields are `photo`, `sku`, `view`, `quality`, `name`, and those of color changes: `target`, perhaps `layer`, and
`color`; `target2`, `layer2` and `color2`; up to `target12`, `layer12` and `color12`. Sheets may call them by other
words that merchandisers use, in upper or lower case.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from .errors import MissingColumns, SheetFileError

MAX_COLUMNS = 60
MAX_CHANGES = 12  # of a task
_WORDS = {
    "photo": ("photo", "photo id", "photo file", "picture", "image", "image file", "file", "file name", "filename"),
    "sku": ("sku", "style", "style no", "style number", "article", "article no", "article number", "product code"),
    "view": ("view", "angle"),
    "target": ("target", "garment", "garment name"),
    "layer": ("layer", "color layer"),
    "color": ("color", "new color", "color name", "color code", "hex", "hex code"),
    "quality": ("quality", "image quality"),
    "name": ("name", "result name", "colorway", "colorway name"),
}
FIELDS = tuple(_WORDS)
_FIELDS = {word: field for field, words in _WORDS.items() for word in words}


class ChangeFields(NamedTuple):
    """The fields of a color change, such as `target2`, `layer2` and `color2`.

    layer: empty if the sheet has no such column.
    """

    target: str
    layer: str
    color: str


def find_columns(header: Sequence[str]) -> dict[str, int]:
    """Return the index of each field, in the order of the header.

    The second column `target` without a number counts as `target2`, and so on; the same for colors. A column `layer`
    without a number belongs to the target before it. Raises SheetFileError if necessary columns are missing, or one
    occurs twice.
    """
    columns: dict[str, int] = {}
    unnumbered: Counter[str] = Counter()
    last_target = 1
    for index, text in enumerate(header):
        field, number = _field_of(text)
        if not field:
            continue
        if field in ("target", "color") and not number:
            unnumbered[field] += 1
            number = unnumbered[field]
        if field == "target":
            last_target = number
        if field in ChangeFields._fields:
            field = _numbered(field, number or last_target)
        if field in columns:
            raise SheetFileError(f"Two columns mean “{field}”: “{header[columns[field]]}” and “{text}”. Remove one.")
        columns[field] = index
    _check(columns, header)
    return columns


def change_fields(columns: Iterable[str]) -> list[ChangeFields]:
    """Return the fields of the color changes that a sheet has columns for."""
    present = set(columns)
    numbered = ([_numbered(field, number) for field in ChangeFields._fields] for number in range(1, MAX_CHANGES + 1))
    return [
        ChangeFields(target, layer if layer in present else "", color)
        for target, layer, color in numbered
        if present.issuperset((target, color))
    ]


def _numbered(field: str, number: int) -> str:
    """Return the name of a field of a color change: `target`, `target2`, …"""
    return field if number == 1 else f"{field}{number}"


def _field_of(text: str) -> tuple[str, int]:
    """Return the field that a header means, and the number at its end; 0 without one. The field is empty if unknown."""
    words, number = _words_and_number(text)
    field = _FIELDS.get(words, "")
    if not number:
        return field, 0
    return (field, int(number)) if field in ChangeFields._fields else ("", 0)


def _words_and_number(text: str) -> tuple[str, str]:
    """Return the words of a header, as `_FIELDS` has them, and the number of a color change at its end, if any."""
    words = re.sub(r"[\s_\-.*:#]+", " ", text.casefold().replace("colour", "color")).strip()  # codespell:ignore colour
    match = re.fullmatch(r"(.*?) ?(\d{1,2})", words)
    if match and 1 <= int(match[2]) <= MAX_CHANGES:
        return match[1], str(int(match[2]))
    return words, ""


def _check(columns: dict[str, int], header: Sequence[str]) -> None:
    missing = _missing(columns)
    if missing:
        unknown = [_quoted(text) for index, text in enumerate(header) if text and index not in columns.values()]
        not_known = f" Not known: {', '.join(unknown[:8])}." if unknown else ""
        raise MissingColumns(f"{missing}{not_known}")


def _missing(columns: dict[str, int]) -> str:
    """Return which necessary columns are missing; empty if none is."""
    if not columns.keys() & {"photo", "sku"}:
        return "The column “photo” or “sku” is missing."
    for number in range(1, MAX_CHANGES + 1):
        target, layer, color = (_numbered(field, number) for field in ChangeFields._fields)
        missing = [field for field in (target, color) if field not in columns]
        if len(missing) == 1:
            return f"The column “{missing[0]}” is missing: each target needs a color."
        if missing and layer in columns:
            return f"The columns “{target}” and “{color}” are missing: “{layer}” is a part of “{target}”."
    if not change_fields(columns) and not ("photo" in columns and columns.keys() & {"sku", "view"}):
        return "The columns “target” and “color” are missing."
    return ""


def _quoted(text: str) -> str:
    """Return an unknown header, with the known word that it is nearly."""
    words, number = _words_and_number(text)
    meant = get_close_matches(words, _FIELDS, n=1, cutoff=0.75)
    if not meant:
        return f"“{text}”"
    numbered = number if _FIELDS[meant[0]] in ChangeFields._fields else ""
    return f"“{text}” (do you mean “{meant[0]}{numbered}”?)"
