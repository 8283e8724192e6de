"""Reading what the reports count: a constant number of queries, whatever the number of people."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from django.db.models import Min, QuerySet

from assessments.certificates.models import Certificate
from core.words import words
from courses.workshops import rules
from courses.workshops.enums import ATTENDED_STATUSES, AttendanceStatus, RuleKind, WorkshopState
from courses.workshops.models import Attendance, Registration, RuleOverride, Session, Workshop
from people.models import Organisation
from people.selectors import same_person
from reports.enums import TypeFilter
from reports.figures import Body, Participation, Records, SessionTally, Words

#: The line of people whose organisation is not known.
NO_BODY = Body(pk=0, name=Words("Organisation not stated", "ບໍ່ໄດ້ລະບຸອົງການ"))

_COLUMNS = (
    "pk",
    "workshop_id",
    "person_id",
    "participant_type",
    "status",
    "gender",
    "level",
    "organisation_id",
    "replaces_id",
)


def records_of_workshop(workshop: Workshop) -> Records:
    """Everything the report of one workshop counts; the sessions' tallies are of officials."""
    everybody = Registration.objects.filter(workshop=workshop)
    sessions = list(workshop.sessions.all())
    return read(
        {workshop.pk: workshop}, everybody, sessions=sessions, is_tallied=attrgetter("is_official")
    )


@dataclass(frozen=True, slots=True)
class Selection:
    """What a reader wants counted across workshops; '' or None leaves a question open.

    ``participant_type`` is a type or one of ``enums.TypeFilter``. ``organisation`` is one at the top
    of its tree, with all its departments.
    """

    first_day: date | None = None
    last_day: date | None = None
    workshop: int | None = None
    donor: int | None = None
    organisation: int | None = None
    gender: str = ""
    level: str = ""
    participant_type: str = TypeFilter.OFFICIALS


def workshops_selected(
    workshops: "QuerySet[Workshop]", selection: Selection
) -> "QuerySet[Workshop]":
    """Those of ``workshops`` that began in the period, oldest first; drafts and what was called off
    are not counted."""
    held = workshops.exclude(state=WorkshopState.DRAFT).filter(called_off_at=None)
    chosen = held.order_by("start_date", "pk").distinct()
    if selection.first_day:
        chosen = chosen.filter(start_date__gte=selection.first_day)
    if selection.last_day:
        chosen = chosen.filter(start_date__lte=selection.last_day)
    if selection.workshop:
        chosen = chosen.filter(pk=selection.workshop)
    if selection.donor:
        chosen = chosen.filter(donor=selection.donor)
    return chosen


def records_of_selection(workshops: Iterable[Workshop], selection: Selection) -> Records:
    """What the overview counts of ``workshops``: only the registrations that were asked for."""
    chosen = {each.pk: each for each in workshops}
    registrations = Registration.objects.filter(workshop__in=chosen)
    if selection.participant_type == TypeFilter.OFFICIALS:
        registrations = registrations.officials()
    elif selection.participant_type == TypeFilter.EVERYBODY:
        registrations = registrations.participants()
    else:
        registrations = registrations.filter(participant_type=selection.participant_type)
    if selection.gender:
        registrations = registrations.filter(gender=selection.gender)
    if selection.level:
        registrations = registrations.filter(level=selection.level)
    if selection.organisation:
        _, top = bodies_by_top()
        within = [pk for pk, body in top.items() if body == selection.organisation]
        registrations = registrations.filter(organisation__in=within)
    sessions = Session.objects.filter(workshop__in=chosen)
    return read(chosen, registrations, sessions=sessions, with_history=True)


def read(
    workshops: Mapping[int, Workshop],
    registrations: "QuerySet[Registration]",
    *,
    sessions: Iterable[Session],
    is_tallied: Callable[[Participation], bool] = lambda each: True,
    with_history: bool = False,
) -> Records:
    """Read ``registrations`` of ``workshops``, with tallies of ``sessions`` for some of them.

    ``with_history`` also asks who had attended an earlier workshop. Attendance comes as plain rows
    and is counted here: cheaper than asking the database for each sum of it.
    """
    sessions = list(sessions)
    session_days = {each.pk: each.day for each in sessions}
    planned = _sessions_and_days(sessions)
    bodies, top = bodies_by_top()
    people = same_person()
    rows = list(registrations.order_by("pk").values_list(*_COLUMNS))
    marks: dict[int, dict[int, str]] = {row[0]: {} for row in rows}
    for registration, session, status in (
        Attendance.objects.filter(session__in=list(session_days))
        .values_list("registration_id", "session_id", "status")
        .order_by()
    ):
        if registration in marks:
            marks[registration][session] = status
    exceptions = set(
        RuleOverride.objects.filter(registration__workshop__in=list(workshops)).values_list(
            "registration_id", flat=True
        )
    )
    certificates: dict[int, list[str]] = defaultdict(list)
    for pk, kind in (
        Certificate.objects.valid()
        .filter(registration__workshop__in=list(workshops))
        .values_list("registration_id", "kind")
        .order_by("kind")
    ):
        certificates[pk].append(kind)
    earlier = _first_attended(people) if with_history else {}
    participations = []
    instead: dict[int, int] = {}
    for pk, workshop_id, person, kind, status, gender, level, organisation, replaces in rows:
        workshop = workshops[workshop_id]
        person = people.get(person, person)
        there = [each for each, found in marks[pk].items() if found in ATTENDED_STATUSES]
        days = len({session_days[each] for each in there})
        if replaces is not None:
            instead[replaces] = pk
        participations.append(
            Participation(
                registration=pk,
                workshop=workshop_id,
                person=person,
                participant_type=kind,
                status=status,
                gender=gender,
                level=level,
                body=top.get(organisation, 0),
                attended=len(there),
                meets_rule=pk in exceptions
                or _meets(workshop, len(there), days, *planned.get(workshop_id, (0, 0))),
                certificates=tuple(certificates.get(pk, ())),
                refresher=person in earlier and earlier[person] < workshop.start_date,
            )
        )
    tallied = [each for each in participations if is_tallied(each)]
    return Records(
        participations=tuple(participations),
        sessions=tuple(_tallies(sessions, tallied, marks, instead)),
        bodies=bodies,
    )


