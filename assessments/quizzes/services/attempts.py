"""Attempts: begin, bring to an end, count. Every one is safe to repeat; answers are in ``answers``."""

import secrets
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.quizzes.drawing import draw
from assessments.quizzes.enums import Ending
from assessments.quizzes.models import Answer, Attempt, Sitting
from assessments.quizzes.models.attempts import AttemptLine, AttemptQuerySet
from assessments.quizzes.scoring import stored_credit
from assessments.quizzes.selectors.attempts import attempts_at
from assessments.quizzes.selectors.items import items_of
from assessments.quizzes.services.results import results_of
from core import audit, lao
from core.prepared import Prepared, given
from courses.curriculum.models import Enrolment
from courses.curriculum.services import settle
from courses.workshops.models import Registration
from people.models import User

#: How long after the end an answer still counts: the way from a phone to us.
GRACE = timedelta(seconds=30)
_locked = Prepared(
    lambda: Attempt.objects.select_for_update(of=("self",)).filter(
        pk=given("attempt"), sitting=given("sitting")
    )
)


def start_attempt(
    *,
    person: User,
    sitting: Sitting,
    registration: Registration | None = None,
    form: str = "",
    enrolment: Enrolment | None = None,
    at: datetime | None = None,
) -> Attempt:
    """Begin, or go on with, an attempt. Two taps and two tabs get the same one. ``at``: when, if not
    now.

    Raises ValidationError when the sitting is not open, when no attempt is left, and when the quiz
    has no questions.
    """
    made = settled(lambda: attempts_at(sitting.pk, person.pk), now=at)
    running = next((attempt for attempt in made if not attempt.is_finished), None)
    if running is not None:
        return Attempt.objects.get(pk=running.pk)
    quiz = sitting.quiz
    if not sitting.is_open or not quiz.is_live:
        raise ValidationError(_("This test is not open."))
    if attempts_left(sitting, made, enrolment.pk if enrolment else None) == 0:
        raise ValidationError(_("You have no attempt left."))
    seed = secrets.randbits(48)
    paper = draw(quiz, form=form, seed=seed)
    if not paper:
        raise ValidationError(_("This test has no questions yet."))
    now = at or timezone.now()
    try:
        with transaction.atomic():
            _refuse_when_closed(sitting)
            attempt = Attempt.objects.create(
                sitting=sitting,
                person=person,
                registration=registration,
                enrolment=enrolment,
                number=len(made) + 1,
                form=form,
                seed=seed,
                paper=paper,
                max_points=len(paper),
                started_at=now,
                ends_at=now + timedelta(minutes=sitting.minutes) if sitting.minutes else None,
            )
            audit.record(
                actor=person, verb="start_attempt", target=attempt, quiz=quiz.code, form=form
            )
    except IntegrityError:  # the other of two taps was quicker
        return Attempt.objects.get(sitting=sitting, person=person, number=len(made) + 1)
    return attempt


@transaction.atomic
def finish_attempt(
    *,
    attempt: Attempt,
    ending: Ending = Ending.HANDED_IN,
    at: datetime | None = None,
    actor: Any = None,
) -> Attempt:
    """Bring an attempt to its end and count it. Safe to repeat: the first end stands."""
    attempt = locked(attempt.pk)
    if not attempt.is_finished:
        answers = list(attempt.answers.filter(is_late=False))
        finish(attempt, answers, ending=ending, at=at or timezone.now(), actor=actor)
    return attempt


def locked(attempt_id: int, sitting: Sitting | None = None) -> Attempt:
    """An attempt that nobody else changes until the end of the transaction. Its ``sitting`` need not
    be asked for when it is known."""
    if sitting is not None and (found := _locked.first(attempt=attempt_id, sitting=sitting.pk)):
        found.sitting = sitting
        return found
    return (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("sitting__quiz")
        .get(pk=attempt_id)
    )


def finish(
    attempt: Attempt, answers: Iterable[Answer], *, ending: Ending, at: datetime, actor: Any
) -> None:
    """Bring a ``locked`` attempt to its end with ``answers``, those that count, written or not."""
    attempt.finished_at = min(at, attempt.ends_at) if attempt.ends_at else at
    attempt.ending = ending
    score(attempt, answers, "finished_at", "ending")
    audit.record(
        actor=actor,
        verb="finish_attempt",
        target=attempt,
        ending=str(ending),
        answered=sum(1 for each in attempt.results if "credit" in each),
    )
    settle_module(attempt)


