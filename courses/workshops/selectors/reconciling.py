"""Nominated, registered, on paper, in the system: side by side, and who differs.

Every difference has one place where it is settled; or somebody says why it stays. Upper apps add what
only they know (a certificate whose rule is not met) with ``add_source``.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

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

#: Where a difference is settled, in words for a button.
ACTIONS: dict[str, Promise] = {
    DifferenceKind.NEVER_CAME: gettext_lazy("Correct the registration"),
    DifferenceKind.NOT_APPROVED: gettext_lazy("Look at the registration"),
    DifferenceKind.NO_ORGANISATION: gettext_lazy("State the organisation"),
    DifferenceKind.UNMARKED: gettext_lazy("Mark them"),
    DifferenceKind.CANCELLED_BUT_CAME: gettext_lazy("Correct the registration"),
    DifferenceKind.DISPUTED: gettext_lazy("Choose the mark"),
    DifferenceKind.PAPER_COUNT: gettext_lazy("Compare with the list"),
    DifferenceKind.NO_RULE: gettext_lazy("Look at the certificate"),
    DifferenceKind.NOT_SIGNED_OFF: gettext_lazy("Sign off the session"),
}
_WORKING_THERE = (ParticipantType.FACILITATOR, ParticipantType.INTERPRETER)


@dataclass(frozen=True, slots=True)
class SessionCounts:
    """People at one session by four accounts; ``on_paper`` is None while nobody has counted.

    ``nominated`` were on the list before the day, ``registered`` are on it now, walk-ins included.
    """

    session: Session
    nominated: int
    registered: int
    on_paper: int | None
    in_system: int


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that does not agree, where it is settled, and why it stays if somebody said so."""

    kind: str
    url: str
    registration: Registration | None = None
    session: Session | None = None
    note: str = ""
    kept: KeptDifference | None = None

    @property
    def key(self) -> str:
        """What names it in a form: kind, registration, session."""
        registration = self.registration.pk if self.registration else ""
        session = self.session.pk if self.session else ""
        return f"{self.kind}:{registration}:{session}"

    @property
    def title(self) -> str:
        """What differs, in the reader's language."""
        return str(DifferenceKind(self.kind).label)

    @property
    def action(self) -> str:
        """The one thing that settles it."""
        return str(ACTIONS[self.kind])


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """How far a workshop is: the counts, what is open, what stays with a reason."""

    counts: tuple[SessionCounts, ...]
    open: tuple[Difference, ...]
    kept: tuple[Difference, ...]

    @property
    def is_settled(self) -> bool:
        """Whether nothing is open."""
        return not self.open

    def find(self, key: str) -> Difference | None:
        """The difference that a form names."""
        return next((each for each in (*self.open, *self.kept) if each.key == key), None)


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
        for entry in workshop.registrations.select_related("person", "organisation").in_lao_order()
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
    counts = tuple(_counts(each, people, states[each.pk], paper) for each in sessions)
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
            kept_ones.append(
                Difference(each.kind, each.url, each.registration, each.session, each.note, reason)
            )
    return Reconciliation(counts, tuple(open_ones), tuple(kept_ones))


def _counts(
    session: Session,
    people: dict[int, Registration],
    states: dict[int, Attendance],
    paper: dict[int, int],
) -> SessionCounts:
    expected = [each for each in people.values() if each.status in EXPECTED_STATUSES]
    return SessionCounts(
        session=session,
        nominated=sum(each.status != RegistrationStatus.WALK_IN for each in expected),
        registered=len(expected),
        on_paper=paper.get(session.pk),
        in_system=sum(row.status in ATTENDED_STATUSES for row in states.values()),
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
        if count.on_paper is not None and count.on_paper != count.in_system:
            yield Difference(
                DifferenceKind.PAPER_COUNT,
                reverse("session_attendance", args=page),
                session=session,
                note=_("%(paper)d on paper, %(system)d in the system")
                % {"paper": count.on_paper, "system": count.in_system},
            )
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
        if came and entry.status == RegistrationStatus.WALK_IN:
            kinds.append(DifferenceKind.NOT_APPROVED)
        if (expected or came) and entry.organisation_id is None:
            kinds.append(DifferenceKind.NO_ORGANISATION)
        if is_over and expected and not came and entry.participant_type not in _WORKING_THERE:
            kinds.append(DifferenceKind.NEVER_CAME)
        for kind in kinds:
            yield Difference(kind, url, registration=entry, note=entry.get_status_display())
