"""``make bench``: speed and memory of the main pages and services, on SQLite and on PostgreSQL.

Prints machine and versions with every figure, so that figures can be compared honestly. The aim is
ten times Moodle on the same two cores: there a lesson gave 27 requests/s and the attendance page of
24 people 20 requests/s at 16 clients, saving 200 marks took 1.5 s, the report of 200 × 8 gave 7
requests/s, 16 people took 3.9 tests of 15 questions a second from the start page to the result, a
first visit weighed 1.2 MB and a certificate took 0.4 s.
"""

import argparse
import importlib.metadata
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]

from tests.bench.load import measure  # noqa: E402 - the path is set above
from tests.with_postgres import running_postgres  # noqa: E402


def machine() -> str:
    """The machine and the versions that matter, in one paragraph."""
    cpu = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}"
        for name in ("django", "wagtail", "weasyprint", "gunicorn")
    )
    return f"{os.cpu_count()} × {cpu}; Python {platform.python_version()}; {versions}"


def bench_database(seconds: float, *, room_alone: bool = False) -> None:
    """Measure with the database that DATABASE_URL names; runs in a process of its own."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from config.demo.load import load_demo

    call_command("migrate", verbosity=0)
    if not room_alone:
        call_command("collectstatic", verbosity=0, interactive=False)
        load_demo()
    print(f"\n## {connection.vendor} {'.'.join(map(str, connection.get_database_version()))}")
    if room_alone:
        room_of_phones()
        return
    big = make_big_workshop(people=200, days=4)
    room = make_big_workshop(people=24, days=2)
    # From here on this process is like one of the web server's: no search for garbage among what
    # loading the demonstration has left behind.
    import config.wsgi  # noqa: F401

    save_marks(big, 200)
    save_marks(room, 24)
    mark_everything(big)
    pages(big, room, seconds)
    sittings(300 if connection.vendor == "postgresql" else 60, seconds)
    room_of_phones()
    certificates()
    handbook()
    scans()


def make_big_workshop(*, people: int, days: int):
    """A workshop of this size with nobody marked yet."""
    from courses.workshops.models import WorkshopFacilitator
    from people.models import Organisation, User
    from tests.factories import make_person, make_registration, make_workshop

    facilitator = User.objects.get(username="facilitator")
    workshop = make_workshop(days=days, facilitator=None, start_date=date(2026, 6, 1))
    WorkshopFacilitator.objects.create(workshop=workshop, person=facilitator)
    organisations = list(Organisation.objects.top_level())
    genders = ("female", "male", "male", "not_stated")
    for number in range(people):
        person = make_person(
            organisation=organisations[number % len(organisations)],
            gender=genders[number % len(genders)],
        )
        make_registration(workshop, person)
    return workshop


def save_marks(workshop, count: int) -> None:
    """Milliseconds to save the marks of a whole session in one batch: first, then changed.

    First on a list that nobody has marked, then changing every mark (the median of five). Nothing is
    cold: loading the demonstration has called the same service before.
    """
    from courses.workshops.services.attendance import MarkInput, mark_attendance
    from people.models import User

    actor = User.objects.get(username="facilitator")
    session = workshop.sessions.first()
    current = dict.fromkeys(workshop.registrations.values_list("pk", flat=True), ())
    took = []
    for status in ("present", "late", "present", "late", "absent", "present"):
        batch = [
            MarkInput(registration_id=pk, status=status, seen=seen, reason="measured")
            for pk, seen in current.items()
        ]
        begun = time.perf_counter()
        outcome = mark_attendance(session=session, marks=batch, actor=actor)
        took.append((time.perf_counter() - begun) * 1000)
        if len(outcome.applied) != count:
            raise SystemExit(f"only {len(outcome.applied)} of {count} marks were saved")
        current = {mark.registration_id: (mark.client_id,) for mark in outcome.applied}
    first, *changes = took
    print(f"save {count:>3} marks, first       {first:7.1f} ms")
    print(f"save {count:>3} marks, changed     {statistics.median(changes):7.1f} ms")


def mark_everything(workshop) -> None:
    """Fill the other sessions, so that the report has people × sessions to count."""
    from courses.workshops.services.attendance import MarkInput, mark_attendance
    from people.models import User

    actor = User.objects.get(username="facilitator")
    statuses = ("present", "present", "present", "late", "absent", "excused")
    registrations = list(workshop.registrations.values_list("pk", flat=True))
    for number, session in enumerate(workshop.sessions.all()[1:]):
        mark_attendance(
            session=session,
            actor=actor,
            marks=[
                MarkInput(registration_id=pk, status=statuses[(pk + number) % len(statuses)])
                for pk in registrations
            ],
        )


def pages(big, room, seconds: float) -> None:
    """Requests per second and p95 at 1 and 16 clients for the pages people wait for."""
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse
    from django.utils import translation

    from courses.curriculum.models import LessonPage
    from people.models import User

    def cookie(username: str) -> str:
        client = Client()
        client.force_login(User.objects.get(username=username))
        return (
            f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
        )

    def attendance(workshop) -> str:
        session = workshop.sessions.first()
        return reverse("session_attendance", args=[workshop.code, session.pk])

    lesson = LessonPage.objects.live().order_by("path").first()
    with translation.override("lo"):
        rows = [
            ("home page", "/lo/", ""),
            ("lesson, signed in", lesson.get_url(), cookie("participant")),
            ("attendance page of 24", attendance(room), cookie("facilitator")),
            ("attendance page of 200", attendance(big), cookie("facilitator")),
            ("report of 200 x 8", reverse("report", args=[big.code]), cookie("officer")),
        ]
    with web_server() as port:
        for clients in (1, 16):
            for name, path, who in rows:
                load = measure(port, path, clients=clients, seconds=seconds, cookie=who)
                print(f"{name:<24} {clients:>2} clients {load}", flush=True)


def sittings(people: int, seconds: float) -> None:
    """So many people at one test, and full attempts per second."""
    from tests.bench.sittings import main as bench_sittings

    with web_server() as port:
        for name, figure in bench_sittings(port, people=people, spread=60, seconds=seconds * 2):
            print(f"{name:<28} {figure}", flush=True)


def room_of_phones() -> None:
    """Two hundred marks in one request, and fifty phones that send at once."""
    from tests.bench.room import main as bench_room

    with web_server() as port:
        for name, figure in bench_room(port):
            print(f"{name:<28} {figure}", flush=True)


@contextmanager
def web_server() -> Iterator[int]:
    """Two workers of the web server that `make run` starts; gives the port."""
    from tests.browser.conftest import free_port

    port = free_port()
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "config.wsgi:application", "--preload"),
            *("--bind", f"127.0.0.1:{port}", "--workers", "2", "--log-level", "warning"),
        ],
        cwd=ROOT,
    )
    try:
        wait_until_it_answers(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def wait_until_it_answers(port: int) -> None:
    """Return when the server takes connections; give up after half a minute."""
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the web server did not start")


def certificates() -> None:
    """Certificates per second and peak memory, beside raw WeasyPrint on the same page."""
    from tests.bench.certificates import main as bench_certificates

    for name, figure in bench_certificates():
        print(f"{name:<36} {figure}", flush=True)


def handbook() -> None:
    """Time and memory of the largest paper of all."""
    from tests.bench.handbooks import bench_handbook

    for name, figure in bench_handbook():
        print(f"{name:<36} {figure}", flush=True)


def scans() -> None:
    """Time and memory of reading a photograph of a signed sheet, and how right the reading is."""
    from tests.bench.scans import bench_scans

    for name, figure in bench_scans():
        print(f"{name:<36} {figure}", flush=True)


def main() -> None:
    """Run the measurements of each database in a process of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=5.0, help="for each load")
    parser.add_argument("--room", action="store_true", help="measure the room's phones alone")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        bench_database(options.seconds, room_alone=options.room)
        return
    print(machine())
    command = [sys.executable, __file__, "--here", "--seconds", str(options.seconds)]
    command += ["--room"] if options.room else []
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "VAR_DIR": folder,
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
        }
        environment.pop("DATABASE_URL", None)
        subprocess.run(command, env=environment, check=True)
    with tempfile.TemporaryDirectory() as folder, running_postgres() as url:
        subprocess.run(
            command, env=environment | {"VAR_DIR": folder, "DATABASE_URL": url}, check=True
        )


if __name__ == "__main__":
    main()
