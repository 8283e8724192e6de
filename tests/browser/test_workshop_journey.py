"""The main job in real Chromium: a workshop from its list of names to certificate and report."""

import io
import re
from datetime import date, timedelta

import openpyxl
import pdfplumber
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from config.demo.names import FAMILIES, MEN, WOMEN
from tests.browser.conftest import DESK, PHONE, take_picture

pytestmark = pytest.mark.browser

#: Organisation -> women and men: 24 people, 9 of them women (the split is invented).
SPLIT = {"MoFA": (4, 7), "MoLSW": (2, 4), "MoPS": (1, 3), "LWU": (2, 1)}
ALL_SENT = {"lo": "ສົ່ງຄົບແລ້ວ", "en": "Everything is sent"}
WIDE_AND_NARROW = [("lo", PHONE), ("lo", DESK), ("en", PHONE), ("en", DESK)]


def sheet_of_24(turn: int) -> bytes:
    """An XLSX list as a ministry sends it; each turn brings other people."""
    book = openpyxl.Workbook()
    page = book.active
    page.append(["ລ/ດ", "ຊື່", "ນາມສະກຸນ", "Given name", "Family name", "ເພດ", "ກະຊວງ / ອົງການ"])
    number = 0
    for acronym, (women, men) in SPLIT.items():
        for gender, pool, count in (("ຍິງ", WOMEN, women), ("ຊາຍ", MEN, men)):
            for _ in range(count):
                given_lo, given_latin = pool[number % len(pool)]
                # A family name of its own for each turn, so that nobody is taken for somebody else.
                family_lo, family_latin = FAMILIES[(number + 5 * turn) % len(FAMILIES)]
                other_lo, other_latin = FAMILIES[(number * 3 + turn + 1) % len(FAMILIES)]
                number += 1
                page.append(
                    [
                        number,
                        given_lo,
                        f"{family_lo}{other_lo}",
                        given_latin,
                        f"{family_latin}{other_latin.lower()}",
                        gender,
                        acronym,
                    ]
                )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def press(page: Page) -> None:
    """Press the form's own button."""
    page.locator("main form .form-actions button, main form button.button").last.click()
    page.wait_for_load_state()


def create_workshop(page: Page, language: str, first_day: date) -> str:
    """Fill in the form for a workshop of two days; give its code."""
    page.goto(f"/{language}/workshops/new/")
    for name, value in {
        "title_en": "Migrants in Countries in Crisis",
        "title_lo": "ຜູ້ເຄື່ອນຍ້າຍຖິ່ນຖານໃນປະເທດທີ່ປະສົບວິກິດການ",
        "city_en": "Vientiane",
        "city_lo": "ນະຄອນຫຼວງວຽງຈັນ",
        "start_date": first_day.isoformat(),
        "end_date": (first_day + timedelta(days=1)).isoformat(),
    }.items():
        page.fill(f"[name={name}]", value)
    page.locator("main form .form-actions button").first.click()
    page.wait_for_url(re.compile(r"/workshops/MICIC-[^/]+/"))
    found = re.search(r"/workshops/(MICIC-[^/]+)/", page.url)
    assert found
    return found.group(1)


def import_people(page: Page, language: str, code: str, turn: int) -> None:
    """Upload the sheet, look at the preview, confirm."""
    page.goto(f"/{language}/workshops/{code}/import/")
    page.set_input_files(
        "input[type=file]",
        {
            "name": "list.xlsx",
            "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "buffer": sheet_of_24(turn),
        },
    )
    page.locator("main form button.button").last.click()
    page.wait_for_load_state()
    expect(page.locator(".preview-rows > li")).to_have_count(24)
    for everybody in page.locator("input[type=radio][value=new]").all():
        everybody.check()
    page.locator("main form .form-actions button").last.click()
    page.wait_for_url(re.compile(r"/people/"))


def mark_sessions(page: Page, language: str, code: str) -> None:
    """In the room everybody is present at all four half-days; then one is late, one misses three."""
    page.goto(f"/{language}/workshops/{code}/room/")
    expect(page.locator("[data-live][data-kept]")).to_be_attached()
    expect(page.locator("[data-session]")).to_have_count(4)
    for number in range(4):
        page.locator("[data-session]").nth(number).click()
        page.locator("[data-all-present]").click()
        expect(page.locator("[data-total=attended]")).to_have_text("24")
        expect(page.locator("[data-total=unmarked]")).to_have_text("0")
        choose(page, 2, "late")
        if number > 0:
            choose(page, 5, "absent")
            expect(page.locator("[data-total=attended]")).to_have_text("23")
        expect(page.locator("[data-state-text]")).to_contain_text(ALL_SENT[language])
    page.reload()
    expect(page.locator(".room-row").nth(2)).to_have_attribute("data-status", "late")


