"""Self check-in: what opens, what is tried and does not work, and who sees what."""

import re
from datetime import datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.models import AuditLine
from courses.workshops.codes import codes_at, is_long_code, is_short_code, new_key
from courses.workshops.enums import (
    AttendanceStatus,
    CodeEntry,
    MarkMethod,
    RegistrationStatus,
    SignInWay,
)
from courses.workshops.models import (
    Attendance,
    AttendanceMark,
    CheckInOpening,
    SelfCheckIn,
    Session,
)
from courses.workshops.selectors.check_in import session_for_check_in, standing_opening
from courses.workshops.services.attendance import MarkInput, mark_attendance
from courses.workshops.services.check_in import (
    check_in,
    close_check_in,
    forget_phones,
    open_check_in,
    set_late_from,
    undo_check_in,
)
from courses.workshops.services.sign_off import reopen_session, sign_off_session
from people.enums import ConsentKind
from people.models import User
from people.selectors import PRIVACY_VERSION
from people.services import record_consent
from tests.factories import make_person, make_registration, make_workshop
from tests.people.test_cards import print_card

pytestmark = pytest.mark.django_db

OLD = "ລະຫັດນີ້ເກົ່າແລ້ວ"
TAP = "ຂ້າພະເຈົ້າມາແລ້ວ"
DONE = "ທ່ານລົງທະບຽນແລ້ວ"


@pytest.fixture
def session(facilitator) -> Session:
    """The morning of today, led by the facilitator."""
    workshop = make_workshop(facilitator=facilitator, start_date=timezone.localdate(), code="ROOM")
    return workshop.sessions.first()


@pytest.fixture
def opening(session, facilitator) -> CheckInOpening:
    """Open, and nobody is late: the tests run at any time of the day."""
    opening = open_check_in(session=session, actor=facilitator)
    return set_late_from(opening=opening, late_from=None, actor=facilitator)


@pytest.fixture
def clock(monkeypatch):
    """Move the time of the check-in: ``clock(31)`` is 31 seconds later."""
    start = timezone.now()
    # From the start of a window, so that seconds mean the same in every run.
    start -= timedelta(seconds=start.timestamp() % 30)
    offset = [0.0]

    def now() -> datetime:
        return start + timedelta(seconds=offset[0])

    monkeypatch.setattr("django.utils.timezone.now", now)

    def move(seconds: float) -> None:
        offset[0] = seconds

    return move


@pytest.fixture
def listed(session):
    """Make somebody on the list, who has read the privacy notice."""

    def make(**values) -> User:
        person = make_person(**values)
        make_registration(session.workshop, person)
        record_consent(
            person=person, kind=ConsentKind.PRIVACY_NOTICE, version=PRIVACY_VERSION, language="lo"
        )
        return person

    return make


def codes(opening: CheckInOpening):
    return codes_at(opening.key, opening=opening.pk, session=opening.session_id, now=timezone.now())


def scan(client: Client, opening: CheckInOpening, long: str | None = None, **extra):
    long = codes(opening).long if long is None else long
    return client.get(f"/lo/in/{opening.pk}-{long}/", follow=True, **extra)


def tap(client: Client):
    return client.post("/lo/in/", follow=True)


def type_code(client: Client, code: str):
    return client.post("/lo/in/", {"code": code}, follow=True)


def is_marked(person: User, session: Session) -> bool:
    return Attendance.objects.filter(registration__person=person, session=session).exists()


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


# --- The codes -----------------------------------------------------------------------------------


def test_a_code_lives_for_its_window_and_the_next():
    key, now = new_key(), datetime(2026, 6, 19, 1, 30, tzinfo=timezone.get_current_timezone())
    shown = codes_at(key, opening=1, session=2, now=now)
    assert (len(shown.long), len(shown.short), shown.seconds_left) == (24, 6, 30)
    for seconds, counts in (
        (0, True),
        (29, True),
        (30, True),
        (59, True),
        (60, False),
        (-1, False),
    ):
        when = now + timedelta(seconds=seconds)
        assert is_long_code(shown.long, key, opening=1, session=2, now=when) is counts
        assert is_short_code(shown.short, key, opening=1, session=2, now=when) is counts


