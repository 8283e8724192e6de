"""Reads of the curriculum: the outline of a course, rendered texts, a person's progress."""

from courses.curriculum.selectors.glossary import Glossary, Term, glossary, mark_terms
from courses.curriculum.selectors.go import PhaseSheets, Sheet, go_sheets
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
from courses.curriculum.selectors.parts import (
    Checklist,
    ListsOfPlace,
    Part,
    checklists,
    parts_in_both,
    readings_of,
)
from courses.curriculum.selectors.progress import (
    Completed,
    Done,
    Progress,
    completed_by,
    not_completed,
    progress_of,
    still_asked,
)
from courses.curriculum.selectors.texts import Text, reading_text, render_text

__all__ = [
    "Card",
    "Checklist",
    "Completed",
    "Course",
    "Done",
    "Glossary",
    "Lesson",
    "ListsOfPlace",
    "Module",
    "Part",
    "PhaseOfCourse",
    "PhaseSheets",
    "Progress",
    "Reading",
    "Scenario",
    "Sheet",
    "Term",
    "Text",
    "checklists",
    "completed_by",
    "course_outline",
    "draft_outline",
    "first_course_slug",
    "forget_what_is_kept",
    "glossary",
    "go_sheets",
    "mark_terms",
    "not_completed",
    "parts_in_both",
    "progress_of",
    "reading_text",
    "readings_of",
    "render_text",
    "still_asked",
]
