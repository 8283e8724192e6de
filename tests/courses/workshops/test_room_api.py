"""The doors of the room: who may enter, what a phone is given, and what becomes of what it sends."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session as SignIn
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.workshops.models import (
    Attendance,
    AttendanceMark,
    HeldEvent,
    Registration,
    RoomDevice,
)
from courses.workshops.services.sign_off import sign_off_session
from tests.factories import make_organisation, make_registration, make_workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(facilitator):
    """A workshop that began today."""
    return make_workshop(facilitator=facilitator, start_date=timezone.localdate())


@pytest.fixture
def session(workshop):
    return workshop.sessions.first()


@pytest.fixture
def phone(workshop, facilitator, browser_of) -> "Phone":
    """The facilitator's own phone."""
    return Phone(browser_of(facilitator), workshop.code)


class Phone:
    """Something that speaks the protocol."""

    def __init__(self, client: Client, code: str) -> None:
        self.client = client
        self.base = f"/api/room/{code}/"
        self.uuid = uuid.uuid4()
        self.clock = timedelta(0)

    def get(self, **headers: str) -> Any:
        return self.client.get(f"{self.base}?device={self.uuid}", headers=headers)

    def post(self, *events: dict[str, Any], waiting: int = 0, query: str = "", **more: Any) -> Any:
        body = {
            "device": str(self.uuid),
            "sent_at": self.now().isoformat(),
            "waiting": waiting,
            "events": list(events),
        } | more
        return self.client.post(f"{self.base}events/{query}", body, content_type="application/json")

    def send(self, *events: dict[str, Any], **more: Any) -> Any:
        answer = self.post(*events, **more)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def now(self):
        return timezone.now() + self.clock

    def mark(self, registration, session, status="present", **more: Any) -> dict[str, Any]:
        return {
            "id": str(uuid.uuid4()),
            "kind": "mark",
            "at": self.now().isoformat(),
            "offset_ms": 0,
            "registration": str(getattr(registration, "ref", registration)),
            "session": session.pk,
            "status": status,
            "seen": [],
            "reason": "",
        } | more

    def walk_in(self, name="ທ່ານ ບຸນທອງ ແສງດາລາ", **more: Any) -> dict[str, Any]:
        return {
            "id": str(uuid.uuid4()),
            "kind": "walk_in",
            "at": self.now().isoformat(),
            "name": name,
            "organisation": None,
            "gender": "male",
        } | more


def results(answer: dict[str, Any]) -> list[str]:
    return [each["result"] for each in answer["results"]]


def status_of(registration, session) -> str | None:
    return (
        Attendance.objects.filter(registration=registration, session=session)
        .values_list("status", flat=True)
        .first()
    )


# --- who may enter ----------------------------------------------------------------------------


def test_facilitators_of_other_workshops_and_participants_find_nothing(
    workshop, session, participant, other_facilitator, reporting_officer, browser_of
):
    registration = make_registration(workshop, participant)
    for person in (participant, other_facilitator, reporting_officer):
        phone = Phone(browser_of(person), workshop.code)
        assert phone.get().status_code == 404
        assert phone.post(phone.mark(registration, session)).status_code == 404
    assert not RoomDevice.objects.exists()
    assert not AttendanceMark.objects.exists()


def test_strangers_are_told_to_sign_in(workshop, session, stranger):
    phone = Phone(stranger, workshop.code)
    assert phone.get().status_code == 401
    assert phone.post().status_code == 401
    assert "/account/" in phone.get().json()["sign_in_url"]


def test_a_request_forged_by_another_site_is_refused(workshop, session, facilitator):
    client = Client(enforce_csrf_checks=True)
    client.force_login(facilitator)
    phone = Phone(client, workshop.code)
    assert phone.post(phone.mark(make_registration(workshop), session)).status_code == 403
    assert not AttendanceMark.objects.exists()