def choose(page: Page, number: int, status: str) -> None:
    """Give the person at this place of the list a mark from the menu of their row."""
    page.locator(".room-row").nth(number).locator(".room-more").click()
    page.locator(f"dialog[open] [data-choose={status}]").click()


def issue(page: Page, language: str, code: str) -> None:
    """Issue to all who meet the rule and wait until the worker has made them."""
    page.goto(f"/{language}/certificates/workshops/{code}/layout/")
    page.fill("[name$='0-position_lo']", "ຫົວໜ້າກົມກົງສູນ")
    page.fill("[name$='0-position_en']", "Director General")
    page.locator("main form .form-actions button").first.click()
    page.wait_for_load_state()
    page.goto(f"/{language}/certificates/workshops/{code}/")
    page.locator("form[action$='/issue/'] button").click()
    expect(page.locator(".certificates > li")).to_have_count(23, timeout=60_000)


def text_of(document: bytes) -> str:
    """All the text of a PDF, without the invisible breaks between Lao words."""
    with pdfplumber.open(io.BytesIO(document)) as pdf:
        return "\n".join(page.extract_text() for page in pdf.pages).replace("\u200b", "")


def download(page: Page, path: str) -> bytes:
    """A file of the signed-in person."""
    answer = page.request.get(path)
    assert answer.status == 200, path
    return answer.body()


@pytest.mark.parametrize(
    ("turn", "language", "size"), [(n, *w) for n, w in enumerate(WIDE_AND_NARROW)]
)
def test_from_the_list_of_names_to_certificate_and_report(visit, turn, language, size):
    label = f"{language}-{size['width']}"
    page = visit(f"/{language}/", size=size, as_user="facilitator")
    code = create_workshop(page, language, timezone.localdate() + timedelta(days=1))
    take_picture(page, f"journey-1-workshop-{label}")

    import_people(page, language, code, turn)
    take_picture(page, f"journey-2-people-{label}")

    mark_sessions(page, language, code)
    take_picture(page, f"journey-3-attendance-{label}")

    issue(page, language, code)
    take_picture(page, f"journey-4-certificates-{label}")

    page.goto(f"/{language}/reports/workshops/{code}/")
    take_picture(page, f"journey-5-report-{label}")
    english = page.locator("#sentence-en").inner_text()
    assert english.startswith("24 government officials (9 females)"), english
    assert "MoFA, MoLSW, MoPS and LWU" in english
    lao = page.locator("#sentence-lo").inner_text()
    assert "24 ທ່ານ" in lao
    assert "ຍິງ 9 ທ່ານ" in lao
    check_the_table_adds_up(page)

    paper = text_of(download(page, f"/{language}/reports/workshops/{code}/report.pdf"))
    assert "24" in paper
    certificates = text_of(download(page, f"/{language}/certificates/workshops/{code}/all.pdf"))
    assert certificates.count("CERTIFICATE OF PARTICIPATION") == 23
    sessions = page.request.get(f"/{language}/workshops/{code}/attendance/").text()
    sheet = re.search(r'href="([^"]+sign-in-sheet\.pdf)"', sessions)
    assert sheet
    assert "Ministry of Public Security" in text_of(download(page, sheet.group(1)))


def check_the_table_adds_up(page: Page) -> None:
    """Each row of organisation × gender adds up, and so does each column; the total is 24, 9 women."""

    def numbers(cells: list[str]) -> list[int]:
        return [int(cell) for cell in cells if re.fullmatch(r"\d+", cell.strip())]

    rows = [
        numbers(row.locator("td, th").all_inner_texts())
        for row in page.locator("#table tbody tr").all()
    ]
    total = numbers(page.locator("#table tfoot tr").first.locator("td, th").all_inner_texts())
    assert [sum(column) for column in zip(*rows, strict=True)] == total
    for female, male, other, together in [*rows, total]:
        assert female + male + other == together
    assert (total[0], total[3]) == (9, 24)
