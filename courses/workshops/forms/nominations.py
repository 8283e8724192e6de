"""Forms of the time before the workshop: the plan, its quotas, nominees, focal points, decisions."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from core.forms import SiteForm, say_nothing_of_leaving_empty
from courses.workshops.enums import MovesUp
from courses.workshops.forms.workshops import OrganisationChoice, organisation_label
from courses.workshops.models import NominationPlan, Workshop
from courses.workshops.names import WrittenName, take_apart
from courses.workshops.services.nomination_plan import QuotaInput
from people.enums import Gender, Level
from people.models import NAME_LENGTH, Organisation, User


class PlanForm(SiteForm):
    """Until when, how many women, what happens with free places, when people are reminded."""

    closes_on = forms.DateField(
        label=_("Last day for nominations"),
        required=False,
        help_text=_(
            "Afterwards ministries can still replace or withdraw, until the workshop starts."
        ),
    )
    women_share = forms.IntegerField(
        label=_("Women aimed at, in percent"), required=False, min_value=1, max_value=100
    )
    moves_up = forms.ChoiceField(
        label=_("When a place becomes free"),
        choices=MovesUp.choices,
        widget=forms.RadioSelect,
        initial=MovesUp.AUTOMATIC,
        help_text=_("In the order of the waiting list, and never over the quota of a ministry."),
    )
    reminder_days = forms.CharField(
        label=_("Remind people this many days before"),
        required=False,
        initial="7, 1",
        max_length=60,
        help_text=_("Numbers with commas, such as 7, 1. Empty: no reminders."),
    )
    contact = forms.CharField(
        label=_("Where to answer"),
        required=False,
        max_length=200,
        help_text=_("A name, a phone number, an e-mail address: it stands in letters and mails."),
    )

    def __init__(self, *args: Any, plan: NominationPlan | None, **kwargs: Any) -> None:
        if plan is not None:
            kwargs["initial"] = {
                name: getattr(plan, name)
                for name in ("closes_on", "women_share", "moves_up", "contact")
            } | {"reminder_days": ", ".join(str(day) for day in plan.reminder_days)}
        super().__init__(*args, **kwargs)

    def clean_reminder_days(self) -> list[int]:
        """Numbers of days; Lao digits are understood."""
        days = []
        for part in self.cleaned_data["reminder_days"].replace("、", ",").split(","):
            text = part.strip()
            if not text:
                continue
            if not text.isdecimal() or len(text) > 3:
                raise ValidationError(_("Write numbers with commas, such as 7, 1."))
            days.append(int(text))
        return days


class QuotaForm(SiteForm):
    """One line: a ministry and its places. An emptied line is left out."""

    organisation = OrganisationChoice(label=_("Ministry / organisation"), required=False)
    places = forms.IntegerField(label=_("Places"), required=False, min_value=1, max_value=500)
    women = forms.IntegerField(
        label=_("Of them women, at least"), required=False, min_value=0, max_value=500
    )

    def __init__(self, *args: Any, organisations: list[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_nothing_of_leaving_empty(*self.fields.values())
        choice: Any = self.fields["organisation"]
        choice.queryset = Organisation.objects.top_level()
        choice.choices = organisations

    def clean(self) -> dict[str, Any]:
        """A line with anything in it has both."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("places") and not cleaned.get("organisation"):
            self.add_error("organisation", _("Choose an organisation"))
        return cleaned

    @property
    def quota(self) -> QuotaInput | None:
        """The line, or None when it was left or made empty."""
        cleaned = self.cleaned_data
        if not cleaned.get("organisation") or not cleaned.get("places"):
            return None
        return QuotaInput(cleaned["organisation"], cleaned["places"], cleaned.get("women") or 0)


QuotaFormSet = formset_factory(QuotaForm, extra=3, max_num=40, absolute_max=60)


def quota_choices(workshop: Workshop) -> list[tuple[Any, str]]:
    """Organisations at the top that exist on the workshop's first day, asked once for all lines."""
    found = Organisation.objects.top_level().valid_on(workshop.start_date)
    return [("", str(_("Choose an organisation"))), *((each.pk, each.name) for each in found)]


def quotas_said(lines: BaseFormSet[QuotaForm]) -> list[QuotaInput]:
    """The lines that say something."""
    return [quota for form in lines.forms if (quota := form.quota) is not None]


class PersonChoice(forms.ModelChoiceField):
    """A person by name and department."""

    def label_from_instance(self, obj: Any) -> str:
        parts = [str(obj), obj.position_lo or obj.position_en]
        return ", ".join(part for part in parts if part)


