"""The columns of a sheet, found by the words in its header.

The fields are `photo`, `sku`, `view`, `quality`, `name`, and pairs of a garment and its color: `target` and `color`,
`target2` and `color2`, up to `target12` and `color12`. Sheets may call them by other words that merchandisers use, in
upper or lower case.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from .errors import SheetFileError

MAX_COLUMNS = 60
MAX_PAIRS = 12  # color changes of a task
_WORDS = {
    "photo": ("photo", "photo id", "photo file", "picture", "image", "image file", "file", "file name", "filename"),
    "sku": ("sku", "style", "style no", "style number", "article", "article no", "article number", "product code"),
    "view": ("view", "angle"),
    "target": ("target", "garment", "garment name"),
    "color": ("color", "new color", "color name", "color code", "hex", "hex code"),
    "quality": ("quality", "image quality"),
    "name": ("name", "result name", "colorway", "colorway name"),
}
_FIELDS = {word: field for field, words in _WORDS.items() for word in words}


def find_columns(header: Sequence[str]) -> dict[str, int]:
    """Return the index of each field, in the order of the header.

    The second column `target` without a number counts as `target2`, and so on; the same for colors. Raises
    SheetFileError if necessary columns are missing, or one occurs twice.
    """
    columns: dict[str, int] = {}
    unnumbered: Counter[str] = Counter()
    for index, text in enumerate(header):
        field, number = _field_of(text)
        if not field:
            continue
        if field in ("target", "color"):
            if not number:
                unnumbered[field] += 1
            field = pair_field(field, number or unnumbered[field])
        if field in columns:
            raise SheetFileError(f"Two columns mean “{field}”: “{header[columns[field]]}” and “{text}”. Remove one.")
        columns[field] = index
    _check(columns, header)
    return columns


def pair_field(field: str, number: int) -> str:
    """Return the name of a field of a pair: `target`, `target2`, …"""
    return field if number == 1 else f"{field}{number}"


def pairs_of(columns: Iterable[str]) -> list[tuple[str, str]]:
    """Return the pairs of fields, such as `target2` and `color2`, that a sheet has."""
    present = set(columns)
    pairs = ((pair_field("target", number), pair_field("color", number)) for number in range(1, MAX_PAIRS + 1))
    return [pair for pair in pairs if present.issuperset(pair)]


def _field_of(text: str) -> tuple[str, int]:
    """Return the field that a header means, and the number at its end; 0 without one. The field is empty if unknown."""
    words = re.sub(r"[\s_\-.*:#]+", " ", text.casefold().replace("colour", "color")).strip()  # codespell:ignore colour
    match = re.fullmatch(r"(.*?) ?(\d{1,2})", words)
    if match and _FIELDS.get(match[1]) in ("target", "color") and 1 <= int(match[2]) <= MAX_PAIRS:
        return _FIELDS[match[1]], int(match[2])
    return _FIELDS.get(words, ""), 0


def _check(columns: dict[str, int], header: Sequence[str]) -> None:
    found = ", ".join(f"“{text}”" for text in header[:8] if text)
    if not columns.keys() & {"photo", "sku"}:
        raise SheetFileError(f"The first row must name the columns; “photo” or “sku” is missing. Found: {found}.")
    for number in range(1, MAX_PAIRS + 1):
        pair = [pair_field(field, number) for field in ("target", "color")]
        missing = [field for field in pair if field not in columns]
        if len(missing) == 1:
            raise SheetFileError(f"The column “{missing[0]}” is missing; each target needs a color.")
    if not pairs_of(columns) and not ("photo" in columns and columns.keys() & {"sku", "view"}):
        raise SheetFileError(f"The columns “target” and “color” are missing. Found: {found}.")
