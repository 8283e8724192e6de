"""Questions in the CMS: both languages side by side, their versions, and a list to find them by."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import register_permission_policy

from assessments.quizzes import services
from assessments.quizzes.bank_check import plain
from assessments.quizzes.cms.listing import QuestionFilterSet, QuestionIndexView
from assessments.quizzes.cms.remarks import look_at
from assessments.quizzes.cms.saving import CommentField, EditedPanel, MarkedForm, SavingView, both
from assessments.quizzes.enums import QuestionUse
from assessments.quizzes.freezing import freeze
from assessments.quizzes.models import Question
from assessments.quizzes.selectors.bank import (
    FEWEST_ANSWERS,
    differences_of_forms,
    ignored_in,
    people_asked,
    quizzes_with,
)
from core.pages import ReviewState
from courses.curriculum.cms.glossary import ForEditors
from courses.curriculum.enums import Phase
from courses.curriculum.figures import figure_choices
from courses.curriculum.models import ModulePage


class ForEditorsWithoutDelete(ForEditors):
    """Questions are taken out of use, never away: people have been asked them."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Everything but deleting."""
        return action != "delete" and super().user_has_permission(user, action)


register_permission_policy(Question, ForEditorsWithoutDelete(Question))


class QuestionForm(MarkedForm):
    """A question. Module and objective are chosen together, so they always fit."""

    measures = forms.ChoiceField(
        label=gettext_lazy("Measures"),
        help_text=gettext_lazy("The module and which of its objectives; the phase follows."),
    )
    figure = forms.ChoiceField(
        label=gettext_lazy("Drawn figure"),
        required=False,
        help_text=gettext_lazy("One of the course, with its own words in both languages."),
    )
    note = CommentField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        question = self.instance
        self.fields["measures"].choices = measure_choices()
        self.fields["figure"].choices = [("", _("None")), *figure_choices()]
        self.fields["case"].empty_label = _("None: it stands alone")
        self.fields["tolerance"].required = False
        twins = Question.objects.filter(use=QuestionUse.MEASURE).exclude(pk=question.pk)
        self.fields["twin"].queryset = twins.select_related("module")
        self.fields["twin"].label_from_instance = described
        for name in ("number", "tolerance"):
            if (value := getattr(question, name)) is not None:
                self.initial[name] = format(Decimal(value).normalize(), "f")
        if not self.is_bound and question.pk:
            place = f"{question.module_id}:{question.objective or 0}"
            self.initial["measures"] = place if question.module_id else question.phase

    def clean(self) -> dict[str, Any]:
        """Set what ``measures`` stands for."""
        cleaned: dict[str, Any] = super().clean()
        module, colon, objective = str(cleaned.get("measures") or "").partition(":")
        if colon:
            self.instance.module = ModulePage.objects.filter(pk=module).first()
            self.instance.objective = int(objective) or None
        elif module:
            self.instance.module, self.instance.objective = None, None
            self.instance.phase = module
        if cleaned.get("tolerance") is None:
            cleaned["tolerance"] = 0
        return cleaned


def measure_choices() -> list[Any]:
    """Every objective of every module in the order of the course, then the bare phases."""
    choices: list[Any] = [("", "—")]
    for module in ModulePage.objects.order_by("path"):
        lines = [line.strip() for line in (module.objectives or "").splitlines() if line.strip()]
        rows = [(f"{module.pk}:0", _("%(code)s as a whole") % {"code": module.code})]
        rows += [
            (f"{module.pk}:{number}", f"{module.code} · {number}. {line}")
            for number, line in enumerate(lines, 1)
        ]
        choices.append((f"{module.code} {module.heading}", rows))
    return [*choices, (_("No module"), Phase.choices)]


def described(question: Question) -> str:
    """A question in a list to choose from."""
    stem = plain(question.stem or "")
    return f"{question.code} · {Truncator(stem).chars(80)}"


class QuestionPanel(EditedPanel):
    """Above the form of a question: who was asked it, and what a machine finds in it."""

    class BoundPanel(EditedPanel.BoundPanel):
        """The panel of one question."""

        template_name = "quizzes/cms/question_panel.html"

        def about(self) -> dict[str, Any]:
            """Counts and remarks, of the question as it is stored."""
            stored = Question.objects.select_related("current", "case").get(pk=self.instance.pk)
            asked = people_asked(stored)
            return {
                "question": stored,
                "asked": asked,
                "quizzes": quizzes_with(stored),
                "remarks": remarks_on_stored(stored),
                "ignored": ignored_in(stored, stored.options.all()),
                "next_number": (stored.current.number if stored.current else 0) + 1,
            }


def remarks_on_stored(question: Question) -> list[Any]:
    """Remarks on a question as it is asked; none on one that cannot be asked yet."""
    try:
        return look_at(freeze(question))
    except ValidationError:
        return []


class _Saving(SavingView):
    saved: services.SavedQuestion

    def store(self, record: Any) -> None:
        """Through the service; then say what should be looked at."""
        self.saved = services.save_question(
            question=record,
            actor=self.request.user,
            note=self.form.cleaned_data.get("note", ""),
            seen=self.form.seen,
        )

    def save_action(self) -> Any:
        """After the good news, what a careful reader would say."""
        response = super().save_action()  # type: ignore[misc]
        question = self.form.instance
        if self.saved.ignored:
            words = _("Not asked, because it does not belong to this kind of question: %(what)s.")
            messages.warning(self.request, words % {"what": ", ".join(self.saved.ignored)})
        if remarks := look_at(self.saved.version.item):
            words = ngettext(
                "%(number)s thing should be looked at; it stands above the form.",
                "%(number)s things should be looked at; they stand above the form.",
                len(remarks),
            )
            messages.warning(self.request, words % {"number": len(remarks)})
        for quiz in quizzes_with(question):
            if quiz.is_paired and (differences := differences_of_forms(quiz)):
                words = _("The forms of “%(quiz)s” are no longer equal: %(differences)s")
                messages.warning(
                    self.request, words % {"quiz": quiz, "differences": " ".join(differences)}
                )
        return response

    def get_success_message(self, *_args: Any) -> str:
        """Which version people are asked from now on."""
        number = {"code": self.form.instance.code, "number": self.saved.version.number}
        if self.saved.is_new:
            return _("%(code)s is saved. Version %(number)s is asked from now on.") % number
        return _("%(code)s is saved. Its wording is still that of version %(number)s.") % number


