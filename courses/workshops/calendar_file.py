"""The calendar file of a workshop (iCalendar, RFC 5545 and 5546), for the mails that invite.

One event with one stable UID, that comes again on each day; a day with other times, or without
sessions, says so. A change keeps the UID and raises SEQUENCE, a cancellation cancels that UID: so
every calendar shows the workshop once.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, Timezone, TimezoneStandard, vCalAddress, vText

from courses.workshops.models import Workshop
from courses.workshops.services.sessions import OFFICE_HOURS

ZONE = ZoneInfo("Asia/Vientiane")
REQUEST, CANCEL = "REQUEST", "CANCEL"


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the workshop with sessions, by the clock of Vientiane."""

    day: date
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class CalendarWords:
    """What the event says, in the language of its reader."""

    summary: str
    location: str
    description: str
    organiser: str
    organiser_email: str
    attendee: str
    attendee_email: str


def days_of(workshop: Workshop) -> list[Day]:
    """From the first session's start to the last one's end, day by day.

    A workshop without sessions is held in office hours on each of its days.
    """
    found: dict[date, Day] = {}
    for session in workshop.sessions.all():
        known = found.get(session.day)
        found[session.day] = Day(
            session.day,
            min(session.starts_at, known.starts) if known else session.starts_at,
            max(session.ends_at, known.ends) if known else session.ends_at,
        )
    if not found:
        starts, ends = OFFICE_HOURS[0][1], OFFICE_HOURS[-1][2]
        for offset in range(workshop.day_count):
            day = workshop.start_date + timedelta(days=offset)
            found[day] = Day(day, starts, ends)
    return [found[day] for day in sorted(found)]


def fingerprint(workshop: Workshop) -> str:
    """The same as long as dates, times and place are the same."""
    place = [
        str(getattr(workshop, f"{name}_{language}", ""))
        for name in ("venue", "city")
        for language in ("lo", "en")
    ]
    said = [[str(value) for value in asdict(day).values()] for day in days_of(workshop)]
    return hashlib.sha256(json.dumps([said, place]).encode()).hexdigest()


def uid_of(workshop: Workshop) -> str:
    """The same for ever, whatever becomes of dates and code."""
    return f"workshop-{workshop.pk}@{urlsplit(settings.PUBLIC_URL).hostname}"


def calendar_file(
    *,
    uid: str,
    days: Iterable[Day],
    words: CalendarWords,
    sequence: int,
    written_at: datetime,
    method: str = REQUEST,
) -> bytes:
    """The file: ``method`` is ``REQUEST`` for an invitation or a change, ``CANCEL`` to take it out."""
    days = list(days)
    calendar = Calendar()
    calendar.add("prodid", "-//MICIC Training//workshops//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(_time_zone())
    first, last = days[0], days[-1]
    count = (last.day - first.day).days + 1
    held = {each.day: each for each in days}
    event = _event(uid, first, words, sequence, written_at, method)
    if count > 1:
        event.add("rrule", {"freq": "daily", "count": count})
        free = [
            day
            for offset in range(count)
            if (day := first.day + timedelta(days=offset)) not in held
        ]
        if free:
            event.add("exdate", [_at(day, first.starts) for day in free])
    calendar.add_component(event)
    for each in days[1:]:
        if (each.starts, each.ends) != (first.starts, first.ends):
            other = _event(uid, each, words, sequence, written_at, method)
            other.add("recurrence-id", _at(each.day, first.starts))
            calendar.add_component(other)
    return bytes(calendar.to_ical())


def _event(
    uid: str, day: Day, words: CalendarWords, sequence: int, written_at: datetime, method: str
) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", written_at.astimezone(ZoneInfo("UTC")))
    event.add("sequence", sequence)
    event.add("dtstart", _at(day.day, day.starts))
    event.add("dtend", _at(day.day, day.ends))
    event.add("summary", words.summary)
    event.add("location", words.location)
    event.add("description", words.description)
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    if words.organiser_email:
        organiser = vCalAddress(f"mailto:{words.organiser_email}")
        organiser.params["CN"] = vText(words.organiser)
        event.add("organizer", organiser)
    if words.attendee_email:
        attendee = vCalAddress(f"mailto:{words.attendee_email}")
        attendee.params["CN"] = vText(words.attendee)
        attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
        attendee.params["RSVP"] = vText("FALSE")
        event.add("attendee", attendee)
    return event


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=ZONE)


def _time_zone() -> Timezone:
    """Seven hours ahead of UTC, always: Laos has no summer time."""
    zone = Timezone()
    zone.add("tzid", ZONE.key)
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001 - local by definition
    standard.add("tzoffsetfrom", timedelta(hours=7))
    standard.add("tzoffsetto", timedelta(hours=7))
    standard.add("tzname", "+07")
    zone.add_component(standard)
    return zone