def test_people_and_sessions_of_another_workshop_are_refused(phone, session, facilitator):
    other = make_workshop(facilitator=facilitator, start_date=timezone.localdate())
    theirs, ours = make_registration(other), make_registration(session.workshop)
    answer = phone.send(phone.mark(theirs, session), phone.mark(ours, other.sessions.first()))
    assert results(answer) == ["refused", "refused"]
    assert [each["code"] for each in answer["results"]] == ["unknown", "session"]
    assert not AttendanceMark.objects.exists()
    assert not HeldEvent.objects.exists()


# --- the snapshot -----------------------------------------------------------------------------


def test_the_list_on_the_phone_is_the_least_it_needs(phone, workshop, session):
    registration = make_registration(workshop, position_lo="ຫົວໜ້າພະແນກ")
    person = registration.person
    person.phone, person.email = "+8562055551234", "secret@example.la"
    person.save()
    answer = phone.get()
    found = answer.json()
    assert found["people"] == [
        {
            "ref": str(registration.ref),
            "name": person.name_lo,
            "name_other": person.name_latin,
            "search": person.search_key,
            "organisation": registration.organisation_id,
            "gender": registration.gender,
            "type": "official",
        }
    ]
    assert "5551234" not in answer.content.decode()
    assert "secret" not in answer.content.decode()
    assert "ຫົວໜ້າພະແນກ" not in answer.content.decode()
    assert found["sessions"][0]["starts_at"].endswith("T08:30:00+07:00")
    assert [each["id"] for each in found["organisations"]] == [registration.organisation_id]
    assert found["workshop"]["code"] == workshop.code
    assert found["expires_at"] > found["server_time"]


@pytest.mark.parametrize(("query", "word"), [("&lang=lo", "ພາກເຊົ້າ"), ("&lang=en", "Morning")])
def test_the_list_in_both_languages(query, word, phone, workshop):
    found = phone.client.get(f"{phone.base}?device={phone.uuid}{query}").json()
    assert word in found["sessions"][0]["label"]


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_takes_a_constant_number_of_queries(people, phone, workshop, other_facilitator):
    phone.get()
    for _ in range(people):
        registration = make_registration(workshop)
        for session in workshop.sessions.all():
            phone.send(phone.mark(registration, session), phone.mark(registration, session, "late"))
    with CaptureQueriesContext(connection) as found:
        assert len(phone.get().json()["marks"]) == 4 * people
    # sign-in, person with roles; workshop; device twice; sessions, heads, people, bodies, markers
    assert len(found) == 10


def test_those_who_left_the_list_are_on_it_when_they_were_marked(phone, workshop, session):
    left, gone = make_registration(workshop), make_registration(workshop)
    phone.send(phone.mark(left, session))
    Registration.objects.update(status="replaced")
    assert [each["ref"] for each in phone.get().json()["people"]] == [str(left.ref)]
    assert gone.status == "confirmed"


def test_a_list_that_expired_is_not_given_but_marks_are_still_taken(facilitator, browser_of):
    long_ago = timezone.localdate() - timedelta(days=9)
    workshop = make_workshop(facilitator=facilitator, start_date=long_ago)
    phone = Phone(browser_of(facilitator), workshop.code)
    assert phone.get().status_code == 410
    assert phone.get().json() == {"wiped": False, "expired": True}
    mark = phone.mark(make_registration(workshop), workshop.sessions.first())
    assert results(phone.send(mark)) == ["applied"]


# --- marks ------------------------------------------------------------------------------------


def test_a_mark_counts_once_however_often_it_is_sent(phone, workshop, session, facilitator):
    registration = make_registration(workshop)
    mark = phone.mark(registration, session, "late")
    answer = phone.send(mark, mark)
    assert results(answer) == ["applied", "repeated"]
    assert results(phone.send(mark)) == ["repeated"]
    written = AttendanceMark.objects.get()
    assert (written.status, written.recorded_by, written.method) == ("late", facilitator, "tap")
    assert written.device.uuid == phone.uuid
    (cell,) = answer["marks"]
    assert (cell["status"], cell["disputed"], cell["heads"][0]["id"]) == ("late", False, mark["id"])
    assert cell["heads"][0]["by"] == facilitator.full_name


