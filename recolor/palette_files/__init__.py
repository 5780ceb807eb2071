"""Palettes as files: CSV, GIMP palettes (.gpl), Adobe Swatch Exchange (.ase) and Photoshop swatches (.aco).

Every format has a module with `read` and `write`, pure functions of bytes without Django. No maintained package on
PyPI reads and writes both of Adobe's formats.
"""

from collections.abc import Callable, Sequence
from pathlib import PurePath

from . import aco, ase, gpl, table
from .entries import MAX_ENTRIES, Entry, PaletteContent, PaletteFileError

__all__ = ["FORMATS", "MAX_BYTES", "MAX_ENTRIES", "Entry", "PaletteContent", "PaletteFileError", "read", "write"]

MAX_BYTES = 1024 * 1024  # of a file; 256 swatches need less than a tenth of it
FORMATS = {"csv": "CSV", "gpl": "GIMP (.gpl)", "ase": "Adobe (.ase)", "aco": "Photoshop (.aco)"}

_READERS: dict[str, Callable[[bytes], PaletteContent]] = {
    "csv": table.read,
    "gpl": gpl.read,
    "ase": ase.read,
    "aco": aco.read,
}
_WRITERS: dict[str, Callable[[str, Sequence[Entry]], bytes]] = {
    "csv": table.write,
    "gpl": gpl.write,
    "ase": ase.write,
    "aco": aco.write,
}


def read(file_name: str, content: bytes) -> PaletteContent:
    """Return the palette in a file, whose format follows from its first bytes, or else from its name.

    Raises PaletteFileError with a sentence that says what is wrong.
    """
    if len(content) > MAX_BYTES:
        raise PaletteFileError(f"The file is larger than {MAX_BYTES // 1024} KB, so it is not a palette.")
    found = _READERS[_format_of(file_name, content)](content)
    if len(found.entries) > MAX_ENTRIES:
        raise PaletteFileError(
            f"The file has {len(found.entries)} colors; a palette has at most {MAX_ENTRIES}. Split the file."
        )
    if not found.entries:
        details = f" {'; '.join(found.unreadable[:3])}." if found.unreadable else ""
        raise PaletteFileError(f"The file has no color that can be read.{details}")
    if not found.name:
        found.name = PurePath(file_name).stem
    return found


def write(file_format: str, name: str, entries: Sequence[Entry]) -> bytes:
    """Return a palette as a file of one of FORMATS. Only CSV keeps the codes of the swatches."""
    return _WRITERS[file_format](name, entries)


def _format_of(file_name: str, content: bytes) -> str:
    if content.startswith(ase.SIGNATURE):
        return "ase"
    if content.startswith(gpl.SIGNATURE):
        return "gpl"
    extension = PurePath(file_name).suffix.lower().removeprefix(".")
    if extension in ("gpl", "ase"):
        raise PaletteFileError(f"The file is not a .{extension} file: its first bytes are different.")
    return "aco" if extension == "aco" else "csv"
