"""The colors of a palette file."""

from dataclasses import dataclass, field

MAX_ENTRIES = 256  # colors of a palette; Photoshop's panel and GIMP's files have this size, too


class PaletteFileError(ValueError):
    """The file cannot be read as a palette. The message says why."""


@dataclass(frozen=True)
class Entry:
    """A color of a palette: its name, '#rrggbb', and a code; name and code may be empty."""

    name: str
    hex: str
    code: str = ""


@dataclass
class PaletteContent:
    """What a file contains. unreadable: each color that cannot be read, with the reason. name: may be empty."""

    entries: list[Entry] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    name: str = ""
