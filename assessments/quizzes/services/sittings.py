"""Sittings: plan a paired test for a workshop, open it, close it."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.quizzes.enums import Ending, Form, Occasion, SittingState
from assessments.quizzes.models import Attempt, FormOrder, Quiz, Sitting
from assessments.quizzes.services.attempts import finish_attempt
from core import audit
from courses.workshops.enums import EXPECTED_STATUSES
from courses.workshops.models import Registration, Workshop
from people.models import User

#: The longest time limit that a facilitator can give, in minutes.
MOST_MINUTES = 240


def self_paced_sitting(quiz: Quiz) -> Sitting:
    """The sitting in which people take ``quiz`` by themselves; made when it is first needed."""
    found = Sitting.objects.filter(quiz=quiz, workshop=None).first()
    if found is None:
        found, _created = Sitting.objects.get_or_create(
            quiz=quiz,
            workshop=None,
            defaults={
                "occasion": Occasion.SELF,
                "state": SittingState.OPEN,
                "opened_at": timezone.now(),
            },
        )
    if found.minutes != quiz.minutes:
        Sitting.objects.filter(pk=found.pk).update(minutes=quiz.minutes)
    found.quiz, found.minutes = quiz, quiz.minutes
    return found


@transaction.atomic
def plan_paired_test(*, workshop: Workshop, quiz: Quiz, actor: User) -> list[Sitting]:
    """Give a workshop its pre-test and post-test. Safe to repeat.

    Raises ValidationError when the quiz is not a paired one, and when another one has been begun.
    """
    if not quiz.is_paired:
        raise ValidationError(_("Choose a pre-test and post-test."))
    # One at a time: of two facilitators who choose at once, the second sees what the first chose; and
    # nobody begins in a test that goes.
    Workshop.objects.select_for_update().get(pk=workshop.pk)
    others = Sitting.objects.filter(workshop=workshop).exclude(quiz=quiz)
    list(others.select_for_update().values_list("pk", flat=True))
    if others.filter(attempts__isnull=False).exists():
        raise ValidationError(_("People have begun another test in this workshop."))
    others.delete()
    sittings = []
    for occasion in (Occasion.PRE, Occasion.POST):
        sitting, created = Sitting.objects.get_or_create(
            workshop=workshop, quiz=quiz, occasion=occasion, defaults={"minutes": quiz.minutes}
        )
        sittings.append(sitting)
        if created:
            audit.record(actor=actor, verb="plan_sitting", target=sitting, quiz=quiz.code)
    return sittings


@transaction.atomic
def change_minutes(*, sitting: Sitting, minutes: int | None, actor: User) -> Sitting:
    """Give a sitting another time limit, None for none. Raises ValidationError once it was opened:
    everybody has the same time. Safe to repeat."""
    sitting = Sitting.objects.select_for_update().get(pk=sitting.pk)
    if minutes == sitting.minutes:
        return sitting
    if sitting.opened_at is not None:
        raise ValidationError(
            _("The test was opened already; its minutes can no longer be changed.")
        )
    if minutes is not None and not 1 <= minutes <= MOST_MINUTES:
        raise ValidationError(
            _("Give between 1 and %(most)s minutes, or leave it empty for no time limit.")
            % {"most": MOST_MINUTES}
        )
    before, sitting.minutes = sitting.minutes, minutes
    sitting.save(update_fields=["minutes"])
    audit.record(actor=actor, verb="change_minutes", target=sitting, before=before, minutes=minutes)
    return sitting


@transaction.atomic
def open_sitting(*, sitting: Sitting, actor: User, at: datetime | None = None) -> Sitting:
    """Let the room begin; a closed sitting can be opened again. ``at``: when, if not now. Safe to
    repeat."""
    sitting = Sitting.objects.select_for_update().get(pk=sitting.pk)
    if sitting.state != SittingState.OPEN:
        sitting.state = SittingState.OPEN
        sitting.opened_at = sitting.opened_at or at or timezone.now()
        sitting.closed_at = None
        sitting.save(update_fields=["state", "opened_at", "closed_at"])
        audit.record(actor=actor, verb="open_sitting", target=sitting)
    return sitting


@transaction.atomic
def close_sitting(*, sitting: Sitting, actor: User, at: datetime | None = None) -> Sitting:
    """Take no more answers: who is still at it is handed in with what they answered. ``at``: when,
    if not now. Safe to repeat."""
    sitting = Sitting.objects.select_for_update().get(pk=sitting.pk)
    if sitting.state == SittingState.OPEN:
        now = at or timezone.now()
        for attempt in Attempt.objects.filter(sitting=sitting).running():
            finish_attempt(attempt=attempt, ending=Ending.CLOSED, at=now, actor=actor)
        sitting.state = SittingState.CLOSED
        sitting.closed_at = now
        sitting.save(update_fields=["state", "closed_at"])
        audit.record(actor=actor, verb="close_sitting", target=sitting)
    return sitting


@transaction.atomic
def form_for(*, sitting: Sitting, registration: Registration, actor: Any = None) -> Form:
    """Which form somebody takes in this sitting; given now if they had none yet.

    Whoever is new gets the form that fewer have begun with, so half of the room has A first. Safe
    to repeat: what was given stays.
    """
    known = FormOrder.objects.filter(quiz=sitting.quiz_id, registration=registration).first()
    if known is None:
        # One at a time, so that two who come together do not both get the rarer form.
        Workshop.objects.select_for_update().get(pk=registration.workshop_id)
        firsts = list(
            FormOrder.objects.filter(
                quiz=sitting.quiz_id, registration__workshop=registration.workshop_id
            ).values_list("first_form", flat=True)
        )
        first = Form.B if firsts.count(Form.A) > firsts.count(Form.B) else Form.A
        known, created = FormOrder.objects.get_or_create(
            quiz=sitting.quiz,
            registration=registration,
            defaults={"first_form": first, "made_by": actor},
        )
        if created:
            audit.record(actor=actor, verb="give_form", target=known, form=str(first))
    return known.form_for(sitting.occasion)


def registration_for(sitting: Sitting, person: Any) -> Registration | None:
    """The registration with which ``person`` may sit this test, None when they may not."""
    return (
        Registration.objects.filter(
            workshop=sitting.workshop_id, person=person, status__in=EXPECTED_STATUSES
        )
        .select_related("workshop")
        .first()
    )
