"""What the answers say about the questions, in figures and in findings.

Everything is made from sums (``Tally``), and sums can be added: single answers that were forgotten
after a year still count through the sums that were kept of them.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from assessments.quizzes.enums import Finding, QuestionKind
from assessments.quizzes.items import Item

#: Answers below which nothing is said about how hard a question is and whether it separates.
LEAST_ANSWERS = 10
#: Answers below which nothing is said about options that nobody takes.
LEAST_FOR_OPTIONS = 20
#: Answers in each language below which the languages are not compared.
LEAST_PER_LANGUAGE = 8
#: Limits of the findings: share right; correlation with the rest; points between the languages; p.
EASY, HARD = Fraction(9, 10), Fraction(3, 10)
SEPARATES = 0.15
APART = Fraction(25, 100)
LEVEL = 0.05
#: Smaller than any true variance of scores: what is left of zero by rounding.
_NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer as it counted: its worth, and the points of the whole test it was part of."""

    response: Any
    credit: Decimal
    points: Decimal
    of: int

    @property
    def rest(self) -> float | None:
        """The score of all other questions, 0 to 1; None when there was no other."""
        return float(self.points - self.credit) / (self.of - 1) if self.of > 1 else None


@dataclass(frozen=True, slots=True)
class Tally:
    """The answers to one wording in one language, as sums.

    ``right`` got the full credit; ``options`` says how often each was taken. The other sums are for
    the correlation of the credit (x) with the rest score (y), of the ``with_rest`` answers that have
    one.
    """

    n: int = 0
    right: int = 0
    credit: Fraction = Fraction(0)
    options: Mapping[str, int] = field(default_factory=dict)
    with_rest: int = 0
    x: float = 0.0
    xx: float = 0.0
    y: float = 0.0
    yy: float = 0.0
    xy: float = 0.0

    def __add__(self, more: "Tally") -> "Tally":
        keys = [*self.options, *(key for key in more.options if key not in self.options)]
        return Tally(
            self.n + more.n,
            self.right + more.right,
            self.credit + more.credit,
            {key: self.options.get(key, 0) + more.options.get(key, 0) for key in keys},
            self.with_rest + more.with_rest,
            self.x + more.x,
            self.xx + more.xx,
            self.y + more.y,
            self.yy + more.yy,
            self.xy + more.xy,
        )


def tally(answers: Iterable[Answered]) -> Tally:
    """The sums of these answers."""
    n = right = with_rest = 0
    credit = Decimal(0)
    options: Counter[str] = Counter()
    x_sum = xx = y_sum = yy = xy = 0.0
    for each in answers:
        n += 1
        right += each.credit == 1
        credit += each.credit
        if isinstance(each.response, list):
            options.update(str(option) for option in each.response)
        y = each.rest
        if y is not None:
            x = float(each.credit)
            with_rest += 1
            x_sum, xx, y_sum, yy, xy = x_sum + x, xx + x * x, y_sum + y, yy + y * y, xy + x * y
    return Tally(n, right, Fraction(credit), dict(options), with_rest, x_sum, xx, y_sum, yy, xy)


def point_biserial(sums: Tally) -> float | None:
    """The correlation of a question with the rest of the test, -1 to 1.

    None when it cannot be said: fewer than two answers, everybody answered alike, or everybody had
    the same score in the rest.
    """
    n = sums.with_rest
    if n < 2:
        return None
    vary_x = n * sums.xx - sums.x**2
    vary_y = n * sums.yy - sums.y**2
    if vary_x < _NOTHING or vary_y < _NOTHING:
        return None
    return (n * sums.xy - sums.x * sums.y) / math.sqrt(vary_x * vary_y)


