"""A session is signed off and locked from then on: later changes need a reason and are told."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.models import AuditLine
from courses.workshops.models import Attendance, AttendanceMark, SignOff
from courses.workshops.rules import is_locked
from courses.workshops.selectors.sign_off import changed_after_sign_off, open_points
from courses.workshops.services.attendance import MarkInput, mark_all_present, mark_attendance
from courses.workshops.services.sessions import remove_session, update_session
from courses.workshops.services.sign_off import reopen_session, sign_off_session
from tests.factories import make_registration, make_workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(facilitator):
    """The first session of a workshop that began today."""
    workshop = make_workshop(facilitator=facilitator, start_date=timezone.localdate())
    return workshop.sessions.first()


def mark(session, registration, status, actor=None, **values):
    return mark_attendance(
        session=session, marks=[MarkInput(registration.pk, status, **values)], actor=actor
    )


def test_a_signed_off_session_is_locked_and_says_who_did_it(session, facilitator):
    assert not is_locked(session)
    session = sign_off_session(session=session, actor=facilitator)
    assert is_locked(session)
    assert session.signed_off_by == facilitator
    assert AuditLine.objects.filter(verb="sign_off_session", actor=facilitator).count() == 1


def test_signing_off_twice_is_once(session, facilitator, administrator):
    first = sign_off_session(session=session, actor=facilitator)
    again = sign_off_session(session=session, actor=administrator)
    assert (again.signed_off_at, again.signed_off_by) == (first.signed_off_at, facilitator)
    assert SignOff.objects.count() == 1


def test_a_session_to_come_cannot_be_signed_off(session, facilitator):
    later = session.workshop.sessions.last()
    with pytest.raises(ValidationError, match="ຍັງບໍ່ທັນເລີ່ມ"):
        sign_off_session(session=later, actor=facilitator)


def test_what_was_open_is_shown_before_and_kept_with_the_sign_off(session, facilitator):
    marked, unmarked = (make_registration(session.workshop) for _ in range(2))
    make_registration(session.workshop, status="cancelled")
    mark(session, marked, "present", facilitator)
    assert open_points(session).unmarked == (unmarked,)
    sign_off_session(session=session, actor=facilitator)
    assert SignOff.objects.get().still_open == {"unmarked": 1}
    mark(session, unmarked, "absent", facilitator, reason="Forgotten")
    assert open_points(session).is_settled


@pytest.mark.parametrize("was_marked", [True, False])
def test_every_change_of_a_locked_session_needs_a_reason(session, facilitator, was_marked):
    registration = make_registration(session.workshop)
    seen = ()
    if was_marked:
        seen = (mark(session, registration, "absent", facilitator).applied[0].client_id,)
    sign_off_session(session=session, actor=facilitator)
    refused = mark(session, registration, "present", facilitator, seen=seen).refused
    assert [each.code for each in refused] == ["locked"]
    told = mark(session, registration, "present", facilitator, seen=seen, reason="Came late")
    assert [each.reason for each in told.applied] == ["Came late"]
    assert Attendance.objects.get().status == "present"


def test_all_present_of_a_locked_session_needs_a_reason(session, facilitator):
    make_registration(session.workshop)
    sign_off_session(session=session, actor=facilitator)
    with pytest.raises(ValidationError):
        mark_all_present(session=session, actor=facilitator)
    (written,) = mark_all_present(session=session, actor=facilitator, reason="Found the sheet")
    assert written.reason == "Found the sheet"


def test_a_locked_session_keeps_its_times_but_not_its_spelling(session, facilitator):
    sign_off_session(session=session, actor=facilitator)
    later = (timezone.datetime.combine(session.day, session.ends_at) + timedelta(minutes=5)).time()
    with pytest.raises(ValidationError):
        update_session(session=session, actor=facilitator, ends_at=later)
    with pytest.raises(ValidationError):
        remove_session(session=session, actor=facilitator)
    assert update_session(session=session, actor=facilitator, title_en="Opening").title_en


def test_reopening_needs_a_reason_and_what_changes_then_is_told_all_the_same(session, facilitator):
    registration = make_registration(session.workshop)
    before = mark(session, registration, "absent", facilitator).applied[0]
    sign_off_session(session=session, actor=facilitator)
    with pytest.raises(ValidationError):
        reopen_session(session=session, reason=" ", actor=facilitator)
    session = reopen_session(session=session, reason="Wrong session", actor=facilitator)
    assert not is_locked(session)
    seen = (before.client_id,)
    mark(session, registration, "present", facilitator, seen=seen, reason="Was there")
    sign_off_session(session=session, actor=facilitator)
    (told,) = changed_after_sign_off(session.workshop)
    assert (told.mark.registration, told.before, told.mark.status) == (
        registration,
        "absent",
        "present",
    )
    first, second = SignOff.objects.all()
    assert (first.reason, first.reopened_by) == ("Wrong session", facilitator)
    assert second.reopened_at is None


def test_reopening_what_is_open_changes_nothing(session, facilitator):
    reopen_session(session=session, reason="By mistake", actor=facilitator)
    assert not AuditLine.objects.filter(verb="reopen_session").exists()


def test_marks_from_before_the_sign_off_are_no_changes(session, facilitator):
    mark(session, make_registration(session.workshop), "present", facilitator)
    sign_off_session(session=session, actor=facilitator)
    assert AttendanceMark.objects.count() == 1
    assert not changed_after_sign_off(session.workshop)


# --- The page -----------------------------------------------------------------------------------


def address(session, language="lo") -> str:
    return f"/{language}/workshops/{session.workshop.code}/sessions/{session.pk}/sign-off/"


@pytest.mark.parametrize("language", ["lo", "en"])
def test_the_page_shows_who_is_unmarked_before_signing_off(
    session, facilitator, browser_of, language
):
    unmarked = make_registration(session.workshop)
    page = browser_of(facilitator).get(address(session, language)).content.decode()
    name = unmarked.person.name_lo if language == "lo" else unmarked.person.name_latin
    assert name in page
    done = browser_of(facilitator).post(address(session, language))
    assert done.status_code == 302
    session.refresh_from_db()
    assert is_locked(session)


@pytest.mark.parametrize("language", ["lo", "en"])
def test_the_page_of_a_locked_session_tells_changes_and_opens_with_a_reason(
    session, facilitator, browser_of, language
):
    registration = make_registration(session.workshop)
    sign_off_session(session=session, actor=facilitator)
    mark(session, registration, "present", facilitator, reason="ມາຊ້າ")
    browser = browser_of(facilitator)
    assert "ມາຊ້າ" in browser.get(address(session, language)).content.decode()
    refused = browser.post(address(session, language), {"reopen": "1", "reason": ""})
    assert refused.status_code == 200
    browser.post(address(session, language), {"reopen": "1", "reason": "ຜິດພາກ"})
    session.refresh_from_db()
    assert not is_locked(session)


def test_only_facilitators_of_the_workshop_come_in(
    session, browser_of, participant, other_facilitator, reporting_officer, editor, stranger
):
    for person in (participant, other_facilitator, reporting_officer, editor):
        assert browser_of(person).get(address(session)).status_code == 404
        assert browser_of(person).post(address(session)).status_code == 404
    assert stranger.get(address(session)).status_code == 302
    session.refresh_from_db()
    assert not is_locked(session)


@pytest.mark.parametrize("people", [1, 3])
def test_the_page_takes_a_constant_number_of_queries(
    session, facilitator, browser_of, django_assert_max_num_queries, people
):
    for _number in range(people):
        registration = make_registration(session.workshop)
        make_registration(session.workshop)
        mark(session, registration, "absent", facilitator)
    sign_off_session(session=session, actor=facilitator)
    for row in AttendanceMark.objects.all():
        mark(session, row.registration, "late", facilitator, seen=(row.client_id,), reason="R")
    browser = browser_of(facilitator)
    browser.get(address(session))
    with django_assert_max_num_queries(17):
        browser.get(address(session))
