"""What people fill in about certificates."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from assessments.certificates.models import CertificateLayout, CourseCertificate, Signatory
from assessments.certificates.services.layouts import (
    COURSE_FIELDS,
    LAYOUT_FIELDS,
    SIGNATORIES,
    SignatoryInput,
)
from core.forms import SiteForm

LOGO_FIELDS = ("logo_left", "logo_right")
SIGNATORY_FIELDS = (
    "position_lo",
    "position_en",
    "name_lo",
    "name_latin",
    "organisation_lo",
    "organisation_en",
)
_LAO = {"lang": "lo"}
_ENGLISH = {"lang": "en"}
_PICTURES = {"accept": "image/png,image/jpeg"}


def _lines(label: Any, max_length: int, attrs: dict[str, str], help_text: Any = "") -> Any:
    return forms.CharField(
        label=label,
        max_length=max_length,
        required=False,
        help_text=help_text,
        widget=forms.Textarea(attrs | {"rows": "3"}),
    )


def _words(label: Any, max_length: int, attrs: dict[str, str]) -> Any:
    return forms.CharField(
        label=label, max_length=max_length, required=False, widget=forms.TextInput(attrs)
    )


class LayoutForm(SiteForm):
    """What the papers of a workshop have in common."""

    issuing_body_lo = _lines(
        _("Issuing body, in Lao"),
        300,
        _LAO,
        _("One line for each level: the ministry, then its department."),
    )
    issuing_body_en = _lines(_("Issuing body, in English"), 300, _ENGLISH)
    place_lo = _words(_("Place of issue, in Lao"), 120, _LAO)
    place_en = _words(_("Place of issue, in English"), 120, _ENGLISH)
    paper_date = forms.DateField(
        label=_("Date on the certificate"),
        required=False,
        help_text=_("When empty: the last day of the workshop."),
    )
    event_text_lo = _lines(
        _("Text about the event, in Lao"),
        500,
        _LAO,
        _("When empty, it is written from the workshop's title, dates and place."),
    )
    event_text_en = _lines(_("Text about the event, in English"), 500, _ENGLISH)
    show_state_heading = forms.BooleanField(
        label=_("State heading"),
        required=False,
        help_text=_("Whether it stands on a joint certificate is for the ministry to decide."),
    )
    show_donor = forms.BooleanField(label=_("Say who funded the workshop"), required=False)
    logo_left = forms.FileField(
        label=_("Logo on the left"),
        required=False,
        help_text=_("PNG or JPEG, 1 MB at most."),
        widget=forms.FileInput(_PICTURES),
    )
    remove_logo_left = forms.BooleanField(label=_("Remove this logo"), required=False)
    logo_right = forms.FileField(
        label=_("Logo on the right"), required=False, widget=forms.FileInput(_PICTURES)
    )
    remove_logo_right = forms.BooleanField(label=_("Remove this logo"), required=False)

    #: The fields of the layout that the form fills in.
    names: ClassVar[tuple[str, ...]] = LAYOUT_FIELDS

    def __init__(
        self, *args: Any, layout: CertificateLayout | CourseCertificate, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {name: getattr(layout, name) for name in self.names}
        super().__init__(*args, **kwargs)
        for side in LOGO_FIELDS:
            if not getattr(layout, side):
                del self.fields[f"remove_{side}"]

    @property
    def values(self) -> dict[str, Any]:
        """The fields of the layout, for ``save_layout``."""
        return {name: self.cleaned_data[name] for name in self.names}

    @property
    def logos(self) -> dict[str, Any]:
        """New pictures, and False for one that is taken away."""
        return {
            side: self.cleaned_data[side] or False
            for side in LOGO_FIELDS
            if self.cleaned_data[side] or self.cleaned_data.get(f"remove_{side}")
        }


class CourseCertificateForm(LayoutForm):
    """Whether a course has a certificate of completion, and how it looks."""

    names = COURSE_FIELDS
    # The paper carries the day on which it was taken, and nobody funded it.
    paper_date = None  # type: ignore[assignment]
    show_donor = None  # type: ignore[assignment]
    is_offered = forms.BooleanField(
        label=_("Whoever completes the course can take a certificate"),
        required=False,
        help_text=_(
            "Modules are completed by reading and, where a test is needed, by passing it. Everybody "
            "takes the certificate themselves."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language, label in (
            ("lo", _("Text about the course, in Lao")),
            ("en", _("Text about the course, in English")),
        ):
            self.fields[f"event_text_{language}"].label = label
        self.fields["event_text_lo"].help_text = _(
            "When empty, it is written from the course's title and the day of completion."
        )


class SignatoryForm(SiteForm):
    """One signature block; left empty, there is none."""

    position_lo = _words(_("Position, in Lao"), 120, _LAO)
    position_en = _words(_("Position, in English"), 120, _ENGLISH)
    name_lo = _words(_("Name, in Lao"), 120, _LAO)
    name_latin = _words(_("Name, in Latin letters"), 120, _ENGLISH)
    organisation_lo = _words(_("Organisation, in Lao"), 150, _LAO)
    organisation_en = _words(_("Organisation, in English"), 150, _ENGLISH)

    def clean(self) -> dict[str, Any]:
        """Whoever signs has a position."""
        cleaned = super().clean() or self.cleaned_data
        if any(cleaned.values()) and not (cleaned.get("position_lo") or cleaned.get("position_en")):
            self.add_error("position_lo", _("Please give the position of each person who signs."))
        return cleaned

    @property
    def signatory(self) -> SignatoryInput | None:
        """The block, or None when nothing was written."""
        if not any(self.cleaned_data.get(name) for name in SIGNATORY_FIELDS):
            return None
        return SignatoryInput(**{name: self.cleaned_data[name] for name in SIGNATORY_FIELDS})


SignatoryFormSet = formset_factory(
    SignatoryForm, extra=SIGNATORIES, max_num=SIGNATORIES, absolute_max=SIGNATORIES
)


def signatories_of(formset: "BaseFormSet[SignatoryForm]") -> list[SignatoryInput]:
    """The signature blocks that say something."""
    return [one for form in formset.forms if (one := form.signatory) is not None]


def signatories_initial(signatories: Iterable[Signatory]) -> list[dict[str, Any]]:
    """What the forms begin with."""
    return [{name: getattr(one, name) for name in SIGNATORY_FIELDS} for one in signatories]


class ReasonForm(SiteForm):
    """Why something is done that cannot be undone."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.TextInput({"autocomplete": "off"})
    )


class VerifyForm(SiteForm):
    """The number or the code, as it stands on the paper."""

    number = forms.CharField(
        label=_("Number or code of the certificate"),
        max_length=60,
        help_text=_(
            "For example MICIC-2024-LAO-0001 or 7K3M9-QX2VD. Capitals and spaces do not matter."
        ),
        widget=forms.TextInput(
            {
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "lang": "en",
            }
        ),
    )
