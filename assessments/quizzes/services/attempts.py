"""Taking a test: begin, keep each answer, check one, hand in. Every one is safe to repeat."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.quizzes.drawing import draw
from assessments.quizzes.enums import Ending, FeedbackTime
from assessments.quizzes.items import Response
from assessments.quizzes.models import Answer, Attempt, Sitting
from assessments.quizzes.models.attempts import AttemptQuerySet
from assessments.quizzes.scoring import fits, stored_credit
from assessments.quizzes.selectors.items import items_of
from assessments.quizzes.services.results import results_of
from core import audit, lao
from courses.curriculum.models import Enrolment
from courses.curriculum.services import settle
from courses.workshops.models import Registration
from people.models import User

#: How long after the end an answer still counts: the way from a phone to us.
GRACE = timedelta(seconds=30)
#: How long answers given in time but sent late still count in a self-paced test.
LATE_BUT_GOOD = timedelta(hours=24)
_signer = signing.Signer(salt="assessments.quizzes.save_key")


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as it reached us. ``response`` None takes an answer back."""

    position: int
    response: Response | None
    language: str
    is_sure: bool | None = None
    given_at: datetime | None = None


@dataclass(slots=True)
class Saved:
    """What became of answers: positions that are kept, that came late (kept too, but not counted
    yet), that stand because their feedback was shown, and that did not fit their question."""

    kept: list[int] = field(default_factory=list)
    late: list[int] = field(default_factory=list)
    standing: list[int] = field(default_factory=list)
    misfits: list[int] = field(default_factory=list)
    is_finished: bool = False


def save_key(attempt_id: int) -> str:
    """The key that lets a page which somebody opened save answers to this attempt, and do nothing
    else, even when their session has ended meanwhile."""
    return _signer.signature(str(attempt_id))


def is_save_key(attempt_id: int, key: str) -> bool:
    """Whether ``key`` is the save key of this attempt."""
    return secrets.compare_digest(save_key(attempt_id).encode(), key.encode(errors="replace"))


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
    own = Attempt.objects.filter(sitting=sitting, person=person)
    made = settled(own.defer("paper", "results").order_by("number"), now=at)
    running = next((attempt for attempt in made if not attempt.is_finished), None)
    if running is not None:
        return running
    quiz = sitting.quiz
    if not sitting.is_open or not quiz.is_live:
        raise ValidationError(_("This test is not open."))
    if attempts_left(sitting, made, enrolment) == 0:
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
def save_answers(*, attempt_id: int, given: Iterable[Given], now: datetime | None = None) -> Saved:
    """Keep answers. The end state depends only on what was answered when, not on the order in which
    it reaches us or how often.

    An answer given later replaces one given earlier. After the end, answers are kept beside the
    ones that counted; those of a self-paced test that were given in time still count for a day.
    Answers are traces, not decisions: they write no audit line of their own.
    """
    now = now or timezone.now()
    attempt = (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("sitting__quiz")
        .get(pk=attempt_id)
    )
    if not attempt.is_finished and attempt.ends_at and now > attempt.ends_at + GRACE:
        attempt = finish_attempt(attempt=attempt, ending=Ending.TIME_UP, at=now)
    items = items_of(attempt.version_ids)
    found = {(each.position, each.is_late): each for each in attempt.answers.all()}
    saved = Saved(is_finished=attempt.is_finished)
    changed: dict[tuple[int, bool], Answer] = {}
    for each in given:
        if not 1 <= each.position <= len(attempt.paper):
            saved.misfits.append(each.position)
            continue
        version_id = attempt.version_ids[each.position - 1]
        item = items[version_id]
        empty = each.response in (None, [], {}, "")
        if not empty and not fits(item, each.response):
            saved.misfits.append(each.position)
            continue
        given_at = min(max(each.given_at or now, attempt.started_at), now)
        is_late = _is_late(attempt, given_at, now)
        known = changed.get((each.position, is_late)) or found.get((each.position, is_late))
        if known is not None and known.checked_at is not None:
            saved.standing.append(each.position)
            continue
        (saved.late if is_late else saved.kept).append(each.position)
        if known is not None and known.given_at > given_at:
            continue
        answer = known or Answer(attempt=attempt, position=each.position, is_late=is_late)
        answer.version_id = version_id
        answer.response = [] if empty else each.response
        answer.language = each.language
        answer.is_sure = each.is_sure if item_asks(attempt, item.ask_sure) else None
        answer.given_at, answer.saved_at = given_at, now
        changed[each.position, is_late] = answer
    if changed:
        Answer.objects.bulk_create(
            changed.values(),
            update_conflicts=True,
            unique_fields=["attempt", "position", "is_late"],
            update_fields=["version", "response", "language", "is_sure", "given_at", "saved_at"],
        )
    if attempt.is_finished and any(not is_late for _position, is_late in changed):
        _score(attempt)
        attempt.save(update_fields=["points", "has_passed", "results"])
        _settle_module(attempt)
    return saved


