from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_delete
from wagtail.signals import page_published, page_unpublished, post_page_move


class CurriculumConfig(AppConfig):
    """What is taught: course, phase, module and lesson pages, enrolment, progress."""

    name = "courses.curriculum"
    label = "curriculum"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Drop what is kept when a page changes, make workers known, stand on "my learning"."""
        from core import panels
        from courses.curriculum import models, services  # noqa: F401 - makes the workers known
        from courses.curriculum.panels import continue_learning
        from courses.curriculum.selectors import forget_what_is_kept
        from courses.curriculum.selectors.progress import data_about
        from people.selectors import add_to_my_data

        for page_type in (
            models.CoursePage,
            models.PhasePage,
            models.ModulePage,
            models.LessonPage,
            models.ScenarioPage,
            models.CardPage,
        ):
            page_published.connect(_published, sender=page_type)
            for signal in (page_unpublished, post_page_move, post_delete):
                signal.connect(forget_what_is_kept, sender=page_type)
        panels.register(
            "my_learning",
            name="curriculum",
            template="curriculum/panel_continue.html",
            context=continue_learning,
            order=10,
        )
        add_to_my_data("courses", data_about)


def _published(instance: Any, **_: Any) -> None:
    """What readers are told of the Lao follows the reviews; only then is what is kept made anew."""
    from courses.curriculum.selectors import forget_what_is_kept
    from courses.curriculum.services.review import keep_lao_review

    keep_lao_review(page=instance)
    forget_what_is_kept()
