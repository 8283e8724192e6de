"""Nominated, registered, on paper, in the system: side by side, and who differs.

Every difference has one place where it is settled; or somebody says why it stays. Upper apps add what
only they know (a certificate whose rule is not met) with ``add_source``.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.workshops.enums import (
    ATTENDED_STATUSES,
    EXPECTED_STATUSES,
    DifferenceKind,
    ParticipantType,
    RegistrationStatus,
)
from courses.workshops.models import (
    Attendance,
    KeptDifference,
    PaperCount,
    Registration,
    Session,
    Workshop,
)
from courses.workshops.rules import is_locked
from courses.workshops.selectors.differences import Difference, Reconciliation, SessionCounts
from courses.workshops.selectors.paper import OnPaper, on_paper

_WORKING_THERE = (ParticipantType.FACILITATOR, ParticipantType.INTERPRETER)


#: By name of the app: (kind, registration's key, address, note) of what it found at a workshop.
Finding = tuple[str, int, str, str]
_sources: dict[str, Callable[[Workshop], Iterable[Finding]]] = {}


def add_source(name: str, source: Callable[[Workshop], Iterable[Finding]]) -> None:
    """Let an upper app tell of differences; called from ``AppConfig.ready()``."""
    _sources[name] = source


def reconcile(workshop: Workshop, today: date | None = None) -> Reconciliation:
    """Compare the four accounts of a workshop; a constant number of queries.

    Sessions to come are counted, but nobody is missed at them yet.
    """
    today = today or timezone.localdate()
    sessions = list(workshop.sessions.order_by("day", "starts_at", "pk"))
    for session in sessions:
        session.workshop = workshop
    people = {
        entry.pk: entry
        for entry in workshop.registrations.select_related(
            "person", "organisation", "decided_by"
        ).in_lao_order()
    }
    states: dict[int, dict[int, Attendance]] = defaultdict(dict)
    for row in Attendance.objects.filter(session__in=sessions):
        states[row.session_id][row.registration_id] = row
    paper = dict(
        PaperCount.objects.filter(session__in=sessions).values_list("session_id", "people")
    )
    kept = {
        (each.kind, each.registration_id, each.session_id): each
        for each in KeptDifference.objects.filter(workshop=workshop).select_related("decided_by")
    }
    scans = on_paper(workshop)
    counts = tuple(
        _counts(each, people, states[each.pk], paper.get(each.pk), scans.get(each.pk))
        for each in sessions
    )
    found = [
        *_of_sessions(workshop, counts, people, states, today),
        *_of_people(workshop, people, states, all(each.day < today for each in sessions)),
    ]
    for source in _sources.values():
        for kind, pk, url, note in source(workshop):
            found.append(Difference(kind, url, registration=people.get(pk), note=note))
    open_ones, kept_ones = [], []
    for each in found:
        reason = kept.get(
            (
                each.kind,
                each.registration.pk if each.registration else None,
                each.session.pk if each.session else None,
            )
        )
        if reason is None:
            open_ones.append(each)
        else:
            kept_ones.append(replace(each, kept=reason))
    approved = (entry for entry in people.values() if is_approved_walk_in(entry))
    return Reconciliation(counts, tuple(open_ones), tuple(kept_ones), tuple(approved))


def is_approved_walk_in(registration: Registration) -> bool:
    """Whether somebody came without a nomination and a facilitator has said that this is right."""
    return registration.status == RegistrationStatus.WALK_IN and registration.decided_at is not None


def _counts(
    session: Session,
    people: dict[int, Registration],
    states: dict[int, Attendance],
    typed: int | None,
    scans: OnPaper | None,
) -> SessionCounts:
    expected = [each for each in people.values() if each.status in EXPECTED_STATUSES]
    return SessionCounts(
        session=session,
        nominated=sum(each.status != RegistrationStatus.WALK_IN for each in expected),
        registered=len(expected),
        on_paper=typed if scans is None or scans.people is None else scans.people,
        in_system=sum(row.status in ATTENDED_STATUSES for row in states.values()),
        scans=scans,
    )


def _of_sessions(
    workshop: Workshop,
    counts: Iterable[SessionCounts],
    people: dict[int, Registration],
    states: dict[int, dict[int, Attendance]],
    today: date,
) -> Iterable[Difference]:
    expected = [each for each in people.values() if each.status in EXPECTED_STATUSES]
    for count in counts:
        session = count.session
        if session.day > today or (session.day == today and not is_locked(session)):
            continue
        page = [workshop.code, session.pk]
        unmarked = sum(each.pk not in states[session.pk] for each in expected)
        if unmarked:
            yield Difference(
                DifferenceKind.UNMARKED,
                reverse("session_attendance", args=page),
                session=session,
                note=ngettext("%(count)d person", "%(count)d people", unmarked)
                % {"count": unmarked},
            )
        if difference := _of_paper(workshop, count):
            yield difference
        for pk, row in states[session.pk].items():
            if row.is_disputed:
                yield Difference(
                    DifferenceKind.DISPUTED,
                    reverse("session_disputes", args=page),
                    registration=people.get(pk),
                    session=session,
                )
        if not is_locked(session):
            yield Difference(
                DifferenceKind.NOT_SIGNED_OFF,
                reverse("session_sign_off", args=page),
                session=session,
            )


def _of_paper(workshop: Workshop, count: SessionCounts) -> Difference | None:
    """What the sheets of a session and its marks do not agree in; first what is still to come back."""
    differs = count.on_paper is not None and count.on_paper != count.in_system
    waiting = len(count.scans.waiting) if count.scans else 0
    if not (differs or waiting):
        return None
    notes = []
    if differs:
        notes.append(
            _("%(paper)d on paper, %(system)d in the system")
            % {"paper": count.on_paper, "system": count.in_system}
        )
    missing = count.scans.missing if count.scans and count.is_scanned else 0
    if waiting:
        notes.append(
            ngettext(
                "%(count)d page waits to be confirmed",
                "%(count)d pages wait to be confirmed",
                waiting,
            )
            % {"count": waiting}
        )
    if missing:
        notes.append(
            ngettext(
                "%(count)d page has not come back", "%(count)d pages have not come back", missing
            )
            % {"count": missing}
        )
    if waiting or missing:
        url = reverse("workshop_scans", args=[workshop.code])
        to_do = _("Confirm the sheet") if waiting else _("Send the missing page")
    else:
        url, to_do = reverse("session_attendance", args=[workshop.code, count.session.pk]), ""
    return Difference(
        DifferenceKind.PAPER_COUNT,
        url,
        session=count.session,
        note=" · ".join(notes),
        to_do=to_do,
    )


def _of_people(
    workshop: Workshop,
    people: dict[int, Registration],
    states: dict[int, dict[int, Attendance]],
    is_over: bool,
) -> Iterable[Difference]:
    attended: Counter[int] = Counter(
        pk
        for rows in states.values()
        for pk, row in rows.items()
        if row.status in ATTENDED_STATUSES
    )
    for entry in people.values():
        expected, came = entry.status in EXPECTED_STATUSES, attended[entry.pk] > 0
        url = reverse("registration_edit", args=[workshop.code, entry.pk])
        kinds = []
        if came and not expected and entry.status != RegistrationStatus.REPLACED:
            kinds.append(DifferenceKind.CANCELLED_BUT_CAME)
        walked_in = entry.status == RegistrationStatus.WALK_IN
        if came and walked_in and not is_approved_walk_in(entry):
            kinds.append(DifferenceKind.NOT_APPROVED)
        if (expected or came) and entry.organisation_id is None:
            kinds.append(DifferenceKind.NO_ORGANISATION)
        if is_over and expected and not came and entry.participant_type not in _WORKING_THERE:
            kinds.append(DifferenceKind.NEVER_CAME)
        for kind in kinds:
            yield Difference(kind, url, registration=entry, note=entry.get_status_display())
