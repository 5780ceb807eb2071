"""Reading sheets: CSV and XLSX as spreadsheets write them, and files that are damaged or hostile."""

import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from recolor import sheet_files
from recolor.sheet_files import SheetFileError, read

HEADER = ["photo", "target", "color"]
ROW = ["a.jpg", "blouse", "teal"]


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_part(content, name, text):
    """Return an XLSX file in which one of its files is replaced."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, text if entry.filename == name else old.read(entry))
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_files_of_spreadsheets_are_read(encoding, delimiter):
    lines = [HEADER, [], ["Ärmel; 1.jpg", "blouse", "dusty, rose"]]
    text = "\r\n".join(delimiter.join(f'"{cell}"' if cell else "" for cell in line) for line in lines)
    found = read(text.encode(encoding))
    assert found.columns == HEADER
    assert found.rows == [(3, ["Ärmel; 1.jpg", "blouse", "dusty, rose"])]


def test_excels_line_about_the_delimiter_is_no_row():
    assert read(b"sep=;\r\nphoto;target;color\r\na,b.jpg;skirt;navy").rows == [(2, ["a,b.jpg", "skirt", "navy"])]


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("Photo,TARGET,Colour", ["photo", "target", "color"]),  # codespell:ignore colour
        ("File name,Garment,Hex code,garment 2,Hex_code_2", ["photo", "target", "color", "target2", "color2"]),
        ("sku,target,color,target,color", ["sku", "target", "color", "target2", "color2"]),
        ("photo,COLOR 12,target12", ["photo", "color12", "target12"]),
        ("Style No.,Quality,name,target1,color1", ["sku", "quality", "name", "target", "color"]),
        (
            "photo,target,Layer,color,garment 2,color-layer 2,color2",
            [
                "photo",
                "target",
                "layer",
                "color",
                "target2",
                "layer2",
                "color2",
            ],
        ),
        ("photo,target,color,target,layer,color", ["photo", "target", "color", "target2", "layer2", "color2"]),
        ("photo,SKU,view", ["photo", "sku", "view"]),
        ("photo,view", ["photo", "view"]),
    ],
)
def test_columns_have_the_names_that_people_use(header, columns):
    assert read(f"{header}\n{','.join('x' * len(columns))}".encode()).columns == columns


def test_the_columns_of_each_color_change():
    found = sheet_files.change_fields(["photo", "color", "layer2", "target2", "target", "color2"])
    assert found == [("target", "", "color"), ("target2", "layer2", "color2")]


def test_other_columns_are_named_and_short_rows_filled():
    found = read(b"photo,season,target,color,\na.jpg,SS27,blouse,teal\nb.jpg")
    assert found.unused == ["season"]
    assert found.rows[1] == (3, ["b.jpg", "", ""])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"\r\n;;\r\n", "empty"),
        (b"photo,target,color\r\n,,", "no rows below"),
        (
            b"a.jpg,blouse,teal",
            "“photo” or “sku” is missing. Not known: “a.jpg”, “blouse”, “teal”. Download the template",
        ),
        (
            b"photo,targt,colr\na,b,c",
            r"“target” and “color” are missing. Not known: “targt” \(do you mean “target”\?\)",
        ),
        (b"photo,target,color,target2,colr2\na,b,c,d,e", r"“colr2” \(do you mean “color2”\?\)"),
        (b"photo,target,color,Targt 03,color3\na,b,c,d,e", r"“Targt 03” \(do you mean “target3”\?\)"),
        (b"phot2,target,color\na,b,c", r"“phot2” \(do you mean “photo”\?\)"),
        (b"photo,target\na,b", "column “color” is missing"),
        (b"photo,target,color,color 2\na,b,c,d", "column “target2” is missing"),
        (b"photo,target,color,layer2\na,b,c,d", "“target2” and “color2” are missing: “layer2”"),
        (b"photo,target,layer,layer,color\na,b,c,d,e", "Two columns mean “layer”"),
        (b"photo,file,target,color\na,b,c,d", "Two columns mean “photo”: “photo” and “file”"),
        (b"photo,name\na,b", "“target” and “color” are missing"),
        (b"sku,view\na,b", "“target” and “color” are missing"),
        (b"\x89PNG\r\n\x1a\n\0\0", "Choose a .csv or .xlsx file"),
        (b'photo,target,color\n"' + b"x" * 140_000, "cannot|can be read"),
        (b"photo,target,color\n" + b"x" * 300 + b",b,c", "Row 2 has a cell with 300 characters"),
        (b"photo,target,color\n" + b"a,b,c\n" * 1001, "more than 1000 rows"),
        (b"photo,target,color\n" + b"," * 200, "more than 60 columns"),
        (b"x" * (sheet_files.MAX_BYTES + 1), "larger than 5 MB"),
        (b"\xd0\xcf\x11\xe0rest", "has a password"),
        (b"PK\x03\x04 cut off", "not a .xlsx file"),
    ],
)
def test_a_file_that_cannot_be_used_says_what_is_wrong(content, message):
    with pytest.raises(SheetFileError, match=message):
        read(content)


def test_the_cells_of_a_workbook_are_read_as_people_see_them():
    values = [204.0, 17, 0.5, True, date(2027, 3, 1), datetime(2027, 3, 1, 9, 30), None, "  two\nwords "]
    header = ["photo", *(f"{field} {number}" for number in (1, 2, 3) for field in ("target", "color")), "name"]
    found = read(workbook(header, [], values))
    assert found.rows == [
        (3, ["204", "17", "0.5", "TRUE", "2027-03-01", "2027-03-01 09:30:00", "", "two words"])
    ]  # fmt: skip


def test_a_formula_counts_as_the_value_that_is_stored_for_it():
    content = workbook(HEADER, ["a.jpg", "=1+1", "teal"])
    assert read(content).rows == [(2, ["a.jpg", "", "teal"])], "openpyxl calculates nothing and stores no value"
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    shown = sheet.replace("<f>1+1</f><v></v>", "<f>1+1</f><v>2</v>").replace("<f>1+1</f><v />", "<f>1+1</f><v>2</v>")
    assert shown != sheet
    assert read(with_part(content, "xl/worksheets/sheet1.xml", shown)).rows == [(2, ["a.jpg", "2", "teal"])]


def test_only_the_first_worksheet_counts():
    book = Workbook()
    for row in (HEADER, ROW):
        book.active.append(row)
    book.create_sheet("Notes").append(["nothing"])
    assert read(saved(book)).rows == [(2, ROW)]


def test_huge_worksheets_end_at_the_limit():
    with pytest.raises(SheetFileError, match="more than 1000 rows"):
        read(workbook(HEADER, *[ROW] * 1500))
    with pytest.raises(SheetFileError, match="more than 60 columns"):
        read(workbook(HEADER + ["x"] * 80, ROW))


def test_a_row_number_beyond_the_last_row_ends_the_sheet():
    content = workbook(HEADER, ROW)
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    far = sheet.replace("</sheetData>", '<row r="99999999999"><c r="A1"><v>1</v></c></row></sheetData>')
    assert read(with_part(content, "xl/worksheets/sheet1.xml", far)).rows == [(2, ROW)]


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    content = with_part(workbook(HEADER, ROW), "xl/worksheets/sheet1.xml", "<x>" + " " * 40_000_000)
    assert len(content) < 100_000
    with pytest.raises(SheetFileError, match="too large when unpacked"):
        read(content)


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><x>&c;</x>'


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
@pytest.mark.parametrize("text", [ENTITIES, "<cut", ""])
def test_xml_with_entities_and_damaged_xml_are_refused(part, text):
    with pytest.raises(SheetFileError, match="damaged"):
        read(with_part(workbook(HEADER, ROW), part, text))


def test_a_zip_file_of_something_else_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("photo.txt", "no sheet")
    with pytest.raises(SheetFileError, match="damaged"):
        read(file.getvalue())


@pytest.mark.parametrize("file_format", sheet_files.FORMATS)
def test_a_written_sheet_is_read_as_it_was(file_format):
    row = ["=cmd|calc.jpg", "left dress", "#c2185b", "00123"]
    content = sheet_files.write(file_format, [[*HEADER, "sku"], row])
    assert read(content).rows == [(2, row)]
    if file_format == "csv":
        assert b"'=cmd" in content
