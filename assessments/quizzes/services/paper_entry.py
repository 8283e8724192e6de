"""Tests on paper: enter what was answered on a printed form, and correct it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.quizzes.enums import Ending, Form, Occasion, SittingState
from assessments.quizzes.models import Answer, Attempt, FormOrder, PrintedForm, Sitting
from assessments.quizzes.scoring import fits
from assessments.quizzes.selectors.items import items_of
from assessments.quizzes.services.answers import Given
from assessments.quizzes.services.attempts import finish_attempt, item_asks, settle_expired
from assessments.quizzes.services.paper_sides import differing, merged_answers, on_screen
from assessments.quizzes.services.printing import SEED
from assessments.quizzes.sides import PAPER, SCREEN, OnScreen
from core import audit, lao
from courses.workshops.enums import EXPECTED_STATUSES
from courses.workshops.models import Registration
from people.models import User


def enter_paper(
    *,
    sitting: Sitting,
    registration: Registration,
    printed: PrintedForm,
    answers: Iterable[Given],
    actor: User,
    reason: str = "",
    counts: Mapping[int, str] | None = None,
    at: datetime | None = None,
) -> Attempt:
    """Keep what somebody answered on paper, as their attempt at ``sitting``. ``at``: when, if not
    now.

    The form that was really taken wins over the one that was meant for them. Safe to repeat: the
    same sheet twice is one attempt. Another sheet of a person who has a result already is a
    correction and needs a ``reason``. Where the person answered on a screen too, ``counts`` says by
    position which side counts (``sides.SCREEN`` or ``sides.PAPER``) where the two differ; answers
    given there to questions that are empty on paper stay, and all of them are kept beside.

    Raises ValidationError when the sitting was never opened, the person is not on the list or is at
    the test on a screen, an answer does not fit its question, (code ``exists``) when there is a
    result already and no reason is given, and (code ``differs``) when it is not said which side counts.
    """
    given = list(answers)
    chosen = dict(counts or {})
    _check(sitting, registration, printed, given)
    settle_expired(Attempt.objects.filter(sitting=sitting, person=registration.person_id))
    try:
        with transaction.atomic():
            return _enter(
                sitting,
                registration,
                printed,
                given,
                actor,
                lao.normalise(reason)[:300],
                chosen,
                at,
            )
    except IntegrityError:  # somebody else was quicker by a moment
        with transaction.atomic():
            return _enter(
                sitting,
                registration,
                printed,
                given,
                actor,
                lao.normalise(reason)[:300],
                chosen,
                at,
            )


def _check(
    sitting: Sitting, registration: Registration, printed: PrintedForm, given: list[Given]
) -> None:
    if sitting.state == SittingState.PLANNED:
        raise ValidationError(_("Open the test first: answers are taken from then on."))
    if (
        registration.workshop_id != sitting.workshop_id
        or registration.status not in EXPECTED_STATUSES
    ):
        raise ValidationError(_("This person is not on the list of the workshop."))
    if (printed.workshop_id, printed.quiz_id) != (sitting.workshop_id, sitting.quiz_id):
        raise ValidationError(_("This form is of another test."))
    items = items_of(entry["v"] for entry in printed.paper)
    for each in given:
        if not 1 <= each.position <= len(printed.paper):
            raise ValidationError(_("The form has no question %(n)s.") % {"n": each.position})
        item = items[printed.paper[each.position - 1]["v"]]
        if each.response is not None and not fits(item, each.response):
            raise ValidationError(
                _("The answer to question %(n)s does not fit it.") % {"n": each.position}
            )


def _enter(
    sitting: Sitting,
    registration: Registration,
    printed: PrintedForm,
    given: list[Given],
    actor: User,
    reason: str,
    counts: Mapping[int, str],
    at: datetime | None,
) -> Attempt:
    now = at or timezone.now()
    attempt = (
        Attempt.objects.select_for_update(of=("self",))
        .filter(sitting=sitting, person=registration.person_id)
        .order_by("-number")
        .first()
    )
    if attempt is not None:
        if not attempt.is_finished:
            raise ValidationError(
                _("This person is at the test on a screen now. Close the test first.")
            )
        screen = on_screen(attempt)
        undecided = [
            position
            for position in differing(screen, printed, given)
            if counts.get(position) not in (SCREEN, PAPER)
        ]
        merged = merged_answers(screen, printed, given, counts)
        if not undecided and _is_same(attempt, printed, merged):
            return attempt
        if attempt.forgotten_at is not None:
            raise ValidationError(
                _("The answers of this test are no longer kept: its result cannot be changed.")
            )
        errors = []
        if not reason:
            message = _("There is a result of this person already. To correct it, say why.")
            errors.append(ValidationError(message, code="exists"))
        if undecided:
            message = _("Screen and sheet differ: say for each question marked which one counts.")
            errors.append(ValidationError(message, code="differs"))
        if errors:
            raise ValidationError(errors) if len(errors) > 1 else errors[0]
        return _correct(attempt, printed, merged, screen, counts, actor, reason)
    attempt = Attempt.objects.create(
        sitting=sitting,
        person_id=registration.person_id,
        registration=registration,
        form=printed.form,
        seed=SEED,
        paper=printed.paper,
        max_points=len(printed.paper),
        started_at=now,
        entered_by=actor,
    )
    _keep(attempt, given)
    _follow(sitting, registration, Form(printed.form), actor)
    audit.record(
        actor=actor, verb="enter_paper", target=attempt, form=printed.mark, answers=_count(given)
    )
    return finish_attempt(attempt=attempt, ending=Ending.PAPER, at=now, actor=actor)


def _correct(
    attempt: Attempt,
    printed: PrintedForm,
    given: list[Given],
    screen: OnScreen | None,
    counts: Mapping[int, str],
    actor: User,
    reason: str,
) -> Attempt:
    """Put another sheet in the place of a result; the audit line says what it replaced and why, and
    which answers changed, but never what was answered: it is kept longer than answers are."""
    before = {"form": attempt.form, "ending": attempt.ending, "points": str(attempt.points)}
    finished_at = attempt.finished_at
    counted = {
        each.version_id: each.response
        for each in attempt.answers.filter(is_late=False)
        if each.response
    }
    attempt.answers.filter(is_late=False).delete()
    attempt.form, attempt.paper = printed.form, printed.paper
    attempt.max_points = len(printed.paper)
    attempt.entered_by = actor
    attempt.on_screen = screen.to_json() if screen else None
    attempt.finished_at, attempt.ending = None, ""
    attempt.save()
    _keep(attempt, given)
    _follow(attempt.sitting, attempt.registration, Form(printed.form), actor)
    done = finish_attempt(attempt=attempt, ending=Ending.PAPER, at=finished_at, actor=actor)
    now = {attempt.version_ids[each.position - 1]: each.response for each in given}
    changed = {
        version
        for version in counted.keys() | now.keys()
        if counted.get(version) != now.get(version)
    }
    items = items_of({*changed, *attempt.version_ids})
    audit.record(
        actor=actor,
        verb="correct_paper",
        target=done,
        reason=reason,
        before={**before, "answers": len(counted)},
        after={"form": printed.mark, "points": str(done.points), "answers": _count(given)},
        changed=sorted(items[version].code for version in changed),
        counts={
            items[version].code: counts[position]
            for position, version in enumerate(attempt.version_ids, 1)
            if position in counts
        },
    )
    return done


def _keep(attempt: Attempt, given: list[Given]) -> None:
    """Write the answers of a sheet."""
    now = timezone.now()
    items = items_of(attempt.version_ids)
    answers = [
        Answer(
            attempt=attempt,
            position=each.position,
            version_id=attempt.version_ids[each.position - 1],
            response=each.response,
            language=each.language,
            is_sure=each.is_sure
            if item_asks(attempt, items[attempt.version_ids[each.position - 1]].ask_sure)
            else None,
            given_at=each.given_at or now,
            saved_at=now,
        )
        for each in given
        if each.response is not None
    ]
    Answer.objects.bulk_create(answers)


def _is_same(attempt: Attempt, printed: PrintedForm, given: list[Given]) -> bool:
    """Whether this very sheet was entered already."""
    if attempt.ending != Ending.PAPER or attempt.paper != printed.paper:
        return False
    items = items_of(attempt.version_ids)
    known = {
        each.position: (each.response, each.language, each.is_sure)
        for each in attempt.answers.filter(is_late=False)
    }
    return known == {
        each.position: (
            each.response,
            each.language,
            each.is_sure
            if item_asks(attempt, items[attempt.version_ids[each.position - 1]].ask_sure)
            else None,
        )
        for each in given
        if each.response is not None
    }


def _follow(sitting: Sitting, registration: Registration | None, taken: Form, actor: Any) -> None:
    """Let the order of forms follow what was really taken, unless the other test was taken already:
    then what was taken there stands."""
    if registration is None:
        return
    other = Attempt.objects.filter(
        sitting__quiz=sitting.quiz_id,
        sitting__workshop=sitting.workshop_id,
        registration=registration,
    ).exclude(sitting=sitting)
    first = taken if sitting.occasion == Occasion.PRE else taken.other
    known = FormOrder.objects.filter(quiz=sitting.quiz_id, registration=registration).first()
    if known is None:
        known = FormOrder.objects.create(
            quiz=sitting.quiz, registration=registration, first_form=first, made_by=actor
        )
        audit.record(actor=actor, verb="give_form", target=known, form=str(first))
    elif known.first_form != first and not other.exists():
        known.first_form = first
        known.save(update_fields=["first_form"])
        audit.record(actor=actor, verb="give_form", target=known, form=str(first))


def _count(given: list[Given]) -> int:
    return sum(each.response is not None for each in given)
