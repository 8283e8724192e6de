"""Letters that were printed, kept word for word; and the standing text they begin with."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from courses.workshops.letters import LetterWords
from courses.workshops.models import LetterText, NominationLetter, Workshop
from people.models import Organisation, User


@transaction.atomic
def keep_letter(
    *, workshop: Workshop, organisation: Organisation, letter: LetterWords, actor: User
) -> NominationLetter:
    """Keep a letter as it is printed. The same words again give the letter that is kept already.

    Raises ValidationError for an organisation that was not asked to nominate.
    """
    workshop = Workshop.objects.select_for_update().get(pk=workshop.pk)
    if not workshop.quotas.filter(organisation=organisation).exists():
        raise ValidationError(_("Give this organisation a quota first."))
    said = letter.to_json()
    last = NominationLetter.objects.filter(workshop=workshop, organisation=organisation).first()
    if last is not None and LetterWords.from_json(last.words) == letter:
        return last
    kept = NominationLetter.objects.create(
        workshop=workshop, organisation=organisation, words=said, made_by=actor
    )
    audit.record(
        actor=actor,
        verb="keep_letter",
        target=kept,
        workshop=workshop.code,
        organisation=organisation.pk,
    )
    return kept


@transaction.atomic
def save_letter_text(*, text: LetterText, actor: Any) -> LetterText:
    """Write the standing text of a kind of letter. Raises ValidationError by field."""
    text.full_clean()
    text.save()
    audit.record(actor=actor, verb="save_letter_text", target=text, kind=text.kind)
    return text
