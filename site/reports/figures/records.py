"""What was read from the database for a report, before anything is counted: frozen primitives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time

from courses.workshops.enums import EXPECTED_STATUSES, OFFICIAL_TYPES, RegistrationStatus
from reports.enums import Denominator


def share(part: int, whole: int) -> float | None:
    """``part`` in percent of ``whole``, halves rounded up to one decimal; None of nothing."""
    if whole == 0:
        return None
    return (2000 * part + whole) // (2 * whole) / 10


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
class Records:
    """What was read from the database for a report, before anything is counted.

    ``bodies`` by id, with 0 for "not known"; ``sessions`` in the order of time.
    """

    participations: tuple[Participation, ...]
    sessions: tuple[SessionTally, ...]
    bodies: Mapping[int, Body]
