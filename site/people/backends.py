"""Sign-in by user name, phone number or e-mail; and what a sign-in by access card may open."""

from typing import Any

from django.contrib.auth.backends import BaseBackend, ModelBackend
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from people.models import AccessCard, User
from people.phones import to_e164
from people.roles import may_have_card, person_with_roles


def person_by_identifier(identifier: str) -> User | None:
    """Whoever has this user name, else this e-mail address, else this phone number, however typed.

    Of records that were merged, the one that stands for the person now.
    """
    found = record_by_identifier(identifier)
    return found.stays if found else None


def record_by_identifier(identifier: str) -> User | None:
    """The very record that was named so, be it merged into another since."""
    typed = identifier.strip()
    if not typed or len(typed) > 254 or "\x00" in typed:
        return None
    people = User.objects.select_related("merged_into")
    # A user name in exactly these letters wins over one that differs in case.
    found = people.filter(username=typed).first() or people.filter(username__iexact=typed).first()
    if found is None and "@" in typed:
        found = people.filter(email__iexact=typed).first()
    if found is None:
        try:
            phone = to_e164(typed)
        except ValidationError:
            return None
        found = people.filter(phone=phone).first() if phone else None
    return found


class AnyIdentifierBackend(ModelBackend):
    """Find the person by whichever of the three was typed, and check the password.

    One password is hashed in every case, so that the time taken does not tell whether a person
    exists. A closed account is refused like a wrong password. The sign-in of a record that was
    merged leads to the one that stands for the person, with the password of either, until a new one
    is set.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        if not username or password is None:
            return None
        record = record_by_identifier(username)
        if record is None:
            User().set_password(password)
            return None
        person = record.stays
        others = [one for one in (person, *person.merged_from.all()) if one.pk != record.pk]
        asked = [record, *(one for one in others if one.has_usable_password())]
        opens = [one for one in asked if one.check_password(password) and one.is_active]
        return person if opens and self.user_can_authenticate(person) else None

    def get_user(self, user_id: int) -> User | None:
        """The person of a session, together with their roles: nearly every page asks for both."""
        person = person_with_roles(user_id)
        return person if person and self.user_can_authenticate(person) else None

    def user_can_authenticate(self, user: Any) -> bool:
        """Open accounts only."""
        return bool(super().user_can_authenticate(user)) and user.merged_into_id is None


class AccessCardBackend(BaseBackend):
    """Who is here by an access card: as long as it stands, and as a participant only.

    The PIN is checked by ``services.sign_in_with_card``. Each request asks again: a card that was
    revoked, replaced or has expired, and an owner who has been given a role since, are signed out.
    """

    def get_user(self, user_id: int) -> User | None:
        """The owner of a standing card, with the card; nobody else."""
        card = AccessCard.objects.standing().select_related("person").filter(person=user_id).first()
        if card is None or not may_have_card(card.person):
            return None
        card.person.signed_in_by_card = card
        return card.person
