"""What is taught: course, phase, module and lesson pages; enrolment and progress."""

from courses.curriculum.models.learning import Enrolment, LessonProgress
from courses.curriculum.models.pages import CoursePage, LessonPage, ModulePage, PhasePage
from courses.curriculum.models.stamp import CurriculumStamp

__all__ = [
    "CoursePage",
    "CurriculumStamp",
    "Enrolment",
    "LessonPage",
    "LessonProgress",
    "ModulePage",
    "PhasePage",
]
