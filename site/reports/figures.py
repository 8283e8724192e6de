"""The figures of a report: pure counting over records that were read before.

Everything here is a frozen dataclass of primitives or a function over them; nothing asks the
database. Screen, spreadsheet and paper are all made from these, so they cannot differ.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, time

from assessments.certificates.enums import CertificateKind
from courses.workshops.enums import (
    EXPECTED_STATUSES,
    OFFICIAL_TYPES,
    ParticipantType,
    RegistrationStatus,
)
from people.enums import Gender, Level
from reports.enums import Denominator


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in both languages; one that is missing is lent by the other."""

    en: str = ""
    lo: str = ""

    def in_language(self, language: str) -> str:
        """The words for a reader of ``language``."""
        return (self.lo or self.en) if language == "lo" else (self.en or self.lo)


@dataclass(frozen=True, slots=True)
class Body:
    """A ministry or organisation at the top of its tree; departments are folded into it.

    ``pk`` is 0 for people whose organisation is not known.
    """

    pk: int
    name: Words
    acronym: Words = Words()
    protocol_order: int = 0

    def short(self, language: str) -> str:
        """The acronym in that language, else the name: an English acronym helps no Lao reader."""
        acronym = self.acronym.lo if language == "lo" else self.acronym.en
        return acronym or self.name.in_language(language)

    @property
    def order(self) -> tuple[bool, int, str, int]:
        """Protocol order; those without an organisation last."""
        return self.pk == 0, self.protocol_order, self.name.en, self.pk


@dataclass(frozen=True, slots=True)
class Participation:
    """One person at one workshop: a registration with what became of it.

    ``person`` is the person that stays when records were merged. ``attended`` counts sessions.
    """

    registration: int
    workshop: int
    person: int
    participant_type: str
    status: str
    gender: str
    level: str
    body: int
    attended: int = 0
    meets_rule: bool = False
    certificates: tuple[str, ...] = ()
    refresher: bool = False

    @property
    def is_expected(self) -> bool:
        """Whether the registration is on the attendance list."""
        return self.status in EXPECTED_STATUSES

    @property
    def is_official(self) -> bool:
        """Whether the person counts as an official trained."""
        return self.participant_type in OFFICIAL_TYPES

    def counts_as(self, denominator: str) -> bool:
        """Whether the person is in a denominator (``enums.DEFINITIONS`` says it in words)."""
        return _TESTS[Denominator(denominator)](self)


_TESTS: dict[Denominator, Callable[[Participation], bool]] = {
    Denominator.NOMINATED: lambda each: each.status != RegistrationStatus.WALK_IN,
    Denominator.REGISTERED: lambda each: each.is_expected or each.attended > 0,
    Denominator.ATTENDED: lambda each: each.attended > 0,
    Denominator.MET_RULE: lambda each: each.is_expected and each.meets_rule,
    Denominator.CERTIFIED: lambda each: bool(each.certificates),
}


@dataclass(frozen=True, slots=True)
class SessionTally:
    """What was marked at one session. Each expected person is in exactly one of the columns."""

    session: int
    workshop: int
    day: date
    part: str
    title: Words
    starts_at: time
    ends_at: time
    expected: int = 0
    present: int = 0
    late: int = 0
    left_early: int = 0
    excused: int = 0
    absent: int = 0

    @property
    def attended(self) -> int:
        """Present, late or left early."""
        return self.present + self.late + self.left_early

    @property
    def unmarked(self) -> int:
        """Expected, and nobody has said anything about them yet."""
        return self.expected - self.attended - self.excused - self.absent

    @property
    def is_recorded(self) -> bool:
        """Whether anybody was marked at all; sessions to come are left out of the rate."""
        return self.unmarked < self.expected

    @property
    def percent(self) -> float | None:
        """Attended in percent of expected; None before anything was recorded."""
        return share(self.attended, self.expected) if self.is_recorded else None


