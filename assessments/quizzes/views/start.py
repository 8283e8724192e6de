"""Before a test: what awaits one, and the button to begin or to go on."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessments.quizzes import services
from assessments.quizzes.enums import SittingState
from assessments.quizzes.models import Attempt, Quiz, Sitting
from assessments.quizzes.models.attempts import AttemptLine
from assessments.quizzes.selectors.attempts import attempts_at, sittings_open_to
from assessments.quizzes.selectors.taking import (
    best_of,
    is_to_take,
    page_of,
    questions_asked,
    quizzes_to_take,
    round_of,
    rounds_of,
    sitting_known,
)
from assessments.quizzes.services.attempts import attempts_left, settled
from core.access import access, signed_in
from courses.curriculum.models import Enrolment
from courses.curriculum.selectors import Course, course_outline
from courses.curriculum.services import enrol
from people.models import User

#: How many attempts of a round are listed, the last ones; of more the best one is named.
MOST_LISTED = 10


@access(signed_in)
@never_cache
@require_http_methods(["GET", "POST"])
def test_start(request: HttpRequest, code: str) -> HttpResponse:
    """A practice or a module's test; POST begins it or goes on with it."""
    sitting = sitting_known(code)
    outline = _outline(sitting) if sitting else None
    if (
        sitting is None
        or sitting.minutes != sitting.quiz.minutes
        or not is_to_take(sitting.quiz, outline)
    ):
        sitting = services.self_paced_sitting(get_object_or_404(quizzes_to_take(), code=code))
        outline = _outline(sitting)
    if request.method == "POST":
        return _begin(request, sitting)
    return _page(request, sitting, outline)


@access(signed_in)
@never_cache
@require_http_methods(["GET", "POST"])
def sitting_start(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """The pre-test or post-test of a workshop, for people who are registered there; POST begins it
    or goes on with it."""
    sitting = get_object_or_404(sittings_open_to(request.user).distinct(), pk=sitting_id)
    if request.method == "POST":
        return _begin(request, sitting)
    return _page(request, sitting)


def _begin(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    person: User = request.user  # type: ignore[assignment]
    try:
        if sitting.workshop_id is None:
            attempt = services.start_attempt(
                person=person, sitting=sitting, enrolment=_enrolment(person, sitting.quiz)
            )
        else:
            attempt = _begin_in_workshop(person, sitting)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(request.path)
    return redirect("attempt", attempt.pk)


def _begin_in_workshop(person: User, sitting: Sitting) -> Attempt:
    registration = services.registration_for(sitting, person)
    form = ""
    if registration is not None and sitting.is_open:
        form = services.form_for(sitting=sitting, registration=registration, actor=person)
    return services.start_attempt(
        person=person, sitting=sitting, registration=registration, form=form
    )


def _enrolment(person: User, quiz: Quiz) -> Enrolment:
    """The round of the course in which this attempt counts; the first one is made when needed."""
    return round_of(rounds_of(person), quiz) or enrol(person=person, course=quiz.course)


def _outline(sitting: Sitting) -> Course | None:
    return course_outline(sitting.quiz.course_id, get_language() or "lo")


def _page(request: HttpRequest, sitting: Sitting, outline: Course | None = None) -> HttpResponse:
    person: User = request.user  # type: ignore[assignment]
    made = settled(lambda: attempts_at(sitting.pk, person.pk))
    quiz = sitting.quiz
    running = next((each for each in made if not each.is_finished), None)
    allowed = 1 if sitting.workshop_id else quiz.attempts_allowed
    this_round = None if sitting.workshop_id else round_of(rounds_of(person), quiz)
    here = this_round.pk if this_round else None
    left = attempts_left(sitting, made, here)
    counting: list[AttemptLine] = []
    earlier: list[AttemptLine] = []
    for each in made:
        if each.is_finished:
            counts = sitting.workshop_id or each.enrolment_id == here
            (counting if counts else earlier).append(each)
    context: dict[str, Any] = {
        "sitting": sitting,
        "quiz": quiz,
        "workshop": sitting.workshop,
        "running": running,
        "made": counting,
        "shown": counting[-MOST_LISTED:],
        "best": best_of(counting) if len(counting) > MOST_LISTED else None,
        "earlier": earlier,
        "left": left,
        "back_url": page_of(quiz, outline) or reverse("my_learning"),
        "allowed": allowed,
        "questions": questions_asked(quiz),
        "is_planned": sitting.state == SittingState.PLANNED,
        "can_begin": sitting.is_open and running is None and left != 0,
    }
    return render(request, "quizzes/start.html", context)
