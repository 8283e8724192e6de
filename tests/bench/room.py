"""Phones that come back to the network at once: fifty of them, two hundred marks each.

Each phone is a facilitator's, signed in, and sends its queue to the doors of the room as a browser
does. ``one_request`` is what two hundred marks take by themselves, in this process: by the clock, and
by the processor's time of the process, which a busy machine does not change.
"""

import asyncio
import json
import time
import uuid
from datetime import UTC, date, datetime

from tests.bench.sittings import Phone, Timing, cookie_of

PHONES = 50
MARKS = 200


def make_room(*, people: int):
    """A workshop of two days with so many people, and one facilitator for each phone."""
    from courses.workshops.models import WorkshopFacilitator
    from people import roles
    from tests.factories import make_organisation, make_person, make_registration, make_workshop

    workshop = make_workshop(days=2, start_date=date(2026, 8, 3))
    organisations = [make_organisation() for _ in range(4)]
    for number in range(people):
        make_registration(workshop, make_person(organisation=organisations[number % 4]))
    leaders = [make_person(role=roles.FACILITATOR) for _ in range(PHONES)]
    for person in leaders:
        WorkshopFacilitator.objects.create(workshop=workshop, person=person)
    return workshop, leaders


def queue_of(workshop, number: int) -> str:
    """Two hundred marks of one phone, as it sends them. Phones go through the list from different
    ends, and every fifth mark of one differs from what the others say."""
    refs = list(workshop.registrations.order_by("pk").values_list("ref", flat=True))
    sessions = list(workshop.sessions.values_list("pk", flat=True))
    now = datetime.now(UTC).isoformat()
    start = number * 7 % len(refs)
    events = [
        {
            "id": str(uuid.uuid4()),
            "kind": "mark",
            "at": now,
            "offset_ms": 0,
            "registration": str((refs[start:] + refs[:start])[place % len(refs)]),
            "session": sessions[(number + place // len(refs)) % len(sessions)],
            "status": "late" if place % 5 == number % 5 else "present",
            "seen": [],
            "reason": "",
        }
        for place in range(MARKS)
    ]
    return json.dumps({"device": str(uuid.uuid4()), "sent_at": now, "waiting": 0, "events": events})


def one_request() -> tuple[float, float]:
    """Milliseconds for 200 fresh marks in one request, by the clock and by processor: best of five."""
    from django.test import Client

    workshop, leaders = make_room(people=MARKS)
    client = Client()
    client.force_login(leaders[0])
    took = []
    for number in range(5):
        body = queue_of(workshop, number)
        clock, processor = time.perf_counter(), time.process_time()
        answer = client.post(
            f"/api/room/{workshop.code}/events/", body, content_type="application/json"
        )
        took.append((time.perf_counter() - clock, time.process_time() - processor))
        if answer.status_code != 200:
            raise SystemExit(f"the marks were not taken: {answer.content[:200]!r}")
    return min(each[0] for each in took) * 1000, min(each[1] for each in took) * 1000


async def _all_at_once(phones: list[Phone], address: str, bodies: list[str]) -> None:
    await asyncio.gather(
        *(
            phone.ask("send", "POST", address, body, "application/json")
            for phone, body in zip(phones, bodies, strict=True)
        )
    )


def main(port: int) -> list[tuple[str, str]]:
    """Measure on the server at ``port``; give lines of label and figure."""
    from courses.workshops.models import AttendanceMark

    clock, processor = one_request()
    lines = [(f"{MARKS} marks, one request", f"{clock:.0f} ms, processor {processor:.0f} ms")]
    workshop, leaders = make_room(people=MARKS)
    timing = Timing()
    phones = [Phone(port, cookie_of(person), person.pk, timing) for person in leaders]
    bodies = [queue_of(workshop, number) for number in range(PHONES)]
    begun = time.perf_counter()
    asyncio.run(_all_at_once(phones, f"/api/room/{workshop.code}/events/", bodies))
    took = time.perf_counter() - begun
    there = AttendanceMark.objects.filter(session__workshop=workshop).count()
    lines.append(
        (
            f"{PHONES} phones x {MARKS} marks",
            f"{took:.1f} s, {len(timing.failures)} errors, {PHONES * MARKS - there} marks lost",
        )
    )
    lines += [("", timing.line("send"))]
    return lines + [("", failure) for failure in timing.failures[:5]]
