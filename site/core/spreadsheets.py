"""Spreadsheets from strangers, read with limits; and ours, written without surprises.

Nothing that comes in is trusted: size, unpacked size, entities, macros and formulas are checked before
a library sees the file. Nothing that goes out starts a formula.
"""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO, Literal

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 2000
MAX_COLUMNS = 60
#: Rows of titles and logos that may stand above the headings.
MAX_ROWS_ABOVE = 15
#: All parts of a workbook unpacked; a real list of 2,000 people needs less than 3 MB.
MAX_UNPACKED_BYTES = 40 * 1024 * 1024
#: How much smaller packed XML may honestly be, once it is large at all.
MAX_RATIO = 150
MAX_CELL_LENGTH = 2000


class SpreadsheetError(Exception):
    """The file cannot be read; ``code`` says why (the words belong to whoever asked)."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says, as text; ``is_formula`` when it would be computed."""

    text: str
    is_formula: bool = False


EMPTY = Cell("")
#: One sheet: its rows with their number as people see it (the first is 1).
Table = list[tuple[int, list[Cell]]]


def read_tables(file: BinaryIO, *, name: str = "") -> list[Table]:
    """The visible sheets of an XLSX file, or the one table of a CSV file, without empty rows.

    Raises ``SpreadsheetError`` with ``empty, too_big, format, old_format, macros, damaged, bomb,
    entities, encoding, too_many_rows`` or ``too_many_columns``.
    """
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise SpreadsheetError("too_big", limit=MAX_BYTES // 1024 // 1024)
    if not data.strip():
        raise SpreadsheetError("empty")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        # Both Excel before 2007 and today's password-protected files come in this container.
        raise SpreadsheetError("old_format")
    if data.startswith(b"PK"):
        return _read_workbook(data)
    if name.lower().endswith((".xlsx", ".xlsm")):
        raise SpreadsheetError("damaged")
    return [_read_csv(data)]


# --- XLSX ---------------------------------------------------------------------------------------


def _read_workbook(data: bytes) -> list[Table]:
    _inspect(data)
    # Imported late, as below: 30 MiB in every process that never sees a workbook.
    import openpyxl

    try:
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=False, keep_links=False
        )
        try:
            sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            return [_read_sheet(sheet) for sheet in sheets[:5]]
        finally:
            book.close()
    except SpreadsheetError:
        raise
    except Exception as error:
        raise SpreadsheetError("damaged") from error


