"""Make or update the pages of the website from the files in ``site/website/content``."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.content import ContentError
from website.services import load_site_pages


class Command(BaseCommand):
    """Safe to repeat; what an editor changed is kept."""

    help = "Make or update home, about, help, privacy and news from files."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what happened."""
        try:
            counts = load_site_pages()
        except ContentError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("site pages: " + ", ".join(f"{n} {what}" for what, n in counts.items()))
