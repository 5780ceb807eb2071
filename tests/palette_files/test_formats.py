"""Palette files: what each format keeps, files of other programs, and files that are broken."""

import random
import struct

import pytest

from recolor import palette_files
from recolor.palette_files import Entry, PaletteFileError

ENTRIES = [
    Entry("Diwali rani", "#c2185b", "17-2036"),
    Entry("मेहंदी", "#556b2f"),
    Entry("=cmd()", "#000000", "-1"),
    Entry("White", "#ffffff"),
]


def ase_color(name, model, *values):
    encoded = f"{name}\0".encode("utf-16-be")
    block = struct.pack(">H", len(encoded) // 2) + encoded + model + struct.pack(f">{len(values)}fH", *values, 0)
    return struct.pack(">HI", 1, len(block)) + block


def ase_file(*blocks):
    return b"ASEF" + struct.pack(">HHI", 1, 0, len(blocks)) + b"".join(blocks)


def aco_file(*colors):
    return struct.pack(">HH", 1, len(colors)) + b"".join(struct.pack(">H4H", *color) for color in colors)


@pytest.mark.parametrize("file_format", palette_files.FORMATS)
def test_a_written_palette_is_read_again(file_format):
    content = palette_files.write(file_format, "Spring 2027", ENTRIES)
    found = palette_files.read(f"spring.{file_format}", content)
    assert [(entry.name, entry.hex) for entry in found.entries] == [(entry.name, entry.hex) for entry in ENTRIES]
    assert found.unreadable == []
    assert found.name == ("Spring 2027" if file_format == "gpl" else "spring")
    if file_format == "csv":
        assert found.entries == ENTRIES


def test_a_csv_file_contains_no_formula():
    text = palette_files.write("csv", "x", [Entry("=1+1", "#000000", "@a"), Entry("+1", "#000000")]).decode("utf-8-sig")
    assert text.splitlines() == ["name,hex,code", "'=1+1,#000000,'@a", "'+1,#000000,"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("name,hex,code\nRani,#c2185b,17", [Entry("Rani", "#c2185b", "17")]),
        ("\ufeffCode;Colour;Name\r\n17;c2185b;Rani\r\n\r\n", [Entry("Rani", "#c2185b", "17")]),  # codespell:ignore
        ("#c2185b\tRani\t17", [Entry("Rani", "#c2185b", "17")]),
        ("Rani,c2185b", [Entry("Rani", "#c2185b")]),
        ('"Rani, dark",royal blue', [Entry("Rani, dark", "#4169e1")]),
        ("#abc", [Entry("", "#aabbcc")]),
    ],
)
def test_tables_of_many_kinds_are_read(content, expected):
    assert palette_files.read("colors.csv", content.encode()).entries == expected
    assert palette_files.read("colors.csv", content.encode("utf-16")).entries == expected


def test_a_table_in_windows_1252_and_rows_that_are_no_colors():
    found = palette_files.read("x.csv", "name,hex\nCafé,#6f4e37\nOdd,bluuu\n".encode("cp1252"))
    assert found.entries == [Entry("Café", "#6f4e37")]
    assert found.unreadable == ["row 2: “bluuu” is not a color"]


def test_the_color_models_of_ase():
    found = palette_files.read(
        "x.ase",
        ase_file(
            struct.pack(">HI", 0xC001, 8) + struct.pack(">H", 3) + "G1\0".encode("utf-16-be"),
            ase_color("rgb", b"RGB ", 1, 0.5, 0),
            ase_color("cmyk", b"CMYK", 0, 1, 1, 0),
            ase_color("lab", b"LAB ", 0.5429, 80.81, 69.89),  # sRGB's red, relative to D50
            ase_color("white", b"LAB ", 1, 0, 0),
            ase_color("gray", b"Gray", 0.5),
            ase_color("odd", b"HSB ", 0.5, 0.5, 0.5),
            ase_color("nan", b"Gray", float("nan")),
            struct.pack(">HI", 0xC002, 0),
        ),
    )
    colors = {entry.name: entry.hex for entry in found.entries}
    assert colors["rgb"] == "#ff8000" and colors["cmyk"] == "#ff0000" and colors["gray"] == "#808080"
    assert colors["white"] == "#ffffff" and colors["lab"] == "#ff0000"
    assert found.name == "G1"
    assert found.unreadable == ["“odd”: the color model HSB", "“nan”: values that are no numbers"]


