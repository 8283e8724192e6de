"""How allauth behaves here: nobody signs up alone, everybody reads their own language."""

from typing import Any
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse, translate_url
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core import audit
from people import selectors
from people.backends import person_by_identifier
from people.services.persons import close_former_sign_ins


class AccountAdapter(DefaultAccountAdapter):
    """The site's own answers to allauth's questions."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed. Ask an administrator to open it again."),
        "enter_current_password": _("This is not your current password. Type it again."),
        "invalid_password_reset": _("This link has been used or is too old. Ask for a new one."),
        "too_many_login_attempts": _(
            "Too many attempts. Wait ten minutes and try again, or set a new password by e-mail. "
            "In a workshop, ask the facilitator."
        ),
        "username_password_mismatch": _(
            "The name and the password do not belong together. Check both and try again; "
            "in a workshop, ask the facilitator."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are registered by facilitators or invited; nobody signs up alone."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Whether to go on there after signing in; what is no address at all is not safe."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    # --- Limits ---------------------------------------------------------------------------------

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """One count for a person, by whichever name and in whichever spelling they are tried."""
        typed = str(credentials.get("username") or credentials.get("email") or "")
        person = person_by_identifier(typed)
        return f"person:{person.pk}" if person else f"typed:{typed.strip().casefold()[:254]}"

    # --- After sign-in --------------------------------------------------------------------------

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Go on in the person's language, by way of the privacy notice when it is new to them."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if "Location" in response:
            language = user.preferred_language
            target = translate_url(response["Location"], language)
            if not selectors.has_seen_privacy_notice(user):
                with translation.override(language):
                    target = f"{reverse('privacy_notice')}?next={quote(target)}"
            response["Location"] = target
        return response

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """The front page in the language that was on screen."""
        return f"/{translation.get_language() or settings.LANGUAGE_CODE}/"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to where one came from."""
        return reverse("profile")

    # --- Passwords and mail ---------------------------------------------------------------------

    def set_password(self, user: Any, password: str) -> None:
        """Set it, and write that it was set (never what it is)."""
        user.set_password(password)
        user.save(update_fields=["password"])
        close_former_sign_ins(user)
        audit.record(actor=user, verb="set_password", target=user)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """An address people can type, whatever host the request came by, in the person's language."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return f"{settings.PUBLIC_URL}{path.replace('UID-KEY', quote(key))}"

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        """In the person's language, not the language of whoever asked."""
        with translation.override(user.preferred_language):
            key = f"{context['uid']}-{context['key']}"
            context = context | {"password_reset_url": self.get_reset_password_from_key_url(key)}
            self.send_mail("account/email/password_reset_key", email, context)

    def format_email_subject(self, subject: str) -> str:
        """No prefix: the subject says where it comes from."""
        return subject
