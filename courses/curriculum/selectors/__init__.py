"""Reads of the curriculum: the outline of a course, rendered texts, a person's progress."""

from courses.curriculum.selectors.glossary import Glossary, Term, glossary, mark_terms
from courses.curriculum.selectors.outline import (
    Card,
    Course,
    Lesson,
    Module,
    PhaseOfCourse,
    Reading,
    Scenario,
    course_outline,
    draft_outline,
    first_course_slug,
    forget_what_is_kept,
)
from courses.curriculum.selectors.progress import Done, Progress, progress_of
from courses.curriculum.selectors.texts import Text, reading_text, render_text

__all__ = [
    "Card",
    "Course",
    "Done",
    "Glossary",
    "Lesson",
    "Module",
    "PhaseOfCourse",
    "Progress",
    "Reading",
    "Scenario",
    "Term",
    "Text",
    "course_outline",
    "draft_outline",
    "first_course_slug",
    "forget_what_is_kept",
    "glossary",
    "mark_terms",
    "progress_of",
    "reading_text",
    "render_text",
]
