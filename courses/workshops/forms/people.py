"""Forms about who takes part."""

from typing import Any
from uuid import uuid4, uuid5

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core import lao
from core.forms import SiteForm
from courses.workshops.enums import EXPECTED_STATUSES, ParticipantType, RegistrationStatus
from courses.workshops.forms.workshops import OrganisationChoice, bilingual, organisations_on
from courses.workshops.models import Registration, Workshop
from courses.workshops.names import WrittenName, take_apart
from people.enums import Gender, Level, Title
from people.models import NAME_LENGTH, User

NEW_PERSON = "new"
#: Of the person, not of the registration: what a facilitator may correct for people without login.
PERSON_FIELDS = (
    "title",
    "given_name_lo",
    "family_name_lo",
    "given_name_latin",
    "family_name_latin",
    "phone",
    "email",
)


class FilterForm(SiteForm):
    """Search and filters of the list of people; what cannot be understood is left aside."""

    q = forms.CharField(
        label=_("Search by name"),
        required=False,
        max_length=120,
        widget=forms.TextInput({"type": "search", "placeholder": _("Search by name")}),
    )
    organisation = OrganisationChoice(
        label=_("Organisation"), required=False, empty_label=_("All organisations")
    )
    kind = forms.ChoiceField(
        label=_("Takes part as"),
        required=False,
        choices=[("", _("All kinds")), *ParticipantType.choices],
    )

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["organisation"].queryset = (
            organisations_on(None).filter(registrations__workshop=workshop).distinct()
        )


class WalkInForm(SiteForm):
    """Three answers and somebody is on the list. The name is read the Lao way: given name first."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    name = forms.CharField(
        label=_("Name and family name"),
        max_length=2 * NAME_LENGTH + 20,
        help_text=_("In Lao or Latin letters. The given name ends at the first space."),
        widget=forms.TextInput({"autocomplete": "off", "autofocus": True, "data-name-box": ""}),
    )
    gender = forms.ChoiceField(label=_("Gender"), choices=Gender.choices, widget=forms.RadioSelect)
    organisation = OrganisationChoice(label=_("Organisation"))
    #: Which of the proposed people it is; only asked when there are some.
    match = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["organisation"].queryset = organisations_on(workshop.start_date)

    def clean_name(self) -> str:
        """A name whose parts fit."""
        written = take_apart(self.cleaned_data["name"])
        for part in (written.given, written.family):
            if len(part) > NAME_LENGTH:
                raise ValidationError(
                    _("This name is too long (%(limit)s letters at most)."),
                    params={"limit": NAME_LENGTH},
                )
        if not written.given:
            raise ValidationError(_("Write the name."))
        return str(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        """A form that was gone back to and sent for another person is another form."""
        cleaned = super().clean() or self.cleaned_data
        if "name" in cleaned and "client_id" in cleaned:
            cleaned["client_id"] = uuid5(cleaned["client_id"], lao.fold(cleaned["name"]))
        return cleaned

    @property
    def written(self) -> WrittenName:
        """The name taken apart."""
        return take_apart(self.cleaned_data["name"])


class RegistrationForm(SiteForm):
    """How somebody takes part, and who they were then."""

    participant_type = forms.ChoiceField(label=_("Takes part as"), choices=ParticipantType.choices)
    status = forms.ChoiceField(label=_("Status"))
    organisation = OrganisationChoice(label=_("Organisation"), required=False)
    gender = forms.ChoiceField(label=_("Gender"), choices=Gender.choices)
    level = forms.ChoiceField(label=_("Level"), choices=Level.choices)
    position_lo, position_en = bilingual(_("Position, in Lao"), _("Position, in English"), 200)

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(registration, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        chosen = organisations_on(None).filter(pk=registration.organisation_id)
        fields["organisation"].queryset = (
            organisations_on(registration.workshop.start_date) | chosen
        ).distinct()
        possible = {*EXPECTED_STATUSES, RegistrationStatus.WAITING, registration.status}
        fields["status"].choices = [
            (value, label) for value, label in RegistrationStatus.choices if value in possible
        ]


class PersonForm(SiteForm):
    """The name and the contact of somebody who has no login to keep them right."""

    title = forms.ChoiceField(label=_("Form of address"), choices=Title.choices, required=False)
    given_name_lo = forms.CharField(
        label=_("Given name, in Lao"), max_length=NAME_LENGTH, required=False
    )
    family_name_lo = forms.CharField(
        label=_("Family name, in Lao"), max_length=NAME_LENGTH, required=False
    )
    given_name_latin = forms.CharField(
        label=_("Given name, in Latin letters"), max_length=NAME_LENGTH, required=False
    )
    family_name_latin = forms.CharField(
        label=_("Family name, in Latin letters"), max_length=NAME_LENGTH, required=False
    )
    phone = forms.CharField(label=_("Phone number"), max_length=30, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(person, name) for name in PERSON_FIELDS}
        super().__init__(*args, prefix="person", **kwargs)
