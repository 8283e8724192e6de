"""``manage.py load_assessments``: the question bank and the quizzes from their files."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from assessments.quizzes.services import load_bank, load_quizzes
from core.content import ContentError
from core.services import Outcome


class Command(BaseCommand):
    """Load questions and quizzes; safe to repeat, never overwrites an editor's change."""

    help = "Load the question bank and the quizzes from assessments/quizzes/content/."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, then say what was done."""
        try:
            reports = {"questions": load_bank(), "quizzes": load_quizzes()}
        except ContentError as error:
            raise CommandError(f"Nothing was loaded.\n{error}") from error
        except ValidationError as error:
            raise CommandError("Nothing was loaded.\n" + "\n".join(error.messages)) from error
        for what, report in reports.items():
            for code in report[Outcome.KEPT]:
                self.stdout.write(f"kept: edited in the CMS: {code}")
            counts = ", ".join(f"{len(report[outcome])} {outcome.value}" for outcome in Outcome)
            self.stdout.write(f"{what}: {counts}")
