"""``manage.py catalogues update|check|compile``: the strings of the site in both languages."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core import catalogues


class Command(BaseCommand):
    """Keep the message catalogues in line with the source."""

    help = "Update, check or compile the message catalogues; no system gettext is needed."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One word says what to do."""
        parser.add_argument("what", choices=["update", "check", "compile"])

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        """Do it; ``check`` ends with an error and a line for each problem."""
        if what == "compile":
            for path in catalogues.compile_stale(settings.LOCALE_PATHS):
                self.stdout.write(str(path.relative_to(settings.ROOT)))
        elif what == "update":
            for language, (came, went) in catalogues.update(settings.ROOT).items():
                self.stdout.write(f"{language}: {came} new, {went} gone")
        elif problems := catalogues.check(settings.ROOT):
            for problem in problems:
                self.stdout.write(problem)
            ending = "" if len(problems) == 1 else "s"
            raise CommandError(f"The catalogues have {len(problems)} problem{ending}.")
        else:
            self.stdout.write("The catalogues are complete.")
