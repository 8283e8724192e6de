"""The reading pages. Open to everybody; progress is for people with an account."""

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST, require_safe

from core.access import access, anyone, signed_in
from core.kept import render_kept
from courses.curriculum import services
from courses.curriculum.enums import GUIDELINES_OF_PHASE, CardKind, Principle
from courses.curriculum.models import CoursePage, LessonPage
from courses.curriculum.selectors import (
    Completed,
    Course,
    Lesson,
    Module,
    Reading,
    Text,
    completed_by,
    course_outline,
    not_completed,
    progress_of,
    reading_text,
    still_asked,
)
from people.models import User
from people.roles import roles_of
from website.navigation import edition


@access(anyone)
@require_safe
def course(request: HttpRequest, course: str) -> HttpResponse:
    """The course: three phases, their modules, how far the reader is."""
    outline = outline_or_404(course)
    return render(request, "curriculum/course.html", course_context(request, outline))


@access(anyone)
@require_safe
def module(request: HttpRequest, course: str, module: str) -> HttpResponse:
    """A module: what it is for, its lessons."""
    outline = outline_or_404(course)
    found = found_or_404(outline.module(module))
    return render(request, "curriculum/module.html", module_context(request, outline, found))


@access(anyone)
@require_safe
def lesson(request: HttpRequest, course: str, module: str, lesson: str) -> HttpResponse:
    """A lesson. Its text comes from the cache; only the reader's own bits are made per request."""
    outline = outline_or_404(course)
    found = found_or_404(outline.lesson(module, lesson))
    context = lesson_context(request, outline, found)
    if request.method == "GET" and context["progress"].is_new_opening(found):
        services.open_lesson(person=_person(request), lesson=LessonPage.objects.get(pk=found.pk))
    roles = sorted(roles_of(request.user))
    key = (
        f"{outline.stamp}:{edition()}:{roles}:{request.user.is_superuser:d}:{context['is_done']:d}"
    )
    return render_kept(request, "curriculum/lesson.html", context, key=key)


@access(anyone)
@require_safe
def guidelines(request: HttpRequest, course: str) -> HttpResponse:
    """The guidelines and principles of MICIC, and the lessons that teach each."""
    outline = outline_or_404(course)
    context = {
        "course": outline,
        "phases": [
            (phase, [(guideline, outline.teaching(guideline)) for guideline in guidelines])
            for phase, guidelines in GUIDELINES_OF_PHASE.items()
        ],
        "principles": [(principle, outline.teaching(principle)) for principle in Principle],
    }
    return render(request, "curriculum/guidelines.html", context)


@access(anyone)
@require_safe
def scenario(request: HttpRequest, course: str, scenario: str) -> HttpResponse:
    """A tabletop exercise, to prepare it and to read it aloud."""
    outline = outline_or_404(course)
    found = found_or_404(outline.scenario(scenario))
    return render(request, "curriculum/reading.html", reading_context(outline, found))


@access(anyone)
@require_safe
def cards(request: HttpRequest, course: str) -> HttpResponse:
    """All cards by kind."""
    outline = outline_or_404(course)
    kinds = [(kind, [card for card in outline.cards if card.kind == kind]) for kind in CardKind]
    context = {"course": outline, "kinds": [each for each in kinds if each[1]]}
    return render(request, "curriculum/cards.html", context)


@access(anyone)
@require_safe
def card(request: HttpRequest, course: str, card: str) -> HttpResponse:
    """A card."""
    outline = outline_or_404(course)
    found = found_or_404(outline.card(card))
    return render(request, "curriculum/reading.html", reading_context(outline, found))


@access(signed_in)
@require_POST
def start(request: HttpRequest, course: str) -> HttpResponse:
    """One tap: take the course and open the lesson to go on with."""
    page = get_object_or_404(CoursePage.objects.live(), slug=course)
    services.enrol(person=_person(request), course=page)
    outline = outline_or_404(course)
    following = progress_of(request.user, outline).next_lesson
    return redirect(following.url if following else outline.url)


