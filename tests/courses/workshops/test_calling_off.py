"""A workshop that does not take place: who is told, and what their calendars make of it."""

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from icalendar import Calendar

from core.models import AuditLine
from courses.workshops.calendar_file import uid_of
from courses.workshops.enums import RoundKind, WorkshopState
from courses.workshops.models import Workshop
from courses.workshops.services.calling_off import call_off
from courses.workshops.services.mails import recipients, send_again, start_round
from courses.workshops.services.registrations import cancel_registration
from courses.workshops.services.workshops import change_state
from reports.selectors import Selection, workshops_selected
from tests.courses.workshops.test_attendance_service import mark
from tests.courses.workshops.test_mails import comes
from tests.factories import make_workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(facilitator) -> Workshop:
    return make_workshop(
        facilitator=facilitator,
        state="open",
        title_en="Consular planning",
        title_lo="ການວາງແຜນກົງສູນ",
    )


@pytest.fixture
def calling_off(facilitator, django_capture_on_commit_callbacks):
    def call(workshop: Workshop) -> Workshop:
        with django_capture_on_commit_callbacks(execute=True):
            return call_off(workshop=workshop, actor=facilitator)

    return call


def sent_to(address: str) -> list:
    return [message for message in mail.outbox if message.to == [address]]


def event_of(message) -> tuple[str, str, int, str]:
    """Method, UID, sequence and status of the first event."""
    calendar = Calendar.from_ical(message.alternatives[0][0])
    event = calendar.walk("VEVENT")[0]
    return (
        str(calendar["METHOD"]),
        str(event["UID"]),
        int(event["SEQUENCE"]),
        str(event["STATUS"]),
    )


def test_everybody_invited_or_confirmed_is_told_once_in_their_language(
    workshop, facilitator, calling_off, django_capture_on_commit_callbacks
):
    comes(workshop, "lao@example.la")
    away = comes(workshop, "away@example.la")
    with django_capture_on_commit_callbacks(execute=True):
        start_round(workshop=workshop, kind=RoundKind.INVITATION, actor=facilitator)
    comes(workshop, "late@example.la", "en")
    comes(workshop, "nominee@example.la", status="nominated")
    comes(workshop, "")
    cancel_registration(registration=away, actor=facilitator)
    calling_off(workshop)
    calling_off(workshop)
    invitation, off = sent_to("lao@example.la")
    assert off.subject == "ຍົກເລີກກອງປະຊຸມ: ການວາງແຜນກົງສູນ, ວັນທີ 19-20 ມິຖຸນາ 2024"
    assert "ກອງປະຊຸມຝຶກອົບຮົມນີ້ຖືກຍົກເລີກ" in off.body
    assert event_of(invitation) == ("REQUEST", uid_of(workshop), 0, "CONFIRMED")
    assert event_of(off) == ("CANCEL", uid_of(workshop), 1, "CANCELLED")
    [told] = sent_to("late@example.la")
    assert told.subject == "Called off: Consular planning, 19–20 June 2024"
    assert "does not take place" in told.body
    assert event_of(told)[:2] == ("CANCEL", uid_of(workshop))
    assert len(sent_to("away@example.la")) == 2, "who held an invitation still"
    assert sent_to("nominee@example.la") == []
    assert AuditLine.objects.filter(verb="call_off").count() == 1


def test_reopened_people_are_invited_anew_with_a_higher_sequence(
    workshop, facilitator, calling_off, django_capture_on_commit_callbacks
):
    comes(workshop, "lao@example.la")
    workshop = change_state(
        workshop=calling_off(workshop), state=WorkshopState.RUNNING, actor=facilitator
    )
    assert workshop.called_off_at is None
    with django_capture_on_commit_callbacks(execute=True):
        start_round(workshop=workshop, kind=RoundKind.INVITATION, actor=facilitator)
    off, again = sent_to("lao@example.la")
    assert event_of(again)[2] > event_of(off)[2]


def test_what_still_waits_when_it_is_called_off_is_not_sent(
    workshop, facilitator, django_capture_on_commit_callbacks
):
    comes(workshop, "lao@example.la")
    with django_capture_on_commit_callbacks(execute=True):
        start_round(workshop=workshop, kind=RoundKind.INVITATION, actor=facilitator)
        call_off(workshop=workshop, actor=facilitator)
    assert [event_of(message)[0] for message in mail.outbox] == ["CANCEL"]


def test_reopened_before_the_mails_left_nobody_is_told(
    workshop, facilitator, django_capture_on_commit_callbacks
):
    comes(workshop, "lao@example.la")
    with django_capture_on_commit_callbacks(execute=True):
        change_state(
            workshop=call_off(workshop=workshop, actor=facilitator),
            state=WorkshopState.RUNNING,
            actor=facilitator,
        )
    assert mail.outbox == []


def test_nothing_else_goes_out_of_a_workshop_that_is_called_off(workshop, facilitator, calling_off):
    comes(workshop, "lao@example.la")
    called_off = calling_off(workshop)
    for kind in (RoundKind.INVITATION, RoundKind.REMINDER, RoundKind.UPDATE):
        with pytest.raises(ValidationError):
            start_round(workshop=called_off, kind=kind, actor=facilitator)
    assert send_again(mail_round=called_off.mail_rounds.get(), actor=facilitator) == 0


def test_a_workshop_that_is_held_is_not_told_to_be_called_off(workshop, facilitator, browser_of):
    comes(workshop, "lao@example.la")
    assert recipients(workshop, RoundKind.CALLED_OFF)
    answer = browser_of(facilitator).post(
        reverse("workshop_mails", args=[workshop.code]), {"kind": "called_off"}
    )
    assert answer.status_code == 302
    assert mail.outbox == []


@pytest.mark.parametrize("state", ["draft", "closed"])
def test_what_nobody_expects_is_not_called_off(workshop, facilitator, state):
    Workshop.objects.filter(pk=workshop.pk).update(state=state)
    with pytest.raises(ValidationError):
        call_off(workshop=workshop, actor=facilitator)


def test_nor_is_what_has_begun(workshop, facilitator):
    mark(workshop.sessions.first(), comes(workshop), "present", facilitator)
    with pytest.raises(ValidationError):
        call_off(workshop=workshop, actor=facilitator)


def test_reports_do_not_count_it(workshop, calling_off):
    assert workshop in workshops_selected(Workshop.objects.all(), Selection())
    calling_off(workshop)
    assert workshop not in workshops_selected(Workshop.objects.all(), Selection())


@pytest.mark.parametrize(("language", "word"), [("lo", "ຍົກເລີກ"), ("en", "Call")])
def test_it_is_asked_once_more_and_then_said_everywhere(
    workshop, facilitator, participant, browser_of, language, word
):
    comes(workshop, "lao@example.la")
    comes(workshop)
    entry = comes(workshop)
    entry.person = participant
    entry.save()
    room = browser_of(facilitator)
    address = reverse("workshop_call_off", args=[workshop.code]).replace("/lo/", f"/{language}/")
    assert word in room.get(address).content.decode()
    workshop.refresh_from_db()
    assert workshop.called_off_at is None
    assert room.post(address).status_code == 302
    said = {"lo": "ຍົກເລີກແລ້ວ", "en": "Called off"}[language]
    overview = reverse("workshop", args=[workshop.code]).replace("/lo/", f"/{language}/")
    assert said in room.get(overview).content.decode()
    learning = reverse("my_learning").replace("/lo/", f"/{language}/")
    assert said in browser_of(participant).get(learning).content.decode()
