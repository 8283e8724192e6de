"""Forgetting single answers when their time is over (domain facts, 7.4): the sums stay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from assessments.quizzes.enums import Ending
from assessments.quizzes.models import Answer, Attempt, ItemStatistics
from assessments.quizzes.selectors.answers import counted_answers, tallies_of
from assessments.quizzes.services.attempts import finish_attempt
from core import audit

#: Attempts forgotten in one transaction.
BATCH = 200


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much was forgotten."""

    attempts: int
    answers: int


def forget_answers(*, now: datetime | None = None) -> Forgotten:
    """Replace the single answers of attempts that ended ``QUIZ_ANSWERS_KEPT_DAYS`` ago by sums.

    Of an attempt its points, percent and sums by phase and objective stay; of a question how many
    took which option, in each language (``ItemStatistics``), so its figures do not change. Attempts
    that were begun as long ago and never handed in are ended first, with what was saved. Safe to
    repeat and to run twice at once: what is forgotten is never counted again.
    """
    now = now or timezone.now()
    before = now - timedelta(days=settings.QUIZ_ANSWERS_KEPT_DAYS)
    _end_abandoned(before)
    attempts = answers = 0
    while True:
        done, gone = _forget_batch(before, now)
        if not done:
            return Forgotten(attempts, answers)
        attempts, answers = attempts + done, answers + gone


def _end_abandoned(before: datetime) -> None:
    abandoned = (
        Attempt.objects.running()
        .filter(started_at__lt=before)
        .annotate(last=Max("answers__saved_at"))
    )
    for attempt in abandoned:
        last = attempt.last or attempt.started_at
        if last < before:
            finish_attempt(attempt=attempt, ending=Ending.TIME_UP, at=last)


@transaction.atomic
def _forget_batch(before: datetime, now: datetime) -> tuple[int, int]:
    """Forget some attempts; how many, and how many answers."""
    batch = list(
        Attempt.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(finished_at__lt=before, forgotten_at=None)
        .order_by("pk")[:BATCH]
    )
    if not batch:
        return 0, 0
    theirs = Answer.objects.filter(attempt__in=batch)
    tallies = tallies_of(counted_answers().filter(attempt__in=batch))
    for version, languages in sorted(tallies.items()):  # always locked in one order
        for language, sums in sorted(languages.items()):
            ItemStatistics.objects.get_or_create(version_id=version, language=language)
            row = ItemStatistics.objects.select_for_update().get(version=version, language=language)
            row.tally = row.tally + sums
            row.save()
    spoken = _languages(theirs)
    number = theirs.count()
    theirs.delete()
    for attempt in batch:
        attempt.results = sums_of(attempt.results)
        attempt.paper = []
        attempt.on_screen = None
        attempt.language = spoken.get(attempt.pk, "")
        attempt.forgotten_at = now
        audit.record(actor=None, verb="forget_answers", target=attempt)
    Attempt.objects.bulk_update(
        batch, ["results", "paper", "on_screen", "language", "forgotten_at"]
    )
    return len(batch), number


def sums_of(results: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """One entry an objective: points out of how many questions. Sums stay as they are."""
    found: dict[tuple[str, str, int | None], tuple[Decimal, int]] = {}
    for entry in results:
        key = (entry.get("phase", ""), entry.get("module", ""), entry.get("objective"))
        points, of = found.get(key, (Decimal(0), 0))
        credit = Decimal(entry.get("points") or entry.get("credit") or 0)
        found[key] = (points + credit, of + int(entry.get("of", 1)))
    return [
        {
            "phase": phase,
            "module": module,
            "objective": objective,
            "points": str(points),
            "of": of,
        }
        for (phase, module, objective), (points, of) in found.items()
    ]


def _languages(answers: Any) -> dict[int, str]:
    """By attempt: the language of most answers."""
    counted = (
        answers.filter(is_late=False)
        .values_list("attempt_id", "language")
        .annotate(number=Count("pk"))
        .order_by("number", "language")
    )
    return {attempt: language for attempt, language, _number in counted}
