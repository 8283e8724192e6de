"""Reports as files for machines: XLSX and CSV hold exactly the figures of the page.

Headings are in the reader's language, numbers are numbers: 37.5 in a CSV is 37.5 %, in a workbook it
is a percentage cell.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from core.spreadsheets import Sheet, csv_bytes, workbook
from reports.documents import Report
from reports.tables import Table


def xlsx(report: Report, *, stamp: str) -> bytes:
    """A workbook: summary, one sheet for each table, codebook. ``stamp`` says who made it when."""
    preface = [report.title, *report.about]
    if report.is_sample:
        preface.append(_("Sample data: people and splits are invented."))
    sheets = [_summary(report, [*preface, stamp, ""])]
    sheets += [_sheet(table, [report.title, table.caption, ""]) for table in report.tables]
    sheets.append(
        Sheet(
            name=_("Codebook"),
            header=[_("Term"), _("Meaning")],
            rows=[(each.term, each.meaning) for each in report.definitions],
            widths=[32, 100],
        )
    )
    return workbook(_with_names_of_their_own(sheets))


def csv(report: Report) -> bytes:
    """All figures in one long table, one number a line, for machines: table, line, figure, value."""
    rows: list[tuple[str, str, str, int | float | str | None]] = []
    for figure in report.key_figures:
        rows.append((_("Summary"), figure.label, _("Number"), figure.number.value))
        if figure.percent is not None:
            rows.append((_("Summary"), figure.label, _("Percent"), figure.percent.value))
    for table in report.tables:
        for line in table.all_lines:
            rows += [
                (table.title, line.label, column.heading, cell.value)
                for column, cell in zip(table.columns, line.cells, strict=True)
            ]
    return csv_bytes([_("Table"), _("Line"), _("Figure"), _("Value")], rows)


def _summary(report: Report, preface: Sequence[str]) -> Sheet:
    rows: list[tuple[str, int | float | str | None, int | float | str | None, str]] = [
        (
            figure.label,
            figure.number.value,
            figure.percent.value if figure.percent else None,
            figure.note,
        )
        for figure in report.key_figures
    ]
    sentences = [text for each in report.texts for text in (each.sentence, each.paragraph)]
    return Sheet(
        name=_("Summary"),
        header=[_("Figure"), _("Number"), _("Percent"), _("Note")],
        rows=rows,
        kinds=["text", "number", "percent", "text"],
        widths=[44, 12, 12, 44],
        preface=[*preface, *sentences, ""] if sentences else preface,
    )


def _sheet(table: Table, preface: Sequence[str]) -> Sheet:
    return Sheet(
        name=table.title,
        header=[table.subject, "", *(column.heading for column in table.columns)],
        rows=[
            (line.label, line.note, *(cell.value for cell in line.cells))
            for line in table.all_lines
        ],
        kinds=["text", "text", *(column.kind for column in table.columns)],
        widths=[44, 18, *(26 if column.is_text else 12 for column in table.columns)],
        preface=preface,
    )


def _with_names_of_their_own(sheets: Sequence[Sheet]) -> Sequence[Sheet]:
    names = [sheet.name[:31].casefold() for sheet in sheets]
    if len(set(names)) != len(names):
        raise ValueError(f"two sheets have one name: {names}")
    return sheets
