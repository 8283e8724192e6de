"""What is carried of tests when two records of a person become one: every attempt, as it was taken."""

from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from assessments.quizzes.models import Attempt, FormOrder
from courses.curriculum.models import Enrolment
from courses.workshops.models import Registration
from people.merging import Ledger, Mover, carry, register


def register_mover() -> None:
    """Called once when the app is ready."""
    register(
        Mover(
            name="quizzes",
            move=_move,
            order=40,
            carries=frozenset(
                {
                    "quizzes.Attempt.person",
                    "quizzes.Attempt.registration",
                    "quizzes.Attempt.enrolment",
                    "quizzes.FormOrder.registration",
                }
            ),
            stays=frozenset(
                {
                    "quizzes.Attempt.entered_by",
                    "quizzes.FormOrder.made_by",
                    "quizzes.PrintedForm.made_by",
                    "quizzes.QuestionUpload.uploader",
                    "quizzes.QuestionVersion.made_by",
                }
            ),
            counts=lambda person: {_("Tests taken"): Attempt.objects.filter(person=person).count()},
        )
    )


def _move(ledger: Ledger, kept: Any, merged: Any) -> None:
    registrations = {old.pk: new for old, new in ledger.replaced(Registration)}
    enrolments = {old.pk: new for old, new in ledger.replaced(Enrolment)}
    last = dict(
        Attempt.objects.filter(person=kept)
        .values_list("sitting_id")
        .annotate(last=Max("number"))
        .order_by()
    )
    for attempt in Attempt.objects.filter(person=merged).order_by("sitting_id", "number", "pk"):
        values: dict[str, Any] = {"person": kept}
        if attempt.sitting_id in last:
            # Both took this test: no attempt is lost, those of the merged record come after.
            last[attempt.sitting_id] += 1
            values["number"] = last[attempt.sitting_id]
        if attempt.registration_id in registrations:
            values["registration"] = registrations[attempt.registration_id]
        if attempt.enrolment_id in enrolments:
            values["enrolment"] = enrolments[attempt.enrolment_id]
        ledger.change(attempt, **values)
    for old, new in ledger.replaced(Registration):
        # Attempts that name the registration but somebody else: never made, never lost.
        carry(ledger, Attempt, "registration", old=old, new=new)
        carry(ledger, FormOrder, "registration", old=old, new=new, once_by=["quiz"])
    for old, new in ledger.replaced(Enrolment):
        carry(ledger, Attempt, "enrolment", old=old, new=new)