@dataclass(frozen=True, slots=True)
class GenderCount:
    """A number of people by gender. Women's share is of all, those of no stated gender included."""

    female: int = 0
    male: int = 0
    other: int = 0

    @property
    def total(self) -> int:
        """Everybody."""
        return self.female + self.male + self.other

    @property
    def percent_female(self) -> float | None:
        """Women in percent of everybody, one decimal; None of nobody."""
        return share(self.female, self.total)

    def __add__(self, more: "GenderCount") -> "GenderCount":
        return GenderCount(
            self.female + more.female, self.male + more.male, self.other + more.other
        )


@dataclass(frozen=True, slots=True)
class Split:
    """One line of a breakdown by gender: what it is about, and how many."""

    key: str
    count: GenderCount


@dataclass(frozen=True, slots=True)
class BodyCount:
    """One line of the table by ministry or organisation."""

    body: Body
    count: GenderCount


@dataclass(frozen=True, slots=True)
class TypeCount:
    """One line of the table by participant type: on the list, and who came."""

    participant_type: str
    registered: GenderCount
    attended: GenderCount
    certified: GenderCount


@dataclass(frozen=True, slots=True)
class Records:
    """What was read from the database for a report, before anything is counted.

    ``bodies`` by id, with 0 for "not known"; ``sessions`` in the order of time.
    """

    participations: tuple[Participation, ...]
    sessions: tuple[SessionTally, ...]
    bodies: Mapping[int, Body]


@dataclass(frozen=True, slots=True)
class WorkshopFigures:
    """Everything a report of one workshop says in numbers; officials, unless it says otherwise.

    ``bodies`` and ``levels`` count those of ``denominator``; ``attended_bodies`` and
    ``attended_levels`` those who attended, for the sentence. ``records`` is the number of
    registrations that were read.
    """

    denominator: Denominator
    denominators: Mapping[Denominator, GenderCount]
    bodies: tuple[BodyCount, ...]
    levels: tuple[Split, ...]
    attended_bodies: tuple[BodyCount, ...]
    attended_levels: tuple[Split, ...]
    sessions: tuple[SessionTally, ...]
    types: tuple[TypeCount, ...]
    certificates: tuple[Split, ...]
    records: int

    @property
    def attended_person_sessions(self) -> int:
        """Marks of "was there" over the sessions recorded so far: person-sessions, not people."""
        return sum(each.attended for each in self.sessions if each.is_recorded)

    @property
    def expected_person_sessions(self) -> int:
        """What the marks would be if everybody expected had come, over the same sessions."""
        return sum(each.expected for each in self.sessions if each.is_recorded)

    @property
    def total(self) -> GenderCount:
        """The last row of the table: everybody in the chosen denominator."""
        return self.denominators[self.denominator]

    @property
    def attended(self) -> GenderCount:
        """Officials who attended at least one session."""
        return self.denominators[Denominator.ATTENDED]

    @property
    def session_attendance(self) -> float | None:
        """Attended in percent of expected person-sessions, over the sessions recorded so far."""
        return share(self.attended_person_sessions, self.expected_person_sessions)


def share(part: int, whole: int) -> float | None:
    """``part`` in percent of ``whole``, halves rounded up to one decimal; None of nothing."""
    if whole == 0:
        return None
    return (2000 * part + whole) // (2 * whole) / 10


def count_genders(people: Iterable[Participation]) -> GenderCount:
    """How many of them are women, men, other or not stated."""
    female = male = other = 0
    for each in people:
        if each.gender == Gender.FEMALE:
            female += 1
        elif each.gender == Gender.MALE:
            male += 1
        else:
            other += 1
    return GenderCount(female, male, other)


def one_row_a_person(participations: Iterable[Participation]) -> tuple[Participation, ...]:
    """Each person once per workshop, also when two records of one person were merged later.

    The registration that says more is kept: on the list, more sessions, then the older one; a rule
    that was met and certificates of the other one stay with the person.
    """
    rows: dict[tuple[int, int], Participation] = {}
    for each in participations:
        key = (each.workshop, each.person)
        twin = rows.get(key)
        rows[key] = each if twin is None else _together(twin, each)
    return tuple(rows.values())


