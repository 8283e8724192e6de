"""Links with which a person sets a password: the first one, or a new one."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from core import audit
from people.models import User
from people.roles import FOCAL_POINT, is_administrator


def may_invite(*, person: User, actor: Any) -> bool:
    """Whether ``actor`` may make a link for ``person``: it lends whatever roles the person has.

    A focal point counts as somebody without a role: facilitators give that one themselves.
    """
    if actor is None or is_administrator(actor):
        return True
    return not (person.is_superuser or person.groups.exclude(name=FOCAL_POINT).exists())


@transaction.atomic
def invite(*, person: User, actor: Any) -> str:
    """Give the path at which ``person`` sets their (first) password; valid once, for some days.

    For people registered by a facilitator: send the link by mail or hand it over. Raises
    ``ValidationError`` for somebody whose account is closed, and when somebody who is not an
    administrator asks for a person with a role (the link would lend them that role).
    """
    _check(person, actor)
    audit.record(actor=actor, verb="invite", target=person)
    return _path(person)


def mail_invitation(*, person: User, actor: Any) -> None:
    """Send ``person`` the link by e-mail, in their own language.

    The mail leaves after the transaction. Raises ``ValidationError`` like ``invite``, and for
    somebody without an e-mail address.
    """
    _check(person, actor)
    if not person.email:
        raise ValidationError(_("This person has no e-mail address. Hand the link over instead."))
    with transaction.atomic():
        audit.record(actor=actor, verb="mail_invitation", target=person)
    with translation.override(person.preferred_language):
        context = {"user": person, "link": f"{settings.PUBLIC_URL}{_path(person)}"}
        get_adapter().send_mail("people/email/invitation", person.email, context)


def _check(person: User, actor: Any) -> None:
    if not person.is_active or person.merged_into_id:
        raise ValidationError(_("This account is closed. Ask an administrator to open it again."))
    if not may_invite(person=person, actor=actor):
        raise ValidationError(_("Only an administrator can do this for a person with a role."))


def _path(person: User) -> str:
    """The address in the language that is on, with a key that a new password makes invalid."""
    return reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(person),
            "key": default_token_generator.make_token(person),
        },
    )
