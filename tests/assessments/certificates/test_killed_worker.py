"""A real task worker, really killed: everybody still gets one certificate, and no number is lost."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from assessments.certificates.models import Certificate
from core import jobs
from core.models import Job
from courses.workshops.enums import AttendanceStatus
from courses.workshops.services.attendance import MarkInput, mark_attendance
from tests.factories import make_registration, make_workshop

#: Enough for several batches, so that there is a middle to be killed in.
PEOPLE = 60
#: Seconds to wait for anything at all; only a broken worker needs as much.
PATIENCE = 120


def database_url() -> str:
    """The address of the database that this test sees."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"{os.environ['DATABASE_URL'].rsplit('/', 1)[0]}/{name}"


@contextmanager
def task_worker(folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """``manage.py work`` as it runs on a server, over the database of the test."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DATABASE_URL": database_url(),
        "VAR_DIR": str(folder),
        "JOB_SILENCE": "2",
        "PYTHONPATH": os.pathsep.join([str(settings.ROOT), str(settings.ROOT / "site")]),
    }
    with (folder / "worker.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, str(settings.ROOT / "manage.py"), "work"],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield process
        finally:
            process.kill()  # -9: it has no chance to tidy up
            process.wait()


def wait_until(what: Callable[[], bool], process: "subprocess.Popen[bytes]", folder: Path) -> None:
    """Look again and again; fails with the worker's own words when it never comes true."""
    for _look in range(PATIENCE * 100):
        if what():
            return
        assert process.poll() is None, (folder / "worker.log").read_text()
        time.sleep(0.01)
    pytest.fail((folder / "worker.log").read_text())


@pytest.fixture
def people(transactional_db, settings, tmp_path):
    """A workshop of many who were there all the time, and tasks that go to the real queue."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    workshop = make_workshop()
    registrations = [make_registration(workshop) for _person in range(PEOPLE)]
    for session in workshop.sessions.all():
        marks = [MarkInput(one.pk, AttendanceStatus.PRESENT) for one in registrations]
        mark_attendance(session=session, marks=marks, actor=None)
    return workshop, registrations


def test_a_worker_killed_twice_leaves_one_certificate_each_and_no_gap(people, tmp_path):
    workshop, registrations = people
    job = jobs.start(kind="issue_certificates", target=workshop, actor=None)
    papers = Certificate.objects.exclude(pdf="")

    with task_worker(tmp_path) as first:
        wait_until(Certificate.objects.exists, first, tmp_path)
    job.refresh_from_db()
    assert job.state == Job.State.RUNNING
    assert papers.count() < PEOPLE

    with task_worker(tmp_path) as second:
        wait_until(papers.exists, second, tmp_path)
    job.refresh_from_db()
    assert job.is_open
    first_papers = dict(papers.values_list("number", "pdf_sha256"))
    assert 0 < len(first_papers) < PEOPLE

    with task_worker(tmp_path) as third:
        wait_until(
            lambda: Job.objects.filter(pk=job.pk, state=Job.State.DONE).exists(), third, tmp_path
        )

    job.refresh_from_db()
    assert job.runs >= 3
    assert sorted(Certificate.objects.values_list("registration_id", flat=True)) == sorted(
        registration.pk for registration in registrations
    )
    assert list(Certificate.objects.order_by("serial").values_list("serial", flat=True)) == list(
        range(1, PEOPLE + 1)
    )
    for certificate in Certificate.objects.all():
        paper = (tmp_path / "private" / certificate.pdf.name).read_bytes()
        assert hashlib.sha256(paper).hexdigest() == certificate.pdf_sha256
        # What was handed out before the worker died is never made anew.
        assert (
            first_papers.get(certificate.number, certificate.pdf_sha256) == certificate.pdf_sha256
        )
