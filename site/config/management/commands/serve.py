"""``manage.py serve``: make everything ready, then run the web server and one task worker."""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config.demo import DEMO_PASSWORD, DEMO_SIGN_INS, is_empty
from core import pdf


class Command(BaseCommand):
    """Safe to run again: migrates and collects only what is new, loads the demo only when empty."""

    help = "Get ready and serve: web server and one task worker, stopped together by Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=max(2, os.cpu_count() or 2))
        parser.add_argument("--no-demo", action="store_true", help="do not load the demonstration")

    def handle(self, *args: Any, **options: Any) -> None:
        port = options["port"]
        _refuse_taken_port(port)
        self.prepare(demo=not options["no_demo"])
        self.run(port, options["workers"])

    def prepare(self, *, demo: bool) -> None:
        """Database, static files and, in an empty house, the demonstration."""
        try:
            pdf.check_available()
        except pdf.PdfUnavailableError as error:
            self.stderr.write(self.style.WARNING(str(error)))
        if _migrations_waiting():
            self.stdout.write("Preparing the database ...")
            call_command("migrate", verbosity=0, interactive=False)
        fingerprint = _static_fingerprint()
        marker = Path(settings.STATIC_ROOT) / ".fingerprint"
        if not marker.exists() or marker.read_text() != fingerprint:
            self.stdout.write("Collecting style sheets and scripts ...")
            call_command("collectstatic", verbosity=0, interactive=False)
            marker.write_text(fingerprint)
        if demo and is_empty():
            self.stdout.write("Loading the demonstration ...")
            call_command("demo")

    def run(self, port: int, workers: int) -> None:
        """Start both processes and wait; whichever way it ends, both are stopped."""
        connection.close()
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
            "PYTHONPATH": os.pathsep.join([str(settings.ROOT), str(settings.ROOT / "site")]),
        }
        server = [
            *(sys.executable, "-m", "gunicorn", "config.wsgi:application"),
            *("--bind", f"0.0.0.0:{port}", "--workers", str(workers), "--preload"),
            *("--log-level", "warning", "--timeout", "60"),
        ]
        worker = [sys.executable, str(settings.ROOT / "manage.py"), "work"]
        web = _start(server, environment)
        background = _start(worker, environment)
        # A shell that starts us in the background ignores Ctrl-C for us; we do not.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for ending in (signal.SIGTERM, signal.SIGHUP):  # SIGHUP: the terminal was closed
            signal.signal(ending, lambda *_: sys.exit(0))
        try:
            _wait_until_it_answers(port, web)
            self.announce(port)
            while web.poll() is None:
                if background.poll() is not None:
                    self.stderr.write("The task worker has stopped; starting it again.")
                    background = _start(worker, environment)
                time.sleep(1)
            raise CommandError("The web server has stopped; the rest is stopped too.")
        except KeyboardInterrupt:
            self.stdout.write("\nStopping ...")
        finally:
            for process in (web, background):
                if process.poll() is None:
                    process.terminate()
            for process in (web, background):
                try:
                    process.wait(timeout=15)
                except subprocess.TimeoutExpired:
                    process.kill()

    def announce(self, port: int) -> None:
        """Say where to look and how to sign in."""
        lines = ["", f"  The site is at http://localhost:{port}/", ""]
        if not is_empty():
            lines += [f"  {who:<18} {username}" for who, username in DEMO_SIGN_INS]
            lines += ["", f"  Password of all of them: {DEMO_PASSWORD}"]
        lines += ["  Stop with Ctrl-C.", ""]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def _start(command: list[str], environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    """Start a part of the site in a session of its own, so that Ctrl-C reaches only this command."""
    return subprocess.Popen(command, env=environment, start_new_session=True)  # noqa: S603


def _refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0", port))  # noqa: S104 - the room's phones must reach it
        except OSError as error:
            raise CommandError(
                f"Port {port} is in use. Stop what runs there, or choose another: make run PORT=8001"
            ) from error


def _migrations_waiting() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _static_fingerprint() -> str:
    """Changes when a static file of ours or an installed version changes."""
    digest = hashlib.sha256((settings.ROOT / "requirements.lock").read_bytes())
    for path in sorted((settings.ROOT / "static").rglob("*")):
        if path.is_file():
            digest.update(f"{path}:{path.stat().st_mtime_ns}:{path.stat().st_size}".encode())
    return digest.hexdigest()


def _wait_until_it_answers(port: int, web: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        if web.poll() is not None:
            raise CommandError("The site did not start; the reason stands above.")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise CommandError(f"The site did not answer on port {port}.")