def test_the_color_spaces_of_aco_version_1():
    colors = [
        (0, 65535, 0, 32896, 0),
        (1, 21845, 65535, 65535, 0),
        (2, 65535, 0, 0, 65535),
        (7, 10000, 0, 0, 0),
        (8, 10000, 0, 0, 0),
        (3, 1, 2, 3, 4),
    ]
    found = palette_files.read("x.aco", aco_file(*colors))
    assert [entry.hex for entry in found.entries] == ["#ff0080", "#00ff00", "#ff0000", "#ffffff", "#000000"]
    assert found.unreadable == ["“6”: the color space 3"]


def test_an_aco_file_with_version_2_only():
    name = "Rani\0".encode("utf-16-be")
    content = struct.pack(">HHH4HI", 2, 1, 0, 65535, 0, 0, 0, 5) + name
    assert palette_files.read("x.aco", content).entries == [Entry("Rani", "#ff0000")]


def test_a_gimp_palette_of_another_program():
    content = (
        b"GIMP Palette\r\nName: Web\r\nColumns: 3\r\n# note\r\n255 0 0 Red\r\n  0   0 128\tUntitled\r\n300 0 0 Odd"
    )
    found = palette_files.read("web.gpl", content)
    assert found.name == "Web"
    assert found.entries == [Entry("Red", "#ff0000"), Entry("", "#000080")]
    assert found.unreadable == ["line 7: “300 0 0 Odd”"]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("x.csv", b"", "empty"),
        ("x.csv", b"\x89PNG\r\n\0\0", "not a palette"),
        ("x.csv", b"hello", "no color that can be read"),
        ("x.gpl", b"JASC-PAL", "not a .gpl file"),
        ("x.ase", b"8BIM", "not a .ase file"),
        ("x.ase", b"ASEF\0\1", "damaged"),
        ("x.ase", b"ASEF\0\1\0\0\xff\xff\xff\xff", "damaged"),
        ("x.ase", b"ASEF\0\1\0\0\0\0\0\1\0\1\xff\xff\xff\xff", "incomplete"),
        ("x.aco", b"", "damaged"),
        ("x.aco", b"\0\7\0\1", "version 1 or 2"),
        ("x.aco", b"\0\1\xff\xff", "damaged"),
        ("x.aco", b"\0\2\0\1" + bytes(10) + b"\xff\xff\xff\xff", "incomplete"),
        ("x.csv", b"#123456\n" * 300, "at most 256"),
        ("x.csv", b" " * (1024 * 1024 + 1), "larger than"),
    ],
)
def test_a_broken_file_is_refused_with_the_reason(name, content, problem):
    with pytest.raises(PaletteFileError, match=problem):
        palette_files.read(name, content)


@pytest.mark.parametrize("file_format", palette_files.FORMATS)
def test_damaged_files_never_raise_another_error(file_format):
    random.seed(7)
    whole = palette_files.write(file_format, "Spring", ENTRIES)
    for _ in range(400):
        damaged = bytearray(whole)
        for _ in range(random.randint(1, 6)):
            damaged[random.randrange(len(damaged))] = random.randrange(256)
        damaged = damaged[: random.randint(0, len(damaged))]
        try:
            found = palette_files.read(f"x.{file_format}", bytes(damaged))
        except PaletteFileError as error:
            assert str(error)
        else:
            assert all(len(entry.hex) == 7 and entry.name.isprintable() for entry in found.entries)
