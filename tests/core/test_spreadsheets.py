"""Files from strangers: each gets rows or a clear reason, none a crash; what we write is harmless."""

import io
import zipfile

import openpyxl
import pytest

from core.spreadsheets import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ROWS,
    Sheet,
    SpreadsheetError,
    csv_bytes,
    read_tables,
    workbook,
)


def archive(**parts: str | bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return buffer.getvalue()


def xlsx(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The same workbook with one part replaced or added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


GOOD = xlsx([["ຊື່", "n"], ["ບຸນມີ", 1]])
ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
SHEET = "xl/worksheets/sheet1.xml"
SHEET_DATA = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)
MANY_CELLS = (
    SHEET_DATA
    + b'<row r="1">'
    + b'<c t="inlineStr"><is><t>x</t></is></c>' * 100_000
    + b"</row></sheetData></worksheet>"
)
FAR_ROW = (
    SHEET_DATA + b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    b"</sheetData></worksheet>"
)

REFUSED = {
    "nothing": (b"", "list.xlsx", "empty"),
    "only spaces": (b" \n\n ", "list.csv", "empty"),
    "too big": (b"a" * (MAX_BYTES + 1), "list.csv", "too_big"),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "list.xls", "old_format"),
    "password (same container)": (b"\xd0\xcf\x11\xe0" + b"\0" * 512, "list.xlsx", "old_format"),
    "macros": (with_part(GOOD, "xl/vbaProject.bin", b"x"), "list.xlsm", "macros"),
    "macros under another name": (with_part(GOOD, "xl/VBAproject.bin", b"x"), "list.xlsx", "macros"),
    "a zip of something else": (archive(a_xml="<a/>"), "list.xlsx", "format"),
    "LibreOffice": (archive(content_xml="<a/>", mimetype="application/…"), "list.ods", "format"),
    "half a file": (GOOD[: len(GOOD) // 2], "list.xlsx", "damaged"),
    "only the first letters": (b"PK\x03\x04", "list.xlsx", "damaged"),
    "text called xlsx": (b"name,sex", "list.xlsx", "damaged"),
    "zip bomb": (with_part(GOOD, SHEET, b"<a>" + b" " * 60_000_000), "list.xlsx", "bomb"),
    "small zip bomb": (with_part(GOOD, SHEET, b"<a>" + b" " * 20_000_000), "list.xlsx", "bomb"),
    "a thousand parts": (archive(**{f"p{n}": "x" for n in range(1001)}), "list.xlsx", "bomb"),
    "billion laughs": (with_part(GOOD, SHEET, ENTITIES), "list.xlsx", "entities"),
    "a file of the server": (with_part(GOOD, "xl/sharedStrings.xml", OUTSIDE), "list.xlsx", "entities"),
    "entities under another name": (with_part(GOOD, "xl/sheet.XML", ENTITIES), "l.xlsx", "entities"),
    "entities in UTF-16": (
        with_part(GOOD, SHEET, OUTSIDE.decode().encode("utf-16")),
        "list.xlsx",
        "entities",
    ),
    "no XML inside": (with_part(GOOD, "xl/workbook.xml", b"nonsense"), "list.xlsx", "damaged"),
    "100,000 columns": (with_part(GOOD, SHEET, MANY_CELLS), "list.xlsx", "too_many_columns"),
    "100,000 columns of CSV": (b"," .join([b"x"] * 100_000), "list.csv", "too_many_columns"),
    "too many rows": (
        xlsx([["ຊື່"], *[["ບຸນມີ"]] * (MAX_ROWS + 20)]),
        "list.xlsx",
        "too_many_rows",
    ),
    "too many rows of CSV": (b"x\n" * (MAX_ROWS + 20), "list.csv", "too_many_rows"),
    "a PDF": (b"%PDF-1.7\n\xe2\xe3", "list.csv", "format"),
    "a picture": (b"\xff\xd8\xff\xe0\0\x10JFIF", "list.csv", "format"),
    "a web page": (b"<html><table><tr><td>x", "list.xls", "format"),
    "binary": (b"abc\0def", "list.csv", "format"),
    "Thai Windows letters": ("ชื่อ,เพศ".encode("cp874"), "list.csv", "encoding"),
    "half UTF-16": (b"\xff\xfea", "list.csv", "encoding"),
    "one endless cell": (b'"' + b"x" * 200_000, "list.csv", "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_file_is_refused_for_its_reason(case):
    data, name, code = REFUSED[case]
    with pytest.raises(SpreadsheetError) as refused:
        read_tables(io.BytesIO(data), name=name)
    assert refused.value.code == code


def test_a_row_at_the_end_of_the_world_is_out_of_reach():
    [table] = read_tables(io.BytesIO(with_part(GOOD, SHEET, FAR_ROW)), name="list.xlsx")
    assert table == []


def test_rows_keep_the_number_they_have_in_the_sheet():
    [table] = read_tables(io.BytesIO(xlsx([["a"], [], [None, ""], ["b", 2.0, True]])))
    assert [(number, [cell.text for cell in cells]) for number, cells in table] == [
        (1, ["a"]),
        (4, ["b", "2", "x"]),
    ]


def test_as_many_rows_and_columns_as_allowed_are_read():
    [table] = read_tables(io.BytesIO(xlsx([["x"] * MAX_COLUMNS] * MAX_ROWS)))
    assert (len(table), len(table[0][1])) == (MAX_ROWS, MAX_COLUMNS)


def test_formulas_are_seen_and_never_computed():
    [table] = read_tables(io.BytesIO(xlsx([["=HYPERLINK(1)", "=1+1"]])))
    assert all(cell.is_formula for cell in table[0][1])
    [table] = read_tables(io.BytesIO(b"a,=cmd|' /C calc'!A0"), name="x.csv")
    assert [cell.is_formula for cell in table[0][1]] == [False, True]


def test_hidden_sheets_are_not_read():
    book = openpyxl.Workbook()
    book.active.append(["shown"])
    hidden = book.create_sheet("hidden")
    hidden.append(["not shown"])
    hidden.sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    buffer.seek(0)
    assert len(read_tables(buffer)) == 1


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_nothing_that_goes_out_as_csv_begins_a_formula(text):
    data = csv_bytes(["ຊື່", text], [[text, 5], [None, 37.5]]).decode("utf-8-sig")
    assert data.startswith("ຊື່,")
    assert "," + text not in data
    assert "'" + text in data
    assert data.splitlines()[-1] == ",37.5"


def test_a_workbook_has_its_kinds_header_and_panes():
    data = workbook(
        [
            Sheet(
                "ລາຍງານ [2024]: ທັງໝົດ / 1",
                ["ກະຊວງ", "n", "%"],
                [["=1+1", 24, 37.5], ["http://x.example", None, ""]],
                kinds=("text", "int", "percent"),
                preface=["ຫົວຂໍ້", "2024"],
            )
        ]
    )
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert sheet.freeze_panes == "A4"
    assert [cell.value for cell in sheet[4]] == ["=1+1", 24, 0.375]
    assert sheet["A4"].data_type == "s"
    assert sheet["A5"].hyperlink is None
    assert sheet["C4"].number_format == "0.0%"
