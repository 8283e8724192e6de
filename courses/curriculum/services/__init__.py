"""Every change of state of the curriculum: learning, and loading pages from files."""

from courses.curriculum.services.glossary import delete_term, load_glossary, save_term
from courses.curriculum.services.learning import (
    complete_lesson,
    enrol,
    open_lesson,
    reopen_lesson,
)
from courses.curriculum.services.loading import LoadReport, load_curriculum

__all__ = [
    "LoadReport",
    "complete_lesson",
    "delete_term",
    "enrol",
    "load_curriculum",
    "load_glossary",
    "open_lesson",
    "reopen_lesson",
    "save_term",
]
