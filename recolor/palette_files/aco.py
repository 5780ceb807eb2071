"""Photoshop swatches (.aco), versions 1 and 2: "Adobe Photoshop File Formats Specification", section "Color Swatches".

All numbers are big endian and have 16 bits. Version 1 has the version, the number of colors, and for each the color
space and four values. Version 2 has the same again, with the name after each color: its number of UTF-16 units
(32 bits), then these units, of which the last is 0. Files of Photoshop 5 and later have both parts, one after the
other; readers of version 1 stop before the second.
"""

import struct
from collections.abc import Callable, Sequence

from ..spreadsheets import clean_text
from .entries import Entry, PaletteContent, PaletteFileError
from .spaces import cmyk_hex, gray_hex, hsb_hex, lab_hex, rgb_hex

_FULL = 65535
_RGB = 0
# The conversions of the stored values by color space. In CMYK, 0 is all ink. L and gray are hundredths of percents.
_SPACES: dict[int, Callable[[int, int, int, int], str]] = {
    _RGB: lambda red, green, blue, _unused: rgb_hex(red / _FULL, green / _FULL, blue / _FULL),
    1: lambda hue, saturation, brightness, _unused: hsb_hex(hue / _FULL, saturation / _FULL, brightness / _FULL),
    2: lambda cyan, magenta, yellow, black: cmyk_hex(*(1 - ink / _FULL for ink in (cyan, magenta, yellow, black))),
    7: lambda lightness, a, b, _unused: lab_hex(lightness / 100, _signed(a) / 100, _signed(b) / 100),
    8: lambda gray, _b, _c, _d: gray_hex(1 - gray / 10000),
}


def read(content: bytes) -> PaletteContent:
    """Return the colors of a file, with names if it has version 2. Raises PaletteFileError if it is damaged."""
    try:
        version, count = struct.unpack_from(">HH", content)
        if version == 1:
            second = 4 + 10 * count
            if content[second : second + 2] != b"\0\2":
                return _read_colors(content, 4, count, named=False)
            (count,) = struct.unpack_from(">H", content, second + 2)
            return _read_colors(content, second + 4, count, named=True)
        if version == 2:
            return _read_colors(content, 4, count, named=True)
    except struct.error as error:
        raise PaletteFileError("The .aco file is damaged or incomplete. Export it again.") from error
    raise PaletteFileError("The file is not a .aco file of version 1 or 2.")


def _read_colors(content: bytes, offset: int, count: int, *, named: bool) -> PaletteContent:
    found = PaletteContent()
    for number in range(1, count + 1):
        space, *values = struct.unpack_from(">5H", content, offset)
        offset += 10
        name = ""
        if named:
            (units,) = struct.unpack_from(">I", content, offset)
            end = offset + 4 + 2 * units
            if end > len(content):
                raise PaletteFileError("The .aco file is incomplete. Export it again.")
            name = clean_text(content[offset + 4 : end].decode("utf-16-be", "replace"))
            offset = end
        if space in _SPACES:
            found.entries.append(Entry(name, _SPACES[space](*values)))
        else:
            found.unreadable.append(f"“{name or number}”: the color space {space}")
    return found


def _signed(value: int) -> int:
    """Return a 16-bit number as a signed one."""
    return value - 65536 if value >= 32768 else value


def write(name: str, entries: Sequence[Entry]) -> bytes:
    """Return a file with both versions, with the colors as RGB."""
    colors = [_color(entry) for entry in entries]
    names = [f"{clean_text(entry.name)}\0".encode("utf-16-be") for entry in entries]
    with_names = (
        color + struct.pack(">I", len(encoded) // 2) + encoded for color, encoded in zip(colors, names, strict=True)
    )
    count = struct.pack(">H", len(entries))
    return b"\0\1" + count + b"".join(colors) + b"\0\2" + count + b"".join(with_names)


def _color(entry: Entry) -> bytes:
    values = [257 * value for value in bytes.fromhex(entry.hex.removeprefix("#"))]
    return struct.pack(">5H", _RGB, *values, 0)
