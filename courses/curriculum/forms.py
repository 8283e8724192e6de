"""What editors fill in, where a plain field of the page would not do."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.pages import BilingualPageForm


class ModuleForm(BilingualPageForm):
    """A module: the lessons that must be read are ticked among those it has."""

    required_lessons = forms.MultipleChoiceField(
        label=_("Lessons that must be read"),
        help_text=_("They count towards the number above."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "required_lessons" in self.fields:
            self.fields["required_lessons"].choices = self._lessons()

    def _lessons(self) -> list[tuple[str, str]]:
        """Code and name of each lesson of the module; a new module has none yet."""
        if self.instance.pk is None:
            return []
        lessons = (page.specific for page in self.instance.get_children().order_by("path"))
        return [(page.code, f"{page.code} {page.heading}") for page in lessons]

    def clean(self) -> dict[str, Any]:
        """One cannot ask for more lessons than there are."""
        cleaned = super().clean()
        needed = cleaned.get("lessons_needed")
        there = len(self._lessons())
        if needed and there and needed > there:
            self.add_error(
                "lessons_needed",
                _("The module has %(number)s lessons; ask for no more than that.")
                % {"number": there},
            )
        return cleaned
