from django.apps import AppConfig


class QuizzesConfig(AppConfig):
    """What was learnt: questions, sittings, attempts."""

    name = "assessments.quizzes"
    label = "quizzes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Take the places on pages of other apps; let modules ask for their test; know one's data."""
        from django.db.models.signals import post_delete, post_save, pre_save

        from assessments.quizzes import panels, requirement
        from assessments.quizzes.merging import register_mover
        from assessments.quizzes.models import Quiz
        from assessments.quizzes.selectors.my_data import data_about
        from assessments.quizzes.services.retention import forget_answers
        from core import chores
        from courses.curriculum.rules import require
        from people.selectors import add_to_my_data

        panels.register()
        require("module_test", requirement.REQUIREMENT)
        pre_save.connect(requirement.keep_module_asked_of, sender=Quiz)
        post_save.connect(requirement.settle_who_waited, sender=Quiz)
        post_delete.connect(requirement.settle_who_waited_for_deleted, sender=Quiz)
        add_to_my_data("tests", data_about)
        register_mover()
        chores.every_day("forget_answers", forget_answers)
