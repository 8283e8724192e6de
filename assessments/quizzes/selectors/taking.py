"""What there is to take, and how far somebody has come with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from assessments.quizzes.enums import Form, QuizKind
from assessments.quizzes.models import Attempt, Quiz
from assessments.quizzes.selectors.attempts import attempts_of
from courses.curriculum.models import LessonPage, LessonProgress

#: How many finished attempts "my learning" lists.
MOST_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands with a quiz: the attempt they are at, and the best finished one."""

    quiz: Quiz
    running: Attempt | None = None
    best: Attempt | None = None

    @property
    def has_passed(self) -> bool:
        """Whether one attempt passed."""
        return self.best is not None and bool(self.best.has_passed)

    @property
    def is_missing(self) -> bool:
        """Whether the test is still to be passed, or handed in where nobody passes or fails."""
        if self.quiz.pass_percent is None:
            return self.best is None
        return not self.has_passed


def quizzes_to_take() -> QuerySet[Quiz]:
    """The quizzes that people take by themselves: in use, on a published course and module."""
    return Quiz.objects.filter(
        Q(module=None) | Q(module__live=True), is_live=True, course__live=True
    ).exclude(kind=QuizKind.PAIRED)


def _standing(quiz: Quiz, made: list[Attempt]) -> Standing:
    return Standing(
        quiz=quiz,
        running=next((each for each in made if not each.is_finished), None),
        best=best_of(made),
    )


def best_of(attempts: Iterable[Attempt]) -> Attempt | None:
    """The best of finished attempts; of equal ones the first."""
    done = [each for each in attempts if each.is_finished]
    return max(done, key=lambda each: (each.percent or 0, -each.number), default=None)


def questions_asked(quiz: Quiz) -> int:
    """How many questions an attempt has, unless the bank has fewer to draw from."""
    fixed = quiz.fixed.filter(form__in=["", Form.A]).count()
    return fixed + (quiz.draws.aggregate(all=Sum("count"))["all"] or 0)


def my_standings(person: Any) -> tuple[list[Attempt], list[Standing], list[Attempt]]:
    """What somebody is at; the tests still to be passed of the modules they have begun to read; and
    the finished attempts made last, the newest first."""
    made = list(attempts_of(person).defer("paper", "results"))
    now = timezone.now()
    under_way = [
        each
        for each in made
        if not each.is_finished
        and each.sitting.workshop_id is None
        and (each.ends_at is None or each.ends_at > now)
    ]
    begun = {
        path[: -LessonPage.steplen]
        for path in LessonProgress.objects.filter(
            enrolment__person=person, completed_at__isnull=False
        ).values_list("lesson__path", flat=True)
    }
    asked = quizzes_to_take().filter(kind=QuizKind.MODULE, is_required=True, module__path__in=begun)
    own: dict[int, list[Attempt]] = {}
    for each in made:
        if each.sitting.workshop_id is None:
            own.setdefault(each.sitting.quiz_id, []).append(each)
    found = [_standing(quiz, own.get(quiz.pk, [])) for quiz in asked]
    missing = [each for each in found if each.is_missing and each.running is None]
    return under_way, missing, [each for each in made if each.is_finished][:MOST_SHOWN]