@pytest.mark.parametrize("other", [{"opening": 9}, {"session": 9}, {"key": new_key()}, {"key": ""}])
def test_a_code_says_nothing_elsewhere(other):
    here = {"key": new_key(), "opening": 1, "session": 2}
    now = timezone.now()
    shown = codes_at(here["key"], opening=1, session=2, now=now)
    there = here | other
    key = there.pop("key")
    assert not is_long_code(shown.long, key, now=now, **there)
    assert not is_short_code(shown.short, key, now=now, **there)


def test_codes_do_not_repeat_and_do_not_tell_each_other():
    key, now = new_key(), timezone.now()
    many = [
        codes_at(key, opening=1, session=1, now=now + timedelta(seconds=30 * n)) for n in range(500)
    ]
    assert len({each.long for each in many}) == 500
    assert len({each.short for each in many}) > 490
    assert len({new_key() for _ in range(50)}) == 50


# --- The participant -----------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["lo", "en"])
def test_scan_see_ones_name_tap_done(browser_of, opening, session, listed, language):
    person = listed(preferred_language=language)
    phone = browser_of(person)
    page = scan(phone, opening).content.decode()
    name = person.name_lo if language == "lo" else person.name_latin
    assert name in page
    assert (TAP if language == "lo" else "I am here") in page
    assert (DONE if language == "lo" else "You are checked in") in phone.post(
        f"/{language}/in/", follow=True
    ).content.decode()
    mark = AttendanceMark.objects.get()
    assert (mark.method, mark.status) == (MarkMethod.QR, AttendanceStatus.PRESENT)
    assert mark.recorded_by == person
    made = SelfCheckIn.objects.get()
    assert (made.entry, made.sign_in, made.mark) == (CodeEntry.SCANNED, SignInWay.ACCOUNT, mark)
    assert AuditLine.objects.filter(verb="check_in", actor=person).count() == 1


def test_the_short_code_is_enough_for_a_phone_without_a_camera(
    browser_of, opening, session, listed
):
    person = listed()
    phone = browser_of(person)
    assert phone.get("/in", follow=True).redirect_chain[-1][0] == "/lo/in/"
    short = codes(opening).short
    assert DONE in type_code(phone, f"{short[:3]} {short[3:]}").content.decode()
    assert SelfCheckIn.objects.get().entry == CodeEntry.TYPED
    assert is_marked(person, session)


def test_with_a_card_one_comes_straight_back(opening, session, listed):
    person = listed()
    card, phone = print_card(person), Client()
    page = scan(phone, opening).content.decode()
    assert "/lo/card/" in page
    assert TAP not in page
    answer = phone.post(f"/lo/card/{card.number}/", {"pin": card.pin})
    assert answer["Location"] == "/lo/in/"
    assert TAP in phone.get("/lo/in/").content.decode()
    assert DONE in tap(phone).content.decode()
    assert SelfCheckIn.objects.get().sign_in == SignInWay.CARD


def test_signing_in_may_take_longer_than_the_code_lives(clock, opening, session, listed):
    person = listed()
    card, phone = print_card(person), Client()
    clock(0)
    scan(phone, opening)
    clock(150)
    phone.post(f"/lo/card/{card.number}/", {"pin": card.pin})
    assert DONE in tap(phone).content.decode()


def test_a_tap_that_is_sent_twice_is_one_mark(browser_of, opening, session, listed):
    person = listed()
    one, two = browser_of(person), browser_of(person)
    for phone in (one, two):
        scan(phone, opening)
    for phone in (one, two, one, two):
        tap(phone)
        type_code(phone, codes(opening).short)
    assert AttendanceMark.objects.count() == 1
    assert SelfCheckIn.objects.count() == 1


def test_ten_phones_at_one_address_all_work(opening, session, listed):
    people = [listed() for _ in range(12)]
    cards = [print_card(person) for person in people]
    short = codes(opening).short
    for number, card in enumerate(cards):
        phone = Client(REMOTE_ADDR="10.0.0.1")
        scan(phone, opening)
        phone.post(f"/lo/card/{card.number}/", {"pin": card.pin})
        if number % 2:
            for _ in range(3):
                type_code(phone, wrong(short))
            type_code(phone, codes(opening).short)
        else:
            tap(phone)
    assert all(is_marked(person, session) for person in people)


# --- What is tried ---------------------------------------------------------------------------------