def settled(ask: Callable[[], list[AttemptLine]], now: datetime | None = None) -> list[AttemptLine]:
    """The attempts that ``ask`` gives, after those whose time is up were finished; asked once where
    there is none."""
    found = ask()
    end = (now or timezone.now()) - GRACE
    over = [
        each.pk for each in found if not each.is_finished and each.ends_at and each.ends_at < end
    ]
    if over:
        settle_expired(Attempt.objects.filter(pk__in=over), now=now)
        found = ask()
    return found


def settle_expired(attempts: AttemptQuerySet, now: datetime | None = None) -> int:
    """Finish the attempts among these whose time is up, with what was saved. Gives how many."""
    now = now or timezone.now()
    over = attempts.running().filter(ends_at__lt=now - GRACE)
    return len([finish_attempt(attempt=each, ending=Ending.TIME_UP, at=now) for each in over])


@transaction.atomic
def count_late_answers(*, attempt: Attempt, actor: User, reason: str) -> Attempt:
    """Let answers count that reached us after the end: the facilitator says why.

    Raises ValidationError without a reason. Safe to repeat.
    """
    reason = lao.normalise(reason)
    if not reason:
        raise ValidationError({"reason": _("Say why these answers should count.")})
    attempt = locked(attempt.pk)
    late = list(attempt.answers.filter(is_late=True))
    if not late:
        return attempt
    attempt.answers.filter(position__in=[each.position for each in late], is_late=False).delete()
    attempt.answers.filter(is_late=True).update(is_late=False)
    before = str(attempt.points)
    score(attempt, attempt.answers.filter(is_late=False))
    audit.record(
        actor=actor,
        verb="count_late_answers",
        target=attempt,
        reason=reason[:300],
        answers=len(late),
        before=before,
        after=str(attempt.points),
    )
    settle_module(attempt)
    return attempt


def attempts_left(
    sitting: Sitting, made: Iterable[AttemptLine], enrolment_id: int | None
) -> int | None:
    """How many attempts somebody who has ``made`` these may still begin; None: as many as they like.

    In a workshop it is one. Otherwise each round of the course has its own: whoever goes through a
    module again can pass its test again.
    """
    if sitting.workshop_id is not None:
        return max(0, 1 - len(list(made)))
    allowed = sitting.quiz.attempts_allowed
    if allowed is None:
        return None
    return max(0, allowed - sum(each.enrolment_id == enrolment_id for each in made))


def item_asks(attempt: Attempt, is_marked: bool) -> bool:
    """Whether a person is asked if they are sure of an item."""
    asks = attempt.sitting.quiz.ask_sure
    return asks == "all" or (asks == "marked" and is_marked)


def _refuse_when_closed(sitting: Sitting) -> None:
    """Nobody begins behind the back of a facilitator who closes at this moment: closing hands in
    everybody it sees, so whoever begins waits for it, or it for them."""
    if sitting.workshop_id is None:
        return
    now = Sitting.objects.select_for_update(no_key=True).filter(pk=sitting.pk).first()
    if now is None or not now.is_open:
        raise ValidationError(_("This test is not open."))


def settle_module(attempt: Attempt) -> None:
    """The module may have waited for just this pass."""
    module_id, enrolment_id = attempt.sitting.quiz.module_id, attempt.enrolment_id
    if attempt.has_passed is False or enrolment_id is None or module_id is None:
        return
    module, enrolment = attempt.sitting.quiz.module, attempt.enrolment
    if module is not None and enrolment is not None:
        settle(enrolment=enrolment, module=module, actor=attempt.person)


def score(attempt: Attempt, answers: Iterable[Answer], *also: str) -> None:
    """Store what an attempt comes to with ``answers``, those that count, and with them ``also``
    other fields. Answers that are not written yet, or get another credit, are written."""
    items = items_of(attempt.version_ids)
    credits: dict[int, Decimal] = {}
    changed = []
    for answer in answers:
        value = stored_credit(items[answer.version_id], answer.response)
        if answer.credit != value or answer.pk is None:
            answer.credit = value
            changed.append(answer)
        if answer.response:
            credits[answer.position] = value
    write(changed)
    attempt.points = sum(credits.values(), Decimal(0))
    attempt.results = results_of(attempt, credits)
    needed = attempt.sitting.quiz.pass_percent
    attempt.has_passed = (
        None if needed is None else attempt.points * 100 >= needed * attempt.max_points
    )
    attempt.save(update_fields=["points", "has_passed", "results", *also])


def write(answers: Collection[Answer]) -> None:
    """Store answers in one go, each in the place of the one that was there."""
    if answers:
        Answer.objects.bulk_create(
            answers,
            update_conflicts=True,
            unique_fields=["attempt", "position", "is_late"],
            update_fields=[
                *("version", "response", "language", "is_sure", "given_at", "saved_at", "credit")
            ],
        )
