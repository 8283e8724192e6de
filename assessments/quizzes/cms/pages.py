"""Screens beside the editor's forms: versions, what a participant sees, a drawn paper, counts."""

import secrets
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from assessments.quizzes.asking import asked_alone
from assessments.quizzes.cms.differences import differences
from assessments.quizzes.cms.questions import questions
from assessments.quizzes.drawing import draw, fewest_drawn, pool_of, sizes_of
from assessments.quizzes.enums import Form
from assessments.quizzes.freezing import freeze
from assessments.quizzes.items import Item, from_json, to_json
from assessments.quizzes.models import Answer, Question, QuestionVersion, Quiz, QuizDraw
from assessments.quizzes.selectors.bank import skipped_cases
from assessments.quizzes.selectors.items import items_of
from assessments.quizzes.services.editing import tidy_and_check
from core.access import access
from core.content import LANGUAGES
from people.roles import is_editor

#: Where the session keeps what was typed last.
_TYPED = "typed_question"
#: No tag of a draw, and no id of a module, is written with more characters.
_LONGEST_TAG = 15


@access(is_editor)
@require_GET
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Every wording that people may have been asked, the newest first, each with what changed."""
    question = get_object_or_404(Question, pk=pk)
    found = list(question.versions.select_related("made_by").order_by("number"))
    asked = _people_by_version(question)
    rows = [
        {
            "version": version,
            "is_current": version.pk == question.current_id,
            "asked": asked.get(version.pk, 0),
            "previous": previous,
            "differences": differences(previous.item, version.item) if previous else [],
        }
        for previous, version in zip([None, *found], found, strict=False)
    ]
    context = {
        "question": question,
        "rows": rows[::-1],
        **_header(question, _("Versions"), "history"),
    }
    return render(request, "quizzes/cms/versions.html", context)


def _people_by_version(question: Question) -> dict[int, int]:
    counted = (
        Answer.objects.filter(version__question=question)
        .values("version")
        .annotate(people=Count("attempt__person", distinct=True))
        .order_by()
    )
    return {row["version"]: row["people"] for row in counted}


@access(is_editor)
@require_GET
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The question as a participant sees it, in both languages at the width of a phone."""
    question = get_object_or_404(Question, pk=pk)
    version = _version(question, request.GET.get("version", ""))
    context = {
        "question": question,
        "version": version,
        "frames": [
            (language, reverse("quiz_question_shown", args=[version.pk, language]))
            for language in LANGUAGES
        ],
        **_header(question, _("Preview"), "view"),
    }
    return render(request, "quizzes/cms/preview.html", context)


