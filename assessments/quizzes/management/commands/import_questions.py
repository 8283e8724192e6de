"""``manage.py import_questions``: what files would change in the bank; ``--write`` changes it."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from assessments.quizzes.exchange import files
from assessments.quizzes.exchange.planning import plan_import
from assessments.quizzes.services.exchange import carry_out


class Command(BaseCommand):
    """Read Moodle XML or GIFT, one file or one for each language."""

    help = "Show what files of questions would change in the bank; write it with --write."

    def add_arguments(self, parser: CommandParser) -> None:
        """One file, or two of one language each."""
        parser.add_argument("files", nargs="+")
        parser.add_argument("--module", default="", help="for new questions that name none")
        parser.add_argument("--write", action="store_true", help="write what is shown")

    def handle(self, *args: Any, **options: Any) -> None:
        """Show, and write when asked to and nothing is refused."""
        with translation.override("en"):
            try:
                uploads = [(Path(each).name, Path(each).read_bytes()) for each in options["files"]]
            except OSError as error:
                raise CommandError(str(error)) from error
            plan = plan_import(files.read(uploads), module=options["module"])
            for each in plan.problems:
                mark = "refused" if each.refuses else "note"
                self.stdout.write(f"{each.at.file}:{each.line}: {mark}: {each.code} {each.text}")
            for step in plan.changed:
                for change in step.changes:
                    self.stdout.write(
                        f"{step.record.code}: {change.label} {change.language}: "
                        f"{change.before} -> {change.after}"
                    )
            self.stdout.write(
                f"{len(plan.new)} new, {len(plan.changed)} changed, {len(plan.same)} the same"
            )
            if plan.refusals:
                raise CommandError("Nothing was written: correct the file first.")
            if options["write"]:
                try:
                    carry_out(plan=plan, note="Imported")
                except ValidationError as error:
                    raise CommandError(
                        "Nothing was written.\n" + "\n".join(error.messages)
                    ) from error
                self.stdout.write("Written.")
