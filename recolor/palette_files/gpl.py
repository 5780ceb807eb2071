"""GIMP palettes (.gpl), as described in GIMP's developer documentation, "GIMP Palette Format".

The first line is `GIMP Palette`; `Name:` and `Columns:` may follow. Every other line is a comment with `#`, or a color:
red, green and blue from 0 to 255, then its name. The text is UTF-8.
"""

import re
from collections.abc import Sequence

from ..spreadsheets import clean_text
from .entries import Entry, PaletteContent

SIGNATURE = b"GIMP Palette"
_COLOR = re.compile(r"\s*(\d{1,3})\s+(\d{1,3})\s+(\d{1,3})(?:\s+(.*))?$")


def read(content: bytes) -> PaletteContent:
    """Return the colors of a file that starts with SIGNATURE."""
    found = PaletteContent()
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines()[1:], start=2):
        if line.startswith("Name:"):
            found.name = clean_text(line.removeprefix("Name:"))
        elif line.strip() and not line.startswith(("#", "Columns:")):
            values = _values(line)
            if values is None:
                found.unreadable.append(f"line {number}: “{clean_text(line)[:40]}”")
            else:
                found.entries.append(Entry(values[1], values[0]))
    return found


def _values(line: str) -> tuple[str, str] | None:
    """Return '#rrggbb' and the name of a line; None if it is no color."""
    match = _COLOR.match(line)
    if not match or any(int(value) > 255 for value in match.groups()[:3]):
        return None
    code = "#{:02x}{:02x}{:02x}".format(*map(int, match.groups()[:3]))
    name = clean_text(match[4] or "")
    return code, "" if name == "Untitled" else name


def write(name: str, entries: Sequence[Entry]) -> bytes:
    lines = ["GIMP Palette", f"Name: {clean_text(name)}", "#"]
    for entry in entries:
        red, green, blue = bytes.fromhex(entry.hex.removeprefix("#"))
        lines.append(f"{red:3d} {green:3d} {blue:3d}\t{clean_text(entry.name)}")
    return ("\n".join(lines) + "\n").encode()