@access(is_editor)
@require_POST
def preview_typed(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The question as it stands in the editor's form now, saved or not: nothing is saved here."""
    question = get_object_or_404(Question, pk=pk) if pk else Question()
    form = questions.get_form_class()(request.POST, instance=question, for_user=request.user)
    found: list[str] = []
    if not form.is_valid():
        found = [error for errors in _all_errors(form) for error in errors]
    else:
        typed = form.save(commit=False)
        try:
            tidy_and_check(typed, is_looked_up=True)
            request.session[_TYPED] = to_json(freeze(typed))
        except ValidationError as error:
            found = error.messages
    code = request.POST.get("code", "")[:20]
    context = {
        "errors": list(dict.fromkeys(found)),
        "frames": [
            (language, reverse("quiz_question_typed", args=[language])) for language in LANGUAGES
        ],
        "header_title": f"{code}: {_('Preview')}",
        "header_icon": "view",
    }
    return render(request, "quizzes/cms/preview.html", context)


def _all_errors(form: Any) -> Iterator[list[str]]:
    """Of the question and of its options."""
    yield from form.errors.values()
    for options in form.formsets.values():
        yield options.non_form_errors()
        for each in options.errors:
            yield from each.values()


@access(is_editor)
@require_GET
@never_cache
@xframe_options_sameorigin
def typed(request: HttpRequest, language: str) -> HttpResponse:
    """What was typed last, in one language, to stand in a frame."""
    content = request.session.get(_TYPED)
    if language not in LANGUAGES or content is None:
        raise Http404
    return _shown(request, from_json(content), language)


def _version(question: Question, number: str) -> QuestionVersion:
    found = question.versions.filter(number=number) if number.isdecimal() else question.versions
    version = found.order_by("number").last()
    if version is None:
        raise Http404
    return version


@access(is_editor)
@require_GET
@xframe_options_sameorigin
def shown(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """One version alone, in one language, to stand in a frame."""
    if language not in LANGUAGES:
        raise Http404
    version = get_object_or_404(QuestionVersion.objects.select_related("question"), pk=pk)
    return _shown(request, version.item, language)


def _shown(request: HttpRequest, item: Item, language: str) -> HttpResponse:
    with translation.override(language):
        context = {"item": item, "question": asked_alone(item, language), "total": 1}
        return render(request, "quizzes/cms/shown.html", context)


@access(is_editor)
@require_GET
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A paper as somebody might get it; drawn again for another."""
    quiz = get_object_or_404(Quiz, pk=pk)
    seed = request.GET.get("seed", "")
    number = int(seed) if seed.isdecimal() and len(seed) < 16 else secrets.randbits(24)
    form = request.GET.get("form", "")
    form = (form if form in Form.values else Form.A) if quiz.is_paired else ""
    entries = draw(quiz, form=form, seed=number)
    items = items_of([entry["v"] for entry in entries])
    codes = dict(QuestionVersion.objects.filter(pk__in=items).values_list("pk", "question_id"))
    asked = [
        {
            "item": items[entry["v"]],
            "question_id": codes[entry["v"]],
            "options": [items[entry["v"]].option(each) for each in entry["o"]],
            "partners": [items[entry["v"]].option(each) for each in entry.get("m", [])],
        }
        for entry in entries
    ]
    context = {
        "quiz": quiz,
        "questions": asked,
        "seed": number,
        "form": form,
        "forms": Form.choices if quiz.is_paired else [],
        "header_title": _("A paper of “%(quiz)s”") % {"quiz": quiz},
        "header_icon": "view",
        "breadcrumbs_items": [
            {"url": reverse("quizzes:index"), "label": _("Quizzes")},
            {"url": reverse("quizzes:edit", args=[quiz.pk]), "label": str(quiz)},
            {"url": "", "label": _("A paper")},
        ],
    }
    return render(request, "quizzes/cms/paper.html", context)


class _RuleForm(forms.ModelForm):
    """The tags of a draw that is being written."""

    class Meta:
        model = QuizDraw
        fields = ["module", "phase", "objective", "guideline", "difficulty", "kind"]


@access(is_editor)
@require_GET
@never_cache
def count(request: HttpRequest) -> JsonResponse:
    """How many questions have the tags of a draw."""
    form = _RuleForm(request.GET)
    if any(len(value) > _LONGEST_TAG for value in request.GET.values()) or not form.is_valid():
        return JsonResponse({"number": None, "text": ""})
    pool = pool_of(form.save(commit=False))
    text = ngettext(
        "%(number)s question has these tags.", "%(number)s questions have these tags.", len(pool)
    ) % {"number": len(pool)}
    sure = len(pool)
    if (typed := request.GET.get("wanted", "")).isdecimal():
        wanted = int(typed)
        sure = fewest_drawn(wanted, sizes_of(pool)) if wanted <= len(pool) else len(pool)
        if skipped := skipped_cases(pool, wanted):
            words = ngettext(
                "Case %(cases)s is skipped: it has more questions than this draw.",
                "Cases %(cases)s are skipped: they have more questions than this draw.",
                len(skipped),
            )
            text = f"{text} {words % {'cases': ', '.join(skipped)}}"
        if wanted <= len(pool) and sure < wanted:
            words = _("Somebody may get only %(sure)s of %(wanted)s.")
            text = f"{text} {words % {'sure': sure, 'wanted': wanted}}"
    return JsonResponse({"number": len(pool), "sure": sure, "text": text})


def _header(question: Question, title: str, icon: str) -> dict[str, Any]:
    return {
        "header_title": f"{question.code}: {title}",
        "header_icon": icon,
        "breadcrumbs_items": [
            {"url": reverse("quiz_questions:index"), "label": _("Questions")},
            {"url": reverse("quiz_questions:edit", args=[question.pk]), "label": question.code},
            {"url": "", "label": title},
        ],
    }


urlpatterns = [
    path("tests/questions/<int:pk>/versions/", versions, name="quiz_question_versions"),
    path("tests/questions/<int:pk>/preview/", preview, name="quiz_question_preview"),
    path("tests/questions/<int:pk>/preview/typed/", preview_typed, name="quiz_preview_typed"),
    path("tests/questions/preview/typed/", preview_typed, name="quiz_preview_typed_new"),
    path("tests/shown/typed/<str:language>/", typed, name="quiz_question_typed"),
    path("tests/shown/<int:pk>/<str:language>/", shown, name="quiz_question_shown"),
    path("tests/quizzes/<int:pk>/paper/", paper, name="quiz_paper"),
    path("tests/count/", count, name="quiz_draw_count"),
]
