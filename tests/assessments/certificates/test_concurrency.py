"""Several people and workers issue at the same time: no gap, no twin."""

import threading

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from assessments.certificates import pdf
from assessments.certificates.models import Certificate
from assessments.certificates.services import issue_certificate
from assessments.certificates.services.issuing import issue_all
from core.models import Job
from courses.workshops.services.facilitators import add_facilitator
from people import roles
from tests.assessments.certificates.conftest import attend
from tests.factories import make_person, make_registration, make_workshop


def in_threads(work) -> list[BaseException]:
    """Run ``work(0)`` … ``work(3)`` at the same moment; give what went wrong."""
    together = threading.Barrier(4)
    problems: list[BaseException] = []

    def run(number: int) -> None:
        try:
            together.wait()
            work(number)
        except BaseException as error:  # noqa: BLE001 - reported to the test
            problems.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems


@pytest.fixture
def people(transactional_db, monkeypatch):
    monkeypatch.setattr(pdf, "render", lambda words: [b"%PDF"] * len(words))
    workshop = make_workshop()
    return workshop, [attend(make_registration(workshop), 4) for _person in range(8)]


def serials() -> list[int]:
    return list(Certificate.objects.order_by("serial").values_list("serial", flat=True))


def test_four_people_issue_to_different_persons(people):
    _workshop, registrations = people

    def issue_two(number: int) -> None:
        for registration in registrations[2 * number : 2 * number + 2]:
            issue_certificate(registration=registration, actor=None)

    assert in_threads(issue_two) == []
    assert serials() == list(range(1, 9))


def test_four_workers_do_the_same_work(people):
    workshop, _registrations = people
    jobs = [
        Job.objects.create(
            kind="issue_certificates", target_id=str(workshop.pk), state=Job.State.DONE
        )
        for _worker in range(4)
    ]
    assert in_threads(lambda number: issue_all(jobs[number])) == []
    assert serials() == list(range(1, 9))
    assert not Certificate.objects.without_paper().exists()


def test_four_people_press_the_same_button(people):
    _workshop, registrations = people
    assert (
        in_threads(lambda _number: issue_certificate(registration=registrations[0], actor=None))
        == []
    )
    assert serials() == [1]


def test_four_facilitators_press_the_button_of_the_page(people):
    """Each in a browser of their own: one job, one certificate for each person."""
    workshop, _registrations = people
    browsers = []
    for _person in range(4):
        facilitator = make_person(role=roles.FACILITATOR)
        add_facilitator(workshop=workshop, person=facilitator, actor=None)
        browsers.append(Client())
        browsers[-1].force_login(facilitator)
    answers = []

    def press(number: int) -> None:
        address = reverse("issue_certificates", args=[workshop.code])
        answers.append(browsers[number].post(address).status_code)

    assert in_threads(press) == []
    assert answers == [302] * 4
    assert serials() == list(range(1, 9))
    assert Certificate.objects.values("registration").distinct().count() == 8
    assert not Certificate.objects.without_paper().exists()
    assert set(Job.objects.values_list("state", flat=True)) == {Job.State.DONE}


def test_threads_share_one_database(people):
    """Otherwise the tests above would prove nothing."""
    found = []
    in_threads(lambda _number: found.append(Certificate.objects.count()))
    assert found == [0, 0, 0, 0]
    assert connection.vendor in ("sqlite", "postgresql")
