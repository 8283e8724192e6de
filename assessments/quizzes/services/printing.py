"""Tests on paper: the forms as they are printed."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.quizzes.drawing import draw
from assessments.quizzes.enums import Form
from assessments.quizzes.models import PrintedForm, Quiz
from core import audit
from courses.workshops.models import Workshop

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
