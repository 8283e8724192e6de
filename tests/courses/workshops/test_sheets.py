"""The sign-in sheet: everybody on it in Lao order, and every word inside its box."""

import io

import pdfplumber
import pikepdf
import pytest
from django.urls import reverse

from courses.workshops.models import Donor, PrintedPage, PrintedSheet
from courses.workshops.scanning import codes, marks
from courses.workshops.services.sheets import print_sheet
from courses.workshops.sheets import (
    BLANK_LINES,
    WALK_IN_LINES,
    build_sheet,
    lay_out_sheet,
    write_sheet,
)
from people.phones import readable
from tests.factories import make_organisation, make_person, make_registration, make_workshop

pytestmark = pytest.mark.django_db

#: Points; letters may lean over their box by a hair.
SLACK = 1.0
LONG_LAO = "ກະຊວງແຮງງານແລະສະຫວັດດີການສັງຄົມ" * 3 + "ຄຳ" * 12
LONG_LATIN = "Wmwmwmwmwm" * 12


@pytest.fixture
def session(facilitator):
    workshop = make_workshop(
        facilitator=facilitator,
        title_en="Migrants in Countries in Crisis",
        title_lo="ຜູ້ເຄື່ອນຍ້າຍຖິ່ນຖານໃນປະເທດທີ່ເກີດວິກິດການ",
        venue_lo="ໂຮງແຮມຕົວຢ່າງ",
        donor=Donor.objects.create(name_en="Sample Fund", name_lo="ກອງທຶນຕົວຢ່າງ"),
    )
    return workshop.sessions.first()


def render_sheet(sheet) -> bytes:
    """The sheet as it is printed, with some serial."""
    return write_sheet(lay_out_sheet(sheet, reference="K7M2", address="https://x.la/"), serial=4711)


def table_of(page):
    """The table of people: neither the corner marks nor the boxes are tables."""
    return max(
        (table for table in page.find_tables() if table.bbox[2] - table.bbox[0] > 400),
        key=lambda each: len(each.rows),
        default=None,
    )


def pages_of(data: bytes) -> list:
    return pdfplumber.open(io.BytesIO(data)).pages


def check_every_word_is_in_its_box(data: bytes) -> int:
    """Each word lies on the paper, and those of the table in exactly one cell. Gives the rows."""
    rows = 0
    for page in pages_of(data):
        # A page can be without rows: the first one may be too tall to follow the heading.
        table = table_of(page)
        rows += len(table.rows) - 1 if table else 0
        top, bottom = (table.bbox[1], table.bbox[3]) if table else (0, 0)
        for word in page.extract_words():
            assert word["x0"] >= 30
            assert word["x1"] <= page.width - 30
            assert word["top"] >= 20
            assert word["bottom"] <= page.height - 10
            middle = (word["top"] + word["bottom"]) / 2
            if table and top < middle < bottom:
                homes = [
                    cell
                    for cell in table.cells
                    if cell[0] - SLACK <= word["x0"]
                    and word["x1"] <= cell[2] + SLACK
                    and cell[1] - SLACK <= word["top"]
                    and word["bottom"] <= cell[3] + SLACK
                ]
                assert len(homes) == 1, word["text"]
    return rows


def test_people_are_gathered_in_lao_order(session):
    for given in ("ໄຊຍະ", "ແກ້ວມະນີ", "ບຸນມີ", "ກອງແກ້ວ"):
        make_registration(session.workshop, make_person(given_name_lo=given, family_name_lo="ກ"))
    make_registration(session.workshop, status="cancelled")
    sheet = build_sheet(session)
    names = [line.name.lo for line in sheet.lines[:4]]
    assert names == ["ທ່ານ ກອງແກ້ວ ກ", "ທ່ານ ແກ້ວມະນີ ກ", "ທ່ານ ໄຊຍະ ກ", "ທ່ານ ບຸນມີ ກ"]
    assert [line.number for line in sheet.lines] == list(range(1, 5 + WALK_IN_LINES))
    assert sheet.lines[4].name.lo == ""


