"""A real web server, really killed in the middle of a sitting: every saved answer is there."""

import asyncio
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from wagtail.models import Locale, Page

from assessments.quizzes import services
from assessments.quizzes.enums import Ending
from assessments.quizzes.models import Attempt
from courses.curriculum.models import CoursePage
from tests.assessments.certificates.test_killed_worker import database_url
from tests.assessments.quizzes.conftest import make_question, make_quiz
from tests.bench.sittings import Phone, Timing, cookie_of
from tests.browser.conftest import free_port
from tests.factories import make_person


@contextmanager
def web_server(folder: Path, port: int) -> Iterator[None]:
    """The web server as `make run` starts it, over the database of the test; killed at the end."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DATABASE_URL": database_url(),
        "SECRET_KEY": settings.SECRET_KEY,
        "DEBUG": "1",
        "VAR_DIR": str(folder),
        "PYTHONPATH": os.pathsep.join([str(settings.ROOT), str(settings.ROOT / "site")]),
    }
    manage = [sys.executable, str(settings.ROOT / "manage.py")]
    subprocess.run([*manage, "createcachetable"], env=environment, check=True, cwd=folder)
    command = ["-m", "gunicorn", "config.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, *command],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            for _look in range(1200):
                assert process.poll() is None, (folder / "server.log").read_text()
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/lo/account/login/").close()
                    break
                except urllib.error.HTTPError:
                    break
                except OSError:
                    time.sleep(0.1)
            yield
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def quiz(transactional_db):
    """A quiz of four questions for a person who is signed in."""
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    course = root.add_child(instance=CoursePage(heading_en="C", heading_lo="ຫຼັກສູດ", slug="kill"))
    return make_quiz(course, [make_question(f"K-{n}") for n in range(1, 5)])


def test_a_server_killed_in_the_middle_of_a_test_loses_no_answer(quiz, tmp_path):
    person = make_person()
    sitting = services.self_paced_sitting(quiz)
    port = free_port()
    phone = Phone(port, cookie_of(person), person.pk, Timing())
    with web_server(tmp_path, port):
        assert asyncio.run(phone.open(f"/lo/tests/{quiz.code}/")), phone.timing.failures
        for position in (1, 2):
            asyncio.run(phone.answer(position))
    asyncio.run(phone.answer(3))
    assert set(phone.sent) == {1, 2}
    assert phone.timing.failures, "nobody was there to take the third answer"
    phone.timing.failures.clear()
    attempt = Attempt.objects.get(sitting=sitting, person=person)
    assert dict(attempt.answers.values_list("position", "response")) == phone.sent

    with web_server(tmp_path, port):
        first = phone.attempt
        assert asyncio.run(phone.open(f"/lo/tests/{quiz.code}/")), phone.timing.failures
        assert phone.attempt == first
        for position in (3, 4):
            asyncio.run(phone.answer(position))
        asyncio.run(phone.hand_in())
    assert phone.timing.failures == []
    attempt.refresh_from_db()
    assert attempt.ending == Ending.HANDED_IN
    assert dict(attempt.answers.values_list("position", "response")) == phone.sent
    assert len(phone.sent) == 4
