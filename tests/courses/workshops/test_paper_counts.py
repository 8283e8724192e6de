"""How many stand on paper follows from the sheets that came back; only where none did it is typed."""

import pytest
from bs4 import BeautifulSoup

from courses.workshops.enums import DifferenceKind
from courses.workshops.models import ReadPage
from courses.workshops.selectors.attention import Attention, attention_of
from courses.workshops.selectors.paper import on_paper
from courses.workshops.selectors.reconciling import reconcile
from courses.workshops.selectors.scans import proposals_of
from courses.workshops.selectors.sign_off import open_points
from courses.workshops.services.reconciling import count_paper
from courses.workshops.services.scans import confirm_page
from people.services.merging import merge_people
from tests.courses.workshops.scan_records import answers_of, make_page, record_of_print
from tests.factories import make_workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(facilitator):
    return make_workshop(facilitator=facilitator, days=1)


@pytest.fixture
def session(workshop):
    return workshop.sessions.first()


@pytest.fixture
def printed(workshop, session):
    return record_of_print(workshop, session)


def confirm(page: ReadPage, actor, **changed: str) -> None:
    confirm_page(page=page, answers=answers_of(page, **changed), seen={}, actor=actor)


def first_count(workshop):
    return reconcile(workshop).counts[0]


def test_a_confirmed_sheet_counts_by_itself_and_the_typed_number_waits(
    printed, workshop, session, facilitator
):
    count_paper(session=session, people=9, actor=facilitator)
    page = make_page(printed, facilitator, ["marked", "marked", "empty"])
    count = first_count(workshop)
    assert (count.on_paper, count.is_scanned) == (9, False)
    confirm(page, facilitator)
    count = first_count(workshop)
    assert (count.on_paper, count.is_scanned, count.in_system) == (2, True, 2)
    assert not [
        each for each in reconcile(workshop).open if each.kind == DifferenceKind.PAPER_COUNT
    ]


def test_what_the_facilitator_answers_decides_who_is_on_paper(printed, workshop, facilitator):
    page = make_page(
        printed, facilitator, ["unsure", "unsure", "crossed_out", "crossed_out", "marked", "empty"]
    )
    lines = [line.line for line in proposals_of(page)]
    confirm(
        page,
        facilitator,
        **{
            f"line_{line}": answer
            for line, answer in zip(
                lines, ["present", "absent", "keep", "late", "absent", "keep"], strict=False
            )
        },
    )
    assert first_count(workshop).on_paper == 2


def test_the_same_page_photographed_twice_counts_everybody_once(printed, workshop, facilitator):
    confirm(make_page(printed, facilitator, ["marked", "marked"]), facilitator)
    again = make_page(printed, facilitator, ["marked", "marked", "marked"])
    # Confirmed once, the page does not wait because it was photographed once more.
    assert not on_paper(workshop)[workshop.sessions.first().pk].waiting
    third = proposals_of(again)[2].line
    confirm(again, facilitator, **{f"line_{third}": "present"})
    assert first_count(workshop).on_paper == 3


def test_who_was_entered_twice_counts_once(printed, workshop, facilitator, administrator):
    page = make_page(printed, facilitator, ["marked", "marked"])
    one, other = proposals_of(page)[:2]
    confirm(page, facilitator)
    merge_people(
        kept=one.registration.person,
        merged=other.registration.person,
        reason="Twice",
        actor=administrator,
    )
    count = first_count(workshop)
    assert (count.on_paper, count.in_system) == (1, 1)


def test_who_wrote_themselves_on_the_sheet_is_on_paper_and_asked_for(
    printed, workshop, session, facilitator, browser_of
):
    page = make_page(printed, facilitator, ["marked"], number=printed.pages.count())
    line = page.lines[0]["line"]
    page.lines[0]["written"] = True
    page.save()
    browser = browser_of(facilitator)
    address = f"/en/workshops/{workshop.code}/scans/pages/{page.uuid}/"
    shown = browser.get(address).content.decode()
    assert f'name="answer-{line}" value="signed" checked' in shown
    answer = browser.post(address, {f"answer-{line}": "signed"})
    assert answer["Location"] == address
    assert f"/people/add/?session={session.pk}" in browser.get(address).content.decode()
    count = first_count(workshop)
    assert (count.on_paper, count.in_system) == (1, 0)


def test_a_stain_that_nobody_signed_is_not_counted(printed, workshop, facilitator, browser_of):
    page = make_page(printed, facilitator, ["marked"], number=printed.pages.count())
    address = f"/en/workshops/{workshop.code}/scans/pages/{page.uuid}/"
    assert browser_of(facilitator).post(address, {}).status_code == 302
    assert first_count(workshop).on_paper == 0


def test_a_page_that_waits_is_a_difference_a_need_and_an_open_point(
    printed, workshop, session, facilitator
):
    page = make_page(printed, facilitator, ["marked"])
    (found,) = (
        each for each in reconcile(workshop).open if each.kind == DifferenceKind.PAPER_COUNT
    )
    assert found.url.endswith("/scans/")
    (needs,) = attention_of([workshop])
    (item,) = needs.items[Attention.SCANS]
    assert str(page.picture.scan.uuid) in item.url
    assert open_points(session).counts["sheets"] == 1
    confirm(page, facilitator)
    assert Attention.SCANS not in attention_of([workshop])[0].items
    assert "sheets" not in open_points(session).counts


def test_pages_with_names_that_have_not_come_back_are_named(printed, workshop, facilitator):
    first = printed.pages.first()
    second = printed.pages.get(number=2)
    first.lines[0]["registration"] = second.lines.pop()["registration"]
    first.save()
    second.save()
    page = make_page(printed, facilitator, ["marked"])
    confirm(page, facilitator)
    assert reconcile(workshop).counts[0].scans.missing == 1
    confirm(make_page(printed, facilitator, [], number=1), facilitator)
    assert reconcile(workshop).counts[0].scans.missing == 0


@pytest.mark.parametrize(("language", "word"), [("lo", ">ສະແກນ<"), ("en", ">scanned<")])
def test_the_page_says_which_counts_were_scanned_and_which_typed(
    printed, workshop, session, facilitator, browser_of, language, word
):
    confirm(make_page(printed, facilitator, ["marked"]), facilitator)
    other = workshop.sessions.last()
    count_paper(session=other, people=3, actor=facilitator)
    page = browser_of(facilitator).get(f"/{language}/workshops/{workshop.code}/reconcile/")
    shown = page.content.decode()
    assert word in shown
    assert f'name="paper-{session.pk}"' not in shown
    assert f'name="paper-{other.pk}" value="3"' in shown
    for row in BeautifulSoup(shown, "html.parser").select("table.accounts tr"):
        assert len(row.find_all(["th", "td"])) == 5


@pytest.mark.parametrize("pages", [1, 3])
def test_counting_takes_three_queries(
    printed, workshop, facilitator, django_assert_num_queries, pages
):
    for _number in range(pages):
        make_page(printed, facilitator, ["marked"])
    with django_assert_num_queries(3):
        on_paper(workshop)
