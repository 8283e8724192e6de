"""Cases in the CMS: an invented story in both languages, shared by several questions."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from assessments.quizzes import services
from assessments.quizzes.cms.saving import (
    DeletingView,
    EditedPanel,
    MarkedForm,
    SavingView,
    both,
)
from assessments.quizzes.models import Case
from courses.curriculum.cms.glossary import ForEditors

register_permission_policy(Case, ForEditors(Case))


class CasePanel(EditedPanel):
    """Above the form of a case: its questions."""

    class BoundPanel(EditedPanel.BoundPanel):
        """The panel of one case."""

        template_name = "quizzes/cms/case_panel.html"

        def about(self) -> dict[str, Any]:
            """Its questions in their order."""
            return {"questions": self.instance.questions.order_by("place_in_case", "code")}


class _Saving(SavingView):
    changed: int

    def store(self, record: Any) -> None:
        """Through the service."""
        self.changed = services.save_case(case=record, actor=self.request.user, seen=self.form.seen)

    def get_success_message(self, *_args: Any) -> str:
        """How many questions are asked with the new story from now on."""
        words = ngettext(
            "%(code)s is saved; %(number)s question has a new version.",
            "%(code)s is saved; %(number)s questions have a new version.",
            self.changed,
        )
        return words % {"code": self.form.instance.code, "number": self.changed}


class CaseCreateView(_Saving, ModelViewSet.add_view_class):
    """A new case."""


class CaseEditView(_Saving, ModelViewSet.edit_view_class):
    """A changed case."""


class CaseDeleteView(DeletingView, ModelViewSet.delete_view_class):
    """A case that goes."""

    def remove(self, record: Any) -> None:
        """Through the service."""
        services.delete_case(case=record, actor=self.request.user)


def _codes(case: Case) -> str:
    return ", ".join(question.code for question in case.questions.all()) or _("none yet")


class CaseIndexView(ModelViewSet.index_view_class):
    """All cases."""

    def get_base_queryset(self) -> Any:
        """With their questions."""
        return super().get_base_queryset().prefetch_related("questions")


class CaseViewSet(ModelViewSet):
    """The cases."""

    model = Case
    name = "quiz_cases"
    url_prefix = "tests/cases"
    icon = "doc-full"
    menu_label = gettext_lazy("Cases")
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = CaseIndexView
    add_view_class = CaseCreateView
    edit_view_class = CaseEditView
    delete_view_class = CaseDeleteView
    list_display = [
        "code",
        Column("title", label=gettext_lazy("Title"), accessor="title"),
        Column("questions", label=gettext_lazy("Questions"), accessor=_codes),
    ]
    search_fields = ["code", "title_en", "title_lo", "story_en", "story_lo"]
    ordering = ["code"]
    list_per_page = 50
    edit_handler = ObjectList(
        [
            CasePanel(),
            MultiFieldPanel(
                [FieldPanel("code"), both("title"), both("story")],
                heading=gettext_lazy("Case"),
                help_text=gettext_lazy(
                    "Invented people and places, three to six sentences. Its questions are chosen at "
                    "the questions themselves, and always asked together."
                ),
            ),
        ],
        base_form_class=MarkedForm,
    )


cases = CaseViewSet()
