"""The glossary in the CMS: every term in both languages side by side, saved through the services."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies.base import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from courses.curriculum import services
from courses.curriculum.models import GlossaryTerm
from courses.curriculum.models.pages import side_by_side
from people.roles import is_editor


class ForEditors(ModelPermissionPolicy):
    """Editors and administrators, whatever single permissions a group was given."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Any action is allowed to whoever writes in the CMS."""
        return bool(user.is_active) and is_editor(user)


register_permission_policy(GlossaryTerm, ForEditors(GlossaryTerm))


class _Saving:
    def save_instance(self) -> GlossaryTerm:
        """Through the service."""
        term: GlossaryTerm = self.form.save(commit=False)  # type: ignore[attr-defined]
        return services.save_term(term=term, actor=self.request.user)  # type: ignore[attr-defined]

    def form_valid(self, form: Any) -> Any:
        """Save, or show why not with everything that was typed."""
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)  # type: ignore[attr-defined]


class TermCreateView(_Saving, ModelViewSet.add_view_class):
    """A new term."""


class TermEditView(_Saving, ModelViewSet.edit_view_class):
    """A changed term; the file it came from leaves it alone from now on."""


class TermDeleteView(ModelViewSet.delete_view_class):
    """A term that goes."""

    def delete_action(self) -> None:
        """Through the service."""
        services.delete_term(term=self.object, actor=self.request.user)


def _to_confirm(term: GlossaryTerm) -> str:
    return gettext("To be confirmed") if term.to_confirm else ""


class GlossaryViewSet(ModelViewSet):
    """The words of the course."""

    model = GlossaryTerm
    icon = "openquote"
    menu_label = _("Glossary")
    menu_order = 250
    add_to_admin_menu = True
    copy_view_enabled = False
    add_to_reference_index = False
    add_view_class = TermCreateView
    edit_view_class = TermEditView
    delete_view_class = TermDeleteView
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [side_by_side("term"), side_by_side("meaning"), side_by_side("also")],
                heading=_("Term"),
            ),
            MultiFieldPanel(
                [FieldPanel("lao_review"), FieldPanel("to_confirm"), FieldPanel("slug")],
                heading=_("State and address"),
            ),
        ]
    )
    list_display = [
        "term_en",
        Column("term_lo", label=_("Lao")),
        Column("get_lao_review_display", label=_("State of the Lao text")),
        Column("to_confirm", label="", accessor=_to_confirm),
    ]
    list_filter = ["lao_review", "to_confirm"]
    search_fields = ["term_en", "term_lo", "also_en", "also_lo", "meaning_en", "meaning_lo"]
    ordering = ["term_en"]
    list_per_page = 100


glossary_terms = GlossaryViewSet("glossary_terms", url_prefix="glossary")