def test_a_photograph_sent_home_is_worth_nothing_after_its_minute(
    clock, browser_of, opening, session, listed
):
    person = listed()
    home = browser_of(person)
    clock(0)
    photographed = codes(opening)
    clock(61)
    assert photographed.long != codes(opening).long
    answer = scan(home, opening, photographed.long)
    assert answer.status_code == 410
    assert OLD in answer.content.decode()
    assert type_code(home, photographed.short).status_code == 422
    assert tap(home).status_code == 410
    assert not is_marked(person, session)


def test_being_let_in_does_not_last(browser_of, opening, session, listed, monkeypatch):
    person = listed()
    phone = browser_of(person)
    scan(phone, opening)
    later = datetime.now().timestamp() + 5 * 60 + 1  # noqa: DTZ005 - seconds only
    monkeypatch.setattr("courses.workshops.views.self_check_in.time.time", lambda: later)
    assert tap(phone).status_code == 410
    assert not is_marked(person, session)


def test_guessing_ends_after_a_few_tries(browser_of, opening, session, listed):
    person = listed()
    short = codes(opening).short
    first = browser_of(person)
    answers = [type_code(first, f"{(int(short) + n) % 10**6:06d}") for n in range(1, 12)]
    assert [answer.status_code for answer in answers] == [422] * 8 + [429] * 3
    # Neither the right code nor another phone helps now; scanning does.
    assert type_code(first, codes(opening).short).status_code == 429
    second = browser_of(person)
    assert type_code(second, codes(opening).short).status_code == 429
    assert not is_marked(person, session)
    scan(second, opening)
    assert DONE in tap(second).content.decode()


def test_one_phone_does_not_guess_for_many(opening, session, listed):
    people = [listed(password="sabaidee-2024") for _ in range(4)]
    short, phone = codes(opening).short, Client()
    refused = 0
    for person in people:
        phone.force_login(person)
        for _ in range(6):
            refused += type_code(phone, wrong(short)).status_code == 429
    assert refused == 4 * 6 - 16


@pytest.mark.parametrize(
    "code",
    [
        "x",
        "0-",
        "-",
        "1",
        "99999999999999999999-a",
        "1-໑",
        "٣-a",
        "1-" + "a" * 24,
        "1-" + "a" * 900,
    ],
)
def test_what_is_no_code_is_refused_politely(browser_of, opening, listed, code):
    phone = browser_of(listed())
    assert phone.get(f"/lo/in/{code}/").status_code in (404, 410)
    assert type_code(phone, code).status_code in (422, 429)


def test_the_code_of_another_session_is_no_good(browser_of, facilitator, opening, session, listed):
    person = listed()
    elsewhere = make_workshop(facilitator=facilitator, start_date=timezone.localdate())
    other = open_check_in(session=elsewhere.sessions.first(), actor=facilitator)
    phone = browser_of(person)
    # The other room's codes: for this opening, and for their own, where the person is not listed.
    assert scan(phone, opening, codes(other).long).status_code == 410
    assert type_code(phone, codes(other).short).status_code == 422
    assert "ບໍ່ມີຊື່ທ່ານ" in scan(phone, other).content.decode()
    assert tap(phone).status_code == 422
    afternoon = session.workshop.sessions.all()[1]
    next_one = open_check_in(session=afternoon, actor=facilitator)
    assert scan(phone, next_one, codes(opening).long).status_code == 410
    assert not AttendanceMark.objects.exists()


def test_being_let_in_is_for_one_person(opening, session, listed):
    first, second = listed(), listed()
    phone = Client()
    phone.force_login(first)
    scan(phone, opening)
    kept = phone.session["check_in"]
    # Taken over to somebody else's sign-in, it opens nothing.
    other = Client()
    other.force_login(second)
    theirs = other.session
    theirs["check_in"] = kept
    theirs.save()
    assert tap(other).status_code == 410
    # And on the same phone the next person scans for themselves.
    card = print_card(second)
    phone.post(f"/lo/card/{card.number}/", {"pin": card.pin})
    assert tap(phone).status_code == 410
    assert not is_marked(second, session)


def test_closing_ends_the_codes_and_what_was_let_in(
    browser_of, opening, session, listed, facilitator
):
    person = listed()
    phone = browser_of(person)
    scan(phone, opening)
    before = codes(opening)
    close_check_in(opening=opening, actor=facilitator)
    assert tap(phone).status_code == 410
    again = open_check_in(session=session, actor=facilitator)
    assert again.pk != opening.pk
    assert scan(phone, opening, before.long).status_code == 410
    assert scan(phone, again, before.long).status_code == 410
    assert type_code(phone, before.short).status_code == 422
    assert CheckInOpening.objects.get(pk=opening.pk).key == ""