class QuestionCreateView(_Saving, ModelViewSet.add_view_class):
    """A new question."""


class QuestionEditView(_Saving, ModelViewSet.edit_view_class):
    """A changed question."""

    @property
    def header_buttons(self) -> list[Any]:
        """To what belongs to a question."""
        pk = self.object.pk
        return [
            HeaderButton(
                _("Preview"), reverse("quiz_question_preview", args=[pk]), icon_name="view"
            ),
            HeaderButton(
                _("Versions"), reverse("quiz_question_versions", args=[pk]), icon_name="history"
            ),
        ]


_LINES = "single several true_false ordering matching"
_MARKED = "single several true_false"


def _stem(question: Question) -> str:
    return str(Truncator(plain(question.stem or "")).chars(110))


def _use(question: Question) -> str:
    if not question.is_live:
        return _("Not in use")
    return _("Pre- and post-test") if question.use == QuestionUse.MEASURE else _("Practice")


def _lao(question: Question) -> str:
    return _("Reviewed") if question.lao_review == ReviewState.REVIEWED else _("Draft")


def _module(question: Question) -> str:
    code = question.module.code if question.module else question.get_phase_display()
    return f"{code} · {question.objective}" if question.objective else str(code)


def _right(question: Any) -> str:
    if question.answered < FEWEST_ANSWERS:
        return "–"
    return f"{question.right * 100:.0f} % ({question.answered})"


class QuestionViewSet(ModelViewSet):
    """The bank."""

    model = Question
    name = "quiz_questions"
    url_prefix = "tests/questions"
    icon = "help"
    menu_label = gettext_lazy("Questions")
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = QuestionIndexView
    add_view_class = QuestionCreateView
    edit_view_class = QuestionEditView
    filterset_class = QuestionFilterSet
    list_per_page = 50
    list_display = [
        "code",
        Column(
            "stem",
            label=gettext_lazy("Question"),
            accessor=lambda each: plain(each.stem or "")[:110],
        ),
        Column("get_kind_display", label=gettext_lazy("Kind"), sort_key="kind"),
        Column("module", label=gettext_lazy("Measures"), accessor=_module, sort_key="module"),
        Column("use", label=gettext_lazy("Used for"), accessor=_use, sort_key="use"),
        Column("get_difficulty_display", label=gettext_lazy("Difficulty"), sort_key="difficulty"),
        Column("right", label=gettext_lazy("Right (answers)"), accessor=_right, sort_key="right"),
        Column("lao_review", label=gettext_lazy("Lao"), accessor=_lao, sort_key="lao_review"),
    ]
    ordering = ["code"]
    edit_handler = ObjectList(
        [
            QuestionPanel(),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("code"), FieldPanel("kind"), FieldPanel("use")]),
                    both("stem"),
                ],
                heading=gettext_lazy("Question"),
            ),
            InlinePanel(
                "options",
                [
                    both("text"),
                    FieldPanel("right", attrs={"data-kinds": _MARKED}),
                    both(
                        "match",
                        kinds="matching",
                        widget=AdminAutoHeightTextInput(attrs={"rows": 1}),
                    ),
                    both("says", kinds=_MARKED),
                    FieldRowPanel(
                        [
                            FieldPanel("image"),
                            FieldPanel("image_alt_en"),
                            FieldPanel("image_alt_lo"),
                        ],
                        classname="tests-picture",
                    ),
                ],
                heading=gettext_lazy("Options"),
                label=gettext_lazy("Option"),
                help_text=gettext_lazy(
                    "Put in order: write the steps in the right order. Match: each line with its "
                    "partner; a partner without a line fits nothing. True or false: the first option "
                    "says true, the second false. A number needs no options. What does not belong "
                    "to the kind is kept, but not asked."
                ),
                attrs={"data-kinds": _LINES},
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("number"), FieldPanel("tolerance")]),
                    both("unit"),
                ],
                heading=gettext_lazy("The right number"),
                help_text=gettext_lazy("Only for the kind “A number”; else it is not asked."),
                attrs={"data-kinds": "numeric"},
            ),
            MultiFieldPanel([both("why")], heading=gettext_lazy("After the answer")),
            MultiFieldPanel(
                [FieldPanel("image"), both("image_alt"), FieldPanel("figure")],
                heading=gettext_lazy("Picture"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("measures"),
                    FieldRowPanel([FieldPanel("difficulty"), FieldPanel("ask_sure")]),
                    FieldRowPanel(
                        [
                            FieldPanel("guidelines", heading=gettext_lazy("Guidelines")),
                            FieldPanel("principles", heading=gettext_lazy("Principles")),
                        ]
                    ),
                ],
                heading=gettext_lazy("What it measures"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("twin"),
                    FieldRowPanel([FieldPanel("case"), FieldPanel("place_in_case")]),
                ],
                heading=gettext_lazy("Belongs to"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("is_live"), FieldPanel("lao_review")]),
                    FieldPanel("source"),
                    FieldPanel("note"),
                ],
                heading=gettext_lazy("State"),
            ),
        ],
        base_form_class=QuestionForm,
    )


questions = QuestionViewSet()
