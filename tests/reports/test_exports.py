"""Screen, workbook, CSV and paper hold the same figures; the paper is a proper one."""

import csv
import io
import itertools
import re

import openpyxl
import pdfplumber
import pikepdf
import pytest
from bs4 import BeautifulSoup

from core.lao import fold
from people.enums import Gender
from reports.services import export_roster
from tests.factories import make_organisation, make_workshop
from tests.reports.conftest import put

pytestmark = pytest.mark.django_db


def tables_of_page(html: str) -> list[list[list[str]]]:
    """The tables of a page as rows of words: heading of the line, then its numbers."""
    page = BeautifulSoup(html, "html.parser")
    return [
        [
            [row.th.find(string=True).strip() or row.th.a.text, *(n.text for n in row("td", "num"))]
            for row in table.select("tbody tr, tfoot tr")
        ]
        for table in page("table")
    ]


def as_number(shown: str) -> float | None:
    """The number people read as a machine would write it."""
    if shown == "–":
        return None
    return float(shown.rstrip("%").replace(",", "."))


def read_book(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def numbers_of_sheet(sheet) -> list[list[float | None]]:
    """The lines of a sheet under its headings, percentages as people say them (37.5)."""
    rows = list(sheet.iter_rows())
    top = next(n for n, row in enumerate(rows) if all(cell.font.b for cell in row[:1] + row[2:3]))
    return [
        [
            None
            if cell.value is None
            else round(cell.value * (100 if "%" in cell.number_format else 1), 1)
            for cell in row[2:]
        ]
        for row in rows[top + 1 :]
    ]


def words_of_pdf(data: bytes) -> str:
    with pdfplumber.open(io.BytesIO(data)) as paper:
        text = " ".join(page.extract_text() for page in paper.pages)
    return re.sub(r"[\s\u200b]+", "", text)


def number_lines_of_pdf(data: bytes) -> set[str]:
    """The numbers that stand beside each other on the paper, from left to right."""
    lines: dict[tuple[int, int], list] = {}
    with pdfplumber.open(io.BytesIO(data)) as paper:
        for page in paper.pages:
            for word in page.extract_words():
                if re.fullmatch(r"[\d.,]+%?|–", word["text"]):
                    lines.setdefault((page.page_number, round(word["bottom"])), []).append(word)
    return {
        " ".join(word["text"] for word in sorted(words, key=lambda each: each["x0"]))
        for words in lines.values()
    }


@pytest.mark.parametrize("language", ["lo", "en"])
@pytest.mark.parametrize("address", ["workshops/MIXED/", ""])
def test_screen_workbook_csv_and_paper_hold_the_same_figures(
    mixed, june, reporting_officer, browser_of, language, address
):
    browser = browser_of(reporting_officer)
    base = f"/{language}/reports/{address}"
    page = browser.get(base)
    report = page.context["report"]
    on_screen = sorted(tables_of_page(page.content.decode()))
    made = sorted(
        [[line.label, *(cell.shown for cell in line.cells)] for line in table.all_lines]
        for table in report.tables
        if table.lines
    )
    assert on_screen == made

    book = read_book(browser.get(f"{base}figures.xlsx").content)
    rows = list(
        csv.reader(io.StringIO(browser.get(f"{base}figures.csv").content.decode("utf-8-sig")))
    )
    for table in report.tables:
        shown = [[as_number(cell.shown) for cell in line.cells] for line in table.all_lines]
        assert numbers_of_sheet(book[table.title]) == shown
        in_csv = [None if row[3] == "" else float(row[3]) for row in rows if row[0] == table.title]
        assert in_csv == [number for line in shown for number in line]

    paper = number_lines_of_pdf(browser.get(f"{base}report.pdf").content)
    for table in report.tables:
        for line in table.all_lines:
            numbers = " ".join(cell.shown for cell in line.cells)
            assert any(each.endswith(numbers) for each in paper)
    for figure in report.key_figures:
        assert any(figure.big in each.split() for each in paper)


def test_headings_are_in_the_readers_language(june, reporting_officer, browser_of):
    browser = browser_of(reporting_officer)
    names = {
        language: read_book(
            browser.get(f"/{language}/reports/workshops/{june.code}/figures.xlsx").content
        ).sheetnames
        for language in ("lo", "en")
    }
    assert names["en"][:3] == ["Summary", "Organisation × gender", "Sessions"]
    assert names["en"][-1] == "Codebook"
    assert names["lo"][0] == "ສະຫຼຸບ"
    assert len(names["lo"]) == len(names["en"])
    assert not set(names["lo"]) & set(names["en"])


def test_a_title_that_looks_like_a_formula_stays_text(reporting_officer, browser_of):
    organisation = make_organisation(name_en='=HYPERLINK("http://bad")', name_lo="@ກະຊວງ")
    workshop = make_workshop(title_en="=1+1")
    put(workshop, organisation, "PPPP", gender=Gender.FEMALE)
    browser = browser_of(reporting_officer)
    base = f"/en/reports/workshops/{workshop.code}/"
    book = read_book(browser.get(f"{base}figures.xlsx").content)
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    text = browser.get(f"{base}figures.csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK" in text


def test_the_list_of_names_has_no_telephone_and_no_mail(mixed, facilitator):
    person = mixed.registrations.order_by("pk")[0].person
    person.phone, person.email = "+8562055551234", "somebody@example.la"
    person.save()
    book = read_book(export_roster(workshop=mixed, reason="travel", actor=facilitator))
    words = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row]
    assert person.name_lo in words
    assert not any("5555" in word or "@" in word for word in words)
    assert book.worksheets[0].max_row == 4 + mixed.registrations.count()


LONG = (
    "Department of International Cooperation, Consular Protection, Legal Affairs and Welfare " * 2
)
LONG_LAO = "ກົມຮ່ວມມືສາກົນດ້ານການປົກປ້ອງພົນລະເມືອງລາວແລະສະຫວັດດີການສັງຄົມຢູ່ຕ່າງປະເທດ" * 2


@pytest.mark.parametrize("language", ["lo", "en"])
def test_the_paper_is_tagged_and_keeps_everything_inside_its_margins(
    house, reporting_officer, browser_of, language
):
    workshop = make_workshop(title_en=LONG, title_lo=LONG_LAO, is_sample=True)
    for number in range(12):
        organisation = make_organisation(
            name_en=f"{LONG[:190]} {number}",
            name_lo=f"{LONG_LAO[:190]} {number}",
            acronym_en="",
            acronym_lo="",
        )
        put(workshop, organisation, "PL-A", gender=Gender.FEMALE)
    answer = browser_of(reporting_officer).get(
        f"/{language}/reports/workshops/{workshop.code}/report.pdf"
    )
    with pikepdf.open(io.BytesIO(answer.content)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == language
        fonts = [
            font.DescendantFonts[0].FontDescriptor
            for page in document.pages
            for font in page.Resources.Font.values()
        ]
        assert fonts
        assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)
    sample = "ຂໍ້ມູນຕົວຢ່າງ" if language == "lo" else "Sampledata"
    assert fold(sample) in fold(words_of_pdf(answer.content))
    with pdfplumber.open(io.BytesIO(answer.content)) as paper:
        for page in paper.pages:
            left, right = min(c["x0"] for c in page.chars), max(c["x1"] for c in page.chars)
            top, bottom = min(c["top"] for c in page.chars), max(c["bottom"] for c in page.chars)
            # Margins of 14 mm at the sides; the foot stands in the lower margin.
            assert left >= 14 / 25.4 * 72 - 1
            assert right <= page.width - 14 / 25.4 * 72 + 1
            assert top >= 10
            assert bottom <= page.height - 10
            assert_cells_do_not_overlap(page)


def assert_cells_do_not_overlap(page) -> None:
    """No letter of a line stands on another letter of it."""
    lines: dict[tuple[float, str], list] = {}
    for letter in page.chars:
        if letter["text"].strip() and letter["width"] > 0.5:
            lines.setdefault((round(letter["bottom"]), letter["fontname"]), []).append(letter)
    for letters in lines.values():
        letters.sort(key=lambda each: each["x0"])
        for one, other in itertools.pairwise(letters):
            assert other["x0"] >= one["x1"] - one["width"] * 0.6
