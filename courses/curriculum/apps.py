from django.apps import AppConfig


class CurriculumConfig(AppConfig):
    """What is taught: course, phase, module and lesson pages, enrolment, progress."""

    name = "courses.curriculum"
    label = "curriculum"
    default_auto_field = "django.db.models.BigAutoField"