@access(signed_in)
@require_POST
def done(request: HttpRequest, course: str, module: str, lesson: str) -> HttpResponse:
    """Mark as read and go on: to the next lesson, or to the module when it is finished."""
    outline = outline_or_404(course)
    found = found_or_404(outline.lesson(module, lesson))
    page = get_object_or_404(LessonPage.objects.live(), pk=found.pk)
    services.complete_lesson(person=_person(request), lesson=page)
    following = outline.after(found.pk)
    here = found_or_404(outline.module_of(found.pk))
    if following is None or outline.module_of(following.pk) is not here:
        return redirect(f"{here.url}#finished")
    return redirect(following.url)


@access(signed_in)
@require_POST
def again(request: HttpRequest, course: str, module: str, lesson: str) -> HttpResponse:
    """Take the mark "read" back and stay on the lesson."""
    found = found_or_404(outline_or_404(course).lesson(module, lesson))
    services.reopen_lesson(
        person=_person(request), lesson=get_object_or_404(LessonPage.objects.live(), pk=found.pk)
    )
    return redirect(found.url)


@access(anyone)
@require_GET
def first_course(request: HttpRequest) -> HttpResponse:
    """The bare address: the first course there is."""
    page = CoursePage.objects.live().order_by("path").first()
    return redirect(found_or_404(page).address)


def course_context(request: HttpRequest, outline: Course) -> dict[str, Any]:
    """What the page of a course shows."""
    progress = progress_of(request.user, outline)
    completed = completed_by(request.user, outline) if progress.enrolled else Completed()
    return {
        "course": outline,
        "progress": progress,
        "completed": completed,
        "course_done": progress.of_course(),
        "not_completed": not_completed(progress, completed),
        "phases": [
            (
                phase,
                progress.of_phase(phase),
                [
                    (module, progress.of_module(module), module.pk in completed.now)
                    for module in phase.modules
                ],
            )
            for phase in outline.phases
        ],
        "next_lesson": progress.next_lesson,
    }


def module_context(request: HttpRequest, outline: Course, module: Module) -> dict[str, Any]:
    """What the page of a module shows."""
    progress = progress_of(request.user, outline)
    completed = completed_by(request.user, outline) if progress.enrolled else Completed()
    unread = [lesson for lesson in module.lessons if not progress.has_done(lesson)]
    is_completed, enough_read = module.pk in completed.now, progress.meets_rule(module)
    return {
        "course": outline,
        "module": module,
        "still_asked": still_asked(request.user, outline, module)
        if enough_read and not is_completed
        else [],
        "progress": progress,
        "module_done": progress.of_module(module),
        "completed_at": completed.module(module),
        "is_completed": is_completed,
        "is_refresher": module.pk in progress.refreshing,
        "enough_read": enough_read,
        "lessons": [(lesson, progress.has_done(lesson)) for lesson in module.lessons],
        "next_lesson": unread[0] if unread else None,
        "next_module": outline.module_after(module),
    }


def lesson_context(
    request: HttpRequest, outline: Course, lesson: Lesson, text: Text | None = None
) -> dict[str, Any]:
    """What the page of a lesson shows; a preview brings its own ``text``."""
    progress = progress_of(request.user, outline)
    module = found_or_404(outline.module_of(lesson.pk))
    return {
        "course": outline,
        "module": module,
        "lesson": lesson,
        "text": text or reading_text(outline, lesson),
        "progress": progress,
        "module_done": progress.of_module(module),
        "is_done": progress.has_done(lesson),
        "place": module.lessons.index(lesson) + 1,
        "previous_lesson": outline.before(lesson.pk),
        "next_lesson": outline.after(lesson.pk),
    }


def reading_context(outline: Course, reading: Reading, text: Text | None = None) -> dict[str, Any]:
    """What the page of an exercise or a card shows; a preview brings its own ``text``."""
    return {
        "course": outline,
        "reading": reading,
        "text": text or reading_text(outline, reading),
    }


def _person(request: HttpRequest) -> User:
    """The signed-in person; the door has checked."""
    return cast(User, request.user)


def outline_or_404(slug: str) -> Course:
    """The outline of a live course in the reader's language, else 404."""
    return found_or_404(course_outline(slug, get_language() or "lo"))


def found_or_404(found: Any) -> Any:
    """What was looked up in the outline, else 404."""
    if found is None:
        raise Http404
    return found
