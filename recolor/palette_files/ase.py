"""Adobe Swatch Exchange (.ase), the format of Illustrator, InDesign and Photoshop for sharing swatches.

Adobe publishes no specification; this follows the description of Olivier Berten, "ASE (Adobe Swatch Exchange)". All
numbers are big endian. The header has the signature `ASEF`, the version (two 16-bit numbers) and the number of blocks
(32 bits). A block has a type (16 bits) and the length of the rest (32 bits). A color's block has its name, the color
model (4 characters), the values as 32-bit floats and the kind of color (16 bits). A name has its number of UTF-16
units (16 bits), then these units, of which the last is 0.
"""

import math
import struct
from collections.abc import Callable, Sequence

from ..spreadsheets import clean_text
from .entries import Entry, PaletteContent, PaletteFileError
from .spaces import cmyk_hex, gray_hex, lab_hex, rgb_hex

SIGNATURE = b"ASEF"
_GROUP_START, _COLOR = 0xC001, 0x0001
_NORMAL = 2  # the kind of color: neither global nor spot
# The number of values of each color model, and the conversion to '#rrggbb'. L is stored as a share, 0..1.
_MODELS: dict[bytes, tuple[int, Callable[..., str]]] = {
    b"RGB ": (3, rgb_hex),
    b"CMYK": (4, cmyk_hex),
    b"LAB ": (3, lambda lightness, a, b: lab_hex(100 * lightness, a, b)),
    b"Gray": (1, gray_hex),
}


def read(content: bytes) -> PaletteContent:
    """Return the colors of a file, and the name of its first group. Raises PaletteFileError if it is damaged."""
    found = PaletteContent()
    try:
        (count,) = struct.unpack_from(">I", content, 8)
        offset = 12
        for _ in range(count):
            kind, length = struct.unpack_from(">HI", content, offset)
            block = content[offset + 6 : offset + 6 + length]
            if len(block) < length:
                raise PaletteFileError("The .ase file is incomplete. Export it again.")
            if kind == _COLOR:
                _read_color(block, found)
            elif kind == _GROUP_START and not found.name:
                found.name, _rest = _read_name(block)
            offset += 6 + length
    except struct.error as error:
        raise PaletteFileError("The .ase file is damaged or incomplete. Export it again.") from error
    return found


def _read_name(block: bytes) -> tuple[str, int]:
    """Return the name at the start of a block, and the offset of what follows."""
    (units,) = struct.unpack_from(">H", block)
    end = 2 + 2 * units
    return clean_text(block[2:end].decode("utf-16-be", "replace")), end


def _read_color(block: bytes, found: PaletteContent) -> None:
    name, offset = _read_name(block)
    model = block[offset : offset + 4]
    if model not in _MODELS:
        found.unreadable.append(f"“{name}”: the color model {clean_text(model.decode('latin-1')) or 'is missing'}")
        return
    count, convert = _MODELS[model]
    values = struct.unpack_from(f">{count}f", block, offset + 4)
    if not all(map(math.isfinite, values)):
        found.unreadable.append(f"“{name}”: values that are no numbers")
        return
    found.entries.append(Entry(name, convert(*values)))


def write(name: str, entries: Sequence[Entry]) -> bytes:
    """Return a file with the colors as RGB, without a group."""
    header = SIGNATURE + struct.pack(">HHI", 1, 0, len(entries))
    return header + b"".join(_color_block(entry) for entry in entries)


def _color_block(entry: Entry) -> bytes:
    name = f"{clean_text(entry.name)}\0".encode("utf-16-be")
    shares = [value / 255 for value in bytes.fromhex(entry.hex.removeprefix("#"))]
    block = struct.pack(">H", len(name) // 2) + name + b"RGB " + struct.pack(">3fH", *shares, _NORMAL)
    return struct.pack(">HI", _COLOR, len(block)) + block