def test_a_forgotten_opening_ends_with_its_day(browser_of, opening, session, listed):
    person = listed()
    phone = browser_of(person)
    shown = codes(opening)
    Session.objects.filter(pk=session.pk).update(day=timezone.localdate() - timedelta(days=1))
    assert scan(phone, opening, shown.long).status_code == 410
    assert type_code(phone, shown.short).status_code == 422
    opening.refresh_from_db()
    with pytest.raises(ValidationError):
        check_in(opening=opening, person=person, entry="scanned", sign_in="account")


@pytest.mark.parametrize("status", [RegistrationStatus.CANCELLED, RegistrationStatus.WAITING])
def test_who_is_not_expected_is_sent_to_the_facilitator(browser_of, opening, session, status):
    entry = make_registration(session.workshop, status=status)
    phone = browser_of(entry.person)
    assert "ບໍ່ມີຊື່ທ່ານ" in scan(phone, opening).content.decode()
    assert tap(phone).status_code == 422
    assert not AttendanceMark.objects.exists()


def test_no_door_lets_a_stranger_mark(stranger, opening, session):
    for page in (scan(stranger, opening), stranger.get("/lo/in/"), tap(stranger)):
        assert page.status_code == 200
        assert TAP not in page.content.decode()
    assert type_code(stranger, codes(opening).short).status_code == 200
    assert not AttendanceMark.objects.exists()


# --- Late, marked before, undone --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("late_from", "status"),
    [(None, "present"), (time(0, 0), "late"), (time(23, 59, 59), "present")],
)
def test_late_is_what_the_screen_says(opening, facilitator, listed, late_from, status):
    set_late_from(opening=opening, late_from=late_from, actor=facilitator)
    made = check_in(opening=opening, person=listed(), entry="scanned", sign_in="account")
    assert made.mark.status == status


def test_by_itself_late_begins_a_quarter_of_an_hour_after_the_session(session, facilitator):
    assert open_check_in(session=session, actor=facilitator).late_from == time(8, 45)


@pytest.mark.parametrize("before", ["late", "left_early", "present"])
def test_who_was_marked_as_there_keeps_that_mark(
    browser_of, opening, session, listed, facilitator, before
):
    person = listed()
    entry = person.registrations.get()
    mark_attendance(session=session, marks=[MarkInput(entry.pk, before)], actor=facilitator)
    made = check_in(opening=opening, person=person, entry="scanned", sign_in="account")
    assert made.mark is None
    assert Attendance.objects.get().status == before
    assert AttendanceMark.objects.count() == 1


@pytest.mark.parametrize("before", ["absent", "excused"])
def test_who_comes_after_the_roll_was_called_is_there(
    opening, session, listed, facilitator, before
):
    person = listed()
    entry = person.registrations.get()
    mark_attendance(session=session, marks=[MarkInput(entry.pk, before)], actor=facilitator)
    check_in(opening=opening, person=person, entry="scanned", sign_in="account")
    assert Attendance.objects.get().status == "present"
    assert AttendanceMark.objects.count() == 2


def test_a_facilitator_takes_a_check_in_back(browser_of, opening, session, listed, facilitator):
    person = listed()
    phone, room = browser_of(person), browser_of(facilitator)
    scan(phone, opening)
    tap(phone)
    made = SelfCheckIn.objects.get()
    address = f"/lo/workshops/ROOM/sessions/{session.pk}/check-in/"
    assert f'name="undo" value="{made.pk}"' in room.get(address).content.decode()
    assert room.post(address, {"undo": made.pk}).status_code == 302
    assert not is_marked(person, session)
    assert AttendanceMark.objects.count() == 2
    assert "ຖອນ" in room.get(address).content.decode()
    # The person is told to come, and cannot do it again from home.
    assert "ໄປຫາວິທະຍາກອນ" in scan(phone, opening).content.decode()
    assert type_code(phone, codes(opening).short).status_code == 422
    assert not is_marked(person, session)
    room.post(address, {"undo": made.pk})
    assert AttendanceMark.objects.count() == 2


