"""The blocks of tests on pages of lower apps."""

from typing import Any

from django.http import HttpRequest

from assessments.quizzes.enums import SittingState
from assessments.quizzes.models import Attempt
from assessments.quizzes.selectors.attempts import (
    sittings_open_to,
    workshops_tested_by,
)
from assessments.quizzes.selectors.room import room_of
from assessments.quizzes.selectors.taking import (
    Standing,
    my_standings,
    quizzes_to_take,
    standings,
)
from core import panels
from courses.curriculum.selectors import Course, Module
from courses.workshops.models import Workshop


def register() -> None:
    """Take the places; called when the app is ready."""
    panels.register(
        "workshop_tabs",
        name="tests",
        template="quizzes/_tab.html",
        context=workshop_tab,
        order=35,
    )
    panels.register(
        "workshop",
        name="tests",
        template="quizzes/_workshop_panel.html",
        context=workshop_panel,
        order=35,
    )
    panels.register(
        "my_learning",
        name="tests_open_now",
        template="quizzes/_tests_open_now.html",
        context=tests_open_now,
        order=5,
    )
    panels.register(
        "my_learning",
        name="my_tests",
        template="quizzes/_my_tests.html",
        context=my_tests,
        order=25,
    )
    panels.register(
        "module",
        name="tests",
        template="quizzes/_module_tests.html",
        context=module_tests,
        order=10,
    )
    panels.register(
        "course", name="tests", template="quizzes/_practice.html", context=practice, order=10
    )


def workshop_tab(request: HttpRequest, workshop: Workshop) -> dict[str, Any] | None:
    """The tab among the rooms of a workshop: for those who run its tests."""
    if not _runs_tests(request, workshop):
        return None
    here = request.resolver_match
    return {
        "workshop": workshop,
        "here": here is not None
        and (here.url_name or "").startswith(("workshop_test", "sitting_", "paper_")),
    }


def workshop_panel(request: HttpRequest, workshop: Workshop) -> dict[str, Any] | None:
    """The block on the workshop's own page: the state of both tests."""
    if not _runs_tests(request, workshop):
        return None
    return {"workshop": workshop, "room": room_of(workshop)}


def _runs_tests(request: HttpRequest, workshop: Workshop) -> bool:
    return workshops_tested_by(request.user).filter(pk=workshop.pk).exists()


def tests_open_now(request: HttpRequest, person: Any) -> dict[str, Any] | None:
    """Under "my learning", above all else: the tests of workshops that wait for this person now."""
    sittings = list(sittings_open_to(person).filter(state=SittingState.OPEN, quiz__is_live=True))
    if not sittings:
        return None
    finished = dict(
        Attempt.objects.filter(person=person, sitting__in=sittings)
        .order_by("number")
        .values_list("sitting_id", "finished_at")
    )
    waiting = [
        (sitting, sitting.pk in finished)
        for sitting in sittings
        if finished.get(sitting.pk) is None
    ]
    return {"waiting": waiting} if waiting else None


def my_tests(request: HttpRequest, person: Any) -> dict[str, Any] | None:
    """Under "my learning": what somebody is at, what their modules still ask for, what they did."""
    under_way, missing, done = my_standings(person)
    if not (under_way or missing or done):
        return None
    return {"under_way": under_way, "missing": missing, "done": done}


def module_tests(request: HttpRequest, module: Module) -> dict[str, Any] | None:
    """On the page of a module: its tests, and how far the reader is with each."""
    tests = list(quizzes_to_take().filter(module=module.pk))
    if not tests:
        return None
    if not request.user.is_authenticated:
        return {"tests": [Standing(quiz) for quiz in tests]}
    return {"tests": standings(request.user, tests)}


def practice(request: HttpRequest, course: Course) -> dict[str, Any] | None:
    """On the page of a course: tests to practise with."""
    quizzes = list(quizzes_to_take().filter(course=course.pk, module=None))
    return {"quizzes": quizzes} if quizzes else None
