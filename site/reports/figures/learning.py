"""The figures of self-paced learning: people, each counted once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from people.enums import Level
from reports.enums import LearningCount
from reports.figures.counting import (
    BodyCount,
    GenderCount,
    Split,
    by_body,
    count_genders,
    split_by,
)
from reports.figures.records import Body, Words

#: Somebody who opened a lesson in so many days before today is active (domain facts, 6.4, O10).
ACTIVE_DAYS = 30


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody who takes the course, and what they did in the period."""

    person: int
    body: int
    gender: str
    level: str
    started: bool
    active: bool
    modules: frozenset[int]
    completed: bool
    refreshed: bool

    def counts_as(self, counted: str) -> bool:
        """Whether the person is in one of the counts (``enums.LEARNING_DEFINITIONS``)."""
        return _TESTS[LearningCount(counted)](self)


_TESTS: dict[LearningCount, Callable[[Learner], bool]] = {
    LearningCount.STARTED: lambda each: each.started,
    LearningCount.ACTIVE: lambda each: each.active,
    LearningCount.MODULE: lambda each: bool(each.modules),
    LearningCount.COURSE: lambda each: each.completed,
    LearningCount.REFRESHER: lambda each: each.refreshed,
}


@dataclass(frozen=True, slots=True)
class ModuleName:
    """A module as tables name it."""

    pk: int
    code: str
    name: Words


@dataclass(frozen=True, slots=True)
class LearningRecords:
    """What was read, before anything is counted."""

    learners: tuple[Learner, ...]
    modules: tuple[ModuleName, ...]
    bodies: Mapping[int, Body]
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class LearningFigures:
    """``bodies`` and ``levels`` break down those in ``counted``; ``modules`` who completed each."""

    counted: LearningCount
    counts: dict[LearningCount, GenderCount]
    bodies: tuple[BodyCount, ...]
    levels: tuple[Split, ...]
    modules: tuple[tuple[ModuleName, GenderCount], ...]
    records: int
    is_sample: bool = False


def learning_figures(
    records: LearningRecords, counted: LearningCount = LearningCount.STARTED
) -> LearningFigures:
    """Count the people in ``records``."""
    chosen = [each for each in records.learners if each.counts_as(counted)]
    return LearningFigures(
        counted=counted,
        counts={
            each: count_genders(who for who in records.learners if who.counts_as(each))
            for each in LearningCount
        },
        bodies=by_body(chosen, records.bodies),
        levels=split_by(chosen, lambda each: each.level, Level.values),
        modules=tuple(
            (
                module,
                count_genders(each for each in records.learners if module.pk in each.modules),
            )
            for module in records.modules
        ),
        records=len(records.learners),
        is_sample=records.is_sample,
    )
