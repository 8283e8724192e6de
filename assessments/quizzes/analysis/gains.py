"""What was learnt between the pre-test and the post-test, on matched pairs only.

A pair is a person who finished both, of the same test in the same workshop. Scores are exact
fractions, so "the same" means the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction

from assessments.quizzes.analysis.intervals import Estimate, estimate
from assessments.quizzes.enums import LeftOut

#: A module's code and the number of one of its objectives.
Objective = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Score:
    """Points out of the possible ones."""

    points: Fraction
    of: int

    @property
    def share(self) -> Fraction:
        """From 0 to 1; nothing out of nothing is 0."""
        return self.points / self.of if self.of else Fraction(0)

    def __add__(self, more: "Score") -> "Score":
        return Score(self.points + more.points, self.of + more.of)


@dataclass(frozen=True, slots=True)
class Test:
    """A test that somebody finished: the whole, and its parts by phase and by objective."""

    __test__ = False  # not a test of pytest

    score: Score
    phases: Mapping[str, Score] = field(default_factory=dict)
    objectives: Mapping[Objective, Score] = field(default_factory=dict)
    has_passed: bool | None = None


@dataclass(frozen=True, slots=True)
class Sat:
    """One person in one workshop: which tests they finished, and who they were then.

    ``body`` is the organisation at the top of its tree, 0 when it is not known; ``language`` the one
    in which most answers were given, "" when that is not known.
    """

    workshop: int
    person: int
    registration: int
    gender: str = ""
    body: int = 0
    level: str = ""
    participant_type: str = ""
    language: str = ""
    before: Test | None = None
    after: Test | None = None
    is_running: bool = False

    @property
    def is_pair(self) -> bool:
        """Whether both tests are there to be compared."""
        return self.before is not None and self.after is not None

    @property
    def left_out(self) -> LeftOut | None:
        """Why this person is in no figure of what was learnt; None for a pair."""
        if self.is_pair:
            return None
        if self.is_running:
            return LeftOut.RUNNING
        if self.before is not None:
            return LeftOut.NO_AFTER
        return LeftOut.NO_BEFORE if self.after is not None else LeftOut.NEITHER


class Way(Enum):
    """Where a score went."""

    IMPROVED = "improved"
    SAME = "same"
    FELL = "fell"


#: Before and after.
Two = tuple[Score, Score]


def scores(pairs: Iterable[Sat]) -> list[Two]:
    """The whole scores of those who are pairs."""
    return [
        (each.before.score, each.after.score)
        for each in pairs
        if each.before is not None and each.after is not None
    ]


def scores_by_phase(pairs: Iterable[Sat]) -> dict[str, list[Two]]:
    """Scores by phase, of those who were asked about it both times."""
    found: dict[str, list[Two]] = {}
    for each in pairs:
        if each.before is not None and each.after is not None:
            for key, before in each.before.phases.items():
                if (after := each.after.phases.get(key)) is not None:
                    found.setdefault(key, []).append((before, after))
    return found


def scores_by_objective(pairs: Iterable[Sat]) -> dict[Objective, list[Two]]:
    """Scores by objective, of those who were asked about it both times."""
    found: dict[Objective, list[Two]] = {}
    for each in pairs:
        if each.before is not None and each.after is not None:
            for key, before in each.before.objectives.items():
                if (after := each.after.objectives.get(key)) is not None:
                    found.setdefault(key, []).append((before, after))
    return dict(sorted(found.items()))


def way(before: Score, after: Score) -> Way:
    """Whether a score rose, stayed or fell, as a share of what was possible."""
    if after.share > before.share:
        return Way.IMPROVED
    return Way.SAME if after.share == before.share else Way.FELL


def fell(pairs: Iterable[Sat]) -> list[Sat]:
    """Those whose score fell, who fell most first. For the facilitator only."""
    down = [
        (each.after.score.share - each.before.score.share, each)
        for each in pairs
        if each.before is not None and each.after is not None
    ]
    return [each for change, each in sorted(down, key=lambda one: one[0]) if change < 0]


@dataclass(frozen=True, slots=True)
class Gains:
    """The figures of a group of pairs; everything that cannot be said of it is None.

    ``before``, ``after`` and ``gain`` in percent of the possible points (a gain: percentage points);
    ``points`` is the gain in points, None when tests of different length are counted together.
    ``normalised`` is the mean over people of (after - before) / (possible - before): the share of what
    there was left to learn. Who had everything right before had nothing left: ``full_before`` are
    left out of it. ``ratio`` is the same of the two means, of everybody.
    """

    n: int
    improved: int = 0
    same: int = 0
    fell: int = 0
    before: Estimate | None = None
    after: Estimate | None = None
    gain: Estimate | None = None
    points: Estimate | None = None
    normalised: Estimate | None = None
    full_before: int = 0
    ratio: float | None = None

    @property
    def percent_improved(self) -> float | None:
        """Who improved, in percent of the pairs."""
        return 100 * self.improved / self.n if self.n else None


def gains(pairs: Sequence[Two]) -> Gains:
    """The figures of these pairs of scores."""
    if not pairs:
        return Gains(0)
    ways = [way(*pair) for pair in pairs]
    shares = [(before.share, after.share) for before, after in pairs]
    lengths = {score.of for pair in pairs for score in pair}
    with_room = [(before, after) for before, after in shares if before < 1]
    mean_before = sum((before for before, _after in shares), Fraction(0)) / len(pairs)
    mean_after = sum((after for _before, after in shares), Fraction(0)) / len(pairs)
    return Gains(
        n=len(pairs),
        improved=ways.count(Way.IMPROVED),
        same=ways.count(Way.SAME),
        fell=ways.count(Way.FELL),
        before=estimate([100 * before for before, _after in shares]),
        after=estimate([100 * after for _before, after in shares]),
        gain=estimate([100 * (after - before) for before, after in shares]),
        points=estimate([after.points - before.points for before, after in pairs])
        if len(lengths) == 1
        else None,
        normalised=estimate([(after - before) / (1 - before) for before, after in with_room]),
        full_before=len(pairs) - len(with_room),
        ratio=float((mean_after - mean_before) / (1 - mean_before)) if mean_before < 1 else None,
    )


@dataclass(frozen=True, slots=True)
class Passes:
    """Who reached the pass mark in the post-test, of those who took one that has a mark."""

    tested: int
    passed: int

    @property
    def percent(self) -> float | None:
        """In percent of those tested."""
        return 100 * self.passed / self.tested if self.tested else None


def passes(people: Iterable[Sat]) -> Passes:
    """Count the pass marks reached; the pre-test does not matter here."""
    marks = [
        each.after.has_passed
        for each in people
        if each.after is not None and each.after.has_passed is not None
    ]
    return Passes(len(marks), sum(marks))
