"""How the editor's screens of tests save: through the services, losing nothing that was typed."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, Panel
from wagtail.admin.ui.components import MediaContainer

from assessments.quizzes.bank_check import plain
from assessments.quizzes.selectors.bank import mark_of
from assessments.quizzes.services import NewerWasSavedError
from core.models import AuditLine
from courses.curriculum.cms.writing import remember_saved


def both(field: str, *, kinds: str = "", **options: Any) -> FieldRowPanel:
    """A field with English on the left and Lao on the right. ``kinds`` names the kinds of question
    it belongs to; a script hides it for the others."""
    attrs = {"data-kinds": kinds} if kinds else None
    row = [FieldPanel(f"{field}_{language}", **options) for language in ("en", "lo")]
    return FieldRowPanel(row, attrs=attrs, classname="tests-pair")


class MarkedForm(WagtailAdminModelForm):
    """A form that knows which state of the record it was opened with."""

    #: Set when a save was refused because somebody else was quicker; see ``EditedPanel``.
    newer: dict[str, Any] | None = None

    @cached_property
    def mark(self) -> str:
        """The mark of the record as it was when the form was opened; '' for a new one."""
        if self.is_bound:
            return str(self.data.get("mark", ""))
        return mark_of(self.instance) if self.instance.pk else ""

    @property
    def seen(self) -> str | None:
        """What to tell the service: the state that may be written over."""
        if self.instance.pk is None:
            return None
        return str(self.data.get("over_newer") or self.mark)

    def refuse(self, error: ValidationError) -> None:
        """Show why the service refused, at the fields it names."""
        if isinstance(error, NewerWasSavedError):
            self.newer = {"mark": error.mark, "line": self._last_save()}
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            self.add_error(self._field_of(name), errors)

    def _field_of(self, name: str) -> str | None:
        """The field that shows an error of ``name``: of words, the language that has none."""
        if name == NON_FIELD_ERRORS:
            return None
        if name in self.fields:
            return name
        sides = [each for each in (f"{name}_en", f"{name}_lo") if each in self.fields]
        empty = [each for each in sides if not plain(str(self.cleaned_data.get(each) or ""))]
        return next(iter([*empty, *sides]), None)

    def _last_save(self) -> AuditLine | None:
        """By whom and when it was saved last."""
        return (
            AuditLine.objects.filter(
                target_type=self.instance._meta.label_lower, target_id=str(self.instance.pk)
            )
            .select_related("actor")
            .first()
        )


class EditedPanel(Panel):
    """First on the screen: what to know before changing something, and which state was opened."""

    class BoundPanel(Panel.BoundPanel):
        """The panel of one record."""

        form: MarkedForm
        template_name = "quizzes/cms/edited_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """The state of the record, and who was quicker."""
            context = super().get_context_data(parent_context) or {}
            more = self.about() if self.instance.pk else {}
            return context | {"mark": self.form.mark, "newer": self.form.newer} | more

        def about(self) -> dict[str, Any]:
            """What to say of a stored record."""
            return {}


class SavingView:
    """Of a view that creates or edits: saves through a service and says what came of it."""

    request: Any
    form: Any

    def store(self, record: Any) -> None:
        """Call the service."""
        raise NotImplementedError

    def save_instance(self) -> Any:
        """What the form says, through the service."""
        record = self.form.save(commit=False)
        self.store(record)
        return record

    def form_valid(self, form: Any) -> Any:
        """Save, or show why not with everything that was typed."""
        known = form.instance.pk
        try:
            response = super().form_valid(form)  # type: ignore[misc]
        except ValidationError as error:
            form.instance.pk = known  # nothing was stored, whatever number it had for a moment
            form.refuse(error)
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined]
        remember_saved(self.request)
        return response

    def get_success_url(self) -> str:
        """Stay with what was saved: its remarks are on the screen."""
        return self.get_edit_url()  # type: ignore[attr-defined]

    def get_success_buttons(self) -> list[Any]:
        """None: the screen stays."""
        return []

    def get_side_panels(self) -> MediaContainer:
        """None: what there is to know stands above the form."""
        return MediaContainer([])

    def get_history_url(self) -> str | None:
        """Wagtail's own log does not know our saves."""
        return None

    def get_usage_url(self) -> str | None:
        """Where a record is used stands above the form."""
        return None


class DeletingView:
    """Of a view that deletes: through a service, which may refuse."""

    request: Any

    def remove(self, record: Any) -> None:
        """Call the service."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> Any:
        """Delete, or say why not."""
        try:
            self.remove(self.object)  # type: ignore[attr-defined]
        except ValidationError as error:
            form.add_error(None, error)
            messages.error(self.request, " ".join(error.messages))
            return self.form_invalid(form)  # type: ignore[attr-defined]
        messages.success(self.request, _("It has been deleted."))
        return redirect(self.get_success_url())  # type: ignore[attr-defined]


class CommentField(forms.CharField):
    """What was changed, for the history of versions."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("What was changed"),
            help_text=gettext_lazy("For the history of versions, if the wording changes."),
            max_length=300,
            required=False,
        )
