"""What there is to take, and how far somebody has come with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum

from assessments.quizzes.enums import Form, QuizKind
from assessments.quizzes.models import Attempt, Quiz
from assessments.quizzes.selectors.attempts import attempts_of


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands with a quiz: the attempt they are at, the best finished one, how many
    attempts were made and how many are left (None: as many as they like)."""

    quiz: Quiz
    running: Attempt | None = None
    best: Attempt | None = None
    made: int = 0
    left: int | None = None

    @property
    def has_passed(self) -> bool:
        """Whether one attempt passed."""
        return self.best is not None and bool(self.best.has_passed)

    @property
    def is_missing(self) -> bool:
        """Whether a test that its module asks for is still to be passed."""
        return self.quiz.is_required and not self.has_passed


def quizzes_to_take() -> QuerySet[Quiz]:
    """The quizzes that people take by themselves: in use, on a published course and module."""
    return Quiz.objects.filter(
        Q(module=None) | Q(module__live=True), is_live=True, course__live=True
    ).exclude(kind=QuizKind.PAIRED)


def standings(person: Any, quizzes: Iterable[Quiz]) -> list[Standing]:
    """How ``person`` stands with each of ``quizzes``, taken by themselves. One query."""
    quizzes = list(quizzes)
    made: dict[int, list[Attempt]] = {}
    if person.is_authenticated:
        own = attempts_of(person).filter(sitting__quiz__in=quizzes, sitting__workshop=None)
        for attempt in own.defer("paper", "results"):
            made.setdefault(attempt.sitting.quiz_id, []).append(attempt)
    return [_standing(quiz, made.get(quiz.pk, [])) for quiz in quizzes]


def _standing(quiz: Quiz, made: list[Attempt]) -> Standing:
    finished = [each for each in made if each.is_finished]
    allowed = quiz.attempts_allowed
    return Standing(
        quiz=quiz,
        running=next((each for each in made if not each.is_finished), None),
        best=best_of(finished),
        made=len(made),
        left=None if allowed is None else max(0, allowed - len(made)),
    )


def best_of(attempts: Iterable[Attempt]) -> Attempt | None:
    """The best of finished attempts; of equal ones the first."""
    done = [each for each in attempts if each.is_finished]
    return max(done, key=lambda each: (each.percent or 0, -each.number), default=None)


def questions_asked(quiz: Quiz) -> int:
    """How many questions an attempt has, unless the bank has fewer to draw from."""
    fixed = quiz.fixed.filter(form__in=["", Form.A]).count()
    return fixed + (quiz.draws.aggregate(all=Sum("count"))["all"] or 0)
