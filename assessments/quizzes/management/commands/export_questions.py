"""``manage.py export_questions``: the bank, or a module's questions, as a file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.quizzes.exchange import files
from assessments.quizzes.selectors.exchange import bank_of, questions_to_exchange


class Command(BaseCommand):
    """Write the question bank as Moodle XML or GIFT."""

    help = "Write the question bank as Moodle XML or GIFT, both languages in one file."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file's name says the format, or ``--format`` does."""
        parser.add_argument("file", help="where to write; .xml, .gift, .txt, or .zip with --apart")
        parser.add_argument("--format", choices=[files.XML, files.GIFT])
        parser.add_argument("--module", default="", help="only this module, such as B1")
        parser.add_argument(
            "--apart", action="store_true", help="a file for each language, in a ZIP"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, then say how many."""
        path = Path(options["file"])
        form = options["format"]
        if form is None:
            form = files.GIFT if path.suffix in (".gift", ".txt") else files.XML
        questions = questions_to_exchange()
        if options["module"]:
            questions = questions.filter(module__code=options["module"])
        bank = bank_of(questions)
        if not bank.questions:
            raise CommandError("There are no such questions.")
        _name, content = files.written(bank, form=form, apart=options["apart"])
        path.write_bytes(content)
        self.stdout.write(f"{len(bank.questions)} questions, {len(bank.cases)} cases: {path}")
