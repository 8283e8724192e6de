"""What an attempt came to."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from assessments.quizzes.asking import asked
from assessments.quizzes.enums import FeedbackTime, Occasion
from assessments.quizzes.models import Attempt
from assessments.quizzes.selectors.attempts import (
    answers_are_shown,
    answers_in,
    attempt_of,
    attempts_at,
)
from assessments.quizzes.selectors.taking import best_of, page_of
from assessments.quizzes.services.attempts import attempts_left
from core.access import access, signed_in
from courses.curriculum.enums import Phase
from courses.curriculum.selectors import Course, course_outline


@dataclass(slots=True)
class Part:
    """What was reached in a phase or of an objective."""

    label: str
    phase: str
    points: Decimal = Decimal(0)
    of: int = 0

    @property
    def percent(self) -> Decimal:
        """Points as a share of the possible ones, 0 to 100."""
        return self.points * 100 / self.of if self.of else Decimal(0)


@access(signed_in)
@never_cache
@require_GET
def attempt_result(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """The result of one's own attempt: nobody else's."""
    attempt = attempt_of(request.user, attempt_id)
    if attempt is None:
        raise Http404
    if not attempt.is_finished:
        return redirect("attempt", attempt.pk)  # which hands it in when its time is up
    return render(request, "quizzes/result.html", _context(attempt))


def _context(attempt: Attempt) -> dict[str, Any]:
    sitting, quiz = attempt.sitting, attempt.sitting.quiz
    language = get_language() or "lo"
    outline = course_outline(quiz.course_id, language)
    made = attempts_at(sitting.pk, attempt.person_id)
    # A refresher asks again: the best one is that of the round in which this attempt was made.
    of_round = [each for each in made if each.enrolment_id == attempt.enrolment_id]
    answers = answers_in(attempt)
    is_shown = answers_are_shown(attempt)
    # Single answers are kept for a time only; after it the results name no questions.
    is_whole = any("q" in entry for entry in attempt.results)
    answered = sum(bool(each.response) for each in answers if not each.is_late)
    is_pre = sitting.occasion == Occasion.PRE
    needed = Decimal(quiz.pass_percent or 0) * attempt.max_points / 100
    return {
        "attempt": attempt,
        "quiz": quiz,
        "workshop": sitting.workshop,
        "back_url": page_of(quiz, outline) or reverse("my_learning"),
        "is_pre": is_pre,
        "judges": attempt.has_passed is not None and not is_pre,
        "missing": max(Decimal(0), needed - (attempt.points or 0)),
        "answered": answered,
        "unanswered": max(0, len(attempt.paper) - answered) if is_whole else 0,
        "late": sum(each.is_late for each in answers),
        "made": len(of_round),
        "left": attempts_left(sitting, made, attempt.enrolment_id),
        "best": best_of(of_round),
        "phases": _by_phase(attempt),
        "objectives": _by_objective(attempt, outline),
        "is_shown": is_shown,
        "shown_later": quiz.feedback == FeedbackTime.CLOSED,
        "questions": asked(attempt, answers, language, with_solution=True)
        if is_shown and is_whole
        else [],
    }


def _by_phase(attempt: Attempt) -> list[Part]:
    """What was reached in each phase, where there are several."""
    parts = {str(each): Part(str(each.label), str(each)) for each in Phase}
    for entry in attempt.results:
        if part := parts.get(entry.get("phase", "")):
            _add(part, entry)
    found = [part for part in parts.values() if part.of]
    return found if len(found) > 1 else []


def _by_objective(attempt: Attempt, outline: Course | None) -> list[Part]:
    """What was reached of each objective, in the words of its module."""
    tagged = [each for each in attempt.results if each.get("module") and each.get("objective")]
    parts: dict[tuple[str, int], Part] = {}
    for entry in sorted(tagged, key=lambda each: (each["module"], each["objective"])):
        code, number = entry["module"], entry["objective"]
        module = outline.module_by_code(code) if outline else None
        lines = module.objectives if module else ()
        if 1 <= number <= len(lines):
            part = parts.setdefault((code, number), Part(lines[number - 1], entry.get("phase", "")))
            _add(part, entry)
    return list(parts.values())


def _add(part: Part, entry: dict[str, Any]) -> None:
    part.points += Decimal(str(entry.get("points", entry.get("credit", 0))))
    part.of += int(entry.get("of", 1))
