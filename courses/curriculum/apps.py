from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_delete
from wagtail.signals import page_published, page_unpublished, post_page_move


def module_was_published(instance: Any, **_: Any) -> None:
    """Its completion rule may ask for less than before."""
    from courses.curriculum.services import settle_module

    settle_module(module=instance)


def lesson_was_taken_away(instance: Any, **_: Any) -> None:
    """Nobody waits for a lesson that cannot be read any more."""
    from courses.curriculum.models import ModulePage
    from courses.curriculum.services import settle_module

    if module := ModulePage.objects.parent_of(instance).first():
        settle_module(module=module)


class CurriculumConfig(AppConfig):
    """What is taught: course, phase, module and lesson pages, enrolment, progress."""

    name = "courses.curriculum"
    label = "curriculum"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Drop what is kept when a page changes, make workers known, stand on "my learning"."""
        from core import panels
        from courses.curriculum import models, services  # noqa: F401 - makes the workers known
        from courses.curriculum.merging import register_mover
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
        page_published.connect(module_was_published, sender=models.ModulePage)
        page_unpublished.connect(lesson_was_taken_away, sender=models.LessonPage)
        panels.register(
            "my_learning",
            name="curriculum",
            template="curriculum/panel_continue.html",
            context=continue_learning,
            order=10,
        )
        add_to_my_data("courses", data_about)
        register_mover()


def _published(instance: Any, **_: Any) -> None:
    """What readers are told of the Lao follows the reviews; only then is what is kept made anew."""
    from courses.curriculum.selectors import forget_what_is_kept
    from courses.curriculum.services.review import keep_lao_review

    keep_lao_review(page=instance)
    forget_what_is_kept()
