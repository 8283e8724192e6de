"""What there is to take, and how far somebody has come with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Q, QuerySet, Value
from django.utils import timezone

from assessments.quizzes.enums import Form, QuizKind
from assessments.quizzes.models import Attempt, Quiz, QuizDraw, QuizQuestion, Sitting
from assessments.quizzes.models.attempts import AttemptLine
from assessments.quizzes.selectors.attempts import attempts_of
from core.prepared import Prepared, given
from courses.curriculum.models import Completion, Enrolment, LessonPage, LessonProgress
from courses.curriculum.selectors import Course

#: How many finished attempts "my learning" lists.
MOST_SHOWN = 30
Tried = TypeVar("Tried", Attempt, AttemptLine)


_self_paced = Prepared(
    lambda: (
        Sitting.objects.filter(quiz__code=given("code"), workshop=None)
        .select_related("quiz")
        .order_by()
    )
)
_rounds = Prepared(lambda: Enrolment.objects.filter(person=given("person")).order_by("-round"))
_counts = Prepared(
    lambda: (
        QuizQuestion.objects.filter(quiz=given("quiz"), form__in=["", Form.A])
        .order_by()
        .values_list(Value(1))
        .union(
            QuizDraw.objects.filter(quiz=given("quiz")).order_by().values_list("count"),
            all=True,
        )
    )
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands with a quiz in the round they are in: the attempt they are at, the best
    and the last finished one, and the best one that passed in an earlier round (not counted now)."""

    quiz: Quiz
    running: Attempt | None = None
    best: Attempt | None = None
    last: Attempt | None = None
    earlier: Attempt | None = None

    @property
    def passed(self) -> Attempt | None:
        """The best attempt, when it passed."""
        return self.best if self.best is not None and self.best.has_passed else None

    @property
    def is_missing(self) -> bool:
        """Whether the test is still to be passed, or handed in where nobody passes or fails."""
        if self.quiz.pass_percent is None:
            return self.best is None
        return self.passed is None


def quizzes_to_take() -> QuerySet[Quiz]:
    """The quizzes that people take by themselves: in use, on a published course and module."""
    return Quiz.objects.filter(
        Q(module=None) | Q(module__live=True), is_live=True, course__live=True
    ).exclude(kind=QuizKind.PAIRED)


def sitting_known(code: str) -> Sitting | None:
    """The sitting in which people take the quiz of this name by themselves, together with the quiz;
    None before somebody wanted to. Whether they may: ``is_to_take``."""
    return _self_paced.first(code=code)


def is_to_take(quiz: Quiz, outline: Course | None) -> bool:
    """Whether a quiz is certainly one of ``quizzes_to_take``, by the ``outline`` of its course: what
    is published stands there, so nothing is asked."""
    if outline is None or not quiz.is_live or quiz.is_paired:
        return False
    return quiz.module_id is None or outline.module_by_pk(quiz.module_id) is not None


def page_of(quiz: Quiz, outline: Course | None) -> str:
    """The address of the module, else the course, that ``quiz`` belongs to, of whose course this is
    the ``outline``; empty when it is not published any more."""
    if outline is None:
        return ""
    return (outline.module_by_pk(quiz.module_id) or outline).url


def rounds_of(person: Any) -> list[Enrolment]:
    """The rounds of courses that somebody has begun, the last first."""
    return _rounds.all(person=person.pk)


def round_of(rounds: Iterable[Enrolment], quiz: Quiz) -> Enrolment | None:
    """The one of somebody's ``rounds`` (the last first) in which an attempt at ``quiz`` counts now:
    a refresher asks again for what was passed before."""
    return next(
        (
            each
            for each in rounds
            if each.course_id == quiz.course_id
            and (quiz.module_id is None or each.module_id in (None, quiz.module_id))
        ),
        None,
    )


def standing_of(quiz: Quiz, made: Sequence[Attempt], present: Enrolment | None) -> Standing:
    """How somebody who ``made`` these attempts (the newest first) stands in the ``present`` round."""
    here = present.pk if present is not None else None
    now = [each for each in made if each.enrolment_id == here]
    before = [each for each in made if each.enrolment_id != here]
    return Standing(
        quiz=quiz,
        running=next((each for each in made if not each.is_finished), None),
        best=best_of(now),
        last=next((each for each in now if each.is_finished), None),
        earlier=best_of(each for each in before if each.has_passed),
    )


def standings(person: Any, quizzes: Sequence[Quiz]) -> list[Standing]:
    """How somebody stands with quizzes they take by themselves; two queries."""
    made: dict[int, list[Attempt]] = {quiz.pk: [] for quiz in quizzes}
    own = attempts_of(person).filter(sitting__quiz__in=made, sitting__workshop=None)
    for attempt in own.defer("paper", "results"):
        made[attempt.sitting.quiz_id].append(attempt)
    rounds = rounds_of(person)
    return [standing_of(quiz, made[quiz.pk], round_of(rounds, quiz)) for quiz in quizzes]


def best_of(attempts: Iterable[Tried]) -> Tried | None:
    """The best of finished attempts; of equal ones the first."""
    done = [each for each in attempts if each.is_finished]
    return max(done, key=lambda each: (each.percent or 0, -each.number), default=None)


def questions_asked(quiz: Quiz) -> int:
    """How many questions an attempt has, unless the bank has fewer to draw from."""
    return sum(count for (count,) in _counts.all(quiz=quiz.pk))


def my_standings(person: Any) -> tuple[list[Attempt], list[Standing], list[Attempt]]:
    """What somebody is at; the tests still to be passed of the modules they are reading in the round
    they are in; and the finished attempts made last, the newest first."""
    made = list(attempts_of(person).select_related("sitting__workshop").defer("paper", "results"))
    now = timezone.now()
    under_way = [
        each
        for each in made
        if not each.is_finished
        and each.sitting.workshop_id is None
        and (each.ends_at is None or each.ends_at > now)
    ]
    own = [each for each in made if each.sitting.workshop_id is None]
    found = [
        standing_of(quiz, [each for each in own if each.sitting.quiz_id == quiz.pk], present)
        for quiz, present in _asked_of(person)
    ]
    missing = [each for each in found if each.is_missing and each.running is None]
    return under_way, missing, [each for each in made if each.is_finished][:MOST_SHOWN]


def _asked_of(person: Any) -> list[tuple[Quiz, Enrolment]]:
    """The required tests of the modules that somebody has begun to read, and has not completed, in
    the round that covers them now."""
    begun = {
        (enrolment, path[: -LessonPage.steplen])
        for enrolment, path in LessonProgress.objects.filter(
            enrolment__person=person, completed_at__isnull=False
        ).values_list("enrolment", "lesson__path")
    }
    completed = set(
        Completion.objects.filter(enrolment__person=person, module__isnull=False).values_list(
            "enrolment", "module"
        )
    )
    paths = {path for _enrolment, path in begun}
    quizzes = quizzes_to_take().filter(
        kind=QuizKind.MODULE, is_required=True, module__path__in=paths
    )
    rounds = rounds_of(person)
    placed = [(quiz, round_of(rounds, quiz)) for quiz in quizzes.select_related("module")]
    return [
        (quiz, present)
        for quiz, present in placed
        if present is not None
        and quiz.module is not None
        and (present.pk, quiz.module.path) in begun
        and (present.pk, quiz.module_id) not in completed
    ]
