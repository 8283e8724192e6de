"""What a person agreed to: recorded with the words' version, withdrawn but never deleted."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from people.enums import ConsentKind
from people.models import Consent, User


@transaction.atomic
def record_consent(
    *, person: User, kind: str, version: str, language: str, actor: Any = None
) -> Consent:
    """Write down that ``person`` agreed; agreeing twice to the same words gives the first record."""
    if kind not in ConsentKind.values:
        raise ValidationError(_("Nobody was asked for this consent."))
    User.objects.select_for_update().get(pk=person.pk)
    standing = Consent.objects.filter(
        person=person, kind=kind, version=version, withdrawn_at__isnull=True
    ).first()
    if standing is not None:
        return standing
    consent = Consent.objects.create(person=person, kind=kind, version=version, language=language)
    audit.record(
        actor=actor or person, verb="record_consent", target=person, kind=kind, version=version
    )
    return consent


@transaction.atomic
def withdraw_consent(*, person: User, kind: str, actor: Any = None) -> int:
    """Withdraw every standing consent of this kind; give how many there were."""
    count = Consent.objects.filter(person=person, kind=kind, withdrawn_at__isnull=True).update(
        withdrawn_at=timezone.now()
    )
    if count:
        audit.record(actor=actor or person, verb="withdraw_consent", target=person, kind=kind)
    return count
