"""Forms about a workshop, its sessions, its agenda and who leads it."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from core.forms import SiteForm
from courses.curriculum.models import CoursePage
from courses.workshops.enums import DayPart, RuleKind
from courses.workshops.goals import GCM_OBJECTIVES, SDGS
from courses.workshops.models import AgendaItem, Donor, Session, Workshop
from courses.workshops.services.sessions import SESSION_FIELDS, AgendaLine
from courses.workshops.services.workshops import FIELDS
from people.models import Organisation, User
from people.roles import FACILITATOR

_LAO = {"lang": "lo"}
_ENGLISH = {"lang": "en"}


def bilingual(
    label_lo: Any, label_en: Any, max_length: int, **values: Any
) -> list[forms.CharField]:
    """The Lao and the English field of the same words."""
    return [
        forms.CharField(
            label=label,
            max_length=max_length,
            required=False,
            widget=forms.TextInput(attrs),
            **values,
        )
        for label, attrs in ((label_lo, _LAO), (label_en, _ENGLISH))
    ]


def add_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """Show what a service refused: at its field where the form has it, else above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


class OrganisationChoice(forms.ModelChoiceField):
    """An organisation by its name, a department with the acronym of what it is part of."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("empty_label", _("Choose an organisation"))
        super().__init__(Organisation.objects.none(), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return organisation_label(obj)


class OrganisationsChoice(forms.ModelMultipleChoiceField):
    """Several organisations, to tick."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Organisation.objects.none(), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return organisation_label(obj)


