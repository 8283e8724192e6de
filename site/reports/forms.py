"""What readers may ask the reports."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core import dates
from core.forms import SiteForm
from courses.workshops.enums import ParticipantType
from courses.workshops.models import Donor, Workshop
from people.enums import Gender, Level
from people.models import Organisation
from reports.enums import Counting, Denominator, LearningCount, TypeFilter
from reports.selectors import LearningSelection, Selection


def chosen_denominator(value: str | None) -> Denominator:
    """The denominator of an address; the usual one for anything else."""
    return Denominator(value) if value in Denominator.values else Denominator.ATTENDED


class FilterForm(SiteForm):
    """The filters across workshops, sent with GET so that the address can be passed on."""

    first_day = forms.DateField(
        label=_("Began on or after"),
        required=False,
    )
    last_day = forms.DateField(
        label=_("Began on or before"),
        required=False,
    )
    workshop = forms.ModelChoiceField(
        label=_("Workshop"),
        queryset=Workshop.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("All"),
    )
    donor = forms.ModelChoiceField(
        label=_("Donor"), queryset=Donor.objects.none(), required=False, empty_label=_("All")
    )
    organisation: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Ministry / organisation"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("All"),
    )
    gender = forms.ChoiceField(
        label=_("Gender"), choices=[("", _("All")), *Gender.choices], required=False
    )
    level = forms.ChoiceField(
        label=_("Level"), choices=[("", _("All")), *Level.choices], required=False
    )
    participant_type = forms.ChoiceField(
        label=_("Takes part as"),
        choices=[*TypeFilter.choices, *ParticipantType.choices],
        required=False,
    )
    who = forms.ChoiceField(label=_("Counted as"), choices=Denominator.choices, required=False)
    count = forms.ChoiceField(
        label=_("Tables by organisation and level count"), choices=Counting.choices, required=False
    )

    def __init__(self, data: Any, *, workshops: "QuerySet[Workshop]") -> None:
        super().__init__(
            {"who": Denominator.ATTENDED, "count": Counting.PEOPLE, **data.dict()},
            auto_id="id_%s",
        )
        offered = workshops.order_by("-start_date", "-pk").distinct()
        self.fields["workshop"].queryset = offered  # type: ignore[attr-defined]
        self.fields["donor"].queryset = Donor.objects.filter(  # type: ignore[attr-defined]
            workshops__in=workshops
        ).distinct()
        self.fields["organisation"].queryset = (  # type: ignore[attr-defined]
            Organisation.objects.top_level()
        )

    def clean(self) -> dict[str, Any]:
        """The period must not end before it begins."""
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            raise ValidationError(
                _("The period ends before it begins. Please change one of the days.")
            )
        return cleaned

    @property
    def selection(self) -> Selection:
        """What was asked for, of a valid form."""
        asked = self.cleaned_data
        records = {
            name: asked[name].pk if asked[name] else None
            for name in ("workshop", "donor", "organisation")
        }
        return Selection(
            first_day=asked["first_day"],
            last_day=asked["last_day"],
            gender=asked["gender"],
            level=asked["level"],
            participant_type=asked["participant_type"] or TypeFilter.OFFICIALS,
            **records,
        )

    @property
    def denominator(self) -> Denominator:
        """Who is counted, of a valid form."""
        return chosen_denominator(self.cleaned_data["who"])

    @property
    def counting(self) -> Counting:
        """People or participations, of a valid form."""
        return Counting(self.cleaned_data["count"] or Counting.PEOPLE)

    def in_words(self) -> list[str]:
        """The filters that were set, one line each, as a report states them."""
        language = get_language() or "lo"
        lines = []
        for name in self.fields:
            value = self.cleaned_data[name]
            if not value or name in ("who", "count"):
                continue
            field = self.fields[name]
            if isinstance(field, forms.DateField):
                shown = dates.day(value, language)
            elif isinstance(field, forms.ModelChoiceField):
                shown = str(value)
            else:
                shown = str(dict(field.choices)[value])  # type: ignore[attr-defined]
            lines.append(f"{field.label}: {shown}")
        return lines

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter is set; the page then says how to see everything again."""
        return any(
            self.data.get(name)
            for name in self.fields
            if name not in ("who", "count", "participant_type")
        ) or self.data.get("participant_type", "") not in ("", TypeFilter.OFFICIALS)


class LearningForm(SiteForm):
    """The filters of self-paced learning, sent with GET."""

    first_day = forms.DateField(label=_("From"), required=False)
    last_day = forms.DateField(label=_("To"), required=False)
    organisation: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Ministry / organisation"),
        queryset=Organisation.objects.top_level(),
        required=False,
        empty_label=_("All"),
    )
    gender = forms.ChoiceField(
        label=_("Gender"), choices=[("", _("All")), *Gender.choices], required=False
    )
    who = forms.ChoiceField(
        label=_("Tables by organisation and level count"),
        choices=LearningCount.choices,
        required=False,
    )
    publish = forms.BooleanField(
        label=_("For publication: leave out groups of fewer than five"), required=False
    )

    def __init__(self, data: Any) -> None:
        super().__init__({"who": LearningCount.STARTED, **data.dict()}, auto_id="id_%s")

    def clean(self) -> dict[str, Any]:
        """The period must not end before it begins."""
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            raise ValidationError(
                _("The period ends before it begins. Please change one of the days.")
            )
        return cleaned

    @property
    def selection(self) -> LearningSelection:
        """What was asked for, of a valid form."""
        asked = self.cleaned_data
        return LearningSelection(
            first_day=asked["first_day"],
            last_day=asked["last_day"],
            organisation=asked["organisation"].pk if asked["organisation"] else None,
            gender=asked["gender"],
        )

    @property
    def counted(self) -> LearningCount:
        """Who is broken down, of a valid form."""
        return LearningCount(self.cleaned_data["who"] or LearningCount.STARTED)

    def in_words(self) -> list[str]:
        """The filters that were set, one line each."""
        asked, language = self.cleaned_data, get_language() or "lo"
        words = {
            "first_day": asked["first_day"] and dates.day(asked["first_day"], language),
            "last_day": asked["last_day"] and dates.day(asked["last_day"], language),
            "organisation": asked["organisation"] and str(asked["organisation"]),
            "gender": asked["gender"] and str(Gender(asked["gender"]).label),
        }
        lines = [f"{self.fields[name].label}: {word}" for name, word in words.items() if word]
        return lines + ([str(_("For publication"))] if asked["publish"] else [])


class RosterForm(SiteForm):
    """Why somebody takes a list of names out of the house."""

    reason = forms.CharField(
        label=_("What the list is for"),
        help_text=_("For example: travel allowances of this workshop. It is kept with your name."),
        max_length=300,
        min_length=5,
    )
