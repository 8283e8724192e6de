"""A field of this app: numbers out of a fixed list."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _


class NumbersField(models.JSONField):
    """A sorted list of numbers of one IntegerChoices, ticked as boxes in the CMS."""

    def __init__(
        self, *args: Any, of: type[models.IntegerChoices] | None = None, **kwargs: Any
    ) -> None:
        self.of = of
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Only numbers of the list, each once."""
        super().validate(value, model_instance)
        known = set(self.of.values) if self.of is not None else set()
        wrong = [number for number in value if number not in known]
        if wrong or len(set(value)) != len(value):
            raise ValidationError(_("Choose from the list, each number once."))

    def formfield(self, **kwargs: Any) -> forms.Field:
        """Tick boxes, numbered."""
        of = self.of
        return forms.TypedMultipleChoiceField(
            label=self.verbose_name,
            help_text=self.help_text,
            required=not self.blank,
            coerce=int,
            choices=lambda: [(n.value, f"{n.value}. {n.label}") for n in of] if of else [],
            widget=forms.CheckboxSelectMultiple,
        )
