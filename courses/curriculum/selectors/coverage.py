"""The whole course at a glance: which words exist in which language, and who vouches for them."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from core.pages import ReviewState
from courses.curriculum.models import (
    CardPage,
    CoursePage,
    GlossaryTerm,
    LessonPage,
    ModulePage,
    PhasePage,
    ScenarioPage,
)
from courses.curriculum.models.pages import CurriculumPage, WrittenPage
from courses.curriculum.parts import LANGUAGES, fields_of
from courses.curriculum.selectors.review import (
    LanguageState,
    PageText,
    State,
    loaded_marks,
    reviews_of,
    state_of,
)

PAGE_TYPES: tuple[type[CurriculumPage], ...] = (
    CoursePage,
    PhasePage,
    ModulePage,
    LessonPage,
    ScenarioPage,
    CardPage,
)
_COMMON = ("pk", "path", "depth", "live", "has_unpublished_changes", "latest_revision_id")


@dataclass(frozen=True)
class Row:
    """One page or glossary term. ``minutes`` are None where nothing is read."""

    kind: str
    kind_label: str | Promise
    code: str
    heading_en: str
    heading_lo: str
    level: int
    en: LanguageState
    lo: LanguageState
    minutes_en: int | None
    minutes_lo: int | None
    is_live: bool
    has_draft: bool
    edit_url: str
    review_url: str


def coverage_of(course: CoursePage) -> list[Row]:
    """Every page of the course in the order of the tree, then the glossary; the newest words, saved
    or published. The number of queries does not grow with the course."""
    found = [
        (page_type, values)
        for page_type in PAGE_TYPES
        for values in page_type.objects.filter(path__startswith=course.path).values(
            *_COMMON, *_words(page_type), *_also(page_type)
        )
    ]
    found.sort(key=lambda each: each[1]["path"])
    drafts = dict(
        Revision.objects.filter(
            pk__in=[v["latest_revision_id"] for _t, v in found if v["has_unpublished_changes"]]
        ).values_list("pk", "content")
    )
    types = {values["pk"]: page_type for page_type, values in found}
    reviews = reviews_of(types)
    loaded = loaded_marks([pk for pk in types if "lo" not in reviews.get(pk, {})], types)
    rows = []
    for page_type, values in found:
        pk = values["pk"]
        words = values | {
            name: value
            for name, value in (drafts.get(values["latest_revision_id"]) or {}).items()
            if name in values and name not in _COMMON
        }
        text = state_of(words, page_type, reviews.get(pk, {}), loaded.get(pk))
        rows.append(_page_row(page_type, words, text, course.depth, pk))
    return rows + [_term_row(term) for term in GlossaryTerm.objects.order_by("slug")]


def _words(page_type: type[CurriculumPage]) -> list[str]:
    return [f"{field}_{language}" for field in fields_of(page_type) for language in LANGUAGES]


def _also(page_type: type[CurriculumPage]) -> list[str]:
    names = ["code"] if hasattr(page_type, "code") else []
    return [*names, "minutes_en", "minutes_lo"] if issubclass(page_type, WrittenPage) else names


def _page_row(
    page_type: type[CurriculumPage],
    words: dict[str, Any],
    text: PageText,
    course_depth: int,
    pk: int,
) -> Row:
    return Row(
        kind=str(page_type._meta.model_name),
        kind_label=page_type._meta.verbose_name or "",
        code=words.get("code", ""),
        heading_en=words["heading_en"] or "",
        heading_lo=words["heading_lo"] or "",
        level=words["depth"] - course_depth,
        en=text.en,
        lo=text.lo,
        minutes_en=words.get("minutes_en"),
        minutes_lo=words.get("minutes_lo"),
        is_live=words["live"],
        has_draft=words["has_unpublished_changes"],
        edit_url=reverse("wagtailadmin_pages:edit", args=[pk]),
        review_url=reverse("curriculum_review", args=[pk]),
    )


def _term_row(term: Any) -> Row:
    reviewed = State.REVIEWED if term.lao_review == ReviewState.REVIEWED else State.DRAFT
    has = {
        language: bool(getattr(term, f"term_{language}") and getattr(term, f"meaning_{language}"))
        for language in LANGUAGES
    }
    return Row(
        kind="glossaryterm",
        kind_label=_("glossary term"),
        code="",
        heading_en=term.term_en or "",
        heading_lo=term.term_lo or "",
        level=1,
        en=LanguageState("en", State.DRAFT if has["en"] else State.MISSING),
        lo=LanguageState("lo", reviewed if has["lo"] else State.MISSING),
        minutes_en=None,
        minutes_lo=None,
        is_live=True,
        has_draft=False,
        edit_url=reverse("glossary_terms:edit", args=[term.pk]),
        review_url="",
    )
