"""``manage.py demo``: load the demonstration into an empty house; ``--reset`` empties it first."""

import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from config.demo import is_empty
from config.demo.load import load_demo


class Command(BaseCommand):
    """Refuses to touch a house that somebody lives in, and never runs in production."""

    help = "Load the demonstration: three workshops, sample people, the first modules."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reset", action="store_true", help="throw all local data away first")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.SETTINGS_MODULE.endswith(".production"):
            raise CommandError("The demonstration has no place in production.")
        if options["reset"]:
            _empty_the_house()
            call_command("migrate", verbosity=0, interactive=False)
        elif not is_empty():
            raise CommandError("People live here already. To start afresh: make demo-reset")
        load_demo()
        self.stdout.write("The demonstration is loaded.")


def _empty_the_house() -> None:
    """Drop everything in the database, and the files that belonged to it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        else:
            connection.close()
            for suffix in ("", "-wal", "-shm"):
                Path(f"{settings.DATABASES['default']['NAME']}{suffix}").unlink(missing_ok=True)
    for folder in (settings.MEDIA_ROOT, settings.VAR / "private"):
        shutil.rmtree(folder, ignore_errors=True)
