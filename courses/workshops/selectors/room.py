"""What a phone in the room is given, its device, and what it sent that does not count yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils import timezone, translation

from core import lao
from courses.workshops.cells import Cell, claimed_at
from courses.workshops.enums import EXPECTED_STATUSES, MARK_CHOICES, HeldBecause
from courses.workshops.models import (
    Attendance,
    AttendanceMark,
    HeldEvent,
    Registration,
    RoomDevice,
    Session,
    Workshop,
)
from courses.workshops.rules import is_locked
from courses.workshops.selectors.attendance import cells_of
from people.models import Organisation, User

#: What this page and the phone's script agree on; another number means: load the page anew.
PROTOCOL_VERSION = 1
#: A phone keeps the list for so long after the last day of the workshop.
KEPT_AFTER = timedelta(days=7)


def expires_at(workshop: Workshop) -> datetime:
    """When devices forget the list: midnight in Vientiane, a week after the last day."""
    return _moment(workshop.end_date, datetime.min.time()) + timedelta(days=1) + KEPT_AFTER


def is_room_open(workshop: Workshop) -> bool:
    """Whether a device may still carry the list, and so whether the room has anything to show."""
    return expires_at(workshop) > timezone.now()


def snapshot(workshop: Workshop, person: Any) -> dict[str, Any]:
    """The least a device needs, as ``schemas.SnapshotOut``; a constant number of queries.

    Those who are expected, and those who no longer are but have been marked; no contacts.
    """
    sessions = list(workshop.sessions.order_by("day", "starts_at", "pk"))
    cells = cells_of([session.pk for session in sessions])
    marked = {registration_id for registration_id, _session in cells}
    registrations = [
        entry
        for entry in _people(Registration.objects.filter(workshop=workshop))
        if entry.status in EXPECTED_STATUSES or entry.pk in marked
    ]
    refs = {entry.pk: entry.ref for entry in registrations}
    return {
        "version": PROTOCOL_VERSION,
        "person": {"id": person.pk, "name": str(person)},
        "workshop": {
            "code": workshop.code,
            "title": workshop.title,
            "first_day": workshop.start_date,
            "last_day": workshop.end_date,
        },
        "sessions": [_session(session) for session in sessions],
        "organisations": _organisations(workshop, registrations),
        "people": [person_out(entry) for entry in registrations],
        "marks": cells_out(cells, refs),
        "server_time": timezone.now(),
        "expires_at": expires_at(workshop),
    }


def people_out(pks: Iterable[int]) -> list[dict[str, Any]]:
    """These registrations as ``schemas.PersonOut``, in Lao order."""
    return [person_out(entry) for entry in _people(Registration.objects.filter(pk__in=list(pks)))]


def person_out(entry: Registration) -> dict[str, Any]:
    """Somebody on the list: names, and by what they are counted."""
    person = entry.person
    names = (person.name_lo, person.name_latin)
    name, other = names if translation.get_language() != "en" else names[::-1]
    return {
        "ref": entry.ref,
        "name": name or other,
        "name_other": other if name else "",
        "search": person.search_key,
        "organisation": entry.organisation_id,
        "gender": entry.gender,
        "type": entry.participant_type,
    }


def cells_out(cells: dict[tuple[int, int], Cell], refs: dict[int, UUID]) -> list[dict[str, Any]]:
    """Cells as ``schemas.CellOut``; who marked is asked for once for all of them."""
    users = {head.recorded_by_id for cell in cells.values() for head in cell.heads}
    names = {person.pk: str(person) for person in User.objects.filter(pk__in=users - {None})}
    return [
        {
            "registration": refs[registration_id],
            "session": session_id,
            "status": cell.status,
            "disputed": cell.is_disputed,
            "heads": [
                {
                    "id": head.client_id,
                    "status": head.status,
                    "by": names.get(head.recorded_by_id, ""),
                    "at": head.marked_at,
                    "method": head.method,
                    "reason": head.reason,
                }
                for head in cell.heads
            ],
        }
        for (registration_id, session_id), cell in sorted(cells.items())
        if registration_id in refs
    ]


def disputes_of(workshop: Workshop) -> QuerySet[Attendance]:
    """The cells about which people differ, by session and in Lao order, each with its ``heads``."""
    heads = AttendanceMark.objects.filter(is_head=True).select_related("recorded_by")
    return (
        Attendance.objects.filter(session__workshop=workshop, is_disputed=True)
        .select_related("session", "registration__person")
        .prefetch_related(Prefetch("registration__marks", queryset=heads, to_attr="heads"))
        .order_by("session__day", "session__starts_at", "registration__person__sort_key", "pk")
    )


def held_events(workshop: Workshop) -> QuerySet[HeldEvent]:
    """What was sent and does not count yet, oldest first."""
    return (
        HeldEvent.objects.filter(workshop=workshop, settled_at__isnull=True)
        .select_related("session", "registration__person", "sent_by", "device")
        .order_by("pk")
    )


@dataclass(frozen=True, slots=True)
class Held:
    """Something that was held, in words. ``person`` is a name as written, '' while it is not known."""

    event: HeldEvent
    person: str
    status: str
    made_at: datetime

    @property
    def is_walk_in(self) -> bool:
        """A person who is not on the list, not a mark."""
        return self.event.why == HeldBecause.CLOSED

    @property
    def can_count(self) -> bool:
        """Whether it is known whom it is about."""
        return self.is_walk_in or self.event.registration_id is not None


def describe_held(event: HeldEvent) -> Held:
    """What it says, as people read it; no queries beyond those of ``held_events``."""
    sent = event.event
    person = str(event.registration.person) if event.registration else sent.get("name", "")
    made_at = claimed_at(datetime.fromisoformat(sent["at"]), sent.get("offset_ms") or 0)
    label = dict(MARK_CHOICES).get(sent.get("status", ""), "")
    return Held(event, person, str(label), min(made_at, event.received_at))


def devices_of(workshop: Workshop) -> QuerySet[RoomDevice]:
    """The phones that carry or carried the list, the one seen last first."""
    return (
        RoomDevice.objects.filter(workshop=workshop)
        .select_related("person", "wiped_by")
        .order_by("-last_seen_at", "-pk")
    )


def _people(registrations: Any) -> Any:
    return (
        registrations.select_related("person")
        .only(
            *("ref", "status", "organisation_id", "gender", "participant_type"),
            *("person__given_name_lo", "person__family_name_lo", "person__given_name_latin"),
            *("person__family_name_latin", "person__search_key"),
        )
        .in_lao_order()
    )


def _organisations(workshop: Workshop, registrations: list[Registration]) -> list[dict[str, Any]]:
    """Those of the people, and those of which a walk-in can be, in protocol order."""
    used = {entry.organisation_id for entry in registrations if entry.organisation_id}
    valid = Organisation.objects.top_level().valid_on(workshop.start_date)
    found = Organisation.objects.filter(pk__in=used) | Organisation.objects.filter(
        pk__in=valid.values("pk")
    )
    return [
        {
            "id": each.pk,
            "name": each.name,
            "short": each.short_name,
            "search": lao.fold(
                " ".join((each.name_lo, each.name_en, each.acronym_lo or "", each.acronym_en or ""))
            ),
        }
        for each in found.order_by("protocol_order", "name_en", "pk")
    ]


def _session(session: Session) -> dict[str, Any]:
    return {
        "id": session.pk,
        "day": session.day,
        "part": session.part,
        "label": session.get_part_display(),
        "title": session.title or "",
        "starts_at": _moment(session.day, session.starts_at),
        "ends_at": _moment(session.day, session.ends_at),
        "signed_off": is_locked(session),
    }


def _moment(day: Any, time: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time))
