"""Who has checked in by themselves, who has not, and where one can check in now."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from courses.workshops.enums import ATTENDED_STATUSES, EXPECTED_STATUSES
from courses.workshops.models import (
    Attendance,
    CheckInOpening,
    Registration,
    SelfCheckIn,
    Session,
    Workshop,
)
from courses.workshops.selectors.attendance import AttendanceRow, attendance_list


@dataclass(frozen=True, slots=True)
class CheckInRow:
    """One check-in by code. ``others`` came with the same phone; ``can_undo``: its mark stands."""

    entry: SelfCheckIn
    others: tuple[str, ...]
    can_undo: bool


@dataclass(frozen=True, slots=True)
class CheckInBoard:
    """The room as the check-in sees it; everybody on the list is in ``here``, ``away`` or ``missing``.

    ``here``: marked as there, by whatever way, the latest first; ``away``: marked excused or absent;
    ``missing``: not marked yet.
    """

    listed: int
    here: list[AttendanceRow]
    missing: list[AttendanceRow]
    away: list[AttendanceRow]
    rows: list[CheckInRow]


def standing_opening(session: Session) -> CheckInOpening | None:
    """The opening of a session that nobody has closed."""
    opening = session.check_in_openings.filter(closed_at__isnull=True).first()
    if opening is not None:
        opening.session = session
    return opening


def check_in_board(session: Session) -> CheckInBoard:
    """Who is there and who is not, with every check-in by code of this session; four queries."""
    people = attendance_list(session)
    entries = list(
        SelfCheckIn.objects.filter(opening__session=session)
        .select_related("registration__person", "undone_by", "mark")
        .order_by("-at", "-pk")
    )
    phones: dict[str, list[SelfCheckIn]] = {}
    for entry in entries:
        if entry.phone:
            phones.setdefault(entry.phone, []).append(entry)
    rows = [
        CheckInRow(
            entry,
            _same_phone(entry, phones.get(entry.phone, [])),
            entry.undone_at is None and entry.mark is not None and entry.mark.is_head,
        )
        for entry in entries
    ]
    here = [row for row in people if row.attended]
    here.sort(key=lambda row: (row.recorded_at is not None, row.recorded_at), reverse=True)
    return CheckInBoard(
        listed=len(people),
        here=here,
        missing=[row for row in people if not row.status],
        away=[row for row in people if row.status and not row.attended],
        rows=rows,
    )


def _same_phone(entry: SelfCheckIn, together: list[SelfCheckIn]) -> tuple[str, ...]:
    names = Counter(
        other.registration.person.full_name
        for other in together
        if other.registration_id != entry.registration_id
    )
    return tuple(names)


def openings_for(person: Any) -> QuerySet[CheckInOpening]:
    """The check-ins that are open now for this person: of sessions of today whose list they are on."""
    expected = Registration.objects.filter(
        workshop=OuterRef("session__workshop"), person=person, status__in=EXPECTED_STATUSES
    )
    return (
        CheckInOpening.objects.filter(
            Exists(expected),
            closed_at__isnull=True,
            session__day=timezone.localdate(),
            session__signed_off_at__isnull=True,
        )
        .select_related("session__workshop")
        .order_by("pk")
    )


def check_ins_today(person: Any) -> QuerySet[SelfCheckIn]:
    """What the person checked in to today, the newest first; also what was taken back."""
    return (
        SelfCheckIn.objects.filter(
            registration__person=person, opening__session__day=timezone.localdate()
        )
        .select_related("opening__session__workshop", "registration", "mark")
        .order_by("-at", "-pk")
    )


def is_marked_there(person: Any, session: Session) -> bool:
    """Whether somebody has marked the person as there, by whatever way."""
    return Attendance.objects.filter(
        registration__person=person, session=session, status__in=ATTENDED_STATUSES
    ).exists()


def session_for_check_in(workshop: Workshop) -> Session | None:
    """The session somebody means who asks for the check-in: an open one, else the next of today.

    None on a day without sessions. After the last one of the day has ended it is still that one.
    """
    today = list(workshop.sessions.filter(day=timezone.localdate()).order_by("starts_at", "pk"))
    opened = set(
        CheckInOpening.objects.filter(
            session__in=[each.pk for each in today], closed_at__isnull=True
        ).values_list("session_id", flat=True)
    )
    now = timezone.localtime().time()
    for session in today:
        if session.pk in opened:
            return session
    coming = [session for session in today if session.ends_at > now]
    return next(iter(coming or today[-1:]), None)
