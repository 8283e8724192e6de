"""Sign-in by user name, phone number or e-mail."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from people.models import User
from people.phones import to_e164


def person_by_identifier(identifier: str) -> User | None:
    """Whoever has this user name, else this e-mail address, else this phone number, however typed."""
    typed = identifier.strip()
    if not typed or len(typed) > 254 or "\x00" in typed:
        return None
    people = User.objects.real()
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
    exists. Closed and merged accounts are refused like a wrong password.
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
        person = person_by_identifier(username)
        if person is None:
            User().set_password(password)
            return None
        if person.check_password(password) and self.user_can_authenticate(person):
            return person
        return None

    def user_can_authenticate(self, user: Any) -> bool:
        """Open accounts only."""
        return bool(super().user_can_authenticate(user)) and user.merged_into_id is None
