"""The facilitator's room of a paired test: who may enter, the two sittings, who is where."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.quizzes import services
from assessments.quizzes.enums import Form, SittingState
from assessments.quizzes.models import Answer, Attempt, Sitting
from assessments.quizzes.selectors.room import room_of
from assessments.quizzes.services import Given
from core.models import AuditLine
from courses.workshops.enums import ParticipantType, RegistrationStatus
from tests.factories import make_registration, make_workshop

pytestmark = pytest.mark.django_db


def room_address(workshop, rest="", language="lo"):
    return f"/{language}/tests/workshops/{workshop.code}/{rest}"


def begin(registration, sitting):
    return services.start_attempt(
        person=registration.person,
        sitting=sitting,
        registration=registration,
        form=services.form_for(sitting=sitting, registration=registration),
    )


def take(registration, sitting, *right):
    """Take a test: each of ``right`` says whether that question is answered rightly."""
    attempt = begin(registration, sitting)
    given = [Given(n, [2 if is_right else 1], "lo") for n, is_right in enumerate(right, 1)]
    services.save_answers(attempt_id=attempt.pk, given=given)
    return services.finish_attempt(attempt=attempt)


@pytest.fixture
def pre(sittings, facilitator):
    """The pre-test, open."""
    return services.open_sitting(sitting=sittings[0], actor=facilitator)


@pytest.fixture
def closed_pair(workshop, sittings, facilitator):
    """Both closed: one took both, one came late, one left early, one took neither."""
    people = {name: make_registration(workshop) for name in ("both", "late", "early", "neither")}
    for sitting, names in zip(sittings, (("both", "early"), ("both", "late")), strict=True):
        services.open_sitting(sitting=sitting, actor=facilitator)
        sitting.refresh_from_db()
        for name in names:
            take(people[name], sitting, name != "early")
        services.close_sitting(sitting=sitting, actor=facilitator)
    return people


# --- Doors --------------------------------------------------------------------------------------

ROOMS = ("", "pre/live/", "post/live/", "pre/code/", "scores/")
ACTIONS = ("plan/", "pre/open/", "pre/close/", "pre/minutes/")


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("facilitator", True),
        ("other_facilitator", False),
        ("administrator", False),
        ("reporting_officer", False),
        ("editor", False),
        ("participant", False),
    ],
)
@pytest.mark.parametrize("language", ["lo", "en"])
def test_who_may_enter(workshop, pre, browser_of, request, who, may, language):
    browser = browser_of(request.getfixturevalue(who))
    for room in ROOMS:
        status = browser.get(room_address(workshop, room, language)).status_code
        assert status == (200 if may else 404), room
    if not may:
        for action in ACTIONS:
            assert browser.post(room_address(workshop, action)).status_code == 404
        pre.refresh_from_db()
        assert pre.state == SittingState.OPEN


def test_a_stranger_is_sent_to_sign_in(workshop, sittings, stranger):
    for room in (*ROOMS, *ACTIONS):
        response = stranger.get(room_address(workshop, room))
        assert response.status_code == (405 if room in ACTIONS and "close" not in room else 302)


def test_an_administrator_who_facilitates_the_workshop_enters(administrator, browser_of, paired):
    workshop = make_workshop(facilitator=administrator)
    assert browser_of(administrator).get(room_address(workshop)).status_code == 200
    page = browser_of(administrator).get(f"/en/workshops/{workshop.code}/").content.decode()
    assert room_address(workshop, language="en") in page


def test_the_tab_is_not_shown_to_an_administrator_who_may_not_enter(
    workshop, administrator, browser_of
):
    page = browser_of(administrator).get(f"/en/workshops/{workshop.code}/").content.decode()
    assert room_address(workshop, language="en") not in page


@pytest.mark.parametrize("occasion", ["self", "nothing"])
def test_an_unknown_occasion_is_not_there(workshop, sittings, facilitator, browser_of, occasion):
    browser = browser_of(facilitator)
    assert browser.get(room_address(workshop, f"{occasion}/live/")).status_code == 404
    assert browser.post(room_address(workshop, f"{occasion}/open/")).status_code == 404


# --- Choose, open, close ------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["lo", "en"])
def test_choosing_the_test_makes_both_sittings(workshop, paired, facilitator, browser_of, language):
    browser = browser_of(facilitator)
    page = browser.get(room_address(workshop, language=language)).content.decode()
    assert 'value="paired"' in page
    for _time in range(2):
        response = browser.post(room_address(workshop, "plan/"), {"quiz": "paired"})
        assert response.headers["Location"] == room_address(workshop)
    assert Sitting.objects.filter(workshop=workshop).count() == 2


def test_what_is_no_paired_test_is_not_chosen(workshop, quiz, facilitator, browser_of):
    for code in ("quiz", "nothing", "", "\0"):
        browser_of(facilitator).post(room_address(workshop, "plan/"), {"quiz": code})
    assert not Sitting.objects.filter(workshop=workshop).exists()


@pytest.mark.parametrize("language", ["lo", "en"])
def test_without_a_paired_test_the_page_says_what_to_do(
    workshop, facilitator, browser_of, language
):
    page = browser_of(facilitator).get(room_address(workshop, language=language))
    assert "CMS" in page.content.decode()


def test_opening_and_closing_twice_is_once(workshop, sittings, facilitator, browser_of):
    browser = browser_of(facilitator)
    for action in ("open", "close"):
        for _time in range(2):
            response = browser.post(room_address(workshop, f"pre/{action}/"))
            assert response.headers["Location"] == room_address(workshop) + "#pre"
        assert AuditLine.objects.filter(verb=f"{action}_sitting").count() == 1
    browser.post(room_address(workshop, "pre/open/"))
    assert Sitting.objects.get(pk=sittings[0].pk).is_open


def test_closing_asks_and_says_how_many_are_still_at_it(workshop, pre, facilitator, browser_of):
    for _person in range(2):
        begin(make_registration(workshop), pre)
    take(make_registration(workshop), pre, True)
    browser = browser_of(facilitator)
    asked = browser.get(room_address(workshop, "pre/close/", "en"))
    assert "2 people are still at it" in asked.content.decode()
    pre.refresh_from_db()
    assert pre.is_open
    browser.post(room_address(workshop, "pre/close/"))
    assert [attempt.ending for attempt in pre.attempts.order_by("pk")] == [
        "closed",
        "closed",
        "handed_in",
    ]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("20", 20), ("", None), ("໒໐", 20), ("0", 15), ("-3", 15), ("x", 15), ("9" * 9, 15)],
)
def test_minutes_are_changed_until_it_opens(
    workshop, sittings, facilitator, browser_of, typed, kept
):
    Sitting.objects.update(minutes=15)
    browser = browser_of(facilitator)
    browser.post(room_address(workshop, "pre/minutes/"), {"minutes": typed})
    assert Sitting.objects.get(pk=sittings[0].pk).minutes == kept
    browser.post(room_address(workshop, "pre/open/"))
    browser.post(room_address(workshop, "pre/minutes/"), {"minutes": "99"})
    assert Sitting.objects.get(pk=sittings[0].pk).minutes == kept


def test_an_open_test_shows_the_way_in(workshop, sittings, facilitator, browser_of):
    browser = browser_of(facilitator)
    way_in = f"/lo/tests/sittings/{sittings[0].pk}/"
    assert way_in not in browser.get(room_address(workshop)).content.decode()
    services.open_sitting(sitting=sittings[0], actor=facilitator)
    for room in ("", "pre/code/"):
        page = browser.get(room_address(workshop, room, "en")).content.decode()
        assert f"http://testserver{way_in}" in page
        assert "data:image/png;base64," in page


# --- Who is where -------------------------------------------------------------------------------


def test_who_is_where_by_name_and_form_without_scores(workshop, pre, facilitator, browser_of):
    waiting, at_it, done = (make_registration(workshop) for _each in range(3))
    begin(at_it, pre)
    take(done, pre, True, True)
    make_registration(workshop, participant_type=ParticipantType.INTERPRETER)
    gone = make_registration(workshop, status=RegistrationStatus.CANCELLED)
    room = room_of(workshop)
    assert [seat.registration for seat in room.pre.not_started] == [waiting]
    assert [(seat.registration, seat.form) for seat in room.pre.at_it] == [(at_it, Form.A)]
    assert [(seat.registration, seat.form) for seat in room.pre.finished] == [(done, Form.B)]
    page = browser_of(facilitator).get(room_address(workshop, "pre/live/", "en")).content.decode()
    for each in (waiting, at_it, done):
        assert each.person.name_latin in page
    assert page.index("form B") > page.index("form A")
    assert "%" not in page
    take(gone, pre, True)
    assert [seat.is_expected for seat in room_of(workshop).pre.finished].count(False) == 1


def test_who_gets_which_form_is_said_before_they_begin(
    workshop, sittings, pre, facilitator, browser_of
):
    done, other = make_registration(workshop), make_registration(workshop)
    take(done, pre, True)
    seats = room_of(workshop).post.not_started
    assert {seat.registration: seat.form for seat in seats} == {done: Form.B, other: ""}
    page = browser_of(facilitator).get(room_address(workshop, language="en")).content.decode()
    assert "Who gets which form" in page
    assert "either form" in page


def test_whose_time_is_up_is_no_longer_at_it(workshop, sittings, facilitator, browser_of):
    services.change_minutes(sitting=sittings[0], minutes=10, actor=facilitator)
    pre = services.open_sitting(sitting=sittings[0], actor=facilitator)
    attempt = begin(make_registration(workshop), pre)
    long_ago = timezone.now() - timedelta(hours=1)
    Attempt.objects.update(started_at=long_ago, ends_at=long_ago + timedelta(minutes=10))
    room = room_of(workshop)
    assert (len(room.pre.at_it), len(room.pre.finished)) == (0, 1)
    browser = browser_of(facilitator)
    page = browser.get(room_address(workshop, "pre/close/", "en")).content.decode()
    assert "Nobody is at it now" in page
    browser.post(room_address(workshop, "pre/close/"))
    attempt.refresh_from_db()
    assert (attempt.ending, attempt.finished_at) == ("time_up", attempt.ends_at)


def test_names_stand_in_lao_order(workshop, pre):
    for _each in range(6):
        make_registration(workshop)
    names = [seat.registration.person.sort_key for seat in room_of(workshop).pre.not_started]
    assert names == sorted(names)
    assert len(names) == 6


def test_a_closed_test_reloads_the_page_that_asks(workshop, pre, facilitator, browser_of):
    browser, live = browser_of(facilitator), room_address(workshop, "pre/live/")
    assert "HX-Refresh" not in browser.get(live).headers
    services.close_sitting(sitting=pre, actor=facilitator)
    assert browser.get(live).headers["HX-Refresh"] == "true"


def test_who_came_late_and_who_left_early_is_said(closed_pair, workshop, facilitator, browser_of):
    room = room_of(workshop)
    assert room.pairs == 1
    assert room.without_pre == [closed_pair["late"]]
    assert room.without_post == [closed_pair["early"]]
    assert room.without_both == [closed_pair["neither"]]
    page = browser_of(facilitator).get(room_address(workshop, language="en")).content.decode()
    part = page.partition("Came late: no pre-test")[2]
    assert closed_pair["late"].person.name_latin in part.partition("Left early: no post-test")[0]
    assert "<b>1</b> person has finished both tests" in page


def test_nobody_is_late_or_gone_while_the_test_is_open(workshop, pre):
    make_registration(workshop)
    room = room_of(workshop)
    assert (room.without_pre, room.without_post, room.without_both) == ([], [], [])


# --- Late answers and scores --------------------------------------------------------------------


def test_late_answers_are_counted_with_a_reason(workshop, pre, facilitator, browser_of):
    attempt = begin(make_registration(workshop), pre)
    services.close_sitting(sitting=pre, actor=facilitator)
    services.save_answers(attempt_id=attempt.pk, given=[Given(1, [2], "lo"), Given(2, [2], "lo")])
    browser = browser_of(facilitator)
    page = browser.get(room_address(workshop, language="en")).content.decode()
    assert "2 answers" in page
    address = room_address(workshop, f"late/{attempt.pk}/")
    for nothing in (" ", "\0"):
        browser.post(address, {"reason": nothing})
    assert Answer.objects.filter(is_late=True).count() == 2
    browser.post(address, {"reason": "no\0 network"})
    attempt.refresh_from_db()
    assert attempt.points == 2
    assert AuditLine.objects.get(verb="count_late_answers").data["reason"] == "no network"
    assert "2 answers" not in browser.get(room_address(workshop, language="en")).content.decode()


@pytest.mark.parametrize("who", ["other_facilitator", "administrator", "participant"])
def test_others_do_not_let_late_answers_count(workshop, pre, facilitator, browser_of, request, who):
    attempt = begin(make_registration(workshop), pre)
    services.close_sitting(sitting=pre, actor=facilitator)
    services.save_answers(attempt_id=attempt.pk, given=[Given(1, [2], "lo")])
    browser = browser_of(request.getfixturevalue(who))
    response = browser.post(room_address(workshop, f"late/{attempt.pk}/"), {"reason": "x"})
    assert response.status_code == 404
    assert Answer.objects.get().is_late


@pytest.mark.parametrize("language", ["lo", "en"])
def test_scores_are_shown_after_closing(closed_pair, workshop, facilitator, browser_of, language):
    page = browser_of(facilitator).get(room_address(workshop, "scores/", language)).content.decode()
    assert page.count("<tr>") == 1 + 3
    assert page.count("50%") == 3  # of two questions, one right; who left early had none


def test_no_score_is_shown_while_the_test_is_open(workshop, pre, facilitator, browser_of):
    take(make_registration(workshop), pre, True, True)
    page = browser_of(facilitator).get(room_address(workshop, "scores/", "en")).content.decode()
    assert "100%" not in page
    assert "No scores yet" in page


# --- Participants -------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["lo", "en"])
def test_my_learning_leads_to_the_test_that_is_open(
    workshop, sittings, facilitator, participant, browser_of, language
):
    registration = make_registration(workshop, participant)
    browser = browser_of(participant)
    link = f'href="/{language}/tests/sittings/{sittings[0].pk}/"'
    my_learning = f"/{language}/my/"
    assert link not in browser.get(my_learning).content.decode()
    pre = services.open_sitting(sitting=sittings[0], actor=facilitator)
    assert link in browser.get(my_learning).content.decode()
    attempt = begin(registration, pre)
    assert link in browser.get(my_learning).content.decode()
    services.finish_attempt(attempt=attempt)
    assert link not in browser.get(my_learning).content.decode()


def test_my_learning_of_others_says_nothing(workshop, pre, facilitator, participant, browser_of):
    make_registration(workshop, participant, status=RegistrationStatus.CANCELLED)
    page = browser_of(participant).get("/lo/my/").content.decode()
    assert f"/tests/sittings/{pre.pk}/" not in page


# --- Queries ------------------------------------------------------------------------------------


def count_queries(browser, address):
    browser.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


def test_queries_do_not_grow(workshop, sittings, facilitator, browser_of):
    browser = browser_of(facilitator)
    pre = services.open_sitting(sitting=sittings[0], actor=facilitator)
    pages = [room_address(workshop, room) for room in ROOMS]
    pages.append(f"/lo/workshops/{workshop.code}/")
    counts = []
    for more in (1, 2):
        services.open_sitting(sitting=pre, actor=facilitator)
        pre.refresh_from_db()
        for _each in range(more):
            make_registration(workshop)
            begin(make_registration(workshop), pre)
            late = take(make_registration(workshop), pre, True)
            services.save_answers(attempt_id=late.pk, given=[Given(2, [2], "lo")])
        while_open = [count_queries(browser, page) for page in pages]
        services.close_sitting(sitting=pre, actor=facilitator)
        counts.append(while_open + [count_queries(browser, page) for page in pages])
    assert counts[0] == counts[1]


def test_queries_of_my_learning_do_not_grow(paired, facilitator, participant, browser_of):
    browser, counts = browser_of(participant), []
    for more in (1, 2):
        for _each in range(more):
            workshop = make_workshop(facilitator=facilitator, start_date=timezone.localdate())
            make_registration(workshop, participant)
            plan = services.plan_paired_test(workshop=workshop, quiz=paired, actor=facilitator)
            services.open_sitting(sitting=plan[0], actor=facilitator)
        counts.append(count_queries(browser, "/lo/my/"))
    assert counts[0] == counts[1]