def test_the_sheet_speaks_both_languages(session):
    organisation = make_organisation(name_en="Sample Ministry", name_lo="ກະຊວງຕົວຢ່າງ")
    person = make_person(
        organisation=organisation, position_lo="ຫົວໜ້າພະແນກ", position_en="Head of division"
    )
    make_registration(session.workshop, person, gender="female")
    line = build_sheet(session).lines[0]
    assert (line.organisation.lo, line.organisation.en) == ("ກະຊວງຕົວຢ່າງ", "Sample Ministry")
    assert (line.position.lo, line.position.en) == ("ຫົວໜ້າພະແນກ", "Head of division")
    assert (line.gender, line.name.en) == ("ຍ / F", f"Mr {person.name_latin}")
    text = "".join(page.extract_text() for page in pages_of(render_sheet(build_sheet(session))))
    for word in ("Sample Fund", "Migrants in Countries in Crisis", "Morning (AM)", "19 June 2024"):
        assert word in text


def test_a_name_in_one_script_is_not_printed_twice(session):
    person = make_person(given_name_lo="", family_name_lo="", given_name_latin="Anna")
    make_registration(session.workshop, person)
    name = build_sheet(session).lines[0].name
    assert name.en == ""
    assert "Anna" in name.lo


def test_phone_numbers_are_left_out_unless_asked_for(session):
    make_registration(session.workshop, make_person(phone="+8562055551234"))
    assert build_sheet(session).lines[0].phone == ""
    sheet = build_sheet(session, with_phone=True)
    assert sheet.lines[0].phone == readable("+8562055551234")
    data = render_sheet(sheet)
    check_every_word_is_in_its_box(data)
    assert sheet.lines[0].phone in pages_of(data)[0].extract_text()


def test_every_word_is_in_its_box_and_no_row_is_split(session):
    organisation = make_organisation(name_lo="ກະຊວງແຮງງານ ແລະ ສະຫວັດດີການສັງຄົມ")
    for _ in range(24):
        make_registration(session.workshop, make_person(organisation=organisation))
    data = render_sheet(build_sheet(session))
    assert check_every_word_is_in_its_box(data) == 24 + WALK_IN_LINES
    numbers = [row[0] for page in pages_of(data) for row in table_of(page).extract()[1:]]
    assert numbers == [str(number) for number in range(1, 25 + WALK_IN_LINES)]


@pytest.mark.parametrize("with_phone", [False, True])
def test_names_of_120_letters_stay_in_their_box(session, with_phone):
    organisation = make_organisation(name_lo=LONG_LAO, name_en=LONG_LATIN)
    for _ in range(3):
        person = make_person(
            given_name_lo=LONG_LAO[:120],
            family_name_lo="ນ້ຳ" * 40,
            given_name_latin=LONG_LATIN,
            family_name_latin="W" * 120,
            organisation=organisation,
            position_lo=LONG_LAO,
            position_en="W" * 200,
        )
        make_registration(session.workshop, person)
    data = render_sheet(build_sheet(session, with_phone=with_phone))
    assert check_every_word_is_in_its_box(data) == 3 + WALK_IN_LINES


def test_the_signature_has_room(session):
    make_registration(session.workshop)
    (page, *_) = pages_of(render_sheet(build_sheet(session)))
    table = table_of(page)
    left, top, right, bottom = table.rows[1].cells[-1]
    millimetre = 72 / 25.4
    assert bottom - top >= 12.4 * millimetre
    assert right - left >= 45 * millimetre


def test_a_blank_sheet_has_lines_and_no_names(session):
    make_registration(session.workshop)
    sheet = build_sheet(session, with_people=False)
    assert len(sheet.lines) == BLANK_LINES
    assert check_every_word_is_in_its_box(render_sheet(sheet)) == BLANK_LINES


def test_the_paper_is_a4_landscape_tagged_and_says_its_language(session):
    data = render_sheet(build_sheet(session))
    document = pikepdf.open(io.BytesIO(data))
    width, height = (float(document.pages[0].MediaBox[index]) for index in (2, 3))
    assert (round(width), round(height)) == (842, 595)
    assert str(document.Root.Lang) == "lo"
    assert document.Root.MarkInfo.Marked
    assert "/ " in pages_of(data)[0].extract_text()


