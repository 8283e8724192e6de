"""The list of questions: found by words in any spelling, and by everything they are tagged with."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.viewsets.model import ModelViewSet

from assessments.quizzes.bank_check import plain
from assessments.quizzes.models import Question, Quiz
from assessments.quizzes.selectors.bank import never_asked, questions_of, with_answers
from core import lao
from courses.curriculum.models import ModulePage


class QuestionFilterSet(WagtailFilterSet):
    """Filters beside the list."""

    module = django_filters.ModelChoiceFilter(
        label=_("Module"), queryset=ModulePage.objects.order_by("path"), empty_label=_("All")
    )
    quiz = django_filters.ModelChoiceFilter(
        label=_("In the quiz"),
        queryset=Quiz.objects.order_by("code"),
        method="in_quiz",
        empty_label=_("All"),
    )
    asked = django_filters.ChoiceFilter(
        label=_("Asked"),
        choices=[("never", _("Never answered yet")), ("once", _("Answered already"))],
        method="was_asked",
        empty_label=_("All"),
    )

    class Meta:
        model = Question
        fields = ["module", "phase", "kind", "use", "difficulty", "lao_review", "is_live"]

    def in_quiz(self, questions: QuerySet[Question], name: str, quiz: Quiz) -> QuerySet[Question]:
        """Those that a quiz asks or may draw."""
        return questions.filter(pk__in=questions_of(quiz))

    def was_asked(self, questions: QuerySet[Question], name: str, value: str) -> QuerySet[Question]:
        """Those that somebody, or nobody, has answered."""
        never = never_asked(Question.objects.all())
        if value == "never":
            return questions.filter(pk__in=never)
        return questions.exclude(pk__in=never)


class QuestionIndexView(ModelViewSet.index_view_class):
    """All questions."""

    is_searchable = True

    def get_base_queryset(self) -> QuerySet[Question]:
        """With what the columns show, in one query."""
        found: QuerySet[Question] = super().get_base_queryset()
        return with_answers(found.select_related("module"))

    def search_queryset(self, queryset: QuerySet[Question]) -> Any:
        """By code, or by words of the question and of its options, in either language and any
        spelling."""
        code = (self.search_query or "").strip()
        if code and queryset.filter(code__istartswith=code).exists():
            return queryset.filter(code__istartswith=code)
        wanted = lao.fold(self.search_query or "").split()
        if not wanted:
            return queryset
        fields = ("code", "stem_en", "stem_lo", "source")
        lines = ("options__text_en", "options__text_lo")
        texts: dict[int, list[str]] = {}
        for pk, *words in Question.objects.values_list("pk", *fields):
            texts[pk] = [word or "" for word in words]
        for pk, *words in Question.objects.values_list("pk", *lines):
            texts[pk] += [word or "" for word in words]
        found = []
        for pk, words in texts.items():
            text = lao.fold(plain(" ".join(words)))
            if all(word in text for word in wanted):
                found.append(pk)
        return queryset.filter(pk__in=found)
