"""Access cards for the people of a workshop: they open until a week after it."""

import uuid
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.workshops.models import Registration, Workshop
from people.services import FreshCard, issue_cards

#: Days after the last day: time for the post-test and the certificate, as for the lists on phones.
VALID_DAYS_AFTER = 7


def card_purpose(workshop: Workshop) -> str:
    """What the cards of this workshop are marked with."""
    return f"workshop:{workshop.pk}"


def cards_expire_at(workshop: Workshop) -> datetime:
    """The end of the last day on which the cards of this workshop open the door."""
    last = workshop.end_date + timedelta(days=VALID_DAYS_AFTER)
    return timezone.make_aware(datetime.combine(last, time.max))


def print_cards(
    *, workshop: Workshop, registrations: Sequence[Registration], batch: uuid.UUID, actor: Any
) -> list[FreshCard]:
    """New cards for people of this workshop; a card they had stops working. See ``issue_cards``.

    Raises ``ValidationError`` also when the cards of this workshop would have expired already.
    """
    expires_at = cards_expire_at(workshop)
    if expires_at <= timezone.now():
        raise ValidationError(
            _("This workshop is long over: its cards would not open anything any more.")
        )
    return issue_cards(
        people=[entry.person for entry in registrations],
        purpose=card_purpose(workshop),
        expires_at=expires_at,
        batch=batch,
        actor=actor,
    )
