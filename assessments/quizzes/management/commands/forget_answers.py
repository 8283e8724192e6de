"""``manage.py forget_answers``: once a day, or whenever somebody thinks of it."""

from typing import Any

from django.core.management.base import BaseCommand

from assessments.quizzes.services.retention import forget_answers


class Command(BaseCommand):
    """Safe to repeat; safe while people take tests."""

    help = "Replace single answers whose time is over (QUIZ_ANSWERS_KEPT_DAYS) by sums."

    def handle(self, *args: Any, **options: Any) -> None:
        done = forget_answers()
        self.stdout.write(f"{done.attempts} attempts, {done.answers} answers forgotten")
