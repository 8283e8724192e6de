"""The annex of a workshop report: changes after the sign-off, alike on screen and paper."""

import csv
import io
import re

import openpyxl
import pdfplumber
import pytest

from courses.workshops.selectors.attendance import heads_of
from courses.workshops.services.attendance import MarkInput, mark_attendance
from courses.workshops.services.sign_off import reopen_session, sign_off_session
from tests.factories import make_registration, make_workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(facilitator):
    return make_workshop(facilitator=facilitator)


def correct(session, registration, status, actor, reason):
    seen = heads_of(session, [registration.pk]).get(registration.pk, ())
    given = MarkInput(registration.pk, status, seen=seen, reason=reason)
    outcome = mark_attendance(session=session, marks=[given], actor=actor)
    assert len(outcome.applied) == 1


@pytest.fixture
def corrected(workshop, facilitator):
    """A session signed off with somebody absent, who was there after all; then opened again."""
    session = workshop.sessions.first()
    registration = make_registration(workshop)
    correct(session, registration, "absent", facilitator, "")
    sign_off_session(session=session, actor=facilitator)
    correct(session, registration, "late", facilitator, "ຢູ່ໃນໃບລົງທະບຽນ")
    reopen_session(session=session, reason="ຜິດພາກ", actor=facilitator)
    return registration


def test_without_a_sign_off_there_is_no_annex(workshop, reporting_officer, browser_of):
    page = browser_of(reporting_officer).get(f"/en/reports/workshops/{workshop.code}/")
    assert "annex-heading" not in page.content.decode()


@pytest.mark.parametrize(
    ("language", "before", "after"), [("en", "Absent", "Late"), ("lo", "ຂາດ", "ມາຊ້າ")]
)
def test_every_change_is_listed_on_screen_without_a_name(
    corrected, reporting_officer, browser_of, language, before, after
):
    address = f"/{language}/reports/workshops/{corrected.workshop.code}/"
    page = browser_of(reporting_officer).get(address).content.decode()
    annex = page[page.index("annex-heading") :]
    row = re.search(r"<tbody>\s*<tr>(.*?)</tr>", annex, re.DOTALL)
    assert row is not None
    for word in (before, after, "ຢູ່ໃນໃບລົງທະບຽນ", str(corrected.pk)):
        assert word in row[1]
    assert corrected.person.name_lo not in annex
    assert corrected.person.name_latin not in annex
    assert "ຜິດພາກ" in annex


def test_the_files_list_the_same(corrected, reporting_officer, browser_of):
    browser = browser_of(reporting_officer)
    address = f"/en/reports/workshops/{corrected.workshop.code}/"
    book = openpyxl.load_workbook(
        io.BytesIO(browser.get(address + "figures.xlsx").content), read_only=True
    )
    sheet = [[cell.value for cell in row] for row in book["Annex"].iter_rows()]
    assert ["Absent", "Late"] in [row[2:4] for row in sheet]
    assert ["Signed off", "Open again"] in [row[2:4] for row in sheet]
    lines = csv.reader(
        io.StringIO(browser.get(address + "figures.csv").content.decode("utf-8-sig"))
    )
    told = {(line[2], line[3]) for line in lines if line[0] == "Annex"}
    assert {("Before", "Absent"), ("After", "Late"), ("Reason", "ຜິດພາກ")} <= told
    with pdfplumber.open(io.BytesIO(browser.get(address + "report.pdf").content)) as paper:
        text = "".join(page.extract_text() for page in paper.pages)
    assert "Annex: changes after the sign-off of a session" in text
    assert f"record {corrected.pk}" in text
