"""Reads of the curriculum: the outline of a course, rendered texts, a person's progress."""

from courses.curriculum.selectors.outline import (
    Course,
    Lesson,
    Module,
    PhaseOfCourse,
    course_outline,
    draft_outline,
    first_course_slug,
    forget_what_is_kept,
)
from courses.curriculum.selectors.progress import Done, Progress, progress_of
from courses.curriculum.selectors.texts import Text, lesson_text, render_text

__all__ = [
    "Course",
    "Done",
    "Lesson",
    "Module",
    "PhaseOfCourse",
    "Progress",
    "Text",
    "course_outline",
    "draft_outline",
    "first_course_slug",
    "forget_what_is_kept",
    "lesson_text",
    "progress_of",
    "render_text",
]