def _together(one: Participation, other: Participation) -> Participation:
    kept = max((one, other), key=lambda each: (each.is_expected, each.attended, -each.registration))
    return replace(
        kept,
        attended=max(one.attended, other.attended),
        meets_rule=one.meets_rule or other.meets_rule,
        certificates=tuple(sorted({*one.certificates, *other.certificates})),
        refresher=one.refresher or other.refresher,
    )


def latest_of_each_person(
    participations: Iterable[Participation], order: Mapping[int, int]
) -> tuple[Participation, ...]:
    """Each person once, as they were at their latest workshop; ``order`` ranks workshops in time."""
    latest: dict[int, Participation] = {}
    for each in participations:
        known = latest.get(each.person)
        if known is None or order[each.workshop] > order[known.workshop]:
            latest[each.person] = each
    return tuple(latest.values())


def by_body(people: Iterable[Participation], bodies: Mapping[int, Body]) -> tuple[BodyCount, ...]:
    """Ministries and organisations in protocol order, each with its people by gender."""
    groups: dict[int, list[Participation]] = defaultdict(list)
    for each in people:
        groups[each.body].append(each)
    rows = [BodyCount(bodies[pk], count_genders(group)) for pk, group in groups.items()]
    return tuple(sorted(rows, key=lambda row: row.body.order))


def split_by(
    people: Iterable[Participation],
    key: Callable[[Participation], str],
    keys: Iterable[str],
) -> tuple[Split, ...]:
    """A breakdown in the order of ``keys``, without the lines that have nobody."""
    groups: dict[str, list[Participation]] = defaultdict(list)
    for each in people:
        groups[key(each)].append(each)
    return tuple(Split(name, count_genders(groups[name])) for name in keys if name in groups)


def workshop_figures(
    records: Records, denominator: Denominator = Denominator.ATTENDED
) -> WorkshopFigures:
    """Count one workshop. ``records`` holds everybody; officials are told apart here.

    The tallies of ``records.sessions`` must be those of officials.
    """
    everybody = one_row_a_person(records.participations)
    officials = [each for each in everybody if each.is_official]
    counted = {
        each: [official for official in officials if official.counts_as(each)]
        for each in Denominator
    }
    attended = counted[Denominator.ATTENDED]
    chosen = counted[denominator]
    return WorkshopFigures(
        denominator=denominator,
        denominators={each: count_genders(people) for each, people in counted.items()},
        bodies=by_body(chosen, records.bodies),
        levels=split_by(chosen, lambda each: each.level, Level.values),
        attended_bodies=by_body(attended, records.bodies),
        attended_levels=split_by(attended, lambda each: each.level, Level.values),
        sessions=records.sessions,
        types=_types(everybody),
        certificates=certificates_by_kind(officials),
        records=len(records.participations),
    )


def certificates_by_kind(people: Iterable[Participation]) -> tuple[Split, ...]:
    """Valid certificates by kind and by the holder's gender; a person may hold one of each kind."""
    people = list(people)
    return tuple(
        Split(kind, count_genders(holders))
        for kind in CertificateKind.values
        if (holders := [each for each in people if kind in each.certificates])
    )


def _types(people: Iterable[Participation]) -> tuple[TypeCount, ...]:
    groups: dict[str, list[Participation]] = defaultdict(list)
    for each in people:
        if each.counts_as(Denominator.REGISTERED):
            groups[each.participant_type].append(each)
    return tuple(
        TypeCount(
            name,
            registered=count_genders(groups[name]),
            attended=count_genders(
                each for each in groups[name] if each.counts_as(Denominator.ATTENDED)
            ),
            certified=count_genders(
                each for each in groups[name] if each.counts_as(Denominator.CERTIFIED)
            ),
        )
        for name in ParticipantType.values
        if name in groups
    )
