"""Reading what the reports count: a constant number of queries, whatever the number of people."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, QuerySet, When

from assessments.certificates.models import Certificate
from courses.workshops import rules
from courses.workshops.enums import ATTENDED_STATUSES, EXPECTED_STATUSES, RuleKind
from courses.workshops.models import Attendance, Registration, RuleOverride, Session, Workshop
from people.models import Organisation, User
from reports.figures import Body, Participation, Records, SessionTally, Words

#: The line of people whose organisation is not known.
NO_BODY = Body(pk=0, name=Words("Organisation not stated", "ບໍ່ໄດ້ລະບຸອົງການ"))


def records_of_workshop(workshop: Workshop) -> Records:
    """Everything the report of one workshop counts; the sessions' tallies are of officials."""
    everybody = Registration.objects.filter(workshop=workshop)
    sessions = list(workshop.sessions.all())
    return read(
        {workshop.pk: workshop}, everybody, sessions=sessions, tallied=everybody.officials()
    )


def read(
    workshops: Mapping[int, Workshop],
    registrations: "QuerySet[Registration]",
    *,
    sessions: Iterable[Session],
    tallied: "QuerySet[Registration]",
    with_history: bool = False,
) -> Records:
    """Read ``registrations`` of ``workshops``, and the tallies of ``tallied`` at ``sessions``.

    ``with_history`` also asks who had attended an earlier workshop.
    """
    bodies, top = _bodies()
    people = _same_person()
    sessions = list(sessions)
    days = _days_and_sessions(sessions)
    attended = _attended(registrations)
    exceptions = set(
        RuleOverride.objects.filter(registration__in=registrations).values_list(
            "registration_id", flat=True
        )
    )
    certificates: dict[int, list[str]] = defaultdict(list)
    for pk, kind in (
        Certificate.objects.valid()
        .filter(registration__in=registrations)
        .values_list("registration_id", "kind")
        .order_by("kind")
    ):
        certificates[pk].append(kind)
    earlier = _first_attended(people) if with_history else {}
    participations = []
    for (
        pk,
        workshop_id,
        person,
        kind,
        status,
        gender,
        level,
        organisation,
    ) in registrations.order_by("pk").values_list(
        "pk",
        "workshop_id",
        "person_id",
        "participant_type",
        "status",
        "gender",
        "level",
        "organisation_id",
    ):
        workshop = workshops[workshop_id]
        count, day_count = attended.get(pk, (0, 0))
        person = people.get(person, person)
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
                attended=count,
                meets_rule=pk in exceptions
                or _meets(workshop, count, day_count, *days.get(workshop_id, (0, 0))),
                certificates=tuple(certificates.get(pk, ())),
                refresher=person in earlier and earlier[person] < workshop.start_date,
            )
        )
    return Records(
        participations=tuple(participations),
        sessions=_tallies(sessions, tallied),
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


def _days_and_sessions(sessions: Iterable[Session]) -> dict[int, tuple[int, int]]:
    """By workshop: how many sessions, and on how many days."""
    found: dict[int, list[Any]] = defaultdict(list)
    for each in sessions:
        found[each.workshop_id].append(each.day)
    return {pk: (len(days), len(set(days))) for pk, days in found.items()}


def _attended(registrations: "QuerySet[Registration]") -> dict[int, tuple[int, int]]:
    """By registration: sessions attended, and days on which at least one was."""
    rows = (
        Attendance.objects.filter(registration__in=registrations, status__in=ATTENDED_STATUSES)
        .values_list("registration_id")
        .annotate(sessions=Count("pk"), days=Count("session__day", distinct=True))
        .order_by()
    )
    return {pk: (sessions, days) for pk, sessions, days in rows}


def _tallies(
    sessions: list[Session], registrations: "QuerySet[Registration]"
) -> tuple[SessionTally, ...]:
    """What was marked at each session, among ``registrations``.

    Expected at a session are those on the attendance list, and those who have left the list
    (replaced, cancelled) but were there. Who came in the place of somebody is not expected at the
    sessions that one attended.
    """
    if not sessions:
        return ()
    on_the_list = registrations.filter(status__in=EXPECTED_STATUSES)
    expected: dict[int, int] = dict(
        on_the_list.values_list("workshop_id").annotate(Count("pk")).order_by()
    )
    marks = Attendance.objects.filter(registration__in=registrations)
    off_the_list = ~Q(registration__status__in=EXPECTED_STATUSES)
    there = Q(status__in=ATTENDED_STATUSES)
    seen: dict[int, dict[str, int]] = defaultdict(dict)
    came_before: dict[int, int] = defaultdict(int)
    for session, status, has_left, number in (
        marks.annotate(has_left=Case(When(off_the_list, then=True), default=False))
        .filter(there | ~off_the_list)
        .values_list("session_id", "status", "has_left")
        .annotate(Count("pk"))
        .order_by()
    ):
        seen[session][status] = seen[session].get(status, 0) + number
        came_before[session] += number if has_left else 0
    marked_themselves = Attendance.objects.filter(
        session=OuterRef("session"), registration=OuterRef("registration__replaced_by")
    )
    in_their_place: dict[int, int] = dict(
        Attendance.objects.filter(there, off_the_list, registration__replaced_by__in=on_the_list)
        .exclude(Exists(marked_themselves))
        .values_list("session_id")
        .annotate(Count("pk"))
        .order_by()
    )
    return tuple(
        SessionTally(
            session=each.pk,
            workshop=each.workshop_id,
            day=each.day,
            part=each.part,
            title=Words(getattr(each, "title_en") or "", getattr(each, "title_lo") or ""),  # noqa: B009
            starts_at=each.starts_at,
            ends_at=each.ends_at,
            expected=expected.get(each.workshop_id, 0)
            + came_before.get(each.pk, 0)
            - in_their_place.get(each.pk, 0),
            **seen[each.pk],
        )
        for each in sessions
    )


def _bodies() -> tuple[dict[int, Body], dict[int | None, int]]:
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


def _same_person() -> dict[int, int]:
    """Merged record -> the record that stays, through any number of merges."""
    merged = dict(
        User.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into_id")
    )
    return {pk: _top(pk, merged) for pk in merged}


def _first_attended(people: Mapping[int, int]) -> dict[int, Any]:
    """By person: the first day of the first workshop they attended, except as staff of it."""
    first: dict[int, Any] = {}
    rows = (
        Registration.objects.participants()
        .attended()
        .values_list("person_id")
        .annotate(day=Min(F("workshop__start_date")))
        .order_by()
    )
    for person, day in rows:
        person = people.get(person, person)
        first[person] = min(day, first.get(person, day))
    return first
