"""``manage.py work``: the task worker, which also takes up jobs whose worker has died, and does the
chores of the day."""

import logging
import threading
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from core import chores, jobs

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Run as many of these as there is work for, on as many machines (PostgreSQL)."""

    help = "Work on background jobs until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        threading.Thread(target=_rescue_for_ever, args=(stop,), daemon=True).start()
        try:
            call_command("db_worker", interval=0.5, reload=False, verbosity=0)
        finally:
            stop.set()


def _rescue_for_ever(stop: threading.Event) -> None:
    """Look for silent jobs twice as often as a job may be silent, and for chores of the day."""
    while True:
        try:
            close_old_connections()
            jobs.rescue_silent()
            chores.do_due()
        except Exception:
            logger.exception("looking for silent jobs or chores failed; trying again")
        if stop.wait(settings.JOB_SILENCE / 2):
            return
