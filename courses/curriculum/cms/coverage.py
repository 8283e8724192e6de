"""The coverage of the course, among the CMS's reports."""

from collections import Counter
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from core import lao
from core.access import access
from courses.curriculum.models import CoursePage
from courses.curriculum.selectors.coverage import PAGE_TYPES, Row, coverage_of
from courses.curriculum.selectors.review import LanguageState, State
from people.roles import is_editor

_BEHIND = "behind"


class CoverageFilter(forms.Form):
    """What to show; everything that is not understood is left out."""

    q = forms.CharField(label=gettext_lazy("Search"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    lo = forms.ChoiceField(label=gettext_lazy("Lao"), required=False)
    en = forms.ChoiceField(label=gettext_lazy("English"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", gettext_lazy("All"))
        kinds = [(each._meta.model_name, each._meta.verbose_name) for each in PAGE_TYPES]
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            everything, *kinds, ("glossaryterm", gettext_lazy("glossary term"))
        ]  # fmt: skip
        for language in ("lo", "en"):
            self.fields[language].choices = [  # type: ignore[attr-defined]
                everything, *State.choices, (_BEHIND, gettext_lazy("Behind the other language"))
            ]  # fmt: skip

    def lets_through(self, row: Row) -> bool:
        """Whether a row is to be shown."""
        wanted = self.cleaned_data
        words = lao.fold(f"{row.code} {row.heading_en} {row.heading_lo}")
        return (
            (not wanted.get("kind") or row.kind == wanted["kind"])
            and (not wanted.get("q") or lao.fold(wanted["q"]) in words)
            and all(_matches(getattr(row, each), wanted.get(each)) for each in ("lo", "en"))
        )


def _matches(state: LanguageState, wanted: str | None) -> bool:
    if wanted == _BEHIND:
        return state.is_behind
    return not wanted or state.state == wanted


@access(is_editor)
@require_GET
def coverage(request: HttpRequest) -> HttpResponse:
    """All pages and terms with the state of both languages."""
    courses = CoursePage.objects.order_by("path")
    course = courses.first()
    rows = coverage_of(course) if course else []
    form = CoverageFilter(request.GET)
    form.is_valid()
    shown = [row for row in rows if form.lets_through(row)]
    context = {
        "form": form,
        "rows": shown,
        "all": len(rows),
        "totals": [
            {
                "language": language,
                "states": [
                    {"state": state, "number": number}
                    for state in State
                    if (number := _count(rows, language)[state])
                ],
                "behind": sum(getattr(row, language).is_behind for row in rows),
                "minutes": sum(getattr(row, f"minutes_{language}") or 0 for row in rows),
            }
            for language in ("en", "lo")
        ],
        "header_title": _("Coverage of the course"),
        "header_icon": "list-ul",
        "breadcrumbs_items": [{"url": "", "label": _("Reports")}, {"url": "", "label": _("Coverage")}],
    }  # fmt: skip
    return render(request, "curriculum/cms/coverage.html", context)


def _count(rows: list[Row], language: str) -> Counter[State]:
    return Counter(getattr(row, language).state for row in rows)


urlpatterns = [path("reports/coverage/", coverage, name="curriculum_coverage")]
