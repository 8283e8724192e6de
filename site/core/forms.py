"""How forms look everywhere: the renderer, and the controls that phones know."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting


class SiteFormRenderer(TemplatesSetting):
    """Render ``{{ form }}`` and ``{{ form.x.as_field_group }}`` with the site's own components."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"


class DateInput(forms.DateInput):
    """The device's own date picker. It wants ISO dates, whatever the language of the page."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The device's own time picker, to the minute."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class NativeInputs:
    """Mixin of forms: dates and times get the device's own picker."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if type(field.widget) is forms.DateInput:
                _replace_widget(field, DateInput(field.widget.attrs), "%Y-%m-%d")
            elif type(field.widget) is forms.TimeInput:
                _replace_widget(field, TimeInput(field.widget.attrs), "%H:%M")


def _replace_widget(field: forms.Field, widget: forms.Widget, iso: str) -> None:
    """Give ``field`` the control, and let it read ISO beside the formats of the page's language."""
    widget.is_required = field.required
    field.widget = widget
    known = list(getattr(field, "input_formats", None) or [])
    field.input_formats = [iso, *known]  # type: ignore[attr-defined]


class SiteForm(NativeInputs, forms.Form):
    """Start of every form of ours."""


def say_nothing_of_leaving_empty(*fields: forms.Field) -> None:
    """No “(optional)” behind these labels: whether they may stay empty depends on another field, or the
    words above the form say it once for all."""
    for field in fields:
        vars(field)["goes_without_saying"] = True


class SiteModelForm(NativeInputs, forms.ModelForm):
    """Start of every form about a record of ours."""
