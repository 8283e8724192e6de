"""What was learnt, as it may leave a workshop: no group of fewer than five, and none that can be
worked out from the others."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from assessments.quizzes.analysis.gains import (
    Gains,
    Objective,
    Passes,
    Sat,
    gains,
    passes,
    scores,
    scores_by_objective,
    scores_by_phase,
)
from assessments.quizzes.analysis.groups import LEAST, grouped, hidden
from assessments.quizzes.enums import LeftOut
from courses.curriculum.enums import Phase
from courses.workshops.enums import OFFICIAL_TYPES
from people.enums import Gender
from reports.enums import TypeFilter
from reports.figures.records import Body, Words

#: A filter over people: the value of a ``Sat`` that must be equal.
Wanted = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GainLine:
    """One line of a breakdown. ``gains`` is None when the group must not be shown."""

    key: Any
    gains: Gains | None


@dataclass(frozen=True, slots=True)
class PassLine:
    """How many of a group reached the pass mark; None when it must not be shown."""

    key: Any
    passes: Passes | None


@dataclass(frozen=True, slots=True)
class GainFigures:
    """What was learnt by a group of people, over one workshop or several.

    ``whole`` and ``passes`` are None when too few took the tests, or when the group could be worked
    out otherwise. ``small_workshops`` had fewer than five pairs each and are in no figure.
    """

    has_tests: bool
    whole: Gains | None
    passes: Passes | None
    phases: tuple[GainLine, ...] = ()
    objectives: tuple[GainLine, ...] = ()
    bodies: tuple[GainLine, ...] = ()
    genders: tuple[GainLine, ...] = ()
    languages: tuple[GainLine, ...] = ()
    workshops: tuple[GainLine, ...] = ()
    pass_genders: tuple[PassLine, ...] = ()
    left_out: tuple[tuple[LeftOut, int], ...] = ()
    small_workshops: int = 0
    names: Mapping[int, Body] | None = None
    objective_words: Mapping[Objective, Words] | None = None


NO_TESTS = GainFigures(has_tests=False, whole=None, passes=None)


def gain_figures(
    people: Sequence[Sat],
    *,
    bodies: Mapping[int, Body],
    participant_type: str = TypeFilter.OFFICIALS,
    wanted: Wanted | None = None,
    order: Sequence[int] = (),
) -> GainFigures:
    """The figures of those of ``people`` (everybody of the workshops) who are asked for.

    ``wanted`` are the filters over people; ``order`` the workshops, when there may be several.
    """
    wanted = wanted or {}
    of_type = [each for each in people if _is_of(each, participant_type)]
    with_tests = {each.workshop for each in of_type if each.left_out != LeftOut.NEITHER}
    if not with_tests:
        return NO_TESTS
    asked = [each for each in of_type if each.workshop in with_tests and _is_wanted(each, wanted)]
    paired = _large([each for each in people if each.is_pair], participant_type)
    tested = _large([each for each in people if passes([each]).tested], participant_type)
    with_pairs, with_takers = _workshops(paired), _workshops(tested)
    pairs = [each for each in asked if each.is_pair and each.workshop in with_pairs]
    takers = [each for each in asked if passes([each]).tested and each.workshop in with_takers]
    shown = len(pairs) >= LEAST and is_safe(paired, participant_type, wanted)
    tested_safely = len(takers) >= LEAST and is_safe(tested, participant_type, wanted)
    found = GainFigures(
        has_tests=True,
        whole=gains(scores(pairs)) if shown else None,
        passes=passes(takers) if tested_safely else None,
        pass_genders=_passes_by_gender(takers, tested, participant_type, wanted)
        if tested_safely
        else (),
        left_out=tuple(
            (reason, number)
            for reason in LeftOut
            if (number := sum(each.left_out == reason for each in asked))
        ),
        small_workshops=len(with_tests - with_pairs) if order else 0,
        names=bodies,
    )
    if not shown:
        return found
    by_phase, by_objective = scores_by_phase(pairs), scores_by_objective(pairs)

    def lines(name: str, keys: Iterable[Any]) -> tuple[GainLine, ...]:
        return _lines(pairs, paired, name, keys, participant_type=participant_type, wanted=wanted)

    return replace(
        found,
        phases=tuple(
            GainLine(phase, gains(by_phase[phase]))
            for phase in Phase
            if len(by_phase.get(phase, ())) >= LEAST
        ),
        objectives=tuple(
            GainLine(key, gains(two)) for key, two in by_objective.items() if len(two) >= LEAST
        ),
        bodies=lines("body", sorted(bodies, key=lambda pk: bodies[pk].order)),
        genders=lines("gender", Gender.values),
        languages=lines("language", ("lo", "en", "")),
        workshops=lines("workshop", order),
    )


def _workshops(people: Iterable[Sat]) -> set[int]:
    return {each.workshop for each in people}


def _large(people: Iterable[Sat], participant_type: str) -> list[Sat]:
    """Those of workshops in which at least five of this type are counted: a smaller workshop could
    be worked out from the figures with it and without it."""
    return [
        each
        for group in grouped(people, lambda each: each.workshop).values()
        if sum(_is_of(each, participant_type) for each in group) >= LEAST
        for each in group
    ]


def is_safe(everybody: Sequence[Sat], participant_type: str, wanted: Wanted) -> bool:
    """Whether the group of a filter may be shown: it must not be one that its own breakdown hides.

    Otherwise whoever asks with the filter, and again without it, could work out a small group.
    ``everybody``: those with the tests in question, whatever they take part as.
    """
    special = participant_type != TypeFilter.OFFICIALS
    if len(wanted) + special > 1:
        return _is_crossed_safely(everybody, participant_type, wanted)
    if special:
        among = TypeFilter.OFFICIALS if participant_type in OFFICIAL_TYPES else TypeFilter.EVERYBODY
        base = [each for each in everybody if _is_of(each, among)]
        if participant_type == TypeFilter.EVERYBODY:
            guests = sum(not _is_of(each, TypeFilter.OFFICIALS) for each in base)
            return not 0 < guests < LEAST
        return participant_type not in _hidden(base, lambda each: each.participant_type)
    typed = [each for each in everybody if _is_of(each, participant_type)]
    return all(value not in _hidden(typed, attrgetter(name)) for name, value in wanted.items())


def _is_crossed_safely(
    everybody: Iterable[Sat], participant_type: str, names: Iterable[str]
) -> bool:
    """Whether no small group comes about when all these are combined.

    A table of two variables can be worked out cell by cell from its margins and from its other
    cells: so either all of it may be shown, or none.
    """
    among = participant_type
    if participant_type != TypeFilter.OFFICIALS:
        among = TypeFilter.EVERYBODY

    def kind(who: Sat) -> Any:
        if participant_type == TypeFilter.EVERYBODY:
            return _is_of(who, TypeFilter.OFFICIALS)
        return who.participant_type if among == TypeFilter.EVERYBODY else None

    names = tuple(names)
    cells = grouped(
        (each for each in everybody if _is_of(each, among)),
        lambda each: (kind(each), *(getattr(each, name) for name in names)),
    )
    return all(len(cell) >= LEAST for cell in cells.values())


def _is_wanted(who: Sat, wanted: Wanted) -> bool:
    return all(getattr(who, name) == value for name, value in wanted.items())


def _is_of(who: Sat, participant_type: str) -> bool:
    if participant_type == TypeFilter.OFFICIALS:
        return who.participant_type in OFFICIAL_TYPES
    if participant_type == TypeFilter.EVERYBODY:
        return who.participant_type not in ("facilitator", "interpreter")
    return who.participant_type == participant_type


def _hidden(people: Iterable[Sat], key: Callable[[Sat], Any]) -> frozenset[Any]:
    return hidden({name: len(group) for name, group in grouped(people, key).items()})


def _lines(
    pairs: Sequence[Sat],
    everybody: Sequence[Sat],
    name: str,
    order: Iterable[Any],
    *,
    participant_type: str,
    wanted: Wanted,
) -> tuple[GainLine, ...]:
    """A breakdown by ``name`` in this order, without empty groups and without the figures of those
    that must not be shown. ``everybody`` with pairs, to see what could be worked out."""
    groups = grouped(pairs, attrgetter(name))
    order = [key for key in order if key in groups]
    away = hidden({key: len(groups[key]) for key in order})
    crossed = {*wanted, name}
    special = participant_type != TypeFilter.OFFICIALS
    if len(crossed) + special > 1 and not _is_crossed_safely(everybody, participant_type, crossed):
        away = frozenset(order)
    return tuple(
        GainLine(key, None if key in away else gains(scores(groups[key]))) for key in order
    )


def _passes_by_gender(
    tested: Sequence[Sat], everybody: Sequence[Sat], participant_type: str, wanted: Wanted
) -> tuple[PassLine, ...]:
    lines = _lines(
        tested,
        everybody,
        "gender",
        Gender.values,
        participant_type=participant_type,
        wanted=wanted,
    )
    groups = grouped(tested, attrgetter("gender"))
    return tuple(
        PassLine(line.key, None if line.gains is None else passes(groups[line.key]))
        for line in lines
    )
