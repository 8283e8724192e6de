"""``manage.py load_curriculum``: content files become pages."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.content import ContentError
from core.services import Outcome
from courses.curriculum.files import CONTENT, FilesError
from courses.curriculum.services import load_curriculum


class Command(BaseCommand):
    """Load the course from its files; safe to repeat, never overwrites an editor's change."""

    help = "Load the curriculum from courses/curriculum/content/ and publish it."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--folder`` for another course."""
        parser.add_argument("--folder", type=Path, default=CONTENT)

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, then say what was done to each page."""
        try:
            report = load_curriculum(folder=options["folder"])
        except (FilesError, ContentError) as error:
            raise CommandError(f"Nothing was loaded.\n{error}") from error
        for outcome, word in (
            (Outcome.CREATED, "created"),
            (Outcome.UPDATED, "updated"),
            (Outcome.KEPT, "kept: edited in the CMS"),
        ):
            for path in report.get(outcome, []):
                self.stdout.write(f"{word}: {path}")
        counts = (f"{len(report.get(outcome, []))} {outcome.value}" for outcome in Outcome)
        self.stdout.write(", ".join(counts))
