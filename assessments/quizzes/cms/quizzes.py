"""Quizzes in the CMS: which questions they ask, and how."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import register_permission_policy

from assessments.quizzes import services
from assessments.quizzes.cms.questions import described
from assessments.quizzes.cms.saving import (
    DeletingView,
    EditedPanel,
    MarkedForm,
    SavingView,
    both,
)
from assessments.quizzes.enums import QuestionUse
from assessments.quizzes.models import Attempt, Question, Quiz
from assessments.quizzes.selectors.bank import (
    differences_of_forms,
    draw_counts,
    workshops_between_tests,
)
from courses.curriculum.cms.glossary import ForEditors
from courses.curriculum.models import CoursePage, ModulePage

register_permission_policy(Quiz, ForEditors(Quiz))


class QuizForm(MarkedForm):
    """A quiz. A new one belongs to the first course."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["intro_en"].required = self.fields["intro_lo"].required = False
        self.fields["module"].empty_label = _("None")
        self.fields["course"].empty_label = None
        if not self.instance.pk and not self.is_bound:
            self.initial["course"] = CoursePage.objects.order_by("path").first()
        modules = [(each.pk, f"{each.code} {each.heading}") for each in _modules()]
        self.fields["module"].choices = [("", _("None")), *modules]
        questions = grouped_questions()
        for form in [*self.formsets["fixed"].forms, self.formsets["fixed"].empty_form]:
            self._choose(form, "question", questions)
        empty = [("", _("Any"))]
        for form in [*self.formsets["draws"].forms, self.formsets["draws"].empty_form]:
            self._choose(form, "module", [*empty, *modules])

    @staticmethod
    def _choose(form: Any, name: str, choices: list[Any]) -> None:
        """One list for all rows: it is read once."""
        field = form.fields[name]
        field.widget = forms.Select(choices=choices)
        field.widget.is_required = field.required


def _modules() -> Any:
    return ModulePage.objects.order_by("path")


def grouped_questions() -> list[Any]:
    """The questions to choose from, those of the paired tests apart, then by module."""
    groups: dict[str, list[tuple[int, str]]] = {}
    questions = Question.objects.filter(current__isnull=False).select_related("module")
    for question in questions.order_by("use", "module__path", "code"):
        place = question.module.code if question.module else str(question.get_phase_display())
        group = (
            _("Pre-test and post-test only")
            if question.use == QuestionUse.MEASURE
            else _("Practice: %(module)s") % {"module": place}
        )
        groups.setdefault(group, []).append((question.pk, described(question)))
    return [("", "—"), *groups.items()]


class QuizPanel(EditedPanel):
    """Above the form of a quiz: how many take it, whether its draws and its forms are right."""

    class BoundPanel(EditedPanel.BoundPanel):
        """The panel of one quiz."""

        template_name = "quizzes/cms/quiz_panel.html"

        def about(self) -> dict[str, Any]:
            """Of the quiz as it is stored."""
            stored = Quiz.objects.get(pk=self.instance.pk)
            return {
                "quiz": stored,
                "taken": Attempt.objects.filter(sitting__quiz=stored).count(),
                "draws": draw_counts(stored),
                "differences": differences_of_forms(stored) if stored.is_paired else [],
                "between": workshops_between_tests(stored) if stored.is_paired else [],
            }


class _Saving(SavingView):
    def store(self, record: Any) -> None:
        """Through the service."""
        services.save_quiz(quiz=record, actor=self.request.user, seen=self.form.seen)

    def get_success_message(self, *_args: Any) -> str:
        """Short."""
        return _("“%(quiz)s” is saved.") % {"quiz": self.form.instance}


class QuizCreateView(_Saving, ModelViewSet.add_view_class):
    """A new quiz."""


class QuizEditView(_Saving, ModelViewSet.edit_view_class):
    """A changed quiz."""

    @property
    def header_buttons(self) -> list[Any]:
        """To a paper as somebody would get it."""
        url = reverse("quiz_paper", args=[self.object.pk])
        return [HeaderButton(_("Show a paper"), url, icon_name="view")]