@transaction.atomic
def check_answer(*, attempt_id: int, position: int) -> Answer | None:
    """Let an answer stand and say what it is worth, in a quiz with feedback after each answer.

    None while there is no answer. Raises ValidationError in a quiz that gives no feedback then.
    """
    attempt = (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("sitting__quiz")
        .get(pk=attempt_id)
    )
    if attempt.sitting.quiz.feedback != FeedbackTime.EACH:
        raise ValidationError(_("In this test the answers are shown later."))
    answer = attempt.answers.filter(position=position, is_late=False).first()
    if answer is None or not answer.response or answer.checked_at:
        return answer if answer is not None and answer.response else None
    item = items_of([answer.version_id])[answer.version_id]
    answer.credit = stored_credit(item, answer.response)
    answer.checked_at = timezone.now()
    answer.save(update_fields=["credit", "checked_at"])
    return answer


@transaction.atomic
def finish_attempt(
    *,
    attempt: Attempt,
    ending: Ending = Ending.HANDED_IN,
    at: datetime | None = None,
    actor: Any = None,
) -> Attempt:
    """Bring an attempt to its end and count it. Safe to repeat: the first end stands."""
    attempt = (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("sitting__quiz__module", "enrolment", "person")
        .get(pk=attempt.pk)
    )
    if attempt.is_finished:
        return attempt
    now = at or timezone.now()
    attempt.finished_at = min(now, attempt.ends_at) if attempt.ends_at else now
    attempt.ending = ending
    _score(attempt)
    attempt.save(update_fields=["finished_at", "ending", "points", "has_passed", "results"])
    audit.record(
        actor=actor,
        verb="finish_attempt",
        target=attempt,
        ending=str(ending),
        answered=sum(1 for each in attempt.results if "credit" in each),
    )
    _settle_module(attempt)
    return attempt


def settled(attempts: AttemptQuerySet, now: datetime | None = None) -> list[Attempt]:
    """These attempts, after those whose time is up were finished; one query where none is."""
    found = list(attempts)
    end = (now or timezone.now()) - GRACE
    if any(not each.is_finished and each.ends_at and each.ends_at < end for each in found):
        settle_expired(attempts, now=now)
        found = list(attempts.all())
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
    attempt = (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("sitting__quiz")
        .get(pk=attempt.pk)
    )
    late = list(attempt.answers.filter(is_late=True))
    if not late:
        return attempt
    attempt.answers.filter(position__in=[each.position for each in late], is_late=False).delete()
    attempt.answers.filter(is_late=True).update(is_late=False)
    before = str(attempt.points)
    _score(attempt)
    attempt.save(update_fields=["points", "has_passed", "results"])
    audit.record(
        actor=actor,
        verb="count_late_answers",
        target=attempt,
        reason=reason[:300],
        answers=len(late),
        before=before,
        after=str(attempt.points),
    )
    _settle_module(attempt)
    return attempt


def attempts_left(
    sitting: Sitting, made: Iterable[Attempt], enrolment: Enrolment | None
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
    this_round = enrolment.pk if enrolment else None
    return max(0, allowed - sum(each.enrolment_id == this_round for each in made))


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


def _is_late(attempt: Attempt, given_at: datetime, now: datetime) -> bool:
    """Whether an answer that arrives ``now`` stands beside those that count."""
    if not attempt.is_finished:
        return False
    if attempt.sitting.workshop_id is not None or attempt.ending != Ending.TIME_UP:
        return True
    end = attempt.finished_at
    return end is None or given_at > end or now > end + LATE_BUT_GOOD


def _settle_module(attempt: Attempt) -> None:
    """The module may have waited for just this pass."""
    module = attempt.sitting.quiz.module
    if attempt.has_passed is not False and attempt.enrolment is not None and module is not None:
        settle(enrolment=attempt.enrolment, module=module, actor=attempt.person)


def _score(attempt: Attempt) -> None:
    """Set what the attempt came to, from the answers that count."""
    answers: Sequence[Answer] = list(attempt.answers.filter(is_late=False))
    items = items_of(attempt.version_ids)
    for answer in answers:
        answer.credit = stored_credit(items[answer.version_id], answer.response)
    Answer.objects.bulk_create(
        answers,
        update_conflicts=True,
        unique_fields=["attempt", "position", "is_late"],
        update_fields=["credit"],
    )
    credits = {answer.position: answer.credit for answer in answers if answer.response}
    attempt.points = sum((each for each in credits.values() if each), Decimal(0))
    attempt.results = results_of(attempt, credits)
    needed = attempt.sitting.quiz.pass_percent
    attempt.has_passed = (
        None if needed is None else attempt.points * 100 >= needed * attempt.max_points
    )
