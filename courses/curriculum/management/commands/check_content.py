"""``manage.py check_content``: what is wrong with the content files, without a database."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from courses.curriculum.content_check import check_content
from courses.curriculum.files import CONTENT


class Command(BaseCommand):
    """Ends with an error and a line for each finding, or says that all is well."""

    help = (
        "Check the content files: both languages, words, terms, figures, sources, coverage, time."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """``--folder`` for another course."""
        parser.add_argument("--folder", type=Path, default=CONTENT)

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, and tell."""
        findings = check_content(settings.ROOT, options["folder"])
        for finding in findings:
            self.stdout.write(str(finding))
        if findings:
            ending = "" if len(findings) == 1 else "s"
            raise CommandError(f"The content has {len(findings)} problem{ending}.")
        self.stdout.write("The content is complete.")
