"""What was learnt, as it leaves a workshop: O4 to O6, and no small group anywhere."""

import csv
import io
import itertools
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.quizzes import services
from assessments.quizzes.analysis.gains import Sat, Score, Test
from assessments.quizzes.enums import LeftOut
from assessments.quizzes.models import Attempt
from courses.workshops.enums import ParticipantType
from people.enums import Gender
from reports import selectors
from reports.enums import TypeFilter
from reports.figures import Body, Words, gain_figures
from reports.selectors import Selection
from tests.assessments.quizzes.conftest import (
    course,
    course_files,
    course_page,
    module,
    paired,
    site,
)
from tests.factories import make_workshop
from tests.reports.conftest import put
from tests.reports.test_exports import (
    as_number,
    number_lines_of_pdf,
    numbers_of_sheet,
    read_book,
    tables_of_page,
)

__all__ = ["course", "course_files", "course_page", "module", "paired", "site"]

BODIES = {pk: Body(pk, Words(f"Ministry {pk}"), protocol_order=pk) for pk in range(5)}
_people = itertools.count(1)


def sat(before=None, after=None, *, workshop=1, **values):
    """Somebody with so many points of 10; 7 pass."""

    def test(points):
        if points is None:
            return None
        score = Score(Fraction(points), 10)
        return Test(score, {"before": score}, {("B1", 1): score}, points >= 7)

    number = next(_people)
    defaults = {
        "gender": Gender.MALE,
        "body": 1,
        "language": "lo",
        "level": "central",
        "participant_type": "official",
        "before": test(before),
        "after": test(after),
    }
    return Sat(workshop=workshop, person=number, registration=number, **(defaults | values))


def room(number, **values):
    return [sat(4, 6, **values) for _each in range(number)]


def shown(lines):
    return {line.key: line.gains.n if line.gains else None for line in lines}


def test_the_indicators_of_a_room():
    people = [sat(4, 8), sat(5, 7), sat(6, 6), sat(8, 7), sat(5, 9), sat(3), sat(after=2), sat()]
    found = gain_figures(people, bodies=BODIES)
    assert (found.whole.n, found.whole.improved, found.whole.same, found.whole.fell) == (5, 3, 1, 1)
    assert found.whole.gain.mean == pytest.approx(18.0)
    assert (found.passes.tested, found.passes.passed) == (6, 4)
    assert dict(found.left_out) == {
        LeftOut.NO_AFTER: 1,
        LeftOut.NO_BEFORE: 1,
        LeftOut.NEITHER: 1,
    }


def test_small_groups_are_hidden_and_one_more_when_it_is_alone():
    people = (
        room(9, gender=Gender.FEMALE) + room(1, gender=Gender.NOT_STATED, body=2) + room(14, body=3)
    )
    found = gain_figures(people, bodies=BODIES)
    assert shown(found.genders) == {"female": None, "male": 14, "not_stated": None}
    assert shown(found.bodies) == {1: None, 2: None, 3: 14}
    assert {
        line.key: line.passes.tested if line.passes else None for line in found.pass_genders
    } == {
        "female": None,
        "male": 14,
        "not_stated": None,
    }


def test_four_pairs_are_too_few_for_any_figure():
    found = gain_figures([*room(4), sat(3)], bodies=BODIES)
    assert (found.has_tests, found.whole, found.passes, found.bodies) == (True, None, None, ())
    assert dict(found.left_out) == {LeftOut.NO_AFTER: 1}


def test_nobody_with_a_test_has_no_figures():
    assert not gain_figures([sat(), sat()], bodies=BODIES).has_tests
    assert not gain_figures([], bodies=BODIES).has_tests


def test_a_filter_does_not_show_what_the_breakdown_hides():
    people = room(9, gender=Gender.FEMALE) + room(1, gender=Gender.OTHER) + room(14)

    def asked(**wanted):
        return gain_figures(people, bodies=BODIES, wanted=wanted).whole

    assert asked().n == 24
    assert asked(gender=Gender.MALE).n == 14
    assert asked(gender=Gender.FEMALE) is None  # 24 - 14 - 9 would be the one other
    assert asked(gender=Gender.OTHER) is None


def cross(women_1, men_1, women_2, men_2):
    return (
        room(women_1, gender=Gender.FEMALE, body=1)
        + room(men_1, gender=Gender.MALE, body=1)
        + room(women_2, gender=Gender.FEMALE, body=2)
        + room(men_2, gender=Gender.MALE, body=2)
    )