def fisher(a: int, b: int, c: int, d: int) -> float:
    """Fisher's exact test of the table ((a, b), (c, d)), two-sided: how probable a table is that is
    no more probable than this one, the margins given."""
    first, second, column = a + b, c + d, a + c

    def ways(x: int) -> int:
        return math.comb(first, x) * math.comb(second, column - x)

    seen = ways(a)
    possible = range(max(0, column - second), min(first, column) + 1)
    found = [ways(x) for x in possible]
    return float(Fraction(sum(each for each in found if each <= seen), sum(found)))


@dataclass(frozen=True, slots=True)
class LanguageFigures:
    """The answers given in one language."""

    language: str
    n: int
    right: int

    @property
    def share(self) -> Fraction:
        """Who had it fully right, 0 to 1."""
        return Fraction(self.right, self.n) if self.n else Fraction(0)

    @property
    def percent(self) -> float | None:
        """The same in percent; None of nobody."""
        return float(100 * self.share) if self.n else None


@dataclass(frozen=True, slots=True)
class OptionFigures:
    """How often an option was taken."""

    id: int
    taken: int
    percent: float | None
    right: bool
    is_idle: bool = False


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """What can be said about one wording of a question.

    ``percent`` is the mean credit; ``p`` belongs to the two ``languages``, None when they are not
    compared. ``is_enough`` is about ``LEAST_ANSWERS``.
    """

    n: int
    percent: float | None
    separation: float | None
    options: tuple[OptionFigures, ...]
    languages: tuple[LanguageFigures, ...]
    p: float | None
    findings: tuple[Finding, ...]

    @property
    def is_enough(self) -> bool:
        """Whether anything is said at all."""
        return self.n >= LEAST_ANSWERS


def item_figures(item: Item, by_language: Mapping[str, Tally]) -> ItemFigures:
    """The figures and findings of the answers to ``item``."""
    total = sum(by_language.values(), Tally())
    share = total.credit / total.n if total.n else None
    separation = point_biserial(total)
    options = tuple(_options(item, total))
    languages = tuple(
        LanguageFigures(language, by_language[language].n, by_language[language].right)
        for language in ("lo", "en")
        if language in by_language
    )
    p, fails = _languages(languages)
    found = []
    if share is not None and total.n >= LEAST_ANSWERS:
        if share > EASY:
            found.append(Finding.TOO_EASY)
        if share < HARD:
            found.append(Finding.TOO_HARD)
        if separation is not None and separation < SEPARATES:
            found.append(Finding.DOES_NOT_SEPARATE)
    if any(option.is_idle for option in options):
        found.append(Finding.IDLE)
    if fails is not None:
        found.append(fails)
    return ItemFigures(
        n=total.n,
        percent=None if share is None else float(100 * share),
        separation=separation,
        options=options,
        languages=languages,
        p=p,
        findings=tuple(found),
    )


def _options(item: Item, total: Tally) -> Iterable[OptionFigures]:
    if item.kind not in (QuestionKind.SINGLE, QuestionKind.SEVERAL, QuestionKind.TRUE_FALSE):
        return
    enough = item.kind != QuestionKind.TRUE_FALSE and total.n >= LEAST_FOR_OPTIONS
    for option in item.lines:
        taken = total.options.get(str(option.id), 0)
        yield OptionFigures(
            id=option.id,
            taken=taken,
            percent=100 * taken / total.n if total.n else None,
            right=option.right,
            is_idle=enough and not option.right and taken == 0,
        )


def _languages(
    languages: tuple[LanguageFigures, ...],
) -> tuple[float | None, Finding | None]:
    """The probability that the languages differ by chance, and what follows from it."""
    if len(languages) < 2 or any(each.n < LEAST_PER_LANGUAGE for each in languages):
        return None, None
    lao, english = languages
    p = fisher(lao.right, lao.n - lao.right, english.right, english.n - english.right)
    if abs(lao.share - english.share) < APART or p >= LEVEL:
        return p, None
    return p, Finding.FAILS_IN_LAO if lao.share < english.share else Finding.FAILS_IN_ENGLISH
