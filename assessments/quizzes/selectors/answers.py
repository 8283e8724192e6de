"""Reading answers as sums: those that are kept, and those that were forgotten."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from assessments.quizzes.analysis.items import Answered, Tally, tally
from assessments.quizzes.models import Answer, ItemStatistics

#: Version id -> language -> sums.
Tallies = dict[int, dict[str, Tally]]


def counted_answers() -> "QuerySet[Answer]":
    """The answers that say something about a question: of finished attempts, of the first one of
    each person at each test. Whoever sees a question again has seen its answer."""
    return Answer.objects.filter(
        is_late=False,
        credit__isnull=False,
        attempt__finished_at__isnull=False,
        attempt__number=1,
    )


def tallies_of(answers: "QuerySet[Answer]") -> Tallies:
    """The sums of these answers; empty ones are none."""
    groups: dict[tuple[int, str], list[Answered]] = defaultdict(list)
    for version, language, response, credit, points, of in answers.order_by("pk").values_list(
        "version_id",
        "language",
        "response",
        "credit",
        "attempt__points",
        "attempt__max_points",
    ):
        if response and credit is not None and points is not None:
            groups[version, language].append(Answered(response, credit, points, of))
    return _by_version((*key, tally(group)) for key, group in groups.items())


def all_tallies() -> Tallies:
    """The sums of all answers over all sittings, forgotten ones included."""
    kept = tallies_of(counted_answers())
    for row in ItemStatistics.objects.order_by("pk"):
        languages = kept.setdefault(row.version_id, {})
        languages[row.language] = languages.get(row.language, Tally()) + row.tally
    return kept


def _by_version(rows: Iterable[tuple[Any, Any, Tally]]) -> Tallies:
    found: Tallies = defaultdict(dict)
    for version, language, sums in rows:
        found[version][language] = sums
    return dict(found)
