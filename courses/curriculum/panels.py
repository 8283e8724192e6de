"""What the curriculum adds to pages of other apps."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from courses.curriculum.selectors import (
    Completed,
    completed_by,
    course_outline,
    first_course_slug,
    not_completed,
    progress_of,
)


def continue_learning(request: HttpRequest, subject: Any) -> dict[str, Any] | None:
    """On "my learning": go on where one left off, or begin."""
    slug = first_course_slug()
    course = slug and course_outline(slug, get_language() or "lo")
    if not course or not request.user.is_authenticated:
        return None
    progress = progress_of(request.user, course)
    lesson = progress.next_lesson
    module = course.module_of(lesson.pk) if lesson else None
    completed = completed_by(request.user, course) if progress.enrolled else Completed()
    return {
        "course": course,
        "progress": progress,
        "course_done": progress.of_course(),
        "lesson": lesson,
        "module": module,
        "module_done": progress.of_module(module) if module else None,
        "completed": completed,
        "not_completed": not_completed(progress, completed),
        "completed_modules": [
            (each, completed.last[each.pk], each.pk in completed.now)
            for each in course.modules
            if each.pk in completed.last
        ],
        "modules_total": len(course.modules),
        "phases": [(phase, progress.of_phase(phase)) for phase in course.phases],
    }