def test_marks_of_one_are_not_taken_from_a_phone_on_which_another_is_signed_in(
    phone, workshop, session, facilitator, participant
):
    registration = make_registration(workshop)
    answer = phone.post(phone.mark(registration, session), person=participant.pk)
    assert (answer.status_code, answer.json()["error"]) == (409, "another_person")
    assert not AttendanceMark.objects.exists()
    phone.send(phone.mark(registration, session), person=facilitator.pk)
    assert AttendanceMark.objects.get().recorded_by == facilitator


def test_two_who_differ_are_both_shown_and_one_chooses(
    phone, workshop, session, other_facilitator, browser_of
):
    workshop.facilitators.create(person=other_facilitator)
    theirs = Phone(browser_of(other_facilitator), workshop.code)
    registration = make_registration(workshop)
    first = phone.mark(registration, session, "present")
    second = theirs.mark(registration, session, "absent")
    phone.send(first)
    answer = theirs.send(second)
    assert results(answer) == ["disputed"]
    (cell,) = phone.get().json()["marks"]
    assert cell["disputed"]
    assert {head["status"] for head in cell["heads"]} == {"present", "absent"}
    assert cell["status"] == "absent"  # the later one, until somebody chooses
    choice = phone.mark(registration, session, "present", seen=[h["id"] for h in cell["heads"]])
    (cell,) = phone.send(choice)["marks"]
    assert (cell["disputed"], cell["status"], len(cell["heads"])) == (False, "present", 1)
    assert AttendanceMark.objects.count() == 3


def test_undo_is_a_mark_that_has_seen_the_other(phone, workshop, session):
    registration = make_registration(workshop)
    first = phone.mark(registration, session)
    (cell,) = phone.send(first, phone.mark(registration, session, "withdrawn", seen=[first["id"]]))[
        "marks"
    ]
    assert (cell["status"], cell["disputed"]) == ("", False)
    assert status_of(registration, session) is None
    assert len(cell["heads"]) == 1


def test_what_is_no_mark_is_refused_by_itself(phone, workshop, session):
    registration = make_registration(workshop)
    good = phone.mark(registration, session)
    answer = phone.send(
        phone.mark(registration, session, "asleep"),
        phone.mark(registration, session, reason="x" * 400),
        phone.mark(uuid.uuid4(), session, "asleep"),
        good,
        phone.mark(make_registration(workshop), session, id=good["id"]),
        phone.walk_in(name="  "),
        phone.walk_in(gender="?"),
    )
    assert results(answer)[3] == "applied"
    codes = [each["code"] for each in answer["results"]]
    assert codes == ["status", "reason", "status", "", "", "name", "gender"]
    assert AttendanceMark.objects.count() == 1


def test_an_id_that_was_used_for_something_else_is_refused(phone, workshop, session):
    one, two = make_registration(workshop), make_registration(workshop)
    mark = phone.mark(one, session)
    phone.send(mark)
    answer = phone.send(mark | {"registration": str(two.ref)})
    assert answer["results"][0]["code"] == "id"
    answer = phone.send(mark | {"registration": str(uuid.uuid4())})
    assert answer["results"][0]["code"] == "id"
    assert status_of(two, session) is None