def _inspect(data: bytes) -> None:
    """Refuse what is dangerous before anything is parsed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > 1000 or unpacked > MAX_UNPACKED_BYTES:
                raise SpreadsheetError("bomb")
            if unpacked > 5_000_000 and unpacked > MAX_RATIO * len(data):
                raise SpreadsheetError("bomb")
            if "xl/workbook.xml" not in names:
                raise SpreadsheetError("format")
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise SpreadsheetError("macros")
            if any(part.flag_bits & 0x1 for part in parts):
                raise SpreadsheetError("old_format")
            for part in parts:
                # Any part can be named as a sheet, whatever it is called; pictures are never read.
                if not part.filename.startswith("xl/media/"):
                    # zipfile reads no more than the size it announces, so this is bounded.
                    _refuse_entities(archive.read(part))
    except SpreadsheetError:
        raise
    except Exception as error:
        raise SpreadsheetError("damaged") from error


def _refuse_entities(xml: bytes) -> None:
    for word in ("<!DOCTYPE", "<!ENTITY"):
        if any(word.encode(encoding) in xml for encoding in ("ascii", "utf-16-le", "utf-16-be")):
            raise SpreadsheetError("entities")


def _read_sheet(sheet: Any) -> Table:
    # The sheet's own word about its size is not trusted (and may be missing).
    sheet.reset_dimensions()
    last = MAX_ROWS + MAX_ROWS_ABOVE + 1
    table: Table = []
    for number, values in enumerate(
        sheet.iter_rows(max_row=last + 1, max_col=MAX_COLUMNS + 1), start=1
    ):
        cells = [_cell(each) for each in values]
        while cells and cells[-1] == EMPTY:
            cells.pop()
        if not cells:
            continue
        if len(cells) > MAX_COLUMNS:
            raise SpreadsheetError("too_many_columns", limit=MAX_COLUMNS)
        if number > last:
            raise SpreadsheetError("too_many_rows", limit=MAX_ROWS)
        table.append((number, cells))
    return table


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return EMPTY
    if cell.data_type == "f":
        return Cell("", is_formula=True)
    if isinstance(value, bool):
        return Cell("x" if value else "")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime | date):
        value = value.isoformat()
    return _text_cell(str(value))


def _text_cell(text: str) -> Cell:
    text = text.replace("\x00", "").strip()
    return Cell(text[:MAX_CELL_LENGTH], is_formula=text.startswith("="))


# --- CSV ----------------------------------------------------------------------------------------


def _read_csv(data: bytes) -> Table:
    text = _decode(data)
    head = "\n".join(text.splitlines()[: MAX_ROWS_ABOVE + 1])
    delimiter = max(",;\t", key=head.count)
    table: Table = []
    try:
        for number, values in enumerate(
            csv.reader(io.StringIO(text), delimiter=delimiter), start=1
        ):
            cells = [_text_cell(value) for value in values]
            while cells and cells[-1] == EMPTY:
                cells.pop()
            if not cells:
                continue
            if len(cells) > MAX_COLUMNS:
                raise SpreadsheetError("too_many_columns", limit=MAX_COLUMNS)
            if number > MAX_ROWS + MAX_ROWS_ABOVE + 1:
                raise SpreadsheetError("too_many_rows", limit=MAX_ROWS)
            table.append((number, cells))
    except csv.Error as error:
        raise SpreadsheetError("damaged") from error
    return table


def _decode(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig"
        if b"\x00" in data:
            raise SpreadsheetError("format")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        # A guess (Thai cp874, Windows-1252) would make nonsense of names: better refuse.
        signatures = (
            b"%PDF",
            b"\xff\xd8\xff",
            b"\x89PNG",
            b"GIF8",
            b"Rar!",
            b"7z\xbc\xaf",
            b"\x1f\x8b",
        )
        code = "format" if data.startswith(signatures) else "encoding"
        raise SpreadsheetError(code) from error
    if text.lstrip()[:5].lower() in ("%pdf-", "<html", "<!doc", "<?xml", "{\\rtf"):
        raise SpreadsheetError("format")
    return text


# --- Writing ------------------------------------------------------------------------------------

Kind = Literal["text", "int", "number", "percent"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to be written. ``percent`` cells hold 37.5 for 37.5 %, ``number`` cells any
    number as it is; ``kinds`` go by column."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Any]]
    kinds: Sequence[Kind] = ()
    widths: Sequence[int] = ()
    #: Lines above the header: title, filters, when it was made.
    preface: Sequence[str] = ()
    #: Column number -> allowed values (or a range as ``=Lists!$A$1:$A$9``), as a drop-down list.
    choices: dict[int, Sequence[str] | str] | None = None
    hidden: bool = False


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """An XLSX file. Text stays text: nothing in a cell is read as a formula, link or number."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    font = {"font_name": "Phetsarath OT", "font_size": 11, "valign": "top"}
    styles = {
        "text": book.add_format({**font, "text_wrap": True, "num_format": "@"}),
        "int": book.add_format({**font, "num_format": "0"}),
        "number": book.add_format(font),
        "percent": book.add_format({**font, "num_format": "0.0%"}),
        "header": book.add_format(
            {**font, "bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#E8EEF6"}
        ),
        "preface": book.add_format(font),
    }
    for sheet in sheets:
        _write_sheet(book.add_worksheet(_sheet_name(sheet.name)), sheet, styles)
    book.close()
    return buffer.getvalue()


def _sheet_name(name: str) -> str:
    """Excel allows 31 characters and not these."""
    return "".join(" " if letter in "[]:*?/\\" else letter for letter in name).strip("' ")[:31]


def _write_sheet(target: Any, sheet: Sheet, styles: dict[str, Any]) -> None:
    kinds = [*sheet.kinds, *["text"] * (len(sheet.header) - len(sheet.kinds))]
    for column in range(len(sheet.header)):
        width = sheet.widths[column] if column < len(sheet.widths) else 18
        target.set_column(column, column, width, styles[kinds[column]])
    top = 0
    for line in sheet.preface:
        target.write_string(top, 0, line, styles["preface"])
        top += 1
    for column, words in enumerate(sheet.header):
        target.write_string(top, column, str(words), styles["header"])
    row = top
    for row, values in enumerate(sheet.rows, start=top + 1):
        for column, value in enumerate(values):
            kind = kinds[column] if column < len(kinds) else "text"
            if value is None or value == "":
                continue
            if kind == "text" or isinstance(value, str):
                target.write_string(row, column, str(value), styles["text"])
            else:
                target.write_number(
                    row, column, value / 100 if kind == "percent" else value, styles[kind]
                )
    target.freeze_panes(top + 1, 0)
    for column, allowed in (sheet.choices or {}).items():
        target.data_validation(
            top + 1,
            column,
            top + MAX_ROWS,
            column,
            # A stop would refuse other spellings that reading understands.
            {"validate": "list", "source": allowed, "error_type": "information"},
        )
    if sheet.hidden:
        target.hide()


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A CSV file that Excel opens with Lao letters right (UTF-8 with mark)."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([_harmless(str(words)) for words in header])
    for values in rows:
        writer.writerow(
            [
                "" if value is None else _harmless(value) if isinstance(value, str) else value
                for value in values
            ]
        )
    return buffer.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    """A spreadsheet would compute a cell that begins like this; an apostrophe makes it text.

    A phone number in E.164 stays as it is: it is digits only and computes nothing.
    """
    if text.startswith("+") and text[1:].isdecimal():
        return text
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