def test_taking_back_leaves_a_mark_that_was_made_since(opening, session, listed, facilitator):
    person = listed()
    made = check_in(opening=opening, person=person, entry="typed", sign_in="card")
    entry = person.registrations.get()
    mark_attendance(
        session=session,
        marks=[MarkInput(entry.pk, "left_early", seen=(made.mark.client_id,))],
        actor=facilitator,
    )
    undo_check_in(made=made, actor=facilitator)
    assert Attendance.objects.get().status == "left_early"


def test_who_checks_in_settles_no_dispute_of_others(opening, session, listed, facilitator):
    person = listed()
    entry = person.registrations.get()
    for status in ("absent", "excused"):
        mark_attendance(session=session, marks=[MarkInput(entry.pk, status)], actor=facilitator)
    assert Attendance.objects.get().is_disputed
    assert check_in(opening=opening, person=person, entry="typed", sign_in="card").mark is None
    assert Attendance.objects.get().is_disputed


def test_a_signed_off_session_is_shut(browser_of, opening, session, listed, facilitator):
    person = listed()
    made = check_in(opening=opening, person=person, entry="typed", sign_in="card")
    sign_off_session(session=session, actor=facilitator)
    with pytest.raises(ValidationError):
        undo_check_in(made=made, actor=facilitator)
    late = listed()
    phone = browser_of(late)
    scan(phone, opening)
    tap(phone)
    type_code(phone, codes(opening).short)
    assert not is_marked(late, session)
    # No screen goes on showing a code, and opening the session again does not bring it back.
    opening.refresh_from_db()
    assert (opening.closed_by, opening.key) == (facilitator, "")
    screen = reverse("check_in_code", args=[session.workshop.code, session.pk])
    assert "<svg" not in browser_of(facilitator).get(screen).content.decode()
    with pytest.raises(ValidationError):
        open_check_in(session=session, actor=facilitator)
    reopen_session(session=session, reason="Too early", actor=facilitator)
    assert standing_opening(session) is None


def test_one_phone_for_two_people_is_seen(opening, session, listed, facilitator, browser_of):
    first, second, alone = (listed(given_name_lo=name) for name in ("ກອນ", "ຂາວ", "ງາມ"))
    phone = Client()
    for person in (first, second):
        card = print_card(person)
        phone.post(f"/lo/card/{card.number}/", {"pin": card.pin})
        scan(phone, opening)
        tap(phone)
    own = browser_of(alone)
    scan(own, opening)
    tap(own)
    page = browser_of(facilitator).get(f"/lo/workshops/ROOM/sessions/{session.pk}/check-in/live/")
    assert page.content.decode().count("ໂທລະສັບດຽວກັນ") == 2


def test_phones_are_forgotten(opening, listed):
    made = check_in(opening=opening, person=listed(), entry="typed", sign_in="card", phone="p")
    assert forget_phones() == 0
    SelfCheckIn.objects.update(at=timezone.now() - timedelta(days=20))
    assert forget_phones() == 1
    made.refresh_from_db()
    assert made.phone == ""


# --- The facilitator and the projector ------------------------------------------------------------


def room_pages(session: Session) -> list[str]:
    base = f"/lo/workshops/ROOM/sessions/{session.pk}/check-in/"
    return ["/lo/workshops/ROOM/check-in/", base, *(base + more for more in MORE)]


MORE = ("live/", "screen/", "code/")


def test_nobody_else_opens_the_projector(
    browser_of,
    stranger,
    participant,
    other_facilitator,
    reporting_officer,
    editor,
    opening,
    session,
):
    make_registration(session.workshop, participant)
    keys = {opening.key, codes(opening).long, codes(opening).short}
    for address in room_pages(session):
        for person in (participant, other_facilitator, reporting_officer, editor):
            browser = browser_of(person)
            answer = browser.get(address)
            assert answer.status_code == 404, (address, person)
            assert not any(key in answer.content.decode() for key in keys)
            for data in ({"action": "open"}, {"action": "close"}, {"undo": "1"}):
                assert browser.post(address, data).status_code in (404, 405)
        assert stranger.get(address).status_code in (302, 401)
    assert CheckInOpening.objects.filter(closed_at=None).count() == 1


def test_a_card_never_opens_the_projector(listed, opening, session):
    card, phone = print_card(listed()), Client()
    phone.post(f"/lo/card/{card.number}/", {"pin": card.pin})
    for address in room_pages(session):
        assert phone.get(address).status_code == 404