def test_a_correction_after_the_day_needs_a_reason_by_the_marks_own_time(facilitator, browser_of):
    yesterday = timezone.localdate() - timedelta(days=1)
    workshop = make_workshop(facilitator=facilitator, start_date=yesterday)
    session, registration = workshop.sessions.first(), make_registration(workshop)
    phone = Phone(browser_of(facilitator), workshop.code)
    then = (timezone.now() - timedelta(days=1)).isoformat()
    first = phone.mark(registration, session, "absent", at=then)
    # Made yesterday in the room, sent today: no correction after the fact.
    second = phone.mark(registration, session, "late", at=then, seen=[first["id"]])
    assert results(phone.send(first, second)) == ["applied", "applied"]
    third = phone.mark(registration, session, "present", seen=[second["id"]])
    assert phone.send(third)["results"][0]["code"] == "reason"
    third = phone.mark(registration, session, "present", seen=[second["id"]], reason="ໃບເຊັນ")
    assert results(phone.send(third)) == ["applied"]
    assert status_of(registration, session) == "present"


@pytest.mark.parametrize("people", [1, 3])
def test_sending_takes_a_constant_number_of_queries(people, phone, workshop):
    phone.get()
    registrations = [make_registration(workshop) for _ in range(people)]
    marks = [
        phone.mark(registration, session)
        for registration in registrations
        for session in workshop.sessions.all()
    ]
    with CaptureQueriesContext(connection) as found:
        phone.send(*marks)
    assert len(found) == 19


# --- walk-ins ---------------------------------------------------------------------------------


def test_a_walk_in_made_without_a_network_is_on_the_list_with_their_marks(phone, workshop, session):
    organisation = make_organisation()
    walk_in = phone.walk_in(organisation=organisation.pk)
    mark = phone.mark(walk_in["id"], session)
    answer = phone.send(walk_in, mark)
    assert results(answer) == ["applied", "applied"]
    registration = workshop.registrations.get()
    assert (registration.status, registration.gender) == ("walk_in", "male")
    assert registration.organisation == organisation
    assert str(registration.ref) == walk_in["id"] == answer["people"][0]["ref"]
    assert registration.person.given_name_lo == "ບຸນທອງ"
    assert status_of(registration, session) == "present"
    assert results(phone.send(mark, walk_in)) == ["repeated", "repeated"]
    assert workshop.registrations.count() == 1


def test_a_mark_that_comes_before_its_walk_in_waits(phone, workshop, session, facilitator):
    walk_in = phone.walk_in()
    mark = phone.mark(walk_in["id"], session, "late")
    assert results(phone.send(mark)) == ["held"]
    assert phone.send(mark)["results"][0]["code"] == "walk_in"
    answer = phone.send(walk_in)
    assert [cell["status"] for cell in answer["marks"]] == ["late"]
    assert status_of(workshop.registrations.get(), session) == "late"
    assert AttendanceMark.objects.get().recorded_by == facilitator
    assert results(phone.send(mark)) == ["repeated"]
    assert not HeldEvent.objects.filter(settled_at=None).exists()


def test_a_walk_in_after_the_workshop_was_closed_is_held(phone, workshop):
    workshop.state = "closed"
    workshop.save()
    walk_in = phone.walk_in()
    assert results(phone.send(walk_in)) == ["held"]
    assert results(phone.send(walk_in)) == ["repeated"]
    assert not workshop.registrations.exists()


def test_a_mark_for_a_session_that_was_signed_off_is_held(phone, workshop, session, facilitator):
    registration = make_registration(workshop)
    sign_off_session(session=session, actor=facilitator)
    mark = phone.mark(registration, session)
    answer = phone.send(mark)
    assert (results(answer), answer["results"][0]["code"]) == (["held"], "locked")
    assert results(phone.send(mark)) == ["repeated"]
    assert status_of(registration, session) is None
    told = phone.mark(registration, session, reason="ຂໍ້ມູນມາຊ້າ")
    assert results(phone.send(told)) == ["applied"]


