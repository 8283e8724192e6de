"""Tests on paper: print a form, enter what was answered on it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.quizzes.drawing import draw
from assessments.quizzes.enums import Ending, Form, Occasion, SittingState
from assessments.quizzes.models import Answer, Attempt, FormOrder, PrintedForm, Quiz, Sitting
from assessments.quizzes.scoring import fits
from assessments.quizzes.selectors.items import items_of
from assessments.quizzes.services.attempts import Given, finish_attempt, item_asks, settle_expired
from core import audit
from courses.workshops.enums import EXPECTED_STATUSES
from courses.workshops.models import Registration, Workshop
from people.models import User

#: The seed of printed forms: steps and partners stand in the same order on every sheet.
SEED = 1


@transaction.atomic
def print_form(*, workshop: Workshop, quiz: Quiz, form: Form, actor: Any = None) -> PrintedForm:
    """The form as it is printed now, kept so that its sheets can be read later.

    Safe to repeat: a new edition is made only when a question was corrected since. Raises
    ValidationError when the form has no questions.
    """
    paper = draw(quiz, form=form, seed=SEED, shuffle=False)
    if not paper:
        raise ValidationError(_("This test has no questions yet."))
    # One at a time, so that two who print at once get the same edition.
    Workshop.objects.select_for_update().get(pk=workshop.pk)
    latest = (
        PrintedForm.objects.filter(workshop=workshop, quiz=quiz, form=form)
        .order_by("-edition")
        .first()
    )
    if latest is not None and latest.paper == paper:
        return latest
    printed = PrintedForm.objects.create(
        workshop=workshop,
        quiz=quiz,
        form=form,
        edition=latest.edition + 1 if latest else 1,
        paper=paper,
        made_by=actor,
    )
    audit.record(actor=actor, verb="print_form", target=printed, form=printed.mark)
    return printed


def enter_paper(
    *,
    sitting: Sitting,
    registration: Registration,
    printed: PrintedForm,
    answers: Iterable[Given],
    actor: User,
    reason: str = "",
    at: datetime | None = None,
) -> Attempt:
    """Keep what somebody answered on paper, as their attempt at ``sitting``. ``at``: when, if not
    now.

    The form that was really taken wins over the one that was meant for them. Safe to repeat: the
    same sheet twice is one attempt. Another sheet of a person who has a result already is a
    correction and needs a ``reason``; where it replaces a result from a screen, answers given there
    to questions that are empty on paper stay.

    Raises ValidationError when the sitting was never opened, the person is not on the list or is at
    the test on a screen, an answer does not fit its question, and (code ``exists``) when there is a
    result already and no reason is given.
    """
    given = list(answers)
    _check(sitting, registration, printed, given)
    settle_expired(Attempt.objects.filter(sitting=sitting, person=registration.person_id))
    try:
        with transaction.atomic():
            return _enter(sitting, registration, printed, given, actor, reason.strip()[:300], at)
    except IntegrityError:  # somebody else was quicker by a moment
        with transaction.atomic():
            return _enter(sitting, registration, printed, given, actor, reason.strip()[:300], at)


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
        if _is_same(attempt, printed, given):
            return attempt
        if attempt.forgotten_at is not None:
            raise ValidationError(
                _("The answers of this test are no longer kept: its result cannot be changed.")
            )
        if not reason:
            raise ValidationError(
                _("There is a result of this person already. To correct it, say why."),
                code="exists",
            )
        return _correct(attempt, printed, given, actor, reason)
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
    attempt: Attempt, printed: PrintedForm, given: list[Given], actor: User, reason: str
) -> Attempt:
    """Put another sheet in the place of a result; the audit line says what it replaced and why."""
    before = {"form": attempt.form, "ending": attempt.ending, "points": str(attempt.points)}
    finished_at = attempt.finished_at
    counted = list(attempt.answers.filter(is_late=False))
    on_screen = (
        {}
        if attempt.ending == Ending.PAPER
        else {each.version_id: each for each in counted if each.response}
    )
    attempt.answers.filter(is_late=False).delete()
    attempt.form, attempt.paper = printed.form, printed.paper
    attempt.max_points = len(printed.paper)
    attempt.entered_by = actor
    attempt.finished_at, attempt.ending = None, ""
    attempt.save()
    answered = _keep(attempt, given)
    kept = [
        Answer(
            attempt=attempt,
            position=position,
            version_id=version,
            response=on_screen[version].response,
            language=on_screen[version].language,
            is_sure=on_screen[version].is_sure,
            given_at=on_screen[version].given_at,
        )
        for position, version in enumerate(attempt.version_ids, 1)
        if position not in answered and version in on_screen
    ]
    Answer.objects.bulk_create(kept)
    _follow(attempt.sitting, attempt.registration, Form(printed.form), actor)
    done = finish_attempt(attempt=attempt, ending=Ending.PAPER, at=finished_at, actor=actor)
    audit.record(
        actor=actor,
        verb="correct_paper",
        target=done,
        reason=reason,
        before={**before, "answers": sum(bool(each.response) for each in counted)},
        after={"form": printed.mark, "points": str(done.points), "answers": _count(given)},
    )
    return done


def _keep(attempt: Attempt, given: list[Given]) -> set[int]:
    """Write the answers of a sheet; gives the positions that have one."""
    now = timezone.now()
    items = items_of(attempt.version_ids)
    answers = {
        each.position: Answer(
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
    }
    Answer.objects.bulk_create(answers.values())
    return set(answers)


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
