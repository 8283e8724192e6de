"""Who was at a session: the list, its totals, and the history of a mark."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from courses.workshops.cells import Cell, cell_of
from courses.workshops.enums import ATTENDED_STATUSES, EXPECTED_STATUSES, AttendanceStatus
from courses.workshops.models import (
    AttendanceMark,
    Registration,
    Session,
    Workshop,
)
from people.enums import Gender
from people.models import Organisation

# What the list reads. Whole records would cost more than all the rest of the page.
_OF_A_REGISTRATION = ("ref", "status", "gender", "organisation", "position_lo", "position_en")
_OF_A_PERSON = (
    *("title", "rank_lo", "rank_latin", "phone"),
    *("given_name_lo", "family_name_lo", "given_name_latin", "family_name_latin"),
)
_OF_AN_ORGANISATION = ("name_lo", "name_en", "acronym_lo", "acronym_en", "protocol_order")


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """One person of a session's list and what their cell says (``status`` is '' while unmarked).

    ``heads`` are the ids that a new mark has seen: of a mark that was taken back there is one, too.
    """

    registration: Registration
    organisation: Organisation | None
    cell: Cell

    @property
    def status(self) -> str:
        """What counts, '' while unmarked."""
        return self.cell.status

    @property
    def heads(self) -> tuple[UUID, ...]:
        """The ids of the marks that make up the cell."""
        return tuple(head.client_id for head in self.cell.heads)

    @property
    def recorded_at(self) -> datetime | None:
        """When what is shown was recorded."""
        return getattr(self.cell.mark, "recorded_at", None)

    @property
    def attended(self) -> bool:
        """Whether the person counts as having been there."""
        return self.status in ATTENDED_STATUSES


@dataclass(frozen=True, slots=True)
class GroupTotal:
    """One line of a breakdown: people on the list, people who attended, nobody marked yet."""

    key: str
    label: str
    listed: int
    attended: int
    unmarked: int


@dataclass(frozen=True, slots=True)
class SessionTotals:
    """The counts of one session. ``by_status`` has every status, also those nobody has."""

    listed: int
    attended: int
    unmarked: int
    by_status: dict[str, int]
    by_gender: list[GroupTotal]
    by_organisation: list[GroupTotal]

    @property
    def away(self) -> int:
        """People with a mark that says they were not there (absent or excused)."""
        return self.listed - self.attended - self.unmarked


def attendance_list(session: Session) -> list[AttendanceRow]:
    """Everybody on the list of a session in Lao order, in three queries.

    Those who are expected, and those who no longer are (replaced, cancelled) but have a mark here.
    The organisation is that of the snapshot; departments are not folded into their ministry.
    """
    cells = cells_of([session.pk])
    unmarked = Cell((), None, False)
    registrations = [
        entry
        for entry in Registration.objects.filter(workshop_id=session.workshop_id)
        .select_related("person")
        .only(*_OF_A_REGISTRATION, *(f"person__{name}" for name in _OF_A_PERSON))
        .in_lao_order()
        if entry.status in EXPECTED_STATUSES or cells.get((entry.pk, session.pk), unmarked).mark
    ]
    organisations = Organisation.objects.only(*_OF_AN_ORGANISATION).in_bulk(
        {entry.organisation_id for entry in registrations if entry.organisation_id}
    )
    return [
        AttendanceRow(
            entry,
            organisations.get(entry.organisation_id or 0),
            cells.get((entry.pk, session.pk), unmarked),
        )
        for entry in registrations
    ]


def cells_of(
    session_ids: Iterable[int], registration_ids: Iterable[int] | None = None
) -> dict[tuple[int, int], Cell]:
    """What is said at these sessions, by (registration, session), in one query. Cells without a mark
    are left out; the heads are ``AttendanceMark``."""
    found = AttendanceMark.objects.filter(session__in=list(session_ids), is_head=True)
    if registration_ids is not None:
        found = found.filter(registration__in=list(registration_ids))
    heads: dict[tuple[int, int], list[AttendanceMark]] = defaultdict(list)
    for mark in found:
        heads[mark.registration_id, mark.session_id].append(mark)
    return {key: cell_of(marks) for key, marks in heads.items()}


def heads_of(session: Session, registration_ids: Iterable[int]) -> dict[int, tuple[UUID, ...]]:
    """By registration, what a mark made now has seen; people nobody has marked are left out."""
    heads: dict[int, list[UUID]] = defaultdict(list)
    for pk, client_id in AttendanceMark.objects.filter(
        session=session, registration__in=list(registration_ids), is_head=True
    ).values_list("registration_id", "client_id"):
        heads[pk].append(client_id)
    return {pk: tuple(ids) for pk, ids in heads.items()}


def totals_of(rows: Iterable[AttendanceRow]) -> SessionTotals:
    """Count a list that has been fetched already."""
    rows = list(rows)
    statuses = Counter(row.status for row in rows)
    organisations: dict[int, Organisation] = {}
    people_of: dict[int | None, list[AttendanceRow]] = defaultdict(list)
    people_by_gender: dict[str, list[AttendanceRow]] = defaultdict(list)
    for row in rows:
        people_of[row.registration.organisation_id].append(row)
        people_by_gender[row.registration.gender].append(row)
        if row.organisation:
            organisations[row.organisation.pk] = row.organisation
    by_organisation = [
        _group(str(pk), organisation.short_name, people_of[pk])
        for pk, organisation in sorted(
            organisations.items(), key=lambda each: (each[1].protocol_order, each[0])
        )
    ]
    if None in people_of:
        by_organisation.append(_group("", "", people_of[None]))
    by_gender = [
        _group(gender.value, str(gender.label), people_by_gender[gender])
        for gender in Gender
        if gender in people_by_gender or gender in (Gender.FEMALE, Gender.MALE)
    ]
    return SessionTotals(
        listed=len(rows),
        attended=sum(row.attended for row in rows),
        unmarked=statuses[""],
        by_status={status: statuses[status] for status in AttendanceStatus.values},
        by_gender=by_gender,
        by_organisation=by_organisation,
    )


def _group(key: str, label: str, rows: list[AttendanceRow]) -> GroupTotal:
    return GroupTotal(
        key=key,
        label=label,
        listed=len(rows),
        attended=sum(row.attended for row in rows),
        unmarked=sum(not row.status for row in rows),
    )


def history(registration: Registration, session: Session) -> QuerySet[AttendanceMark]:
    """All marks of one person at one session, the newest first, with who made them."""
    return (
        AttendanceMark.objects.filter(registration=registration, session=session)
        .select_related("recorded_by")
        .order_by("-pk")
    )


def sessions_in_order(workshop: Workshop) -> list[Session]:
    """The sessions of a workshop as they follow each other, each with the workshop at hand."""
    sessions = list(workshop.sessions.order_by("day", "starts_at", "pk"))
    for session in sessions:
        session.workshop = workshop
    return sessions


def sessions_with_marks(workshop: Workshop) -> list[Session]:
    """The sessions of a workshop, each with ``listed``, ``marked``, ``attended``, ``unmarked`` and
    ``disputed``.

    All are people; two queries.
    """
    expected = Registration.objects.filter(workshop=workshop).expected().count()
    no_longer = ~Q(attendance__registration__status__in=EXPECTED_STATUSES)
    sessions: list[Session] = list(
        workshop.sessions.annotate(
            marked=Count("attendance"),
            attended=Count("attendance", filter=Q(attendance__status__in=ATTENDED_STATUSES)),
            disputed=Count("attendance", filter=Q(attendance__is_disputed=True)),
            no_longer_expected=Count("attendance", filter=no_longer),
        ).order_by("day", "starts_at", "pk")
    )
    for session in sessions:
        session.workshop = workshop
        session.listed = expected + session.no_longer_expected  # type: ignore[attr-defined]
        session.unmarked = session.listed - session.marked  # type: ignore[attr-defined]
    return sessions
