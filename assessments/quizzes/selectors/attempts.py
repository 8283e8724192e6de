"""Whose attempts somebody may see, and what is told of them when."""

from typing import Any

from django.db.models import QuerySet

from assessments.quizzes.enums import FeedbackTime, Occasion, SittingState
from assessments.quizzes.models import Answer, Attempt, Sitting
from assessments.quizzes.models.attempts import AttemptLine, AttemptQuerySet
from core.prepared import Prepared, given
from courses.workshops.models import Workshop
from courses.workshops.selectors import workshops_led_by


def attempts_of(person: Any) -> AttemptQuerySet:
    """A person's own attempts, the newest first."""
    return (
        Attempt.objects.filter(person=person)
        .select_related("sitting__quiz")
        .order_by("-started_at")
    )


_own = Prepared(
    lambda: Attempt.objects.filter(pk=given("attempt"), person=given("person")).select_related(
        "sitting__quiz"
    )
)
_at = Prepared(
    lambda: (
        Attempt.objects.filter(sitting=given("sitting"), person=given("person"))
        .order_by("number")
        .values_list(*AttemptLine._fields)
    )
)
_answers = Prepared(lambda: Answer.objects.filter(attempt=given("attempt")).order_by())


def attempt_of(person: Any, attempt_id: int) -> Attempt | None:
    """A person's own attempt with its sitting and quiz; None when it is not theirs."""
    return _own.first(attempt=attempt_id, person=person.pk)


def attempts_at(sitting_id: int, person_id: int) -> list[AttemptLine]:
    """What somebody has begun in a sitting, the first first."""
    return [AttemptLine(*each) for each in _at.all(sitting=sitting_id, person=person_id)]


def answers_in(attempt: Attempt) -> list[Answer]:
    """All answers to an attempt, those that came late as well, in no order."""
    return _answers.all(attempt=attempt.pk)


def workshops_tested_by(person: Any) -> QuerySet[Workshop]:
    """The workshops whose tests somebody runs: those that name them as a facilitator. Unlike the
    other rooms these are closed to administrators who do not facilitate: scores are confidential."""
    return workshops_led_by(person).filter(facilitators__person=person)


def attempts_led_by(person: Any) -> AttemptQuerySet:
    """The attempts made in workshops that a facilitator leads: nobody else sees others' scores."""
    return Attempt.objects.filter(
        sitting__workshop__in=workshops_tested_by(person), registration__isnull=False
    ).select_related("sitting__quiz", "sitting__workshop", "person", "registration")


def sittings_open_to(person: Any) -> QuerySet[Sitting]:
    """The tests of workshops that somebody is registered for and may sit now or soon."""
    from courses.workshops.enums import EXPECTED_STATUSES

    return Sitting.objects.filter(
        workshop__registrations__person=person,
        workshop__registrations__status__in=EXPECTED_STATUSES,
    ).select_related("quiz", "workshop")


def answers_are_shown(attempt: Attempt) -> bool:
    """Whether the person may see now what was right."""
    if not attempt.is_finished:
        return False
    when = attempt.sitting.quiz.feedback
    if when in (FeedbackTime.EACH, FeedbackTime.END):
        return True
    return when == FeedbackTime.CLOSED and is_over(attempt.sitting)


def is_over(sitting: Sitting) -> bool:
    """Whether all sittings of the same test in the same workshop are closed."""
    if sitting.workshop_id is None:
        return False
    states = Sitting.objects.filter(quiz=sitting.quiz_id, workshop=sitting.workshop_id).values_list(
        "occasion", "state"
    )
    closed = {occasion for occasion, state in states if state == SittingState.CLOSED}
    return closed >= {Occasion.PRE, Occasion.POST}
