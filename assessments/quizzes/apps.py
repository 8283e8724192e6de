from django.apps import AppConfig


class QuizzesConfig(AppConfig):
    """What was learnt: questions, sittings, attempts."""

    name = "assessments.quizzes"
    label = "quizzes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Take the places on pages of other apps."""
        from assessments.quizzes import panels

        panels.register()
