"""Access cards: printed, used, locked, revoked.

Of a card's number and PIN the database keeps only what a key that is not in it makes of them. Six
digits are soon found in a list of hashes, however slow, so the key matters more than the slowness; at
the door it is the count of tries that keeps a stranger out, and the lock after them.
"""

import hashlib
import secrets
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import audit
from people.models import AccessCard, User
from people.roles import ask_roles_of, may_have_card

#: Digits of a card's number: it is scanned, or typed where there is no camera. 53 bits.
NUMBER_DIGITS = 16
PIN_DIGITS = 6
#: Rounds of PBKDF2 below the key: a few milliseconds a card, so that a hall's cards take a second.
_ROUNDS = 20_000


@dataclass(frozen=True, slots=True)
class FreshCard:
    """A card as it is known only while it is printed: afterwards nobody can read it again."""

    person: User
    number: str
    pin: str
    expires_at: datetime


class CardProblem(models.TextChoices):
    """Why a card does not open the door, in words for its owner."""

    NOT_VALID = (
        "not_valid",
        gettext_lazy("This card is not valid any more. Please ask the facilitator for a new card."),
    )
    WRONG = (
        "wrong",
        gettext_lazy("The card and the PIN do not belong together. Check the PIN and try again."),
    )
    LOCKED = (
        "locked",
        gettext_lazy(
            "This card is locked after too many wrong PINs. Please go to the facilitator, "
            "who can unlock it."
        ),
    )


@dataclass(frozen=True, slots=True)
class CardAnswer:
    """What a try came to: the person, or the problem. ``tries_left`` before the card is locked."""

    person: User | None
    problem: CardProblem | None = None
    tries_left: int = AccessCard.TRIES