class CourseChoice(forms.ModelChoiceField):
    """A course by its heading in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.heading)


def organisation_label(organisation: Organisation) -> str:
    """The name, and for a department of what."""
    if organisation.parent is None:
        return organisation.name
    return f"{organisation.name} ({organisation.parent.short_name})"


def organisations_on(day: date | None) -> Any:
    """Those one can choose for a workshop of that day, in one query."""
    organisations = Organisation.objects.select_related("parent")
    return organisations.valid_on(day) if day else organisations


class WorkshopForm(SiteForm):
    """All that is said about a workshop. ``details`` are for ``create_`` and ``update_workshop``."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)
    title_lo, title_en = bilingual(_("Title, in Lao"), _("Title, in English"), 250)
    start_date = forms.DateField(label=_("First day"))
    end_date = forms.DateField(label=_("Last day"))
    city_lo, city_en = bilingual(_("City, in Lao"), _("City, in English"), 120)
    venue_lo, venue_en = bilingual(_("Venue, in Lao"), _("Venue, in English"), 250)
    places = forms.IntegerField(
        label=_("Places"),
        required=False,
        min_value=1,
        max_value=2000,
        help_text=_("Whoever is registered beyond this number waits. Empty: no limit."),
    )
    rule_kind = forms.ChoiceField(
        label=_("Who gets a certificate of participation"),
        choices=RuleKind.choices,
        widget=forms.RadioSelect,
        initial=RuleKind.SESSIONS,
    )
    rule_sessions = forms.IntegerField(
        label=_("Number of sessions"), min_value=1, max_value=62, initial=3
    )
    rule_share = forms.IntegerField(
        label=_("Share of the sessions, in percent"),
        min_value=1,
        max_value=100,
        initial=75,
        help_text=_("Of four half-days, 75 in 100 means three, and 80 in 100 means all four."),
    )
    donor: forms.ModelChoiceField = forms.ModelChoiceField(
        Donor.objects.all(), label=_("Donor"), required=False, empty_label=_("No donor")
    )
    donor_name_lo, donor_name_en = bilingual(
        _("Name of the new donor, in Lao"), _("Name of the new donor, in English"), 250
    )
    donor_acronym = forms.CharField(label=_("Acronym"), max_length=30, required=False)
    programme_lo, programme_en = bilingual(_("Programme, in Lao"), _("Programme, in English"), 250)
    organisers = OrganisationsChoice(label=_("Organisers"), required=False)
    course = CourseChoice(
        CoursePage.objects.none(), label=_("Course"), required=False, empty_label=_("No course")
    )
    sdgs = forms.TypedMultipleChoiceField(
        label=_("Sustainable Development Goals"),
        choices=[(number, f"{number}") for number in SDGS],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    gcm_objectives = forms.TypedMultipleChoiceField(
        label=_("Objectives of the Global Compact for Migration"),
        choices=[(number, f"{number}") for number in GCM_OBJECTIVES],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    code = forms.SlugField(
        label=_("Code"),
        max_length=40,
        required=False,
        help_text=_(
            "Latin letters, digits and hyphens, such as MICIC-2024-06. Empty: made for you."
        ),
    )

    def __init__(self, *args: Any, workshop: Workshop | None = None, **kwargs: Any) -> None:
        if workshop is not None:
            kwargs["initial"] = initial_of(workshop)
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["organisers"].queryset = organisations_on(workshop.start_date if workshop else None)
        fields["course"].queryset = CoursePage.objects.live()
        for name, goals in (("sdgs", SDGS), ("gcm_objectives", GCM_OBJECTIVES)):
            fields[name].choices = [(n, f"{n}. {goal}") for n, goal in goals.items()]
        fields["code"].required = workshop is not None

    def clean(self) -> dict[str, Any]:
        """A chosen donor and a new one contradict each other."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("donor") and self.has_new_donor:
            self.add_error("donor", _("Choose a donor or write a new one, not both."))
        return cleaned

    @property
    def has_new_donor(self) -> bool:
        """Whether a donor was written who is to be added."""
        return bool(
            self.cleaned_data.get("donor_name_lo") or self.cleaned_data.get("donor_name_en")
        )

    @property
    def details(self) -> dict[str, Any]:
        """The values of ``FIELDS``."""
        return {name: self.cleaned_data[name] for name in FIELDS}

    @property
    def new_donor(self) -> dict[str, str]:
        """The values of ``add_donor``."""
        cleaned = self.cleaned_data
        return {
            "name_lo": cleaned["donor_name_lo"],
            "name_en": cleaned["donor_name_en"],
            "acronym_lo": cleaned["donor_acronym"],
            "acronym_en": cleaned["donor_acronym"],
        }


def initial_of(workshop: Workshop) -> dict[str, Any]:
    """What the form of an existing workshop begins with."""
    values = {name: getattr(workshop, name) for name in FIELDS}
    return values | {"organisers": workshop.organisers.values_list("pk", flat=True)}


class SessionForm(SiteForm):
    """Half-day, times and title of a session."""

    day = forms.TypedChoiceField(label=_("Day"), coerce=date.fromisoformat)
    part = forms.ChoiceField(label=_("Part of the day"), choices=DayPart.choices)
    starts_at = forms.TimeField(label=_("Starts at"))
    ends_at = forms.TimeField(label=_("Ends at"))
    title_lo, title_en = bilingual(_("Title, in Lao"), _("Title, in English"), 200)

    def __init__(
        self,
        *args: Any,
        days: Iterable[tuple[str, str]],
        session: Session | None = None,
        **kwargs: Any,
    ) -> None:
        if session is not None:
            kwargs["initial"] = {name: getattr(session, name) for name in SESSION_FIELDS} | {
                "day": session.day.isoformat()
            }
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["day"]
        choices.choices = list(days)


class AgendaLineForm(SiteForm):
    """One line of the agenda. An emptied line is left out."""

    starts_at = forms.TimeField(label=_("Starts at"), required=False)
    title_lo, title_en = bilingual(_("Title, in Lao"), _("Title, in English"), 250)
    speaker = forms.CharField(label=_("Who"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """A line with anything in it has a time and a title."""
        cleaned = super().clean() or self.cleaned_data
        words = cleaned.get("title_lo") or cleaned.get("title_en")
        if (words or cleaned.get("speaker")) and not cleaned.get("starts_at"):
            if "starts_at" not in self.errors:
                self.add_error("starts_at", _("Give the time of this line."))
        elif cleaned.get("starts_at") and not words:
            self.add_error("title_lo", _("Write the title in one language at least."))
        return cleaned

    @property
    def line(self) -> AgendaLine | None:
        """The line, or None when it was left or made empty."""
        if not self.cleaned_data.get("starts_at"):
            return None
        return AgendaLine(**{name: self.cleaned_data[name] for name in self.fields})


def agenda_lines(agenda: BaseFormSet[AgendaLineForm]) -> list[AgendaLine]:
    """The lines that say something."""
    return [line for form in agenda.forms if (line := form.line) is not None]


#: Empty lines at the end, to go on without JavaScript; saving gives two more.
AgendaFormSet = formset_factory(AgendaLineForm, extra=2, max_num=60, absolute_max=80)


def agenda_initial(items: Iterable[AgendaItem]) -> list[dict[str, Any]]:
    """What the agenda's forms begin with."""
    names = ("starts_at", "title_lo", "title_en", "speaker")
    return [{name: getattr(item, name) for name in names} for item in items]


class FacilitatorForm(SiteForm):
    """Somebody with an account, or the name of a guest without one."""

    person = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Facilitator with an account"),
        required=False,
        empty_label=_("Choose a person"),
    )
    guest_name = forms.CharField(
        label=_("Name of a guest without an account"), max_length=241, required=False
    )
    mission = forms.CharField(
        label=_("Mission"),
        max_length=120,
        required=False,
        help_text=_("For example IOM Indonesia."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["person"]
        choice.queryset = (
            User.objects.real().filter(is_active=True, groups__name=FACILITATOR).in_lao_order()
        )

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("person")) == bool(cleaned.get("guest_name")) and not self.errors:
            self.add_error(None, _("Choose a person or write the name of a guest."))
        return cleaned