def test_of_two_variables_all_is_shown_or_nothing():
    # From 15 women, of whom 7 in one ministry, and 10 people of the other would follow its 2 men.
    people = cross(8, 2, 7, 9)
    for wanted in ({"gender": "female", "body": 1}, {"gender": "female", "body": 2}):
        assert gain_figures(people, bodies=BODIES, wanted=wanted).whole is None
    women = gain_figures(people, bodies=BODIES, wanted={"gender": Gender.FEMALE})
    assert women.whole.n == 15
    assert shown(women.bodies) == {1: None, 2: None}
    assert shown(gain_figures(people, bodies=BODIES).bodies) == {1: 10, 2: 16}
    large = gain_figures(cross(8, 5, 7, 9), bodies=BODIES, wanted={"gender": Gender.FEMALE})
    assert shown(large.bodies) == {1: 8, 2: 7}
    assert shown(large.genders) == {"female": 15}


def test_guests_cannot_be_worked_out_from_officials():
    people = room(10) + room(2, participant_type="donor")

    def asked(kind):
        return gain_figures(people, bodies=BODIES, participant_type=kind).whole

    assert asked(TypeFilter.OFFICIALS).n == 10
    assert asked(TypeFilter.EVERYBODY) is None
    assert asked(ParticipantType.DONOR) is None
    more = people + room(5, participant_type="donor")
    assert gain_figures(more, bodies=BODIES, participant_type=TypeFilter.EVERYBODY).whole.n == 17
    mass = room(9) + room(3, participant_type="mass_organisation")
    assert gain_figures(mass, bodies=BODIES, participant_type="official").whole is None
    assert gain_figures(mass, bodies=BODIES).whole.n == 12


def test_a_workshop_with_fewer_than_five_pairs_is_in_no_figure_across_workshops():
    people = room(8, workshop=1) + room(4, workshop=2) + room(6, workshop=3)
    found = gain_figures(people, bodies=BODIES, order=[3, 2, 1])
    assert (found.whole.n, found.small_workshops) == (14, 1)
    assert shown(found.workshops) == {3: 6, 1: 8}


def test_a_workshop_without_tests_leaves_nobody_out():
    people = [*room(8, workshop=1), sat(workshop=2), sat(workshop=2), sat(workshop=1)]
    found = gain_figures(people, bodies=BODIES, order=[2, 1])
    assert (dict(found.left_out), found.small_workshops) == ({LeftOut.NEITHER: 1}, 0)


# --- From the database to the page and the files ----------------------------------------------


@pytest.fixture
def tested(june, paired, facilitator):
    """The workshop of June: 20 of its 24 officials with both tests of two questions."""
    give_tests(june, paired, facilitator, list(june.registrations.order_by("pk"))[:20])
    return june


def give_tests(workshop, quiz, facilitator, registrations):
    """Pre-test and post-test: every fourth falls, every third of the others stays, all pass or not
    by their two points."""
    sittings = services.plan_paired_test(workshop=workshop, quiz=quiz, actor=facilitator)
    for number, each in enumerate(registrations):
        before, after = (2, 1) if number % 4 == 0 else (1, 1) if number % 3 == 0 else (0, 2)
        for sitting, points in zip(sittings, (before, after), strict=True):
            Attempt.objects.create(
                sitting=sitting,
                person=each.person,
                registration=each,
                seed=1,
                finished_at=timezone.now(),
                points=Decimal(points),
                max_points=2,
                has_passed=points == 2,
                results=[
                    {
                        "q": f"M-{place}",
                        "phase": "before" if place == 1 else "after",
                        "module": "B1",
                        "objective": place,
                        "credit": str(int(points >= place)),
                    }
                    for place in (1, 2)
                ],
            )


