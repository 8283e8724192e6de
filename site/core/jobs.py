"""Long work in the background: a row with progress and heartbeat, its steps idempotent.

    @jobs.worker("issue_certificates")
    def issue_all(job: Job) -> dict: ...            # calls job.beat(done=…, total=…) as it goes

    job = jobs.start(kind="issue_certificates", target=workshop, actor=user)

Starting twice gives the job that is already open. A task of a killed worker stays RUNNING for ever in
the queue (django-tasks #46), therefore the queue is not asked: whoever looks at a silent job, and
every worker twice a minute, puts it into the queue again (``rescue``).
"""

import logging
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone, translation
from django_tasks import task

from core import audit
from core.models import Job

logger = logging.getLogger(__name__)

Worker = Callable[[Job], dict[str, Any] | None]
_workers: dict[str, Worker] = {}


class JobError(Exception):
    """The work cannot go on for a reason that people can mend; the message is shown to them."""


def worker(kind: str) -> Callable[[Worker], Worker]:
    """Register the function that does jobs of this kind. It must be safe to run again."""

    def register(function: Worker) -> Worker:
        _workers[kind] = function
        return function

    return register


def start(*, kind: str, target: models.Model, actor: Any, **params: Any) -> Job:
    """Begin a job about ``target``, or return the open one of the same kind and target."""
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=kind,
                target_id=str(target.pk),
                params=params,
                requested_by=actor if getattr(actor, "pk", None) else None,
                language=translation.get_language() or "lo",
            )
            audit.record(actor=actor, verb=f"start_{kind}", target=target, job=str(job.uuid))
    except IntegrityError:
        job = Job.objects.get(
            kind=kind, target_id=str(target.pk), state__in=[Job.State.WAITING, Job.State.RUNNING]
        )
        rescue(job)
        return job
    transaction.on_commit(lambda: _enqueue(job))
    return job


def rescue(job: Job) -> bool:
    """Queue a silent job again; true when it was silent. Two callers at once queue it once."""
    if not job.is_silent:
        return False
    taken = Job.objects.filter(pk=job.pk, heartbeat_at=job.heartbeat_at, state=job.state).update(
        heartbeat_at=timezone.now(), state=Job.State.WAITING
    )
    if taken:
        logger.warning("job %s was silent and is queued again", job.uuid)
        transaction.on_commit(lambda: _enqueue(job))
    return bool(taken)


def rescue_silent() -> int:
    """Queue every silent job again; give how many there were."""
    open_states = [Job.State.WAITING, Job.State.RUNNING]
    return sum(rescue(job) for job in Job.objects.filter(state__in=open_states))


def latest(*, kind: str, target: models.Model) -> Job | None:
    """The newest job of this kind about ``target``, taken up again if it had fallen silent."""
    job = Job.objects.filter(kind=kind, target_id=str(target.pk)).first()
    if job is not None and rescue(job):
        job.refresh_from_db()
    return job


def _enqueue(job: Job) -> None:
    run_job.enqueue(job.pk)


@task()
def run_job(job_id: int) -> None:
    """Do one job to its end. Runs in the task worker."""
    claimed = Job.objects.filter(pk=job_id, state=Job.State.WAITING).update(
        state=Job.State.RUNNING, heartbeat_at=timezone.now(), runs=models.F("runs") + 1
    )
    if not claimed:
        return
    job = Job.objects.get(pk=job_id)
    outcome: dict[str, Any] = {}
    message = ""
    state = Job.State.DONE
    with translation.override(job.language):
        try:
            outcome = _workers[job.kind](job) or {}
        except JobError as error:
            state, message = Job.State.FAILED, str(error)
        except Exception:
            logger.exception("job %s failed", job.uuid)
            state = Job.State.FAILED
    Job.objects.filter(pk=job_id).update(
        state=state, message=message, result=outcome, finished_at=timezone.now()
    )