def _meets(
    workshop: Workshop, attended: int, days_attended: int, sessions: int, session_days: int
) -> bool:
    """Whether the attendance rule is met; says the same as ``rules.results`` (a test compares)."""
    if sessions == 0:
        return False
    if workshop.rule_kind == RuleKind.EACH_DAY:
        return days_attended == session_days
    return attended >= rules.sessions_needed(workshop, sessions, session_days=session_days)


def _sessions_and_days(sessions: Iterable[Session]) -> dict[int, tuple[int, int]]:
    """By workshop: how many sessions, and on how many days."""
    found: dict[int, list[date]] = defaultdict(list)
    for each in sessions:
        found[each.workshop_id].append(each.day)
    return {pk: (len(days), len(set(days))) for pk, days in found.items()}


def _tallies(
    sessions: Iterable[Session],
    participations: Iterable[Participation],
    marks: Mapping[int, Mapping[int, str]],
    instead: Mapping[int, int],
) -> Iterator[SessionTally]:
    """What was marked at each session.

    Expected at a session are those on the attendance list, and those who have left the list
    (replaced, cancelled) but were there. Who came in the place of somebody is not expected at the
    sessions that one attended. ``instead``: who was replaced -> who came.
    """
    expected: dict[int, int] = defaultdict(int)
    seen: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    on_the_list = {each.registration for each in participations if each.is_expected}
    for each in participations:
        expected[each.workshop] += each.is_expected
        for session_id, status in marks[each.registration].items():
            if each.is_expected or status in ATTENDED_STATUSES:
                seen[session_id][status] += 1
            if not each.is_expected and status in ATTENDED_STATUSES:
                came = instead.get(each.registration)
                takes_their_place = came in on_the_list and session_id not in marks[came]
                seen[session_id]["more"] += 0 if takes_their_place else 1
    for session in sessions:
        found = seen[session.pk]
        yield SessionTally(
            session=session.pk,
            workshop=session.workshop_id,
            day=session.day,
            part=session.part,
            title=Words(words(session, "title", "en"), words(session, "title", "lo")),
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            expected=expected[session.workshop_id] + found["more"],
            **{status: found[status] for status in AttendanceStatus.values},
        )


def bodies_by_top() -> tuple[dict[int, Body], dict[int | None, int]]:
    """All ministries and organisations, and for each organisation the one at the top of its tree."""
    rows = Organisation.objects.order_by().values_list(
        "pk", "parent_id", "name_en", "name_lo", "acronym_en", "acronym_lo", "protocol_order"
    )
    bodies = {0: NO_BODY}
    parents: dict[int, int | None] = {}
    for pk, parent, name_en, name_lo, acronym_en, acronym_lo, order in rows:
        parents[pk] = parent
        if parent is None:
            bodies[pk] = Body(
                pk,
                Words(name_en or "", name_lo or ""),
                Words(acronym_en or "", acronym_lo or ""),
                order,
            )
    tops = {pk: _top(pk, parents) for pk in parents}
    return bodies, {pk: top if top in bodies else 0 for pk, top in tops.items()}


def _top(pk: int, parents: Mapping[int, int | None]) -> int:
    """The organisation at the top; a loop, which nobody should make, ends where it began."""
    seen = {pk}
    while (parent := parents.get(pk)) is not None and parent not in seen:
        seen.add(parent)
        pk = parent
    return pk


def _first_attended(people: Mapping[int, int]) -> dict[int, Any]:
    """By person: the first day of the first workshop they attended, except as staff of it."""
    first: dict[int, Any] = {}
    rows = (
        Registration.objects.participants()
        .attended()
        .values_list("person_id")
        .annotate(day=Min("workshop__start_date"))
        .order_by()
    )
    for person, day in rows:
        person = people.get(person, person)
        first[person] = min(day, first.get(person, day))
    return first
