"""Long work: started once, done once, taken up again when its worker has died."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from core import jobs
from core.models import Job
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def counting_work():
    """A registered worker that remembers how often it ran."""
    runs = []

    @jobs.worker("count")
    def count(job: Job) -> dict:
        runs.append(job.pk)
        job.beat(done=1, total=1)
        return {"answer": 42}

    yield runs
    jobs._workers.pop("count")


def test_a_job_runs_to_its_end(counting_work, participant, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.start(kind="count", target=make_organisation(), actor=participant)
    job.refresh_from_db()
    assert (job.state, job.result, job.percent) == ("done", {"answer": 42}, 100)
    assert counting_work == [job.pk]


def test_starting_twice_gives_the_open_job(counting_work, participant):
    target = make_organisation()
    first = jobs.start(kind="count", target=target, actor=participant)
    assert jobs.start(kind="count", target=target, actor=participant) == first


def test_a_job_without_heartbeat_is_taken_up_again(
    counting_work, participant, django_capture_on_commit_callbacks
):
    target = make_organisation()
    job = jobs.start(kind="count", target=target, actor=participant)
    long_ago = timezone.now() - timedelta(seconds=2 * settings.JOB_SILENCE)
    Job.objects.filter(pk=job.pk).update(state="running", heartbeat_at=long_ago)
    with django_capture_on_commit_callbacks(execute=True):
        found = jobs.latest(kind="count", target=target)
    assert found is not None
    found.refresh_from_db()
    assert found.state == "done"


def test_a_job_that_beats_is_left_alone(counting_work, participant):
    job = jobs.start(kind="count", target=make_organisation(), actor=participant)
    job.beat(done=1, total=5)
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - timedelta(seconds=5))
    assert not jobs.rescue(job)


def test_a_failing_job_says_so(participant, django_capture_on_commit_callbacks):
    @jobs.worker("break")
    def break_down(job: Job) -> None:
        raise jobs.JobError("ບໍ່ມີລາຍຊື່")

    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.start(kind="break", target=make_organisation(), actor=participant)
    job.refresh_from_db()
    assert (job.state, job.message) == ("failed", "ບໍ່ມີລາຍຊື່")