def test_the_sheet_opens_in_the_browser(session, facilitator, browser_of):
    make_registration(session.workshop)
    url = reverse("sign_in_sheet", args=[session.workshop.code, session.pk])
    answer = browser_of(facilitator).get(url)
    assert answer["Content-Type"] == "application/pdf"
    assert "2024-06-19-morning.pdf" in answer["Content-Disposition"]
    assert answer.content.startswith(b"%PDF-")


def test_only_the_workshops_own_facilitators_may_print_it(
    session, participant, other_facilitator, reporting_officer, browser_of, stranger
):
    url = reverse("sign_in_sheet", args=[session.workshop.code, session.pk])
    for person in (participant, other_facilitator, reporting_officer):
        assert browser_of(person).get(url).status_code == 404
    assert stranger.get(url).status_code == 302


@pytest.mark.parametrize("people", [1, 3])
def test_gathering_takes_a_constant_number_of_queries(people, session, django_assert_num_queries):
    session.workshop.organisers.add(make_organisation())
    for _ in range(people):
        make_registration(session.workshop)
    # marks, people, organisations, organisers
    with django_assert_num_queries(4):
        build_sheet(session)


def test_what_stands_at_which_box_is_kept_before_the_paper_is_handed_out(session, facilitator):
    people = [make_registration(session.workshop) for _ in range(8)]
    print_sheet(session=session, actor=facilitator)
    sheet = PrintedSheet.objects.get()
    lines = [line for page in sheet.pages.all() for line in page.lines]
    assert [line["line"] for line in lines] == list(range(1, 9 + WALK_IN_LINES))
    assert {line["registration"] for line in lines} == {None, *(each.pk for each in people)}
    assert {line["session"] for line in lines} == {session.pk}
    assert [page.code for page in sheet.pages.all()] == [
        codes.page_code(sheet.serial, index) for index in range(sheet.pages.count())
    ]


def test_the_same_sheet_printed_again_is_the_same_record(session, facilitator):
    make_registration(session.workshop)
    first = print_sheet(session=session, actor=facilitator)
    assert len(print_sheet(session=session, actor=facilitator)) == len(first)
    assert PrintedSheet.objects.count() == 1
    make_registration(session.workshop)
    print_sheet(session=session, actor=facilitator)
    assert PrintedSheet.objects.count() == 2


def test_the_record_keeps_no_names_and_no_numbers(session, facilitator):
    person = make_person(phone="+8562055551234")
    make_registration(session.workshop, person)
    print_sheet(session=session, actor=facilitator, with_phone=True)
    kept = str([page.lines for page in PrintedPage.objects.all()])
    assert person.given_name_lo not in kept
    assert "5555" not in kept


def test_boxes_and_marks_lie_where_the_record_says(session, facilitator):
    for _ in range(3):
        make_registration(session.workshop)
    data = print_sheet(session=session, actor=facilitator)
    millimetre = 72 / 25.4
    for page, printed in zip(pages_of(data), PrintedPage.objects.all(), strict=True):
        drawn = {
            (round(each["x0"] / millimetre, 1), round(each["top"] / millimetre, 1))
            for each in [*page.rects, *page.curves]
        }
        for line in printed.lines:
            left, top, width, height = line["box"]
            assert (width, height) == (6, 6)
            assert any(abs(left - x) < 0.5 and abs(top - y) < 0.5 for x, y in drawn)
        for piece in marks.black(printed.code):
            assert any(abs(piece.x - x) < 0.1 and abs(piece.y - y) < 0.1 for x, y in drawn)


def test_each_page_says_which_sheet_it_is(session, facilitator):
    for _ in range(9):
        make_registration(session.workshop)
    pages = pages_of(print_sheet(session=session, actor=facilitator))
    assert len(pages) > 1
    for page in pages:
        assert PrintedSheet.objects.get().reference in page.extract_text()
