"""What was learnt in a workshop: who is a pair, the page of its facilitators, wrong and sure."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from assessments.quizzes import services
from assessments.quizzes.enums import LeftOut
from assessments.quizzes.selectors import learnt
from courses.workshops.enums import ParticipantType, RegistrationStatus
from courses.workshops.models import Registration
from people.enums import Gender
from tests.assessments.quizzes.conftest import take
from tests.factories import make_organisation, make_person, make_registration, make_workshop

RIGHT, WRONG = [2], [1]


@pytest.fixture
def room(workshop, sittings, facilitator):
    """Six people: two improve, one stays, one falls, one has only the pre-test, one nothing."""
    pre, post = sittings
    ministry = make_organisation(name_en="Ministry of Trying", name_lo="ກະຊວງທົດລອງ")
    department = make_organisation(parent=ministry)
    people = [
        make_registration(
            workshop,
            make_person(organisation=department if n % 2 else ministry, gender=gender),
        )
        for n, gender in enumerate([Gender.FEMALE] * 4 + [Gender.MALE] * 2)
    ]
    services.open_sitting(sitting=pre, actor=facilitator)
    pre.refresh_from_db()
    for who, first, second in zip(
        people,
        (WRONG, WRONG, RIGHT, RIGHT, RIGHT),
        (WRONG, RIGHT, WRONG, RIGHT, RIGHT),
        strict=False,
    ):
        take(pre, who, {1: first, 2: second}, language="en" if who == people[0] else "lo")
    services.close_sitting(sitting=pre, actor=facilitator)
    services.open_sitting(sitting=post, actor=facilitator)
    post.refresh_from_db()
    for who, first, second in zip(
        people[:4], (RIGHT, RIGHT, WRONG, RIGHT), (WRONG, RIGHT, RIGHT, WRONG), strict=True
    ):
        take(post, who, {1: first, 2: second}, language="en" if who == people[0] else "lo")
    services.close_sitting(sitting=post, actor=facilitator)
    return people


def found(workshop):
    return {
        each.registration: each
        for each in learnt.tested_people(
            Registration.objects.filter(workshop=workshop).participants()
        )
    }


def test_pairs_are_matched_and_the_others_have_a_reason(workshop, room):
    people = found(workshop)
    assert [people[each.pk].is_pair for each in room] == [True] * 4 + [False] * 2
    assert people[room[4].pk].left_out == LeftOut.NO_AFTER
    assert people[room[5].pk].left_out == LeftOut.NEITHER
    first = people[room[0].pk]
    assert (first.before.score.points, first.after.score.points) == (0, 1)
    assert first.before.phases["before"].of == 2
    assert {key: score.points for key, score in first.after.objectives.items()} == {
        ("B1", 1): 1,
        ("B1", 2): 0,
    }
    assert (first.language, people[room[1].pk].language) == ("en", "lo")


def test_departments_count_with_their_ministry(workshop, room):
    assert len({each.body for each in found(workshop).values()}) == 1


def test_who_has_not_handed_in_is_no_pair(workshop, sittings, facilitator):
    pre, _post = sittings
    services.open_sitting(sitting=pre, actor=facilitator)
    pre.refresh_from_db()
    who = make_registration(workshop)
    take(pre, who, {1: RIGHT}, finish=False)
    assert found(workshop)[who.pk].left_out == LeftOut.RUNNING


def test_tests_of_another_workshop_make_no_pair(workshop, room, paired, facilitator):
    other = make_workshop(facilitator=facilitator)
    _pre, post = services.plan_paired_test(workshop=other, quiz=paired, actor=facilitator)
    services.open_sitting(sitting=post, actor=facilitator)
    post.refresh_from_db()
    again = make_registration(other, room[4].person)
    take(post, again, {1: RIGHT})
    assert found(workshop)[room[4].pk].left_out == LeftOut.NO_AFTER
    assert found(other)[again.pk].left_out == LeftOut.NO_BEFORE


def test_records_of_one_person_that_were_merged_are_one_person(workshop, sittings, facilitator):
    pre, post = sittings
    one, twin = make_registration(workshop), make_registration(workshop)
    for sitting, who in ((pre, one), (post, twin)):
        services.open_sitting(sitting=sitting, actor=facilitator)
        sitting.refresh_from_db()
        take(sitting, who, {1: RIGHT, 2: WRONG})
    twin.person.merged_into = one.person
    twin.person.save()
    (person,) = found(workshop).values()
    assert person.is_pair
    assert person.person == one.person_id


def test_who_is_off_the_list_counts_only_with_a_test(workshop, room):
    Registration.objects.filter(pk__in=[room[0].pk, room[5].pk]).update(
        status=RegistrationStatus.CANCELLED
    )
    people = found(workshop)
    assert people[room[0].pk].is_pair
    assert room[5].pk not in people


def test_the_people_who_work_there_are_not_counted(workshop, room):
    make_registration(workshop, participant_type=ParticipantType.INTERPRETER)
    assert len(found(workshop)) == 6


@pytest.mark.parametrize("language", ["lo", "en"])
def test_the_page_tells_the_facilitator(workshop, room, facilitator, browser_of, language):
    page = browser_of(facilitator).get(f"/{language}/tests/workshops/{workshop.code}/learnt/")
    text = page.content.decode()
    assert page.status_code == 200
    figures = page.context["all"]
    assert (figures.n, figures.improved, figures.same, figures.fell) == (4, 2, 1, 1)
    assert str(room[3].person) in text
    assert [each["person"] for each in page.context["fell"]] == [str(room[3].person)]
    assert {"lo": "ກະຊວງທົດລອງ", "en": "Ministry of Trying"}[language] in text
    assert [len(each["people"]) for each in page.context["left_out"]] == [1, 1]
    headings = [table.heading for table in page.context["breakdowns"]]
    assert len(headings) == 5


def test_the_page_says_what_to_do_before_anybody_has_both(
    workshop, sittings, facilitator, browser_of
):
    page = browser_of(facilitator).get(f"/en/tests/workshops/{workshop.code}/learnt/")
    assert "Nobody has both tests yet" in page.content.decode()


def test_the_number_of_queries_does_not_grow(workshop, room, facilitator, browser_of, sittings):
    browser = browser_of(facilitator)
    address = f"/en/tests/workshops/{workshop.code}/learnt/"
    browser.get(address)
    with CaptureQueriesContext(connection) as before:
        browser.get(address)
    more = [make_registration(workshop) for _each in range(3)]
    for sitting in sittings:
        opened = services.open_sitting(sitting=sitting, actor=facilitator)
        for who in more:
            take(opened, who, {1: RIGHT, 2: WRONG})
    with CaptureQueriesContext(connection) as after:
        assert browser.get(address).context["all"].n == 7
    assert len(after) == len(before)


PAGES = ["workshop_learnt", "workshop_misconceptions"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "who",
    ["participant", "other_facilitator", "reporting_officer", "editor", "administrator"],
)
def test_nobody_else_sees_it(workshop, room, page, who, browser_of, request):
    person = request.getfixturevalue(who)
    assert browser_of(person).get(reverse(page, args=[workshop.code])).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_a_participant_of_the_workshop_and_a_stranger_are_refused(
    workshop, room, page, browser_of, stranger
):
    address = reverse(page, args=[workshop.code])
    assert browser_of(room[0].person).get(address).status_code == 404
    assert stranger.get(address).status_code == 302


# --- Wrong and sure ---------------------------------------------------------------------------


@pytest.fixture
def sure(workshop, sittings, facilitator):
    """Three sit the pre-test, which is still open: two are wrong and sure about M-1."""
    pre = services.open_sitting(sitting=sittings[0], actor=facilitator)
    people = [make_registration(workshop) for _each in range(4)]
    for who in people:
        take(pre, who, {1: WRONG, 2: RIGHT}, sure={1: True, 2: True})
    return pre


@pytest.mark.parametrize("language", ["lo", "en"])
def test_after_the_pre_test_the_wrong_beliefs_stand_in_words(
    workshop, sure, facilitator, browser_of, language
):
    services.close_sitting(sitting=sure, actor=facilitator)
    address = f"/{language}/tests/workshops/{workshop.code}/learnt/wrong-and-sure/"
    page = browser_of(facilitator).get(address)
    text = page.content.decode()
    assert [each["code"] for each in page.context["misconceptions"]] == ["M-1", "M-3"]
    assert [each["sure_and_wrong"] for each in page.context["misconceptions"]] == [2, 2]
    before = "ລາວ " if language == "lo" else ""
    assert f"{before}M-1 option 1" in text
    assert f"{before}M-1 says 1" in text
    for registration in workshop.registrations.all():
        assert str(registration.person) not in text


def test_while_the_pre_test_is_open_nothing_is_told(workshop, sure, facilitator, browser_of):
    page = browser_of(facilitator).get(
        f"/en/tests/workshops/{workshop.code}/learnt/wrong-and-sure/"
    )
    assert page.context["misconceptions"] == []
    assert "The test is not closed yet" in page.content.decode()
    assert "M-1" not in page.content.decode()


def test_objectives_are_said_in_both_languages(module):
    module.objectives_en = "Explain one\n\nName two"
    module.objectives_lo = "ອະທິບາຍ"
    module.save_revision().publish()
    with translation.override("lo"):
        said = learnt.objective_words([("B1", 1), ("B1", 2), ("XX", 1)])
    assert said["B1", 1] == {"en": "Explain one", "lo": "ອະທິບາຍ"}
    assert said["B1", 2] == {"en": "Name two", "lo": ""}
    assert said["XX", 1] == {"en": "", "lo": ""}