def issue_cards(
    *,
    people: Sequence[User],
    purpose: str,
    expires_at: datetime,
    batch: uuid.UUID,
    actor: Any,
) -> list[FreshCard]:
    """Make a card for each of ``people`` and revoke the card each had before.

    Numbers and PINs are in the answer and nowhere else: print it now. Raises ``ValidationError`` when
    nobody was chosen, when this form was sent before (its first sheet holds the valid PINs), and for
    people whose role a card may not carry.
    """
    if not people:
        raise ValidationError(_("Choose the people whose cards are to be printed."))
    ask_roles_of(people)
    if refused := [person.full_name for person in people if not may_have_card(person)]:
        raise ValidationError(
            _("No card is printed for people with a role or a closed account: %(people)s.")
            % {"people": ", ".join(refused)}
        )
    fresh, records = [], []
    for person in people:
        number, pin = _digits(NUMBER_DIGITS), _digits(PIN_DIGITS)
        fresh.append(FreshCard(person, number, pin, expires_at))
        records.append(
            AccessCard(
                person=person,
                token_hash=hash_of_number(number),
                pin_hash=_hash_of_pin(number, pin),
                purpose=purpose,
                batch=batch,
                expires_at=expires_at,
                issued_by=actor if getattr(actor, "pk", None) else None,
            )
        )
    with transaction.atomic():
        # One printing for a person at a time.
        ids = [person.pk for person in people]
        list(User.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
        if AccessCard.objects.filter(batch=batch).exists():
            raise ValidationError(
                _(
                    "These cards were printed a moment ago: use that file. If it is lost, open this "
                    "page again and print new cards."
                )
            )
        _revoke(AccessCard.objects.filter(person__in=ids), actor, why="printed_again")
        AccessCard.objects.bulk_create(records)
        for record in records:
            audit.record(
                actor=actor,
                verb="issue_card",
                target=record.person,
                card=record.pk,
                purpose=purpose,
            )
    return fresh


def revoke_cards(*, cards: Iterable[AccessCard], actor: Any) -> int:
    """Make cards useless at once, also where somebody is signed in by one. Gives how many stood."""
    chosen = AccessCard.objects.filter(pk__in=[card.pk for card in cards])
    with transaction.atomic():
        return _revoke(chosen, actor, why="revoked")


def _revoke(cards: "models.QuerySet[AccessCard]", actor: Any, *, why: str) -> int:
    standing = list(
        cards.select_for_update(of=("self",))
        .filter(revoked_at__isnull=True)
        .select_related("person")
        .order_by("pk")
    )
    now = timezone.now()
    AccessCard.objects.filter(pk__in=[card.pk for card in standing]).update(
        revoked_at=now, revoked_by=actor if getattr(actor, "pk", None) else None
    )
    for card in standing:
        audit.record(actor=actor, verb="revoke_card", target=card.person, card=card.pk, why=why)
    return len(standing)


@transaction.atomic
def unlock_card(*, card: AccessCard, actor: Any) -> None:
    """Lift the lock after too many wrong PINs; a card that is not locked stays as it is."""
    card = (
        AccessCard.objects.select_for_update(of=("self",)).select_related("person").get(pk=card.pk)
    )
    if not card.is_locked:
        return
    card.failed_tries = 0
    card.save(update_fields=["failed_tries"])
    audit.record(actor=actor, verb="unlock_card", target=card.person, card=card.pk)


def card_of_number(number: str) -> AccessCard | None:
    """The standing card with this number (however it is grouped), if it may open the door."""
    digits = plain_digits(number)
    if len(digits) != NUMBER_DIGITS:
        return None
    card = (
        AccessCard.objects.standing()
        .select_related("person")
        .filter(token_hash=hash_of_number(digits))
        .first()
    )
    return card if card is not None and may_have_card(card.person) else None


def sign_in_with_card(*, number: str, pin: str) -> CardAnswer:
    """Check a card and its PIN; every try is counted before it is looked at.

    A number that no card has is answered like a wrong PIN. What is counted stays counted, so this is
    not to be called inside a transaction that may be rolled back.
    """
    digits = plain_digits(number)
    card = card_of_number(digits)
    if card is None:
        known = AccessCard.objects.filter(token_hash=hash_of_number(digits)).exists()
        return CardAnswer(None, CardProblem.NOT_VALID if known else CardProblem.WRONG)
    counted = AccessCard.objects.filter(pk=card.pk, failed_tries__lt=AccessCard.TRIES).update(
        failed_tries=F("failed_tries") + 1
    )
    if not counted:
        return CardAnswer(None, CardProblem.LOCKED, 0)
    if constant_time_compare(_hash_of_pin(digits, plain_digits(pin)), card.pin_hash):
        _let_in(card)
        card.person.signed_in_by_card = card
        card.person.backend = "people.backends.AccessCardBackend"
        return CardAnswer(card.person)
    card.refresh_from_db(fields=["failed_tries"])
    if card.is_locked:
        audit.record(actor=None, verb="lock_card", target=card.person, card=card.pk)
        return CardAnswer(None, CardProblem.LOCKED, 0)
    return CardAnswer(None, CardProblem.WRONG, AccessCard.TRIES - card.failed_tries)


@transaction.atomic
def _let_in(card: AccessCard) -> None:
    AccessCard.objects.filter(pk=card.pk).update(failed_tries=0, last_used_at=timezone.now())
    audit.record(actor=card.person, verb="sign_in_with_card", target=card.person, card=card.pk)


def plain_digits(typed: str) -> str:
    """Digits only, Western: people type spaces, and Lao keyboards have digits of their own."""
    return "".join(str(int(each)) for each in typed[:100] if each.isdecimal())


def hash_of_number(number: str) -> str:
    """By what a card is found."""
    return salted_hmac("people.cards.number", number, algorithm="sha256").hexdigest()


def _hash_of_pin(number: str, pin: str) -> str:
    key = salted_hmac("people.cards.pin", number, algorithm="sha256").digest()
    return hashlib.pbkdf2_hmac("sha256", pin.encode(), key, _ROUNDS).hex()


def _digits(count: int) -> str:
    return f"{secrets.randbelow(10**count):0{count}d}"
