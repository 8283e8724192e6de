"""Mails before the workshop: who gets which, once, in their language, with a calendar that is read."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from icalendar import Calendar

from core import lao
from core.models import AuditLine, Job
from courses.workshops.calendar_file import days_of, uid_of
from courses.workshops.enums import MailState, RoundKind
from courses.workshops.invitation_paper import build_papers
from courses.workshops.models import Invitation, MailRound, Registration, Session, Workshop
from courses.workshops.selectors.mails import to_be_told
from courses.workshops.services import mails
from courses.workshops.services.mails import (
    due_reminder,
    mark_told,
    recipients,
    remind_due,
    send_again,
    send_round,
    start_round,
)
from courses.workshops.services.nomination_plan import plan_nominations
from courses.workshops.services.registrations import cancel_registration, change_registration
from courses.workshops.services.workshops import update_workshop
from tests.factories import make_organisation, make_person, make_registration, make_workshop

pytestmark = pytest.mark.django_db
VIENTIANE = ZoneInfo("Asia/Vientiane")
FAR = date(2100, 6, 16)


@pytest.fixture
def workshop(facilitator) -> Workshop:
    return make_workshop(
        facilitator=facilitator,
        state="open",
        start_date=FAR,
        title_en="Consular planning",
        title_lo="ການວາງແຜນກົງສູນ",
        venue_en="Big hall",
        venue_lo="ຫ້ອງໃຫຍ່",
    )


def comes(workshop: Workshop, email: str = "", language: str = "lo", **values) -> Registration:
    person = make_person(organisation=make_organisation(), email=email, preferred_language=language)
    return make_registration(workshop, person, **({"status": "confirmed"} | values))


@pytest.fixture
def both(workshop) -> tuple[Registration, Registration]:
    """One who reads Lao and one who reads English."""
    return comes(workshop, "lao@example.la"), comes(workshop, "english@example.la", "en")


@pytest.fixture
def sending(django_capture_on_commit_callbacks):
    """Begin a round and let its job run."""

    def send(workshop: Workshop, kind: str, **values) -> MailRound | None:
        with django_capture_on_commit_callbacks(execute=True):
            return start_round(workshop=workshop, kind=kind, actor=None, **values)

    return send


def calendar_of(message) -> Calendar:
    """The calendar file of a mail, read again as a calendar program would."""
    [(content, kind)] = message.alternatives
    assert kind.startswith("text/calendar; method=")
    _name, attached, _type = message.attachments[0]
    assert attached == content
    return Calendar.from_ical(content)


def to(address: str):
    return next(message for message in mail.outbox if message.to == [address])


def test_everybody_is_written_to_in_their_own_language(workshop, both, sending):
    with translation.override("en"):
        sending(workshop, RoundKind.INVITATION)
    in_lao, in_english = to("lao@example.la"), to("english@example.la")
    assert "ການວາງແຜນກົງສູນ" in in_lao.subject
    assert "ວັນທີ 16-17 ມິຖຸນາ 2100" in in_lao.subject
    assert "ຫ້ອງໃຫຍ່, ນະຄອນຫຼວງວຽງຈັນ" in in_lao.body
    assert "08:30-16:00" in in_lao.body
    assert in_english.subject == "Invitation: Consular planning, 16–17 June 2100"
    assert "Big hall, Vientiane" in in_english.body
    assert "Wednesday 16 June 2100, 08:30–16:00" in in_english.body
    assert not lao.has_lao(in_english.subject + in_english.body)
    assert "\n\n\n" not in in_lao.body
    for letters in ("workshop", "calendar", "please", "Good day"):
        assert letters not in in_lao.body


def test_the_calendar_file_is_read_again(workshop, both, sending):
    sending(workshop, RoundKind.INVITATION)
    calendar = calendar_of(to("english@example.la"))
    assert calendar["METHOD"] == "REQUEST"
    [zone] = calendar.walk("VTIMEZONE")
    assert str(zone["TZID"]) == "Asia/Vientiane"
    assert zone.subcomponents[0]["TZOFFSETTO"].to_ical() == "+0700"
    [event] = calendar.walk("VEVENT")
    assert str(event["UID"]) == uid_of(workshop)
    assert event["SEQUENCE"] == 0
    assert str(event["DTSTART"].params["TZID"]) == "Asia/Vientiane"
    assert event.decoded("DTSTART") == datetime(2100, 6, 16, 8, 30, tzinfo=VIENTIANE)
    assert event.decoded("DTEND") == datetime(2100, 6, 16, 16, 0, tzinfo=VIENTIANE)
    assert event["RRULE"] == {"FREQ": ["DAILY"], "COUNT": [2]}
    assert str(event["SUMMARY"]) == "Consular planning"
    assert str(event["LOCATION"]) == "Big hall, Vientiane"
    assert event["STATUS"] == "CONFIRMED"
    assert str(event["ATTENDEE"]) == "mailto:english@example.la"
    lao_event = calendar_of(to("lao@example.la")).walk("VEVENT")[0]
    assert str(lao_event["SUMMARY"]) == "ການວາງແຜນກົງສູນ"


def test_days_with_other_times_or_without_sessions_say_so(workshop, sending):
    Workshop.objects.filter(pk=workshop.pk).update(end_date=FAR + timedelta(days=2))
    Session.objects.filter(workshop=workshop, day=FAR + timedelta(days=1)).delete()
    Session.objects.create(
        workshop=workshop,
        day=FAR + timedelta(days=2),
        part="morning",
        starts_at=time(9),
        ends_at=time(11),
    )
    comes(workshop, "one@example.la")
    sending(workshop, RoundKind.INVITATION)
    master, other = calendar_of(to("one@example.la")).walk("VEVENT")
    assert master["RRULE"]["COUNT"] == [3]
    assert master["EXDATE"].dts[0].dt.date() == FAR + timedelta(days=1)
    assert other["UID"] == master["UID"]
    assert other.decoded("RECURRENCE-ID") == datetime(2100, 6, 18, 8, 30, tzinfo=VIENTIANE)
    assert other.decoded("DTSTART") == datetime(2100, 6, 18, 9, tzinfo=VIENTIANE)


def test_a_workshop_without_sessions_is_in_office_hours(facilitator):
    plain = make_workshop(facilitator=facilitator, sessions=False, start_date=FAR)
    assert [(day.starts, day.ends) for day in days_of(plain)] == [(time(8, 30), time(16))] * 2


def test_only_those_who_are_confirmed_are_invited_and_only_once(workshop, both, sending):
    for status in ("nominated", "waiting", "cancelled", "declined", "replaced"):
        comes(workshop, f"{status}@example.la", status=status)
    first = sending(workshop, RoundKind.INVITATION)
    assert {message.to[0] for message in mail.outbox} == {"lao@example.la", "english@example.la"}
    assert sending(workshop, RoundKind.INVITATION) is None
    late = comes(workshop, "late@example.la")
    second = sending(workshop, RoundKind.INVITATION)
    assert [one.registration for one in second.invitations.all()] == [late]
    assert len(mail.outbox) == 3
    assert (first.sequence, second.sequence) == (0, 0)
    assert AuditLine.objects.filter(verb="start_mail_round").count() == 2


def test_the_job_may_run_as_often_as_it_likes(workshop, both, sending):
    made = sending(workshop, RoundKind.INVITATION)
    for _again in range(2):
        send_round(Job.objects.get(target_id=str(made.pk)))
    assert len(mail.outbox) == 2
    assert set(made.invitations.values_list("state", flat=True)) == {MailState.SENT}


def test_a_worker_that_dies_sends_nothing_twice(workshop, both, monkeypatch):
    class Killed(BaseException):
        """The power went off."""

    real = mails.message_for
    left = []

    def once(invitation, **values):
        if left:
            raise Killed
        left.append(invitation)
        return real(invitation, **values)

    with monkeypatch.context() as patch:
        patch.setattr(mails, "message_for", once)
        made = start_round(workshop=workshop, kind=RoundKind.INVITATION, actor=None)
        with pytest.raises(Killed):
            send_round(Job.objects.get(target_id=str(made.pk)))
    assert len(mail.outbox) == 1
    send_round(Job.objects.get(target_id=str(made.pk)))
    assert len(mail.outbox) == 1
    states = sorted(made.invitations.values_list("state", flat=True))
    assert states == [MailState.SENDING, MailState.SENT]


def test_what_could_not_be_sent_is_shown_and_tried_again(
    workshop, both, sending, facilitator, monkeypatch, django_capture_on_commit_callbacks
):
    def refuse(*_args, **_values):
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.message.EmailMessage.send", refuse)
        made = sending(workshop, RoundKind.INVITATION)
    assert made.invitations.filter(state=MailState.FAILED).count() == 2
    with django_capture_on_commit_callbacks(execute=True):
        assert send_again(mail_round=made, actor=facilitator) == 2
    assert len(mail.outbox) == 2
    with django_capture_on_commit_callbacks(execute=True):
        assert send_again(mail_round=made, actor=facilitator) == 0


def test_without_an_address_one_is_told_by_phone(workshop, sending, facilitator):
    one = comes(workshop)
    made = sending(workshop, RoundKind.INVITATION)
    assert mail.outbox == []
    invitation = made.invitations.get()
    assert (invitation.registration, invitation.state) == (one, MailState.NO_ADDRESS)
    for _twice in range(2):
        told = mark_told(invitation=invitation, actor=facilitator)
    assert (told.state, told.settled_by) == (MailState.TOLD, facilitator)
    assert AuditLine.objects.filter(verb="mark_told").count() == 1


def test_new_dates_are_told_with_the_same_uid_and_a_higher_sequence(
    workshop, both, sending, facilitator
):
    sending(workshop, RoundKind.INVITATION)
    assert recipients(workshop, RoundKind.UPDATE) == []
    workshop = update_workshop(
        workshop=workshop,
        actor=facilitator,
        start_date=FAR + timedelta(days=7),
        end_date=FAR + timedelta(days=8),
    )
    mail.outbox.clear()
    sending(workshop, RoundKind.UPDATE)
    assert len(mail.outbox) == 2
    assert to("english@example.la").subject.startswith("Changed: ")
    [event] = calendar_of(to("english@example.la")).walk("VEVENT")
    assert (str(event["UID"]), event["SEQUENCE"]) == (uid_of(workshop), 1)
    assert event.decoded("DTSTART").date() == FAR + timedelta(days=7)
    assert sending(workshop, RoundKind.UPDATE) is None


def test_a_new_title_alone_is_no_change_of_date(workshop, both, sending, facilitator):
    sending(workshop, RoundKind.INVITATION)
    workshop = update_workshop(workshop=workshop, actor=facilitator, title_en="Another title")
    assert recipients(workshop, RoundKind.UPDATE) == []
    workshop = update_workshop(workshop=workshop, actor=facilitator, venue_en="Small hall")
    assert len(recipients(workshop, RoundKind.UPDATE)) == 2


def test_whoever_is_off_the_list_has_it_taken_out_of_the_calendar(
    workshop, both, sending, facilitator
):
    sending(workshop, RoundKind.INVITATION)
    cancel_registration(registration=both[1], actor=facilitator)
    mail.outbox.clear()
    made = sending(workshop, RoundKind.CANCELLATION)
    [message] = mail.outbox
    calendar = calendar_of(message)
    [event] = calendar.walk("VEVENT")
    assert (calendar["METHOD"], event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert (str(event["UID"]), event["SEQUENCE"]) == (uid_of(workshop), 1)
    assert sending(workshop, RoundKind.CANCELLATION) is None
    # Back again: invited once more, above the cancellation.
    change_registration(registration=both[1], actor=facilitator, status="confirmed")
    again = sending(workshop, RoundKind.INVITATION)
    assert [one.registration for one in again.invitations.all()] == [both[1]]
    assert again.sequence > made.sequence


def test_somebody_cancelled_in_the_meantime_gets_no_invitation(workshop, both, facilitator):
    made = start_round(workshop=workshop, kind=RoundKind.INVITATION, actor=facilitator)
    cancel_registration(registration=both[0], actor=facilitator)
    send_round(Job.objects.get(target_id=str(made.pk)))
    assert [message.to for message in mail.outbox] == [["english@example.la"]]
    assert recipients(workshop, RoundKind.CANCELLATION) == []


@pytest.mark.parametrize("state", ["draft", "closed"])
def test_a_workshop_that_is_not_held_sends_nothing(workshop, both, facilitator, state):
    Workshop.objects.filter(pk=workshop.pk).update(state=state)
    with pytest.raises(ValidationError):
        start_round(workshop=workshop, kind=RoundKind.INVITATION, actor=facilitator)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("ahead", "due"), [(30, None), (8, None), (7, 7), (5, 7), (2, 7), (1, 1), (0, 1)]
)
def test_which_reminder_is_due(ahead, due):
    assert due_reminder([7, 1], ahead) == due


def test_reminders_go_out_by_themselves_once_each(
    workshop, both, sending, django_capture_on_commit_callbacks
):
    plan_nominations(workshop=workshop, actor=None, quotas=[], reminder_days=[7, 1])
    sending(workshop, RoundKind.INVITATION)
    mail.outbox.clear()
    counts = []
    for ahead in (8, 7, 7, 5, 1, 1, 0):
        with django_capture_on_commit_callbacks(execute=True):
            remind_due(FAR - timedelta(days=ahead))
        counts.append(len(mail.outbox))
    assert counts == [0, 2, 2, 2, 4, 4, 4]
    assert to("english@example.la").subject.startswith("Reminder: ")
    [event] = calendar_of(to("english@example.la")).walk("VEVENT")
    assert event["SEQUENCE"] == 0


def test_nobody_is_reminded_who_was_not_invited(workshop, both):
    plan_nominations(workshop=workshop, actor=None, quotas=[], reminder_days=[7])
    assert remind_due(FAR - timedelta(days=7)) == []


# --- The page -----------------------------------------------------------------------------------


@pytest.fixture
def room(facilitator, browser_of):
    return browser_of(facilitator)


@pytest.mark.parametrize("language", ["lo", "en"])
def test_the_page_sends_and_lists_who_is_to_be_called(
    room, workshop, both, language, django_capture_on_commit_callbacks
):
    person = comes(workshop).person
    person.phone = "+8562055551234"
    person.save()
    with translation.override(language):
        address = reverse("workshop_mails", args=[workshop.code])
        assert room.get(address).status_code == 200
        with django_capture_on_commit_callbacks(execute=True):
            assert room.post(address, {"kind": "invitation"}).status_code == 302
        assert room.post(address, {"kind": "zebra"}).status_code == 302
        shown = room.get(address).content.decode()
        assert "+8562055551234" in shown
        paper = room.get(reverse("invitation_papers", args=[workshop.code]))
        assert paper.content[:4] == b"%PDF"
        invitation = Invitation.objects.get(state=MailState.NO_ADDRESS)
        told = reverse("mail_told", args=[workshop.code, invitation.pk])
        assert room.get(told).status_code == 302
        assert room.post(told).status_code == 302
        assert "+8562055551234" not in room.get(address).content.decode()
        again = reverse("mails_again", args=[workshop.code, invitation.round_id])
        assert room.post(again).status_code == 302
        assert room.get(reverse("invitation_papers", args=[workshop.code])).status_code == 302
    assert len(mail.outbox) == 2


def test_the_page_asks_the_same_for_one_and_for_three(room, workshop, sending):
    def count() -> int:
        comes(workshop)
        sending(workshop, RoundKind.INVITATION)
        room.get(address)
        with CaptureQueriesContext(connection) as queries:
            room.get(address)
        return len(queries)

    address = reverse("workshop_mails", args=[workshop.code])
    one = count()
    count()
    assert count() == one


def test_the_clock_of_the_file_is_now(workshop, both, sending):
    before = timezone.now() - timedelta(seconds=2)
    sending(workshop, RoundKind.INVITATION)
    [event] = calendar_of(to("lao@example.la")).walk("VEVENT")
    assert before <= event.decoded("DTSTAMP") <= timezone.now()


def test_nobody_is_told_what_does_not_hold_any_more(workshop, sending, facilitator):
    """Invited without an address, then off the list: the invitation is neither called nor printed."""
    gone, stays = comes(workshop), comes(workshop)
    sending(workshop, RoundKind.INVITATION)
    assert {one.registration for one in to_be_told(workshop)} == {gone, stays}
    cancel_registration(registration=gone, actor=facilitator)
    assert [one.registration for one in to_be_told(workshop)] == [stays]
    assert [paper.subject for paper in build_papers(workshop, to_be_told(workshop))] == [
        "ຂໍເຊີນເຂົ້າຮ່ວມ: ການວາງແຜນກົງສູນ, ວັນທີ 16-17 ມິຖຸນາ 2100"
    ]


def test_one_matter_a_person_is_told_the_newest(workshop, sending, facilitator):
    comes(workshop)
    sending(workshop, RoundKind.INVITATION)
    update_workshop(workshop=workshop, actor=facilitator, venue_lo="ຫ້ອງໃໝ່", venue_en="New hall")
    sending(workshop, RoundKind.UPDATE)
    [one] = to_be_told(workshop)
    assert one.round.kind == RoundKind.UPDATE
    mark_told(invitation=one, actor=facilitator)
    assert to_be_told(workshop) == []


@pytest.mark.parametrize(
    "name",
    [
        'Ann "the; boss", X:1\\n',
        "ນ້ຳຝົນ 🙂, ຈັນທະລາ; ປະທານ",
        "Ann^n\tBCC",
        "K" * 60,
    ],
)
def test_a_calendar_takes_any_name(workshop, sending, name):
    entry = comes(workshop, "odd@example.la", "en")
    type(entry.person).objects.filter(pk=entry.person_id).update(given_name_latin=name)
    Workshop.objects.filter(pk=workshop.pk).update(
        title_en="Plan, check; act\\n: 🙂", venue_en="Hall A, B; C"
    )
    sending(Workshop.objects.get(pk=workshop.pk), RoundKind.INVITATION)
    message = to("odd@example.la")
    event = calendar_of(message).walk("VEVENT")[0]
    assert str(event["SUMMARY"]) == "Plan, check; act\\n: 🙂"
    assert str(event["LOCATION"]).startswith("Hall A, B; C")
    assert str(event["ATTENDEE"]) == "mailto:odd@example.la"
    said = event["ATTENDEE"].params["CN"]
    assert name[:3] in said
    assert all(len(line.encode()) <= 75 for line in message.alternatives[0][0].split("\r\n"))


def test_a_title_with_line_breaks_adds_no_header(workshop, sending):
    comes(workshop, "one@example.la", "en")
    Workshop.objects.filter(pk=workshop.pk).update(
        title_en="Plan\r\nBcc: evil@example.com\r\n\r\nHello"
    )
    sending(Workshop.objects.get(pk=workshop.pk), RoundKind.INVITATION)
    message = to("one@example.la")
    assert message.message()["Bcc"] is None
    assert message.recipients() == ["one@example.la"]
    event = calendar_of(message).walk("VEVENT")[0]
    assert set(event) <= {
        *("UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "DESCRIPTION"),
        *("STATUS", "ORGANIZER", "ATTENDEE", "RRULE"),
    }
