"""Phones that carry the list are seen and wiped; what they sent too late is decided on."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from core.models import AuditLine
from courses.workshops.models import Attendance, AttendanceMark, HeldEvent, RoomDevice
from courses.workshops.schemas import MarkEvent, WalkInEvent
from courses.workshops.services.devices import forget_sign_ins, kind_of, notice_device, wipe_device
from courses.workshops.services.held import let_count, set_aside
from courses.workshops.services.room import take_events
from courses.workshops.services.sign_off import sign_off_session
from tests.factories import make_registration, make_workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(facilitator):
    return make_workshop(facilitator=facilitator, start_date=timezone.localdate())


@pytest.fixture
def session(workshop):
    return workshop.sessions.first()


@pytest.fixture
def device(workshop, facilitator) -> RoomDevice:
    return notice_device(workshop=workshop, uuid=uuid.uuid4(), person=facilitator, waiting=3)


def send(workshop, actor, *events):
    return take_events(workshop=workshop, events=events, actor=actor).results


def tap(registration, session, status="present") -> MarkEvent:
    return MarkEvent(
        id=uuid.uuid4(),
        kind="mark",
        at=timezone.now(),
        registration=registration.ref,
        session=session.pk,
        status=status,
    )


def hold_mark(workshop, session, facilitator) -> HeldEvent:
    registration = make_registration(workshop)
    sign_off_session(session=session, actor=facilitator)
    send(workshop, facilitator, tap(registration, session, "late"))
    return HeldEvent.objects.latest("pk")


def hold_walk_in(workshop, facilitator) -> HeldEvent:
    type(workshop).objects.filter(pk=workshop.pk).update(state="closed")
    walk_in = WalkInEvent(
        id=uuid.uuid4(), kind="walk_in", at=timezone.now(), name="ບຸນທອງ ແສງດາລາ", gender="male"
    )
    send(workshop, facilitator, walk_in)
    return HeldEvent.objects.latest("pk")


def address(name: str, workshop, *more, language="lo") -> str:
    with translation.override(language):
        return reverse(name, args=[workshop.code, *more])


def test_only_the_workshops_own_facilitators_see_and_wipe(
    workshop, session, device, facilitator, participant, other_facilitator, browser_of, stranger
):
    held = hold_mark(workshop, session, facilitator)
    doors = [
        address("workshop_devices", workshop),
        address("device_wipe", workshop, device.pk),
        address("workshop_held", workshop),
        address("held_settle", workshop, held.pk),
    ]
    for url in doors:
        for person in (participant, other_facilitator):
            assert browser_of(person).get(url).status_code == 404
            assert browser_of(person).post(url).status_code in (404, 405)
        assert stranger.get(url).status_code == 302
    device.refresh_from_db()
    assert device.wiped_at is None


@pytest.mark.parametrize(("language", "word"), [("lo", "ໂທລະສັບ"), ("en", "Phones and tablets")])
def test_devices_are_listed_and_wiped_after_a_question(
    language, word, workshop, device, facilitator, browser_of
):
    client = browser_of(facilitator)
    assert (
        word
        in client.get(address("workshop_devices", workshop, language=language)).content.decode()
    )
    url = address("device_wipe", workshop, device.pk, language=language)
    assert "3" in client.get(url).content.decode()
    client.post(url)
    device.refresh_from_db()
    assert (device.wiped_by, device.session_key) == (facilitator, "")
    assert AuditLine.objects.filter(verb="wipe_device").count() == 1
    wipe_device(device=device, actor=None)
    assert AuditLine.objects.filter(verb="wipe_device").count() == 1


@pytest.mark.parametrize(("language", "word"), [("lo", "ໂທລະສັບນີ້"), ("en", "this phone")])
def test_ones_own_phone_is_told_from_the_others(
    language, word, workshop, device, facilitator, browser_of
):
    client = browser_of(facilitator)
    client.get(f"/api/room/{workshop.code}/", {"device": str(uuid.uuid4())})
    page = client.get(address("workshop_devices", workshop, language=language)).content.decode()
    assert (page.count("<h2>"), page.count(f'<span class="tag">{word}</span>')) == (2, 1)


@pytest.mark.parametrize("language", ["lo", "en"])
def test_an_empty_list_of_devices_and_of_what_is_held(language, workshop, facilitator, browser_of):
    for name in ("workshop_devices", "workshop_held"):
        url = address(name, workshop, language=language)
        assert browser_of(facilitator).get(url).status_code == 200


def test_the_lists_take_a_constant_number_of_queries(workshop, session, facilitator, browser_of):
    client = browser_of(facilitator)
    urls = [address("workshop_devices", workshop), address("workshop_held", workshop)]

    def grow() -> None:
        notice_device(workshop=workshop, uuid=uuid.uuid4(), person=facilitator)
        send(workshop, facilitator, tap(make_registration(workshop), session))

    def count() -> list[int]:
        counts = []
        for url in urls:
            client.get(url)
            with CaptureQueriesContext(connection) as found:
                client.get(url)
            counts.append(len(found))
        return counts

    sign_off_session(session=session, actor=facilitator)
    grow()
    one = count()
    grow()
    grow()
    assert count() == one


def test_what_is_held_counts_with_a_reason(workshop, session, facilitator, browser_of):
    held = hold_mark(workshop, session, facilitator)
    client, url = browser_of(facilitator), address("held_settle", workshop, held.pk)
    assert held.registration.person.full_name in client.get(url).content.decode()
    client.post(url, {"action": "let_count", "reason": " "})
    assert not AttendanceMark.objects.exists()
    client.post(url, {"action": "let_count", "reason": "ໂທລະສັບບໍ່ມີອິນເຕີເນັດ"})
    held.refresh_from_db()
    assert (held.counted, held.settled_by) == (True, facilitator)
    mark = AttendanceMark.objects.get()
    assert (mark.status, mark.reason, mark.client_id) == (
        "late",
        "ໂທລະສັບບໍ່ມີອິນເຕີເນັດ",
        held.event_id,
    )
    assert Attendance.objects.get().status == "late"
    let_count(held=held, reason="again", actor=facilitator)
    assert AttendanceMark.objects.count() == 1


def test_what_is_held_can_be_set_aside(workshop, session, facilitator):
    held = hold_mark(workshop, session, facilitator)
    with pytest.raises(ValidationError):
        set_aside(held=held, reason="", actor=facilitator)
    held = set_aside(held=held, reason="ໝາຍຜິດ", actor=facilitator)
    assert not held.counted
    assert not AttendanceMark.objects.exists()


def test_a_walk_in_after_closing_counts_with_their_marks(workshop, session, facilitator):
    held = hold_walk_in(workshop, facilitator)
    mark = MarkEvent(
        id=uuid.uuid4(),
        kind="mark",
        at=timezone.now(),
        registration=held.ref,
        session=session.pk,
        status="present",
    )
    assert send(workshop, facilitator, mark)[0].result == "held"
    let_count(held=held, reason="ຢູ່ໃນຫ້ອງ", actor=facilitator)
    registration = workshop.registrations.get()
    assert (registration.ref, registration.status) == (held.ref, "walk_in")
    assert Attendance.objects.get().registration == registration


def test_a_mark_that_waited_and_lacks_a_reason_is_not_lost_when_its_person_arrives(facilitator):
    workshop = make_workshop(
        facilitator=facilitator, start_date=timezone.localdate() - timedelta(days=1)
    )
    session, arriving = workshop.sessions.first(), uuid.uuid4()
    mark = MarkEvent(
        id=uuid.uuid4(),
        kind="mark",
        at=timezone.now(),
        registration=arriving,
        session=session.pk,
        status="late",
        seen=[uuid.uuid4()],
    )
    send(workshop, facilitator, mark)
    walk_in = WalkInEvent(
        id=arriving, kind="walk_in", at=timezone.now(), name="ບຸນທອງ ແສງດາລາ", gender="male"
    )
    assert send(workshop, facilitator, walk_in)[0].result == "applied"
    held = HeldEvent.objects.get()
    assert (held.settled_at, held.registration) == (None, workshop.registrations.get())
    assert not AttendanceMark.objects.exists()
    let_count(held=held, reason="ຢູ່ໃນຫ້ອງ", actor=facilitator)
    assert Attendance.objects.get().status == "late"


def test_a_mark_without_its_person_cannot_count(workshop, session, facilitator):
    mark = MarkEvent(
        id=uuid.uuid4(),
        kind="mark",
        at=timezone.now(),
        registration=uuid.uuid4(),
        session=session.pk,
        status="present",
    )
    send(workshop, facilitator, mark)
    with pytest.raises(ValidationError):
        let_count(held=HeldEvent.objects.get(), reason="x", actor=facilitator)


def test_sign_ins_of_silent_devices_are_forgotten(workshop, device):
    RoomDevice.objects.update(session_key="k", last_seen_at=timezone.now() - timedelta(31))
    assert forget_sign_ins() == 1
    assert RoomDevice.objects.get().session_key == ""


@pytest.mark.parametrize(
    ("agent", "kind"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Version/17 Safari/604.1", "iPhone, Safari"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537.36 Edg/120", "Windows, Edge"),
        ("curl/8", ""),
        ("\x00" * 3000, ""),
    ],
)
def test_what_a_device_is(agent, kind):
    assert kind_of(agent) == kind
