"""Forms about people: signing in, passwords, one's own profile."""

from collections.abc import Sequence
from typing import Any, cast

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.forms import SiteForm, SiteModelForm
from people.models import Organisation, User
from people.services.persons import PROFILE_FIELDS


def _password_rules() -> str:
    return "; ".join(str(text).rstrip(".") for text in password_validators_help_texts())


class SignInForm(LoginForm):
    """User name, phone number or e-mail, and the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("User name, phone number or e-mail"),
            max_length=254,
            widget=forms.TextInput(
                attrs={
                    "autocomplete": "username",
                    "autocapitalize": "none",
                    "spellcheck": "false",
                    "autofocus": True,
                }
            ),
        )
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        self.fields["remember"].label = _("Keep me signed in on this device")
        self.order_fields(["login", "password", "remember"])
        _without_placeholders(self)


class NewPasswordLabels:
    """Mixin: the two fields of a new password, with our labels and the rules as a hint."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "oldpassword" in self.fields:
            self.fields["oldpassword"].label = _("Current password")
            self.fields["oldpassword"].help_text = ""
        self.fields["password1"].label = _("New password")
        self.fields["password1"].help_text = lazy(_password_rules, str)()
        self.fields["password2"].label = _("New password again")
        _without_placeholders(self)

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        cleaned = forms.Form.clean(self) or {}  # type: ignore[arg-type]
        if (
            cleaned.get("password1")
            and cleaned.get("password2")
            and cleaned["password1"] != cleaned["password2"]
        ):
            self.add_error("password2", _("The two passwords are not the same. Type both again."))  # type: ignore[attr-defined]
        return cleaned


class PasswordChangeForm(NewPasswordLabels, ChangePasswordForm):
    """A new password for somebody who knows the current one."""


class PasswordSetForm(NewPasswordLabels, SetPasswordForm):
    """The first password of somebody who is signed in without one."""


class PasswordFromLinkForm(NewPasswordLabels, ResetPasswordKeyForm):
    """A password by the link of a mail or an invitation."""


class PasswordResetForm(ResetPasswordForm):
    """Ask for the mail with the link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail")
        _without_placeholders(self)


def _without_placeholders(form: Any) -> None:
    """Labels say it, and stay when one types."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class OrganisationChoice(forms.ModelChoiceField):
    """Organisations in protocol order; a department is named with its ministry."""

    def label_from_instance(self, obj: Organisation) -> str:
        """``MoFA · Consular Department``, else the name and its acronym."""
        if obj.parent is not None:
            return f"{obj.parent.short_name} · {obj.name}"
        return f"{obj.name} ({obj.acronym})" if obj.acronym else obj.name


class ProfileForm(SiteModelForm):
    """What a person may say about themselves."""

    class Meta:
        model = User
        fields = PROFILE_FIELDS
        field_classes = {"organisation": OrganisationChoice}
        labels = {
            "title": pgettext_lazy("of a person", "Title"),
            "rank_lo": _("Rank, in Lao"),
            "rank_latin": _("Rank, in English"),
            "given_name_lo": _("Given name, in Lao"),
            "family_name_lo": _("Family name, in Lao"),
            "given_name_latin": _("Given name, in Latin letters"),
            "family_name_latin": _("Family name, in Latin letters"),
            "gender": _("Gender"),
            "organisation": _("Ministry or organisation"),
            "position_lo": _("Position, in Lao"),
            "position_en": _("Position, in English"),
            "level": _("Level"),
            "email": _("E-mail"),
            "phone": _("Phone number"),
            "preferred_language": _("Language"),
        }
        help_texts = {
            "given_name_latin": _("As it should be printed on certificates in English."),
            "phone": _("For example 020 5555 1234. A phone number or an e-mail address is enough."),
            "rank_lo": _("Police and army only."),
        }
        widgets = {
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            **{
                name: forms.TextInput(attrs={"lang": "lo"})
                for name in ("given_name_lo", "family_name_lo", "rank_lo", "position_lo")
            },
            **{
                name: forms.TextInput(attrs={"lang": "en"})
                for name in ("given_name_latin", "family_name_latin", "rank_latin", "position_en")
            },
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = Organisation.objects.valid_on(timezone.localdate())
        current = Q(pk=self.instance.organisation_id)
        choices = Organisation.objects.filter(Q(pk__in=now) | current)
        field = cast(forms.ModelChoiceField, self.fields["organisation"])
        field.queryset = choices.select_related("parent").order_by("protocol_order", "pk")
        field.empty_label = _("Choose an organisation")

    def _post_clean(self) -> None:
        """The service fills and checks the person; the form must not do it before."""


class MergeForm(SiteForm):
    """Which of two records stays, and why they are one person."""

    keep = forms.ChoiceField(label=_("Which record stays?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("It stays in the record, and in the annex of a report it concerns."),
    )

    def __init__(self, *args: Any, pair: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(person.pk), f"{person} ({person.username})") for person in pair]
        cast(forms.ChoiceField, self.fields["keep"]).choices = choices
        # Whoever can sign in stays; else the record that was there first.
        with_sign_in = [person for person in pair if person.has_usable_password()]
        first = min(with_sign_in or pair, key=lambda person: person.pk)
        self.initial = {"keep": str(first.pk), "reason": _("Entered twice")} | dict(self.initial)
