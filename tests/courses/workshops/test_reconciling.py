"""Nominated, registered, paper and system are brought together until nothing is open."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.models import AuditLine
from courses.workshops.enums import DifferenceKind
from courses.workshops.models import KeptDifference, PaperCount, Workshop
from courses.workshops.selectors.reconciling import reconcile
from courses.workshops.services.attendance import MarkInput, mark_attendance
from courses.workshops.services.reconciling import (
    approve_walk_ins,
    close_as_reconciled,
    count_paper,
    keep_difference,
    open_difference,
    reopen_reconciling,
    take_approval_back,
)
from courses.workshops.services.sign_off import sign_off_session
from tests.factories import make_registration, make_workshop
from tests.reports.conftest import certify

pytestmark = pytest.mark.django_db


def mark(registration, status="present", sessions=None):
    for session in sessions or registration.workshop.sessions.all():
        mark_attendance(session=session, marks=[MarkInput(registration.pk, status)], actor=None)


def kinds(workshop) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in reconcile(workshop).open:
        found[each.kind] = found.get(each.kind, 0) + 1
    return found


@pytest.fixture
def workshop(facilitator):
    """One day, long ago; nobody on the list yet."""
    return make_workshop(facilitator=facilitator, days=1)


@pytest.fixture
def settled(workshop, facilitator):
    """Somebody was there all day, and both sessions are signed off."""
    mark(make_registration(workshop))
    for session in workshop.sessions.all():
        sign_off_session(session=session, actor=facilitator)
    return workshop


def test_a_workshop_in_order_has_nothing_open(settled):
    found = reconcile(settled)
    assert found.is_settled
    first = found.counts[0]
    assert (first.nominated, first.registered, first.on_paper, first.in_system) == (1, 1, None, 1)


def test_who_was_expected_and_never_came_is_named(settled, facilitator):
    away = make_registration(settled, status="nominated")
    mark_all = [MarkInput(away.pk, "absent", reason="Away")]
    for session in settled.sessions.all():
        mark_attendance(session=session, marks=mark_all, actor=facilitator)
        mark_all = [MarkInput(away.pk, "absent", reason="Away")]
    (found,) = reconcile(settled).open
    assert (found.kind, found.registration) == (DifferenceKind.NEVER_CAME, away)


def test_nobody_is_missed_at_sessions_to_come(facilitator):
    workshop = make_workshop(
        facilitator=facilitator, start_date=timezone.localdate() + timedelta(days=3)
    )
    make_registration(workshop)
    assert kinds(workshop) == {}


@pytest.mark.parametrize(
    ("status", "values", "kind"),
    [
        ("walk_in", {}, DifferenceKind.NOT_APPROVED),
        ("cancelled", {}, DifferenceKind.CANCELLED_BUT_CAME),
        ("waiting", {}, DifferenceKind.CANCELLED_BUT_CAME),
        ("confirmed", {"organisation": None}, DifferenceKind.NO_ORGANISATION),
    ],
)
def test_who_came_otherwise_than_planned_is_named(settled, status, values, kind):
    registration = make_registration(settled, status=status, **values)
    for session in settled.sessions.all():
        given = MarkInput(registration.pk, "present", reason="Was there")
        mark_attendance(session=session, marks=[given], actor=None)
    assert kinds(settled) == {kind: 1}
    assert f"/people/{registration.pk}/" in reconcile(settled).open[0].url


def test_whoever_was_replaced_after_a_session_is_in_order(settled):
    away = make_registration(settled, status="replaced")
    given = MarkInput(away.pk, "present", reason="Was there")
    mark_attendance(session=settled.sessions.first(), marks=[given], actor=None)
    assert kinds(settled) == {}


def test_unmarked_and_unsigned_sessions_are_named(workshop):
    make_registration(workshop)
    assert kinds(workshop) == {
        DifferenceKind.UNMARKED: 2,
        DifferenceKind.NOT_SIGNED_OFF: 2,
        DifferenceKind.NEVER_CAME: 1,
    }


def test_signatures_that_differ_from_the_marks_are_named(settled, facilitator):
    session = settled.sessions.first()
    count_paper(session=session, people=1, actor=facilitator)
    assert kinds(settled) == {}
    count_paper(session=session, people=3, actor=facilitator)
    count_paper(session=session, people=3, actor=facilitator)
    (found,) = reconcile(settled).open
    assert (found.kind, found.session) == (DifferenceKind.PAPER_COUNT, session)
    assert AuditLine.objects.filter(verb="count_paper").count() == 2
    count_paper(session=session, people=None, actor=facilitator)
    assert not PaperCount.objects.exists()


@pytest.mark.parametrize("people", [-1, 5000])
def test_a_count_that_cannot_be_is_refused(settled, people):
    with pytest.raises(ValidationError):
        count_paper(session=settled.sessions.first(), people=people, actor=None)


def test_a_certificate_without_the_rule_is_named(settled):
    registration = make_registration(settled)
    for session in settled.sessions.all():
        given = MarkInput(registration.pk, "excused", reason="Ill")
        mark_attendance(session=session, marks=[given], actor=None)
    certificate = certify(registration)
    assert kinds(settled) == {DifferenceKind.NO_RULE: 1, DifferenceKind.NEVER_CAME: 1}
    assert any(certificate.number in each.url for each in reconcile(settled).open)


def test_a_reason_keeps_a_difference_and_can_be_taken_back(settled, facilitator):
    make_registration(settled, status="walk_in", organisation=None)
    first = reconcile(settled).open[0]
    with pytest.raises(ValidationError):
        keep_difference(workshop=settled, key=first.key, reason=" ", actor=facilitator)
    with pytest.raises(ValidationError):
        keep_difference(workshop=settled, key="no_rule:7:", reason="x", actor=facilitator)
    keep_difference(workshop=settled, key=first.key, reason="Guest", actor=facilitator)
    keep_difference(workshop=settled, key=first.key, reason="A guest", actor=facilitator)
    assert KeptDifference.objects.get().reason == "A guest"
    (kept,) = reconcile(settled).kept
    assert (kept.key, kept.kept.decided_by) == (first.key, facilitator)
    open_difference(workshop=settled, key=first.key, actor=facilitator)
    assert not reconcile(settled).kept


def test_a_workshop_is_reconciled_when_nothing_is_open_and_says_so(
    settled, facilitator, reporting_officer, browser_of
):
    report = f"/en/reports/workshops/{settled.code}/"
    assert "Reconciled on" not in browser_of(reporting_officer).get(report).content.decode()
    count_paper(session=settled.sessions.first(), people=9, actor=facilitator)
    with pytest.raises(ValidationError):
        close_as_reconciled(workshop=settled, actor=facilitator)
    keep_difference(
        workshop=settled, key=reconcile(settled).open[0].key, reason="Drivers", actor=facilitator
    )
    done = close_as_reconciled(workshop=settled, actor=facilitator)
    again = close_as_reconciled(workshop=settled, actor=None)
    assert (done.reconciled_by, again.reconciled_at) == (facilitator, done.reconciled_at)
    assert "Reconciled on" in browser_of(reporting_officer).get(report).content.decode()
    make_registration(settled, status="walk_in", organisation=None)
    assert "Reconciled on" not in browser_of(reporting_officer).get(report).content.decode()
    with pytest.raises(ValidationError):
        reopen_reconciling(workshop=settled, reason="", actor=facilitator)
    reopen_reconciling(workshop=settled, reason="Too early", actor=facilitator)
    assert Workshop.objects.get(pk=settled.pk).reconciled_at is None


@pytest.mark.parametrize("people", [1, 3])
def test_comparing_takes_a_constant_number_of_queries(workshop, django_assert_num_queries, people):
    for _number in range(people):
        mark(make_registration(workshop, status="walk_in"))
        certify(make_registration(workshop))
    with django_assert_num_queries(12):
        for each in reconcile(workshop).open:
            str((each.registration and each.registration.person, each.note, each.title))


def test_a_walk_in_is_approved_stays_a_walk_in_and_can_be_opened_again(settled, facilitator):
    guests = [make_registration(settled, status="walk_in") for _number in range(3)]
    for guest in guests:
        for session in settled.sessions.all():
            given = MarkInput(guest.pk, "present", reason="Was there")
            mark_attendance(session=session, marks=[given], actor=None)
    assert kinds(settled) == {DifferenceKind.NOT_APPROVED: 3}
    done = approve_walk_ins(workshop=settled, registration_id=guests[0].pk, actor=facilitator)
    assert done == [guests[0]]
    assert kinds(settled) == {DifferenceKind.NOT_APPROVED: 2}
    approve_walk_ins(workshop=settled, actor=facilitator)
    assert approve_walk_ins(workshop=settled, actor=facilitator) == []
    found = reconcile(settled)
    assert found.is_settled
    assert {each.decided_by for each in found.approved} == {facilitator}
    assert {each.status for each in found.approved} == {"walk_in"}
    # They are still not counted as nominated.
    assert found.counts[0].nominated == 1
    for _twice in range(2):
        take_approval_back(workshop=settled, registration_id=guests[0].pk, actor=facilitator)
    assert kinds(settled) == {DifferenceKind.NOT_APPROVED: 1}
    assert AuditLine.objects.filter(verb="take_approval_back").count() == 1


def test_only_walk_ins_of_the_workshop_are_approved(settled, facilitator):
    nominee = make_registration(settled, status="nominated")
    elsewhere = make_registration(make_workshop(facilitator=facilitator), status="walk_in")
    for each in (nominee, elsewhere):
        approve_walk_ins(workshop=settled, registration_id=each.pk, actor=facilitator)
        each.refresh_from_db()
        assert each.decided_at is None


@pytest.mark.parametrize("language", ["lo", "en"])
def test_walk_ins_are_approved_on_the_page(settled, facilitator, browser_of, language):
    guests = [make_registration(settled, status="walk_in") for _number in range(2)]
    for guest in guests:
        given = MarkInput(guest.pk, "present", reason="Was there")
        mark_attendance(session=settled.sessions.first(), marks=[given], actor=None)
    browser, page = browser_of(facilitator), f"/{language}/workshops/{settled.code}/reconcile/"
    shown = browser.get(page).content.decode()
    assert f'name="approve" value="{guests[0].pk}"' in shown
    assert 'name="approve" value="all"' in shown
    for wrong in ("9" * 30, "x", "²", "-1"):
        assert browser.post(page, {"approve": wrong}).status_code == 302
    assert len(reconcile(settled).approved) == 0
    browser.post(page, {"approve": "all"})
    assert len(reconcile(settled).approved) == 2
    assert f'name="unapprove" value="{guests[0].pk}"' in browser.get(page).content.decode()
    browser.post(page, {"unapprove": str(guests[0].pk)})
    assert [each.pk for each in reconcile(settled).approved] == [guests[1].pk]


# --- The page -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["lo", "en"])
def test_the_page_takes_counts_reasons_and_the_end(settled, facilitator, browser_of, language):
    browser, page = browser_of(facilitator), f"/{language}/workshops/{settled.code}/reconcile/"
    first, second = settled.sessions.all()
    refused = browser.post(page, {f"paper-{first.pk}": "many", f"paper-{second.pk}": "1"})
    assert 'value="many"' in refused.content.decode()
    assert not PaperCount.objects.exists()
    browser.post(page, {f"paper-{first.pk}": "4", f"paper-{second.pk}": "1"})
    key = reconcile(settled).open[0].key
    assert key in browser.get(page).content.decode()
    browser.post(page, {"keep": key, "reason": "ຄົນຂັບລົດ"})
    assert "ຄົນຂັບລົດ" in browser.get(page).content.decode()
    browser.post(page, {"reconciled": "1"})
    settled.refresh_from_db()
    assert settled.reconciled_by == facilitator
    browser.post(page, {"open": key})
    assert not KeptDifference.objects.exists()
    browser.post(page, {"reopen": "1", "reason": "x"})
    settled.refresh_from_db()
    assert settled.reconciled_at is None


def test_only_its_facilitators_reconcile_a_workshop(
    settled, browser_of, participant, other_facilitator, reporting_officer, editor, stranger
):
    page = f"/lo/workshops/{settled.code}/reconcile/"
    for each in (participant, other_facilitator, reporting_officer, editor):
        assert browser_of(each).get(page).status_code == 404
        assert browser_of(each).post(page, {"reconciled": "1"}).status_code == 404
    assert stranger.get(page).status_code == 302
    settled.refresh_from_db()
    assert settled.reconciled_at is None