class QuizDeleteView(DeletingView, ModelViewSet.delete_view_class):
    """A quiz that goes, if nobody has taken it."""

    def remove(self, record: Any) -> None:
        """Through the service."""
        services.delete_quiz(quiz=record, actor=self.request.user)


def _asks(quiz: Quiz) -> str:
    fixed, drawn = len(quiz.fixed.all()), sum(each.count for each in quiz.draws.all())
    if quiz.is_paired:
        return _("%(number)s fixed in two forms") % {"number": fixed}
    return _("%(fixed)s fixed, %(drawn)s drawn") % {"fixed": fixed, "drawn": drawn}


def _state(quiz: Quiz) -> str:
    return _("In use") if quiz.is_live else _("Not in use")


class QuizIndexView(ModelViewSet.index_view_class):
    """All quizzes."""

    def get_base_queryset(self) -> Any:
        """With what they ask."""
        return super().get_base_queryset().prefetch_related("fixed", "draws")


class QuizViewSet(ModelViewSet):
    """The quizzes."""

    model = Quiz
    name = "quizzes"
    url_prefix = "tests/quizzes"
    icon = "list-ol"
    menu_label = gettext_lazy("Quizzes")
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = QuizIndexView
    add_view_class = QuizCreateView
    edit_view_class = QuizEditView
    delete_view_class = QuizDeleteView
    list_display = [
        "title",
        Column("get_kind_display", label=gettext_lazy("Kind"), sort_key="kind"),
        Column("asks", label=gettext_lazy("Questions"), accessor=_asks),
        Column("is_live", label=gettext_lazy("State"), accessor=_state, sort_key="is_live"),
        Column("code", label=gettext_lazy("Name in the address"), accessor="code"),
    ]
    list_filter = ["kind", "is_live"]
    search_fields = ["code", "title_en", "title_lo"]
    ordering = ["code"]
    list_per_page = 50
    edit_handler = ObjectList(
        [
            QuizPanel(),
            MultiFieldPanel(
                [
                    both("title"),
                    both("intro", widget=AdminAutoHeightTextInput(attrs={"rows": 3})),
                    FieldRowPanel([FieldPanel("kind"), FieldPanel("module", widget=forms.Select)]),
                    FieldRowPanel([FieldPanel("course", widget=forms.Select), FieldPanel("code")]),
                    FieldPanel("is_live"),
                ],
                heading=gettext_lazy("Quiz"),
            ),
            InlinePanel(
                "fixed",
                [FieldRowPanel([FieldPanel("question"), FieldPanel("form")])],
                heading=gettext_lazy("Fixed questions"),
                label=gettext_lazy("Question"),
                help_text=gettext_lazy(
                    "Always asked. A pre-test and post-test has two forms, A and B, equal by "
                    "objective, kind and difficulty; every other quiz leaves the form empty."
                ),
            ),
            InlinePanel(
                "draws",
                [
                    FieldRowPanel([FieldPanel("count"), FieldPanel("module")]),
                    FieldRowPanel([FieldPanel("phase"), FieldPanel("objective")]),
                    FieldRowPanel([FieldPanel("kind"), FieldPanel("difficulty")]),
                    FieldPanel("guideline"),
                ],
                heading=gettext_lazy("Draws"),
                label=gettext_lazy("Draw"),
                help_text=gettext_lazy(
                    "Questions drawn at random for each person among the practice questions in use "
                    "with these tags. What is left empty does not matter. Questions of a case come "
                    "together."
                ),
                attrs={"data-draw-counts": ""},
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("pass_percent"), FieldPanel("is_required")]),
                    FieldRowPanel([FieldPanel("attempts_allowed"), FieldPanel("minutes")]),
                    FieldRowPanel([FieldPanel("feedback"), FieldPanel("ask_sure")]),
                    FieldRowPanel([FieldPanel("shuffle_questions"), FieldPanel("shuffle_options")]),
                ],
                heading=gettext_lazy("How it is taken"),
                help_text=gettext_lazy(
                    "Who is in a test already goes on as it was begun: changes hold for whoever "
                    "begins later."
                ),
            ),
        ],
        base_form_class=QuizForm,
    )


quizzes = QuizViewSet()
