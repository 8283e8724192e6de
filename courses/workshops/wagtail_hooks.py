"""Donors and standing texts of letters in the CMS; workshops themselves are kept on the site."""

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
)
from wagtail.permission_policies.base import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from courses.workshops.enums import LETTER_PLACES
from courses.workshops.models import Donor, LetterText
from courses.workshops.services.letters import save_letter_text
from courses.workshops.services.workshops import save_donor
from people.roles import is_editor


class DonorForm(WagtailAdminModelForm):
    """Saves through the service, as every other door does."""

    def save(self, commit: bool = True) -> Donor:
        """Write the donor and who did it."""
        if commit:
            return save_donor(donor=self.instance, actor=self.for_user)
        unsaved: Donor = super().save(commit=False)
        return unsaved


class ForEditors(ModelPermissionPolicy):
    """Editors and administrators, whatever single permissions a group was given."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Any action is allowed to whoever writes in the CMS."""
        return bool(user.is_active) and is_editor(user)


class DonorViewSet(SnippetViewSet):
    """Donors with their name in both languages side by side."""

    model = Donor
    icon = "group"
    list_display = ["name_en", "name_lo", "acronym"]
    search_fields = ["name_en", "name_lo", "acronym_en", "acronym_lo"]
    search_backend_name = None
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("name_en"), FieldPanel("name_lo")]),
                    FieldRowPanel([FieldPanel("acronym_en"), FieldPanel("acronym_lo")]),
                ],
                heading=_("Name"),
            )
        ],
        base_form_class=DonorForm,
    )


class LetterTextForm(WagtailAdminModelForm):
    """Saves through the service, as every other door does."""

    def save(self, commit: bool = True) -> LetterText:
        """Write the text and who did it."""
        if commit:
            return save_letter_text(text=self.instance, actor=self.for_user)
        unsaved: LetterText = super().save(commit=False)
        return unsaved


class LetterTextViewSet(SnippetViewSet):
    """Standing texts of letters, side by side, with the state of the Lao."""

    model = LetterText
    icon = "mail"
    list_display = ["kind", "subject_en", "subject_lo", "lao_review"]
    list_filter = ["lao_review"]
    search_backend_name = None
    edit_handler = ObjectList(
        [
            FieldPanel("kind"),
            FieldRowPanel([FieldPanel("subject_en"), FieldPanel("subject_lo")]),
            HelpPanel(
                format_lazy(
                    "<p>{} {}</p>",
                    _("These places are filled for each ministry:"),
                    ", ".join(f"{{{each}}}" for each in LETTER_PLACES),
                )
            ),
            FieldRowPanel([FieldPanel("body_en"), FieldPanel("body_lo")]),
            FieldPanel("lao_review"),
        ],
        base_form_class=LetterTextForm,
    )


register_permission_policy(LetterText, ForEditors(LetterText))
register_snippet(LetterTextViewSet)
register_permission_policy(Donor, ForEditors(Donor))
register_snippet(DonorViewSet)
