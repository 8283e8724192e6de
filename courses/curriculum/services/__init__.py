"""Every change of state of the curriculum: learning, and loading pages from files."""

from courses.curriculum.services.completing import settle, settle_module
from courses.curriculum.services.glossary import delete_term, load_glossary, save_term
from courses.curriculum.services.handbook import ask_for_handbook, make_handbook
from courses.curriculum.services.learning import (
    begin_again,
    complete_lesson,
    enrol,
    open_lesson,
    reopen_lesson,
)
from courses.curriculum.services.loading import LoadReport, load_curriculum
from courses.curriculum.services.offline import MarkFromPhone, TakenIn, take_in_marks
from courses.curriculum.services.review import keep_lao_review, review_text, seal

__all__ = [
    "LoadReport",
    "MarkFromPhone",
    "TakenIn",
    "ask_for_handbook",
    "begin_again",
    "complete_lesson",
    "delete_term",
    "enrol",
    "keep_lao_review",
    "load_curriculum",
    "load_glossary",
    "make_handbook",
    "open_lesson",
    "reopen_lesson",
    "review_text",
    "save_term",
    "seal",
    "settle",
    "settle_module",
    "take_in_marks",
]