# --- clocks -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "off_by", [timedelta(hours=-30), timedelta(days=400), timedelta(days=-9000)]
)
def test_a_wrong_clock_is_noticed_and_put_right(off_by, phone, workshop, session):
    registration = make_registration(workshop)
    phone.clock = off_by
    mark = phone.mark(registration, session, offset_ms=None)
    answer = phone.send(mark)
    assert answer["clock"]["message"]
    assert abs(answer["clock"]["off_by_ms"] + off_by.total_seconds() * 1000) < 60_000
    written = AttendanceMark.objects.get()
    assert abs(written.marked_at - timezone.now()) < timedelta(minutes=1)
    assert abs(written.device_at - phone.now()) < timedelta(minutes=1)
    assert RoomDevice.objects.get().clock_minutes == pytest.approx(
        abs(off_by).total_seconds() / 60, abs=1
    )


def test_a_clock_that_knows_how_wrong_it_is_is_put_right_by_itself(phone, workshop, session):
    registration = make_registration(workshop)
    phone.clock = timedelta(hours=5)
    made = phone.now() - timedelta(minutes=30)
    mark = phone.mark(registration, session, at=made.isoformat(), offset_ms=-5 * 3_600_000)
    phone.send(mark)
    written = AttendanceMark.objects.get()
    assert abs(timezone.now() - written.marked_at - timedelta(minutes=30)) < timedelta(minutes=1)
    assert written.method == "offline"


def test_a_right_clock_is_not_mentioned(phone, workshop, session):
    assert phone.send()["clock"] is None


# --- devices ----------------------------------------------------------------------------------


def test_a_device_is_known_by_what_it_says(phone, workshop, facilitator):
    phone.client.get(
        f"{phone.base}?device={phone.uuid}",
        headers={"User-Agent": "Mozilla/5.0 (Linux; Android 10; K) Chrome/126.0 Mobile Safari/537"},
    )
    phone.send(waiting=12)
    device = workshop.devices.get()
    assert (device.person, device.kind, device.waiting) == (facilitator, "Android, Chrome", 12)


def test_a_wiped_device_forgets_and_is_signed_out(phone, workshop, session, facilitator, stranger):
    from courses.workshops.services.devices import wipe_device

    phone.get()
    here = f"{phone.base}devices/{phone.uuid}/"
    assert stranger.get(here).status_code == 204
    wipe_device(device=workshop.devices.get(), actor=facilitator)
    assert not SignIn.objects.exists()
    assert phone.get().status_code == 401
    assert phone.client.get(here).status_code == 410
    assert workshop.devices.get().forgot_at
    phone.client.force_login(facilitator)
    mark = phone.mark(make_registration(workshop), session)
    for answer in (phone.get(), phone.post(mark)):
        assert answer.status_code == 410
        assert answer.json()["wiped"] is True
    assert not AttendanceMark.objects.exists()


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"events": 1}', b'{"device": "x", "events": [1]}'],
)
def test_what_cannot_be_read_gets_a_clear_answer(body, phone):
    answer = phone.client.post(f"{phone.base}events/", body, content_type="application/json")
    assert answer.status_code in (400, 422)
    assert answer.json()


def test_too_many_events_are_refused_as_a_whole(phone, workshop, session):
    registration = make_registration(workshop)
    answer = phone.post(*[phone.mark(registration, session) for _ in range(1001)])
    assert answer.status_code == 422
    assert not AttendanceMark.objects.exists()


def test_a_body_beyond_measure_is_refused_in_the_words_of_programs(phone):
    door = f"{phone.base}events/"
    answer = phone.client.post(door, b"x" * 3_000_000, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/json")


def test_a_phone_that_only_reads_says_what_waits_on_it(phone, workshop):
    phone.client.get(phone.base, {"device": str(phone.uuid), "waiting": 7})
    assert RoomDevice.objects.get().waiting == 7
    for nonsense in ("-1", "x", "9" * 30):
        query = {"device": str(phone.uuid), "waiting": nonsense}
        assert phone.client.get(phone.base, query).status_code == 422
    assert RoomDevice.objects.get().waiting == 7


def test_the_description_is_public(stranger):
    found = stranger.get("/api/room/openapi.json")
    assert found.status_code == 200
    assert "/api/room/{code}/events/" in found.json()["paths"]
