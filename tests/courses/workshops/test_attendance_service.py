"""Marks: appended, idempotent, never overwriting each other silently."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from core.models import AuditLine
from courses.workshops.enums import MARK_WITHDRAWN
from courses.workshops.models import Attendance, AttendanceMark
from courses.workshops.selectors import attendance as selectors
from courses.workshops.services import attendance as services
from courses.workshops.services.attendance import (
    MarkInput,
    mark_all_present,
    mark_attendance,
    override_rule,
    rebuild_attendance,
    withdraw_override,
)
from tests.factories import make_registration, make_workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(facilitator):
    """A workshop whose first day is today."""
    return make_workshop(facilitator=facilitator, start_date=timezone.localdate())


@pytest.fixture
def session(today):
    return today.sessions.first()


@pytest.fixture
def over(facilitator):
    """A session that was over long ago."""
    return make_workshop(facilitator=facilitator).sessions.first()


def mark(session, registration, status, actor=None, **values):
    """Mark one person."""
    return mark_attendance(
        session=session, marks=[MarkInput(registration.pk, status, **values)], actor=actor
    )


def status_of(session, registration) -> str | None:
    row = Attendance.objects.filter(session=session, registration=registration).first()
    return row.status if row else None


def test_a_mark_is_appended_and_becomes_the_state(session, facilitator):
    registration = make_registration(session.workshop)
    outcome = mark(session, registration, "late", facilitator)
    (written,) = outcome.applied
    assert (written.status, written.recorded_by, written.method) == ("late", facilitator, "grid")
    row = Attendance.objects.get(registration=registration, session=session)
    assert (row.status, row.mark) == ("late", written)
    line = AuditLine.objects.get(verb="mark_attendance")
    assert line.data["marks"] == {"late": 1}


def test_changing_a_seen_mark_appends_and_keeps_the_old_one(session, facilitator):
    registration = make_registration(session.workshop)
    first = mark(session, registration, "present", facilitator).applied[0]
    mark(session, registration, "left_early", facilitator, seen=(first.client_id,))
    assert status_of(session, registration) == "left_early"
    assert [each.status for each in selectors.history(registration, session)] == [
        "left_early",
        "present",
    ]


def test_the_same_mark_sent_twice_is_written_once(session):
    registration = make_registration(session.workshop)
    client_id = uuid.uuid4()
    first = mark(session, registration, "present", client_id=client_id)
    again = mark(session, registration, "present", client_id=client_id)
    assert again.repeated == first.applied
    assert not again.applied
    assert AttendanceMark.objects.count() == 1


def test_a_client_id_of_another_person_is_refused(session):
    one, two = make_registration(session.workshop), make_registration(session.workshop)
    client_id = uuid.uuid4()
    mark(session, one, "present", client_id=client_id)
    assert mark(session, two, "present", client_id=client_id).refused[0].code == "id"
    assert status_of(session, two) is None


def test_two_who_agree_without_knowing_make_no_dispute(session):
    registration = make_registration(session.workshop)
    first = mark(session, registration, "present").applied[0]
    outcome = mark(session, registration, "present")
    assert len(outcome.applied) == 1
    assert not outcome.disputed
    assert status_of(session, registration) == "present"
    assert set(selectors.heads_of(session, [registration.pk])[registration.pk]) == {
        first.client_id,
        outcome.applied[0].client_id,
    }


def test_two_facilitators_never_overwrite_each_other_silently(
    session, facilitator, other_facilitator
):
    registration = make_registration(session.workshop)
    theirs = mark(session, registration, "absent", other_facilitator).applied[0]
    outcome = mark(session, registration, "present", facilitator)
    assert outcome.disputed == [(registration.pk, session.pk)]
    (cell,) = outcome.cells.values()
    assert {head.recorded_by for head in cell.heads} == {facilitator, other_facilitator}
    row = Attendance.objects.get()
    assert row.is_disputed
    assert row.mark == outcome.applied[0]  # the later one, until somebody chooses
    choice = (theirs.client_id, outcome.applied[0].client_id)
    assert not mark(session, registration, "absent", facilitator, seen=choice).disputed
    row = Attendance.objects.get()
    assert (row.status, row.is_disputed) == ("absent", False)
    assert selectors.history(registration, session).count() == 3


def test_after_seeing_the_other_mark_one_may_decide(session, facilitator, other_facilitator):
    registration = make_registration(session.workshop)
    theirs = mark(session, registration, "absent", other_facilitator).applied[0]
    assert mark(session, registration, "present", facilitator, seen=(theirs.client_id,)).applied
    assert status_of(session, registration) == "present"


def test_undo_takes_a_mark_back_and_keeps_it_in_the_history(session):
    registration = make_registration(session.workshop)
    first = mark(session, registration, "present").applied[0]
    mark(session, registration, MARK_WITHDRAWN, seen=(first.client_id,))
    assert status_of(session, registration) is None
    assert selectors.history(registration, session).count() == 2
    assert status_of(session, registration) is None


def test_a_mark_that_was_withdrawn_meanwhile_is_disputed(session):
    registration = make_registration(session.workshop)
    first = mark(session, registration, "present").applied[0]
    mark(session, registration, MARK_WITHDRAWN, seen=(first.client_id,))
    assert mark(session, registration, "absent", seen=(first.client_id,)).disputed
    # Until somebody chooses, what was said counts more than what was taken back.
    assert status_of(session, registration) == "absent"


def test_marks_of_one_batch_follow_one_another(session):
    """A phone that was offline sends both taps on the same person, the later one first."""
    registration = make_registration(session.workshop)
    first = MarkInput(registration.pk, "present")
    second = MarkInput(registration.pk, "late", seen=(first.client_id,))
    outcome = mark_attendance(session=session, marks=[second, first], actor=None, method="offline")
    assert [each.status for each in outcome.applied] == ["late", "present"]
    assert not outcome.disputed
    assert status_of(session, registration) == "late"


def test_a_lost_answer_does_not_make_a_dispute_with_oneself(session):
    registration = make_registration(session.workshop)
    tap = MarkInput(registration.pk, "present")
    mark_attendance(session=session, marks=[tap], actor=None)
    outcome = mark_attendance(
        session=session,
        marks=[tap, MarkInput(registration.pk, "late", seen=(tap.client_id,))],
        actor=None,
    )
    assert (len(outcome.repeated), len(outcome.applied)) == (1, 1)
    assert status_of(session, registration) == "late"


def test_correcting_a_past_mark_needs_a_reason(over):
    registration = make_registration(over.workshop)
    first = mark(over, registration, "absent").applied[0]
    refused = mark(over, registration, "present", seen=(first.client_id,)).refused
    assert refused[0].code == "reason"
    assert status_of(over, registration) == "absent"
    outcome = mark(over, registration, "present", seen=(first.client_id,), reason="ອ່ານໃບເຊັນຜິດ")
    assert outcome.applied[0].reason == "ອ່ານໃບເຊັນຜິດ"
    assert AuditLine.objects.filter(verb="mark_attendance").first().data["reasons"] == [
        "ອ່ານໃບເຊັນຜິດ"
    ]


def test_a_session_is_past_when_its_day_is_over_in_vientiane(over):
    over.day = timezone.datetime(2024, 6, 19).date()
    assert not services.is_past(over, datetime(2024, 6, 19, 16, 59, tzinfo=UTC))
    assert services.is_past(over, datetime(2024, 6, 19, 17, 0, tzinfo=UTC))


def test_a_stranger_to_the_workshop_and_a_made_up_mark_are_refused(session):
    stranger = make_registration(make_workshop())
    assert mark(session, stranger, "present").refused[0].code == "unknown"
    registration = make_registration(session.workshop)
    assert mark(session, registration, "asleep").refused[0].code == "status"
    assert mark(session, registration, "present", reason="x" * 301).refused[0].code == "reason"
    assert not AttendanceMark.objects.exists()


def test_a_huge_batch_is_refused_as_a_whole(session):
    with pytest.raises(ValidationError):
        mark_attendance(session=session, marks=[MarkInput(1, "present")] * 1001, actor=None)


def test_a_clock_that_is_ahead_does_not_mark_in_the_future(session):
    registration = make_registration(session.workshop)
    ahead = timezone.now() + timedelta(days=3)
    written = mark(session, registration, "present", marked_at=ahead).applied[0]
    assert written.marked_at == written.recorded_at


def test_mark_all_present_marks_only_those_without_a_mark(session, facilitator):
    absent, unmarked = make_registration(session.workshop), make_registration(session.workshop)
    waiting = make_registration(session.workshop, status="waiting")
    mark(session, absent, "absent")
    applied = mark_all_present(session=session, actor=facilitator)
    assert [each.registration_id for each in applied] == [unmarked.pk]
    assert status_of(session, absent) == "absent"
    assert status_of(session, waiting) is None
    assert mark_all_present(session=session, actor=facilitator) == []


@pytest.mark.parametrize("people", [1, 3])
def test_marking_takes_a_constant_number_of_queries(people, session, django_assert_num_queries):
    marks = [MarkInput(make_registration(session.workshop).pk, "present") for _ in range(people)]
    # session, registrations, known marks, current marks, new marks, state, audit; and a savepoint
    with django_assert_num_queries(7 + 2):
        mark_attendance(session=session, marks=marks, actor=None)


def test_an_exception_needs_a_reason_and_leaves_an_audit_line(facilitator):
    registration = make_registration(make_workshop())
    with pytest.raises(ValidationError):
        override_rule(registration=registration, reason="  ", actor=facilitator)
    with pytest.raises(ValidationError):
        override_rule(registration=registration, reason="ກ" * 301, actor=facilitator)
    override_rule(registration=registration, reason="ຂົນສົ່ງຊັກຊ້າ", actor=facilitator)
    override_rule(registration=registration, reason="ຖ້ຽວບິນຖືກຍົກເລີກ", actor=facilitator)
    registration.refresh_from_db()
    assert registration.rule_override.reason == "ຖ້ຽວບິນຖືກຍົກເລີກ"
    withdraw_override(registration=registration, reason="ຕັດສິນໃຈຜິດ", actor=facilitator)
    verbs = AuditLine.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["override_rule", "override_rule", "withdraw_override"]


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_takes_three_queries(people, session, django_assert_num_queries):
    for _ in range(people):
        mark(session, make_registration(session.workshop), "present")
    with django_assert_num_queries(3):
        rows = selectors.attendance_list(session)
        names = [(row.registration.person.full_name, row.organisation.name) for row in rows]
    assert len(names) == people


def test_the_list_has_those_expected_and_those_who_were_there(session):
    expected = make_registration(session.workshop)
    left = make_registration(session.workshop)
    make_registration(session.workshop, status="cancelled")
    mark(session, left, "present")
    left.status = "replaced"
    left.save()
    assert {row.registration for row in selectors.attendance_list(session)} == {expected, left}


def test_totals_add_up(session):
    workshop = session.workshop
    woman = make_registration(workshop, gender="female")
    man = make_registration(workshop, gender="male", organisation=woman.organisation)
    make_registration(workshop, gender="not_stated", organisation=None)
    mark(session, woman, "late")
    mark(session, man, "absent")
    totals = selectors.totals_of(selectors.attendance_list(session))
    assert (totals.listed, totals.attended, totals.unmarked) == (3, 1, 1)
    assert totals.by_status == {
        "present": 0,
        "late": 1,
        "left_early": 0,
        "excused": 0,
        "absent": 1,
    }
    assert [(g.key, g.attended, g.listed) for g in totals.by_gender] == [
        ("female", 1, 1),
        ("male", 0, 1),
        ("not_stated", 0, 1),
    ]
    assert [(g.attended, g.unmarked, g.listed) for g in totals.by_organisation] == [
        (1, 0, 2),
        (0, 1, 1),
    ]


def test_sessions_know_how_far_they_are(session):
    registration = make_registration(session.workshop)
    mark(session, registration, "absent")
    first, second, *_ = selectors.sessions_with_marks(session.workshop)
    assert (first.listed, first.marked, first.attended, first.unmarked) == (1, 1, 0, 0)
    assert (second.listed, second.marked, second.unmarked) == (1, 0, 1)


def test_a_session_still_lists_those_who_were_there_and_then_left(session):
    registration = make_registration(session.workshop)
    mark(session, registration, "present")
    registration.status = "replaced"
    registration.save()
    first, second, *_ = selectors.sessions_with_marks(session.workshop)
    assert (first.listed, first.unmarked, second.listed) == (1, 0, 0)


def test_rebuilding_mends_a_state_that_is_wrong(session, facilitator):
    right, wrong, lost = (make_registration(session.workshop) for _ in range(3))
    mark_all_present(session=session, actor=facilitator)
    Attendance.objects.filter(registration=wrong).update(status="absent")
    Attendance.objects.filter(registration=lost).delete()
    assert rebuild_attendance(session=session, actor=facilitator) == 2
    assert {status_of(session, each) for each in (right, wrong, lost)} == {"present"}
    assert rebuild_attendance(session=session, actor=facilitator) == 0


@pytest.mark.django_db(transaction=True)
def test_two_devices_in_the_same_instant_are_both_kept(facilitator):
    workshop = make_workshop(facilitator=facilitator, start_date=timezone.localdate())
    session, person = workshop.sessions.first(), make_registration(workshop)
    start = threading.Barrier(2)

    def device(status: str) -> services.MarkOutcome:
        try:
            start.wait(timeout=10)
            return mark_attendance(
                session=session, marks=[MarkInput(person.pk, status)], actor=facilitator
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as pool:
        outcomes = list(pool.map(device, ["present", "absent"]))
    assert [len(outcome.applied) for outcome in outcomes] == [1, 1]
    assert sorted(len(outcome.disputed) for outcome in outcomes) == [0, 1]
    assert Attendance.objects.get().is_disputed
    assert rebuild_attendance(session=session, actor=None) == 0
