"""Whatever way the events of several phones arrive, the end state is that of the set of them."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.workshops.cells import cell_of, claimed_at, heads_among
from courses.workshops.enums import AttendanceStatus
from courses.workshops.models import (
    Attendance,
    AttendanceMark,
    HeldEvent,
    Registration,
    Workshop,
)
from courses.workshops.schemas import MarkEvent, WalkInEvent
from courses.workshops.services.attendance import rebuild_attendance
from courses.workshops.services.room import take_events
from courses.workshops.services.sign_off import sign_off_session
from tests.factories import make_registration, make_workshop

pytestmark = pytest.mark.django_db

WALK_INS = [UUID(int=900), UUID(int=901)]
PEOPLE = 4  # two on the list, two who walk in
STATUSES = [*AttendanceStatus.values, "withdrawn"]


@dataclass
class Room:
    """A workshop of today with an open session, a signed-off one, and two people."""

    workshop: Workshop
    sessions: list[int]
    people: list[UUID]


@pytest.fixture
def room(facilitator) -> Room:
    workshop = make_workshop(facilitator=facilitator, start_date=timezone.localdate(), days=1)
    people = [make_registration(workshop).ref for _ in range(2)]
    first, second = workshop.sessions.all()
    sign_off_session(session=second, actor=facilitator)
    return Room(workshop, [first.pk, second.pk], [*people, *WALK_INS])


class Killed(Exception):
    """The server died before it could commit."""


@st.composite
def stories(draw) -> dict[str, Any]:
    """What phones have to say, and one way in which it arrives."""
    count = draw(st.integers(1, 9))
    marks = [
        {
            "person": draw(st.integers(0, PEOPLE - 1)),
            "session": draw(st.sampled_from([0, 0, 0, 1])),
            "status": draw(st.sampled_from(STATUSES)),
            # Any other mark, also ones made later: clocks and phones can be wrong.
            "seen": draw(st.lists(st.integers(0, count - 1), max_size=3)),
            "reason": draw(st.sampled_from(["", "ຊັກຊ້າ"])),
            "minutes": draw(st.integers(-90, 90)),
            "offset_ms": draw(st.sampled_from([None, 0, 3_600_000, -(10**13)])),
        }
        for _ in range(count)
    ]
    walk_ins = draw(st.lists(st.sampled_from([0, 1]), unique=True))
    total = count + len(walk_ins)
    again = draw(st.lists(st.integers(0, total - 1), max_size=5))
    order = draw(st.permutations([*range(total), *again]))
    return {
        "marks": marks,
        "walk_ins": walk_ins,
        "order": order,
        "cuts": draw(st.sets(st.integers(1, len(order)), max_size=5)),
        "killed": draw(st.sets(st.integers(0, 5), max_size=3)),
    }


def events_of(story: dict[str, Any], room: Room) -> list[MarkEvent | WalkInEvent]:
    # Noon, so that no mark is a correction of the day before or after.
    now = timezone.localtime().replace(hour=12, minute=0)
    events: list[MarkEvent | WalkInEvent] = [
        MarkEvent(
            id=UUID(int=number + 1),
            kind="mark",
            at=now + timedelta(minutes=mark["minutes"]),
            offset_ms=mark["offset_ms"],
            registration=room.people[mark["person"]],
            session=room.sessions[mark["session"]],
            status=mark["status"],
            seen=[UUID(int=each + 1) for each in mark["seen"]],
            reason=mark["reason"],
        )
        for number, mark in enumerate(story["marks"])
    ]
    return events + [
        WalkInEvent(
            id=WALK_INS[number], kind="walk_in", at=now, name=f"Bounmy {number}", gender="male"
        )
        for number in story["walk_ins"]
    ]


def deliver(room: Room, batches: Sequence[Sequence[Any]], killed: set[int], actors: list) -> None:
    """Send the batches; a phone whose answer never came sends the same again."""
    for number, batch in enumerate(batches):
        actor = actors[number % len(actors)]
        if number in killed:
            try:
                with transaction.atomic():
                    take_events(workshop=room.workshop, events=batch, actor=actor)
                    raise Killed
            except Killed:
                pass
        results = take_events(workshop=room.workshop, events=batch, actor=actor).results
        assert [each.id for each in results] == [event.id for event in batch]


def state_of(room: Room) -> dict[str, Any]:
    """Everything people can see, without row numbers."""
    cells = {
        (row.registration.ref, row.session_id): (row.status, row.is_disputed, row.mark.client_id)
        for row in Attendance.objects.select_related("registration", "mark")
    }
    marks = {
        mark.client_id: (mark.registration.ref, mark.session_id, mark.status, mark.is_head)
        for mark in AttendanceMark.objects.select_related("registration")
    }
    waiting = {
        each.event_id: (each.why, each.ref) for each in HeldEvent.objects.filter(settled_at=None)
    }
    people = {
        (entry.ref, entry.status, entry.person.name_latin)
        for entry in Registration.objects.filter(ref__in=WALK_INS).select_related("person")
    }
    return {"cells": cells, "marks": marks, "waiting": waiting, "people": people}


def outcome(room: Room, batches: Any, killed: set[int], actors: list) -> dict[str, Any]:
    """The end state of a delivery, which is undone again."""
    state: dict[str, Any] = {}
    try:
        with transaction.atomic():
            deliver(room, batches, killed, actors)
            state = state_of(room)
            for session in room.workshop.sessions.all():
                assert rebuild_attendance(session=session, actor=None) == 0
            raise Killed
    except Killed:
        return state


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=stories())
def test_the_end_state_depends_only_on_the_set_of_events(story, room, facilitator, administrator):
    """Duplicates, any order, batches of any size, two facilitators, a server killed in between."""
    events = events_of(story, room)
    plain = outcome(room, [events], set(), [facilitator])
    arriving = [events[number] for number in story["order"]]
    cuts = sorted({0, *story["cuts"], len(arriving)})
    batches = [arriving[start:end] for start, end in itertools.pairwise(cuts) if start != end]
    assert outcome(room, batches, story["killed"], [facilitator, administrator]) == plain
    assert set(plain["marks"]) | set(plain["waiting"]) == {
        event.id for event in events if isinstance(event, MarkEvent)
    }


@given(
    at=st.datetimes(timezones=st.just(UTC)),
    offset=st.integers(-(10**14), 10**14),
)
def test_no_clock_leads_out_of_the_years_there_are(at, offset):
    assert 1970 <= claimed_at(at, offset).year <= 2199


def mark(number: int, status: str, *seen: int, minute: int = 0) -> AttendanceMark:
    return AttendanceMark(
        client_id=UUID(int=number),
        status=status,
        seen=[str(UUID(int=each)) for each in seen],
        device_at=datetime(2024, 6, 19, 9, minute, tzinfo=UTC),
    )


def test_heads_are_what_no_other_mark_has_seen():
    one, two, three = mark(1, "present"), mark(2, "late", 1), mark(3, "absent", 1)
    assert heads_among([one, two, three]) == [two, three]
    assert cell_of([two, three]).is_disputed


def test_marks_in_a_circle_all_count():
    one, two = mark(1, "present", 2), mark(2, "late", 1, minute=5)
    cell = cell_of(heads_among([one, two]))
    assert (cell.is_disputed, cell.status) == (True, "late")


def test_a_mark_that_has_seen_itself_stands():
    alone = mark(1, "present", 1)
    assert heads_among([alone]) == [alone]
