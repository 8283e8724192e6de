"""What is taught: course, phase, module and lesson pages; enrolment and progress."""

from courses.curriculum.models.glossary import GlossaryTerm
from courses.curriculum.models.handbook import Handbook
from courses.curriculum.models.learning import Completion, Enrolment, LessonProgress
from courses.curriculum.models.offline import OfflineMark
from courses.curriculum.models.pages import (
    CardPage,
    CoursePage,
    LessonPage,
    ModulePage,
    PhasePage,
    ScenarioPage,
)
from courses.curriculum.models.review import TextReview
from courses.curriculum.models.stamp import CurriculumStamp

__all__ = [
    "CardPage",
    "Completion",
    "CoursePage",
    "CurriculumStamp",
    "Enrolment",
    "GlossaryTerm",
    "Handbook",
    "LessonPage",
    "LessonProgress",
    "ModulePage",
    "OfflineMark",
    "PhasePage",
    "ScenarioPage",
    "TextReview",
]
