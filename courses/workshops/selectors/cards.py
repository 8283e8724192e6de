"""Who of a workshop has an access card, and how it stands."""

from dataclasses import dataclass

from courses.workshops.enums import EXPECTED_STATUSES
from courses.workshops.models import Registration, Workshop
from courses.workshops.services.cards import card_purpose
from people.models import AccessCard
from people.roles import ask_roles_of, may_have_card
from people.selectors import cards_of


@dataclass(frozen=True, slots=True)
class CardRow:
    """One person on the list. ``card`` is the one that was not revoked; it may be locked or expired."""

    registration: Registration
    card: AccessCard | None
    #: Expected at the workshop, and a participant only.
    may_have_card: bool
    #: Signs in with a password of their own, so needs no card.
    has_account: bool

    @property
    def is_suggested(self) -> bool:
        """Whether a card is proposed: no account, and no card that works."""
        return (
            self.may_have_card
            and not self.has_account
            and (self.card is None or self.card.is_expired)
        )


def card_rows(workshop: Workshop) -> list[CardRow]:
    """Everybody who is expected, and who is not any more but still has a card; three queries."""
    entries = list(
        Registration.objects.filter(workshop=workshop)
        .select_related("person", "organisation")
        .in_lao_order()
    )
    cards = cards_of(entry.person_id for entry in entries)
    expected = [entry for entry in entries if entry.status in EXPECTED_STATUSES]
    ask_roles_of([entry.person for entry in expected])
    return [
        CardRow(
            entry,
            cards.get(entry.person_id),
            entry.status in EXPECTED_STATUSES and may_have_card(entry.person),
            entry.person.has_usable_password(),
        )
        for entry in entries
        if entry.status in EXPECTED_STATUSES or entry.person_id in cards
    ]


def cards_for(workshop: Workshop) -> list[AccessCard]:
    """The cards that were printed for this workshop and not revoked, whoever has them."""
    return list(AccessCard.objects.filter(purpose=card_purpose(workshop), revoked_at__isnull=True))