@pytest.mark.parametrize("language", ["lo", "en"])
@pytest.mark.parametrize("address", ["workshops/MICIC-2024-06/", ""])
def test_screen_workbook_csv_and_paper_say_the_same(
    tested, reporting_officer, browser_of, language, address
):
    browser = browser_of(reporting_officer)
    base = f"/{language}/reports/{address}"
    page = browser.get(base)
    report = page.context["report"]
    gains = report.gain_tables
    keys = {table.key for table in gains}
    assert keys >= {"gains_phases", "gains_bodies", "gains_genders", "gains_objectives", "passes"}
    assert ("gains_workshops" in keys) is (address == "")
    on_screen = tables_of_page(page.content.decode())
    book = read_book(browser.get(f"{base}figures.xlsx").content)
    file = browser.get(f"{base}figures.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(file)))
    on_paper = number_lines_of_pdf(browser.get(f"{base}report.pdf").content)
    for table in gains:
        assert [
            [line.label, *(cell.shown for cell in line.cells)] for line in table.all_lines
        ] in on_screen
        values = [
            [None if cell.value is None else as_number(cell.shown) for cell in line.cells]
            for line in table.all_lines
        ]
        assert numbers_of_sheet(book[table.title[:31]]) == [
            [None if each is None else round(each, 1) for each in line] for line in values
        ]
        in_csv = [None if row[3] == "" else float(row[3]) for row in rows if row[0] == table.title]
        assert in_csv == [each for line in values for each in line]
    assert any("20" in line.split() for line in on_paper)
    assert page.context["report"].notes


def test_the_indicators_stand_in_front_and_in_the_sentence(tested, reporting_officer, browser_of):
    page = browser_of(reporting_officer).get("/en/reports/workshops/MICIC-2024-06/")
    big = {each.label: each.big for each in page.context["report"].key_figures}
    # Of twenty: 5 fall (1, 5, …), of the other 15 the 4th, 7th, 10th, 16th and 19th stay.
    assert big["improved their score"] == "50%"
    assert big["mean gain, in percentage points"] == "+37.5"
    assert big["reached the pass mark"] == "50%"
    text = page.content.decode()
    assert "Of 20 participants who sat both tests, 10 (50%) improved their score" in text
    assert "In no figure of what was learnt: took neither test: 4." in text


def test_reporting_officers_see_no_score_of_one_person(tested, reporting_officer, browser_of):
    browser = browser_of(reporting_officer)
    for address in ("/en/reports/workshops/MICIC-2024-06/", "/en/reports/"):
        text = browser.get(address).content.decode()
        for registration in tested.registrations.select_related("person"):
            assert registration.person.family_name_latin not in text
    for name in ("learnt/", "learnt/wrong-and-sure/", "scores/"):
        address = f"/en/tests/workshops/MICIC-2024-06/{name}"
        assert browser.get(address).status_code == 404
    assert browser.get("/en/tests/items/").status_code == 404
    attempt = Attempt.objects.first()
    assert browser.get(f"/en/tests/attempts/{attempt.pk}/result/").status_code == 404


def test_filters_reach_what_was_learnt(tested, reporting_officer, browser_of):
    browser = browser_of(reporting_officer)
    men = browser.get("/en/reports/", {"gender": "male"}).context["report"]
    women = browser.get("/en/reports/", {"gender": "female"}).context["report"]
    everybody = browser.get("/en/reports/").context["report"]
    counts = {
        name: next(
            table.total.cells[0].value
            for table in report.gain_tables
            if table.key == "gains_phases"
        )
        for name, report in (("men", men), ("women", women), ("all", everybody))
    }
    assert counts["men"] + counts["women"] == counts["all"] == 20


def test_a_workshop_without_tests_says_nothing_of_them(june, reporting_officer, browser_of):
    page = browser_of(reporting_officer).get("/en/reports/workshops/MICIC-2024-06/")
    report = page.context["report"]
    assert (report.gain_tables, report.notes) == ((), ())
    assert "What was learnt" not in page.content.decode()


def test_figures_stay_when_single_answers_are_forgotten(tested):
    from datetime import timedelta

    before = selectors.gains_of_workshop(tested)
    services.forget_answers(now=timezone.now() + timedelta(days=400))
    assert Attempt.objects.filter(forgotten_at=None).count() == 0
    assert selectors.gains_of_workshop(tested) == before


def test_the_number_of_queries_does_not_grow_with_people_or_workshops(
    tested, house, paired, facilitator
):
    counts = []
    for number in (1, 3):
        workshops = [tested]
        for _each in range(number - 1):
            other = make_workshop(start_date=date(2025, 1, 1))
            people = [put(other, house.mofa) for _place in range(6)]
            give_tests(other, paired, facilitator, people)
            workshops.append(other)
        with CaptureQueriesContext(connection) as queries:
            found = selectors.gains_of_selection(workshops, Selection())
        assert found.whole.n == 20 + 6 * (number - 1)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_on_paper_key_figures_stand_in_rows_that_fit(tested, reporting_officer, browser_of):
    page = browser_of(reporting_officer).get("/lo/reports/workshops/MICIC-2024-06/")
    report = page.context["report"]
    assert [len(row) for row in report.key_figure_rows] == [6, 4]
    assert sum(report.key_figure_rows, ()) == report.key_figures
