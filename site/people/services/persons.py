"""Persons: registered by somebody, changed by themselves."""

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core import audit, lao
from people.models import User
from people.phones import to_e164
from people.roles import is_administrator

#: What a person or a facilitator may fill in; the rest belongs to services of its own.
PROFILE_FIELDS = (
    "title",
    "rank_lo",
    "rank_latin",
    "given_name_lo",
    "family_name_lo",
    "given_name_latin",
    "family_name_latin",
    "gender",
    "organisation",
    "position_lo",
    "position_en",
    "level",
    "email",
    "phone",
    "preferred_language",
)


@transaction.atomic
def create_person(
    *,
    actor: Any,
    username: str = "",
    password: str | None = None,
    is_sample: bool = False,
    **values: Any,
) -> User:
    """Register a person, with a login when ``password`` is given.

    ``values`` are ``PROFILE_FIELDS``. A user name is made from the Latin name when none is given.
    Raises ``ValidationError`` by field (a name in one script at least, known choices, contact free).
    """
    person = User(is_sample=is_sample)
    _fill(person, values)
    person.username = username.strip() or free_username(person)
    if password:
        person.set_password(password)
    else:
        person.set_unusable_password()
    _check(person)
    person.save()
    audit.record(actor=actor, verb="create_person", target=person, with_login=bool(password))
    return person


@transaction.atomic
def update_profile(*, person: User, actor: Any, **values: Any) -> User:
    """Change what a profile says. Writes, and records, only what is different.

    A password can be reset through the e-mail address, so the contacts of somebody with a login are
    changed by themselves or by an administrator; others get a ``ValidationError``.
    """
    before = {field: getattr(person, field) for field in PROFILE_FIELDS}
    _fill(person, values)
    _check(person)
    changed = [field for field in PROFILE_FIELDS if getattr(person, field) != before[field]]
    contacts = [field for field in ("email", "phone") if field in changed]
    if contacts and not may_change_contacts(person=person, actor=actor):
        words = _("This person has an account. Only they or an administrator can change this.")
        raise ValidationError({field: [words] for field in contacts})
    if changed:
        person.save()
        audit.record(actor=actor, verb="update_profile", target=person, fields=changed)
    return person


def may_change_contacts(*, person: User, actor: Any) -> bool:
    """Whether ``actor`` may set the phone number and e-mail address of ``person``."""
    if actor is None or actor.pk == person.pk or is_administrator(actor):
        return True
    return not (person.has_usable_password() or person.is_superuser or person.groups.exists())


@transaction.atomic
def update_account(
    *, person: User, actor: Any, username: str, password: str | None = None, is_open: bool = True
) -> User:
    """Change the user name, set a password when one is given, close or open the account."""
    changed = []
    if username.strip() != person.username:
        person.username = username.strip()
        _check(person)
        changed.append("username")
    if password:
        person.set_password(password)
        changed.append("password")
    if is_open != person.is_active:
        person.is_active = is_open
        changed.append("is_active")
    if changed:
        person.save(update_fields=changed)
        if password:
            close_former_sign_ins(person)
        audit.record(actor=actor, verb="update_account", target=person, fields=changed)
    return person


def close_former_sign_ins(person: User) -> None:
    """Once a new password is set, those of records merged into this one open nothing any more."""
    User.objects.filter(merged_into=person).update(password=make_password(None))


def remember_language(*, person: User, language: str) -> None:
    """Keep the preferred language in step with the switch; no audit line, it changes nothing else."""
    if language in dict(settings.LANGUAGES) and person.preferred_language != language:
        User.objects.filter(pk=person.pk).update(preferred_language=language)
        person.preferred_language = language


def free_username(person: User) -> str:
    """A user name nobody has, from the Latin name (``keomany.sisouvanh``), else a number."""
    given = slugify(person.given_name_latin).replace("-", "")
    family = slugify(person.family_name_latin).replace("-", "")
    stem = ".".join(part for part in (given, family) if part)[:60]
    if not stem:
        while User.objects.filter(username=(name := f"p{secrets.randbelow(10**8):08d}")).exists():
            pass
        return name
    taken = {
        name.casefold()
        for name in User.objects.filter(username__istartswith=stem).values_list(
            "username", flat=True
        )
    }
    name, number = stem, 1
    while name in taken:
        number += 1
        name = f"{stem}{number}"
    return name


def _fill(person: User, values: dict[str, Any]) -> None:
    unknown = set(values) - set(PROFILE_FIELDS)
    if unknown:
        raise TypeError(f"not a field of a profile: {', '.join(sorted(unknown))}")
    for field, value in values.items():
        if isinstance(value, str):
            value = lao.normalise(value)
        setattr(person, field, value)
    person.email = person.email.lower()


def _check(person: User) -> None:
    """Raise what is wrong, by field, with what to do about it."""
    errors: dict[str, Any] = {}
    try:
        person.phone = to_e164(person.phone)
    except ValidationError as error:
        errors["phone"] = error.messages
    if not person.name_lo and not person.name_latin:
        errors["given_name_lo"] = [_("Write the name in Lao or in Latin letters, or both.")]
    others = User.objects.exclude(pk=person.pk)
    if person.email and others.filter(email__iexact=person.email).exists():
        errors["email"] = [
            _("Another person has this e-mail address. Use a different one or none.")
        ]
    if person.phone and "phone" not in errors and others.filter(phone=person.phone).exists():
        errors["phone"] = [_("Another person has this phone number. Use a different one or none.")]
    if others.filter(username__iexact=person.username).exists():
        errors["username"] = [_("This user name is taken. Choose another.")]
    try:
        person.clean_fields(exclude=list(errors))
    except ValidationError as error:
        errors |= error.message_dict
    if errors:
        raise ValidationError(errors)