@pytest.mark.parametrize("language", ["lo", "en"])
def test_the_projector_shows_what_counts_now(browser_of, facilitator, opening, session, language):
    make_registration(session.workshop)
    page = browser_of(facilitator).get(
        f"/{language}/workshops/ROOM/sessions/{session.pk}/check-in/screen/"
    )
    words = page.content.decode()
    short = re.search(r"data-short><span>(\d{3})</span> <span>(\d{3})</span>", words)
    assert is_short_code(
        short[1] + short[2],
        opening.key,
        opening=opening.pk,
        session=session.pk,
        now=timezone.now(),
    )
    assert "testserver/in" in words
    assert opening.key not in words
    assert "no-store" in page["Cache-Control"]
    assert page.content.count(b"<svg") >= 2


def test_two_windows_show_one_code(browser_of, clock, facilitator, session):
    one, two = browser_of(facilitator), browser_of(facilitator)
    address = f"/lo/workshops/ROOM/sessions/{session.pk}/check-in/"
    clock(0)
    for window in (one, two):
        assert window.post(address, {"action": "open"}).status_code == 302
    assert CheckInOpening.objects.count() == 1
    shown = [
        re.search(r"data-short>(.*?)</p>", each.get(address + "code/").content.decode())[1]
        for each in (one, two)
    ]
    assert shown[0] == shown[1]
    clock(31)
    later = re.search(r"data-short>(.*?)</p>", one.get(address + "code/").content.decode())[1]
    assert later != shown[0]
    two.post(address, {"action": "close"})
    assert "data-short" not in one.get(address + "code/").content.decode()
    assert one.get(address + "live/")["HX-Refresh"] == "true"


def test_opening_only_on_the_day(browser_of, facilitator):
    past = make_workshop(facilitator=facilitator, code="PAST")
    browser = browser_of(facilitator)
    with pytest.raises(ValidationError):
        open_check_in(session=past.sessions.first(), actor=facilitator)
    assert session_for_check_in(past) is None
    assert browser.get("/lo/workshops/PAST/check-in/").status_code == 200
    address = f"/lo/workshops/PAST/sessions/{past.sessions.first().pk}/check-in/"
    assert "ສະເພາະໃນວັນ" in browser.post(address, {"action": "open"}, follow=True).content.decode()
    assert not CheckInOpening.objects.exists()


def test_the_way_in_leads_to_the_session_that_is_open(browser_of, facilitator, session):
    afternoon = session.workshop.sessions.all()[1]
    open_check_in(session=afternoon, actor=facilitator)
    answer = browser_of(facilitator).get("/lo/workshops/ROOM/check-in/")
    assert answer["Location"] == f"/lo/workshops/ROOM/sessions/{afternoon.pk}/check-in/"


@pytest.mark.parametrize(
    "data", [{"action": "late", "late_from": "x"}, {"undo": "x"}, {}, {"undo": ""}]
)
def test_strange_input_is_answered(browser_of, facilitator, opening, session, data):
    address = f"/lo/workshops/ROOM/sessions/{session.pk}/check-in/"
    assert browser_of(facilitator).post(address, data).status_code in (302, 404, 422)


def test_late_from_is_chosen_on_the_page(browser_of, facilitator, opening, session):
    address = f"/lo/workshops/ROOM/sessions/{session.pk}/check-in/"
    browser = browser_of(facilitator)
    browser.post(address, {"action": "late", "late_from": "09:05"})
    opening.refresh_from_db()
    assert opening.late_from == time(9, 5)
    assert "09:05" in browser.get(address + "screen/").content.decode()
    browser.post(address, {"action": "late", "late_from": ""})
    opening.refresh_from_db()
    assert opening.late_from is None


def test_what_is_asked_again_and_again_is_cheap(browser_of, facilitator, opening, session, listed):
    browser = browser_of(facilitator)
    counts: dict[str, list[int]] = {}
    for more in (1, 2):
        for _ in range(more):
            check_in(opening=opening, person=listed(), entry="typed", sign_in="card", phone="p")
            listed()
        for address in room_pages(session)[1:]:
            browser.get(address)
            with CaptureQueriesContext(connection) as queries:
                browser.get(address)
            counts.setdefault(address, []).append(len(queries))
    assert all(one == three for one, three in counts.values()), counts
    assert max(counts[address][0] for address in room_pages(session)[2:]) <= 11, counts
