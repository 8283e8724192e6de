"""What is taught: course, phase, module and lesson pages; enrolment and progress."""

from core.pages import BilingualPage


class CoursePage(BilingualPage):
    """A course: the phases beneath it, in order."""
