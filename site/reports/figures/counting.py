"""Counting people: by gender, by ministry, by level, each person once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from assessments.certificates.enums import CertificateKind
from people.enums import Gender
from reports.figures.records import Body, Participation, share


class Counted(Protocol):
    """A person as tables break people down: at a workshop, or learning at their own pace."""

    @property
    def gender(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def body(self) -> int: ...


C = TypeVar("C", bound=Counted)


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


def count_genders(people: Iterable[Counted]) -> GenderCount:
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


def by_body(people: Iterable[C], bodies: Mapping[int, Body]) -> tuple[BodyCount, ...]:
    """Ministries and organisations in protocol order, each with its people by gender."""
    groups: dict[int, list[C]] = defaultdict(list)
    for each in people:
        groups[each.body].append(each)
    rows = [BodyCount(bodies[pk], count_genders(group)) for pk, group in groups.items()]
    return tuple(sorted(rows, key=lambda row: row.body.order))


def split_by(
    people: Iterable[C],
    key: Callable[[C], str],
    keys: Iterable[str],
) -> tuple[Split, ...]:
    """A breakdown in the order of ``keys``, without the lines that have nobody."""
    groups: dict[str, list[C]] = defaultdict(list)
    for each in people:
        groups[key(each)].append(each)
    return tuple(Split(name, count_genders(groups[name])) for name in keys if name in groups)


def certificates_by_kind(people: Iterable[Participation]) -> tuple[Split, ...]:
    """Valid certificates by kind and by the holder's gender; a person may hold one of each kind."""
    people = list(people)
    return tuple(
        Split(kind, count_genders(holders))
        for kind in CertificateKind.values
        if (holders := [each for each in people if kind in each.certificates])
    )