class NameFields(SiteForm):
    """A name in both scripts, written the Lao way: given name first."""

    name_lo = forms.CharField(
        label=_("Name and family name, in Lao"),
        required=False,
        max_length=2 * NAME_LENGTH + 20,
        widget=forms.TextInput({"autocomplete": "off", "lang": "lo"}),
        help_text=_("The given name ends at the first space."),
    )
    name_latin = forms.CharField(
        label=_("Name and family name, in Latin letters"),
        required=False,
        max_length=2 * NAME_LENGTH + 20,
        widget=forms.TextInput({"autocomplete": "off", "lang": "en"}),
        help_text=_("As in the passport; it stands on the badge and the certificate."),
    )
    gender = forms.ChoiceField(
        label=_("Gender"), choices=Gender.choices, widget=forms.RadioSelect, required=False
    )
    position = forms.CharField(label=_("Position"), max_length=200, required=False)
    phone = forms.CharField(label=_("Phone number"), max_length=30, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    #: Which of the proposed people it is; only asked when there are some.
    match = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = ("person", "name_lo", "name_latin", "gender", "organisation")
        say_nothing_of_leaving_empty(*(self.fields[name] for name in asked if name in self.fields))

    def clean(self) -> dict[str, Any]:
        """Names whose parts fit, and a gender for a new person."""
        cleaned = super().clean() or self.cleaned_data
        if self.is_new:
            for name in ("name_lo", "name_latin"):
                if any(len(part) > NAME_LENGTH for part in self._parts(name)):
                    self.add_error(
                        name,
                        ValidationError(
                            _("This name is too long (%(limit)s letters at most)."),
                            params={"limit": NAME_LENGTH},
                        ),
                    )
            if not cleaned.get("name_lo") and not cleaned.get("name_latin"):
                self.add_error("name_lo", _("Write the name in Lao or in Latin letters, or both."))
            if not cleaned.get("gender") and "gender" not in self.errors:
                self.add_error("gender", _("Choose the gender."))
        return cleaned

    @property
    def is_new(self) -> bool:
        """Whether somebody is written down who is not chosen from a list."""
        return True

    def _parts(self, name: str) -> tuple[str, str]:
        written = self._written(name)
        return written.given, written.family

    def _written(self, name: str) -> WrittenName:
        return take_apart(self.cleaned_data.get(name) or "")

    @property
    def person_values(self) -> dict[str, Any]:
        """The values of ``create_person``."""
        lao, latin = self._written("name_lo"), self._written("name_latin")
        position = self.cleaned_data["position"]
        in_lao = any("\u0e80" <= letter <= "\u0eff" for letter in position)
        return {
            "title": lao.title or latin.title,
            "given_name_lo": lao.given,
            "family_name_lo": lao.family,
            "given_name_latin": latin.given,
            "family_name_latin": latin.family,
            "gender": self.cleaned_data["gender"],
            "organisation": self.cleaned_data["organisation"],
            "position_lo": position if in_lao else "",
            "position_en": "" if in_lao else position,
            "phone": self.cleaned_data["phone"],
            "email": self.cleaned_data["email"],
        }


class NomineeForm(NameFields):
    """One of the ministry's own people, chosen or written."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    person = PersonChoice(
        User.objects.none(),
        label=_("One of your people"),
        required=False,
        empty_label=_("Somebody who is not in this list"),
    )
    organisation = OrganisationChoice(label=_("Department"), required=False)
    level = forms.ChoiceField(
        label=_("Level"), choices=Level.choices, required=False, initial=Level.CENTRAL
    )

    field_order = ["client_id", "person", "name_lo", "name_latin", "gender", "organisation"]

    def __init__(
        self,
        *args: Any,
        people: QuerySet[User],
        organisations: QuerySet[Organisation],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["person"].queryset = people
        if not people:
            del fields["person"]
        fields["organisation"].queryset = organisations
        self.sole = list(organisations[:2])
        if len(self.sole) == 1:
            del fields["organisation"]

    def clean(self) -> dict[str, Any]:
        """Without a department it is the organisation itself."""
        cleaned = super().clean()
        if len(self.sole) == 1:
            cleaned["organisation"] = self.sole[0]
        elif self.is_new and not cleaned.get("organisation"):
            self.add_error("organisation", _("Choose an organisation"))
        return cleaned

    @property
    def is_new(self) -> bool:
        """Nobody was chosen from the list."""
        return not self.cleaned_data.get("person")

    @property
    def person_values(self) -> dict[str, Any]:
        """With the level."""
        return super().person_values | {"level": self.cleaned_data["level"] or Level.CENTRAL}


class FocalPointForm(NameFields):
    """Through whom an organisation nominates: somebody known, or a new person."""

    organisation = OrganisationChoice(label=_("Ministry / organisation"))
    with_departments = forms.BooleanField(
        label=_("Also for the departments of the organisation"), required=False, initial=True
    )

    field_order = ["organisation", "with_departments", "name_lo", "name_latin"]

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["organisation"].queryset = Organisation.objects.select_related("parent").valid_on(
            workshop.start_date
        )

    def label_of(self, organisation: Organisation) -> str:
        """As in the list of choices."""
        return organisation_label(organisation)


class DecisionForm(SiteForm):
    """Confirm, put on the waiting list, or decline with a reason."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("approve", _("Confirm")),
            ("wait", _("Put on the waiting list")),
            ("decline", _("Decline")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        help_text=_("Needed for declining. The ministry reads it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_nothing_of_leaving_empty(self.fields["reason"])
