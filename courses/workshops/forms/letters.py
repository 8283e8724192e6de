"""The words of a letter, before it is printed."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import SiteForm
from courses.workshops.letters import LANGUAGES

_NAMES = {"lo": _("in Lao"), "en": _("in English")}


class LetterForm(SiteForm):
    """Every word that may be changed. What is missing stands in a table of its own."""

    with_state_heading = forms.BooleanField(
        label=_("With the state heading"),
        required=False,
        initial=True,
        help_text=_(
            "For letters of a ministry. Whether a joint letter has it is for them to decide."
        ),
    )
    number = forms.CharField(
        label=_("Number of the letter"),
        required=False,
        max_length=60,
        help_text=_("Empty: dots, to be written by hand."),
    )
    day = forms.DateField(label=_("Date of the letter"), initial=timezone.localdate)
    issuing_body_lo = forms.CharField(label=_("Issuing body"), max_length=300, required=False)
    place_lo = forms.CharField(label=_("Place"), max_length=120, required=False)
    to_lo = forms.CharField(label=_("Addressee"), max_length=300)
    subject_lo = forms.CharField(label=_("Subject"), max_length=500)
    body_lo = forms.CharField(label=_("Text"), max_length=4000)
    signatory_lo = forms.CharField(label=_("Who signs"), max_length=200, required=False)
    issuing_body_en = forms.CharField(label=_("Issuing body"), max_length=300, required=False)
    place_en = forms.CharField(label=_("Place"), max_length=120, required=False)
    to_en = forms.CharField(label=_("Addressee"), max_length=300)
    subject_en = forms.CharField(label=_("Subject"), max_length=500)
    body_en = forms.CharField(label=_("Text"), max_length=4000)
    signatory_en = forms.CharField(label=_("Who signs"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in LANGUAGES:
            for name, rows in (("issuing_body", 2), ("subject", 2), ("body", 12)):
                field = self.fields[f"{name}_{language}"]
                field.widget = forms.Textarea({"rows": rows})
                field.widget.is_required = field.required
            for name in ("issuing_body", "place", "to", "subject", "body", "signatory"):
                self.fields[f"{name}_{language}"].widget.attrs["lang"] = language

    def side(self, language: str) -> list[Any]:
        """The fields of one language, as they follow each other."""
        names = ("issuing_body", "place", "to", "subject", "body", "signatory")
        return [self[f"{name}_{language}"] for name in names]

    @property
    def sides(self) -> list[tuple[str, Any, list[Any]]]:
        """Language, its name and its fields."""
        return [(language, _NAMES[language], self.side(language)) for language in LANGUAGES]
