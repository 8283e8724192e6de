"""What the answers say about the questions: over all sittings, without people."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from assessments.quizzes.analysis.groups import LEAST
from assessments.quizzes.analysis.items import (
    LEAST_ANSWERS,
    LEAST_FOR_OPTIONS,
    LEAST_PER_LANGUAGE,
    ItemFigures,
    LanguageFigures,
    item_figures,
)
from assessments.quizzes.enums import Finding
from assessments.quizzes.items import from_json
from assessments.quizzes.models import QuestionVersion
from assessments.quizzes.rules import reads_item_analysis
from assessments.quizzes.selectors.answers import all_tallies
from core.access import access

#: Questions on a page.
PAGE = 25


@require_GET
@access(reads_item_analysis)
def item_analysis(request: HttpRequest) -> HttpResponse:
    """Every wording that was answered, those with findings first; ``?show=`` one finding only."""
    tallies = all_tallies()
    versions = (
        QuestionVersion.objects.filter(pk__in=tallies)
        .select_related("question")
        .order_by("question__code", "-number")
    )
    rows = [_row(version, tallies[version.pk]) for version in versions]
    counts = [
        (finding, number)
        for finding in Finding
        if (number := sum(finding in row["figures"].findings for row in rows))
    ]
    shown = request.GET.get("show", "")
    if shown in Finding.values:
        rows = [row for row in rows if shown in row["figures"].findings]
    rows.sort(key=lambda row: (not row["figures"].findings, not row["figures"].is_enough))
    return render(
        request,
        "quizzes/items.html",
        {
            "pages": Paginator(rows, PAGE).get_page(request.GET.get("page")),
            "counts": counts,
            "shown": shown,
            "least_answers": LEAST_ANSWERS,
            "least_for_options": LEAST_FOR_OPTIONS,
            "least_per_language": LEAST_PER_LANGUAGE,
        },
    )


def _row(version: QuestionVersion, tallies: Mapping[str, Any]) -> dict[str, Any]:
    item = from_json(version.content)
    figures = item_figures(item, tallies)
    language = get_language() or "lo"
    words = {option.id: option.words for option in item.lines}
    return {
        "version": version,
        "is_current": version.question.current_id == version.pk,
        "kind": item.kind.label,
        "stem": item.stem.get(language) or item.stem.get("en", ""),
        "figures": figures,
        "is_small": figures.n < LEAST,
        "languages": _large_enough(figures),
        "options": [
            {
                "words": words[option.id].get(language) or words[option.id].get("en", ""),
                "figures": option,
            }
            for option in figures.options
        ],
        "too_few_for_options": _wrong_options(figures) and figures.n < LEAST_FOR_OPTIONS,
        "too_few_for_languages": figures.p is None,
    }


def _large_enough(figures: ItemFigures) -> tuple[LanguageFigures, ...]:
    """The languages, unless one of them is of a few people: who read the test in English is known in
    a room, and the other language would tell by subtraction."""
    shown = figures.languages
    return shown if all(language.n >= LEAST for language in shown) else ()


def _wrong_options(figures: ItemFigures) -> bool:
    return any(not option.right for option in figures.options)
