"""Taking a test: keep each answer, check one, hand in with the last ones. Each is safe to repeat."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.quizzes.enums import Ending, FeedbackTime
from assessments.quizzes.items import Response
from assessments.quizzes.models import Answer, Attempt, Sitting
from assessments.quizzes.scoring import fits, stored_credit
from assessments.quizzes.selectors.attempts import answers_in
from assessments.quizzes.selectors.items import items_of
from assessments.quizzes.services.attempts import (
    GRACE,
    finish,
    item_asks,
    locked,
    score,
    settle_module,
    write,
)

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


@transaction.atomic
def save_answers(
    *,
    attempt_id: int,
    given: Iterable[Given],
    now: datetime | None = None,
    ending: Ending | None = None,
    actor: Any = None,
    sitting: Sitting | None = None,
) -> Saved:
    """Keep answers. The end state depends only on what was answered when, not on the order in which
    it reaches us or how often. With an ``ending`` they are the last ones: the attempt comes to its
    end with them, by ``actor``, all of it or nothing. ``sitting``: that of the attempt, if known.

    An answer given later replaces one given earlier. After the end, answers are kept beside the
    ones that counted; those of a self-paced test that were given in time still count for a day.
    Answers are traces, not decisions: they write no audit line of their own.
    """
    now = now or timezone.now()
    attempt = locked(attempt_id, sitting)
    found = {(each.position, each.is_late): each for each in answers_in(attempt)}
    if not attempt.is_finished and attempt.ends_at and now > attempt.ends_at + GRACE:
        finish(attempt, _counted(found), ending=Ending.TIME_UP, at=now, actor=None)
    items = items_of(attempt.version_ids)
    saved = Saved()
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
        answer.credit = None
        changed[each.position, is_late] = answer
    if not attempt.is_finished and ending is not None:
        finish(attempt, _counted(found | changed), ending=ending, at=now, actor=actor)
    else:
        write(changed.values())
        if attempt.is_finished and any(not is_late for _position, is_late in changed):
            score(attempt, _counted(found | changed))
            settle_module(attempt)
    saved.is_finished = attempt.is_finished
    return saved


def _counted(answers: dict[tuple[int, bool], Answer]) -> list[Answer]:
    """Those that count, by position."""
    return [answer for (_position, is_late), answer in sorted(answers.items()) if not is_late]


@transaction.atomic
def check_answer(*, attempt_id: int, position: int) -> Answer | None:
    """Let an answer stand and say what it is worth, in a quiz with feedback after each answer.

    None while there is no answer. Raises ValidationError in a quiz that gives no feedback then.
    """
    attempt = locked(attempt_id)
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


def _is_late(attempt: Attempt, given_at: datetime, now: datetime) -> bool:
    """Whether an answer that arrives ``now`` stands beside those that count."""
    if not attempt.is_finished:
        return False
    if attempt.sitting.workshop_id is not None or attempt.ending != Ending.TIME_UP:
        return True
    end = attempt.finished_at
    return end is None or given_at > end or now > end + LATE_BUT_GOOD
