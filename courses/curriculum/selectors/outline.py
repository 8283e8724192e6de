"""The outline of a course: every title, address and minute that any reading page shows.

It is built with six queries and kept, per course and language, in the memory of the server process
until the stamp changes. So a page of the curriculum costs one query (for the stamp) however many
modules and lessons there are.
"""

import itertools
import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from core.pages import ReviewState
from core.prepared import Prepared
from courses.curriculum.enums import CardKind, Guideline, Phase, Principle
from courses.curriculum.models import (
    CardPage,
    CoursePage,
    CurriculumStamp,
    LessonPage,
    ModulePage,
    PhasePage,
    ScenarioPage,
)
from courses.curriculum.models.pages import CurriculumPage, WrittenPage
from courses.curriculum.rules import ModuleRule

_kept: dict[tuple[str | int, str], tuple[str, "Course"]] = {}
_stamp = Prepared(
    lambda: CurriculumStamp.objects.order_by("pk").values_list("stamp", flat=True)[:1]
)
_WORDS = ("heading_en", "heading_lo", "summary_en", "summary_lo")
_TAGGED = ("code", "guidelines", "principles")
_OBJECTIVES = ("objectives_en", "objectives_lo")
_WRITTEN = (*_TAGGED, "minutes_en", "minutes_lo", "live_revision_id")
_MODULE = ("intro_en", "intro_lo", "lessons_needed", "required_lessons")
_PLACE = ("pk", "path", "slug", "lao_review")


@dataclass(frozen=True)
class Reading:
    """One text, in one language. ``words_in`` says which language its words really are in."""

    pk: int
    code: str
    slug: str
    url: str
    heading: str
    summary: str
    guidelines: tuple[Guideline, ...]
    principles: tuple[Principle, ...]
    minutes: int
    words_in: str
    is_draft: bool
    revision: int


@dataclass(frozen=True)
class Lesson(Reading):
    """One lesson of a module."""

    objectives: tuple[str, ...]


@dataclass(frozen=True)
class Scenario(Reading):
    """One tabletop exercise of a phase; ``room_minutes`` is how long it takes a group."""

    objectives: tuple[str, ...]
    phase: Phase
    room_minutes: int


@dataclass(frozen=True)
class Card(Reading):
    """One card, to look something up."""

    kind: CardKind


@dataclass(frozen=True)
class Module:
    """One module and its live lessons. ``number`` counts through the whole course."""

    pk: int
    number: int
    code: str
    slug: str
    url: str
    phase: Phase
    heading: str
    summary: str
    objectives: tuple[str, ...]
    intro: str
    guidelines: tuple[Guideline, ...]
    principles: tuple[Principle, ...]
    lessons: tuple[Lesson, ...]
    rule: ModuleRule

    @cached_property
    def intro_html(self) -> SafeString:
        """The introduction as a browser reads it, with links to pages resolved."""
        return mark_safe(expand_db_html(self.intro))  # noqa: S308 - cleaned by the CMS's whitelist

    @cached_property
    def minutes(self) -> int:
        """Reading time of all lessons."""
        return sum(lesson.minutes for lesson in self.lessons)

    @cached_property
    def lessons_needed(self) -> int:
        """How many lessons the completion rule asks for."""
        return self.rule.lessons_needed([lesson.code for lesson in self.lessons])

    @cached_property
    def required(self) -> tuple[Lesson, ...]:
        """The lessons that the completion rule names; empty when any will do."""
        return tuple(lesson for lesson in self.lessons if lesson.code in self.rule.required)

    @property
    def required_codes(self) -> str:
        """Their codes as one line."""
        return ", ".join(lesson.code for lesson in self.required)


@dataclass(frozen=True)
class PhaseOfCourse:
    """One phase, its live modules and tabletop exercises."""

    phase: Phase
    heading: str
    summary: str
    modules: tuple[Module, ...]
    scenarios: tuple[Scenario, ...] = ()

    @cached_property
    def minutes(self) -> int:
        """Reading time of all modules."""
        return sum(module.minutes for module in self.modules)


@dataclass(frozen=True)
class Course:
    """A course in one language, with everything beneath it that is live."""

    pk: int
    slug: str
    url: str
    heading: str
    summary: str
    language: str
    stamp: str
    phases: tuple[PhaseOfCourse, ...]
    cards: tuple[Card, ...] = ()

    @cached_property
    def modules(self) -> tuple[Module, ...]:
        """All modules in order."""
        return tuple(module for phase in self.phases for module in phase.modules)

    @cached_property
    def lessons(self) -> tuple[Lesson, ...]:
        """All lessons in order."""
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    @cached_property
    def minutes(self) -> int:
        """Reading time of the whole course."""
        return sum(module.minutes for module in self.modules)

    @cached_property
    def _places(self) -> dict[int, int]:
        return {lesson.pk: place for place, lesson in enumerate(self.lessons)}

    @cached_property
    def _modules_of(self) -> dict[int, Module]:
        return {lesson.pk: module for module in self.modules for lesson in module.lessons}

    def module(self, slug: str) -> Module | None:
        """The live module with this slug."""
        return next((module for module in self.modules if module.slug == slug), None)

    def module_by_pk(self, pk: int | None) -> Module | None:
        """The live module with this key."""
        return next((module for module in self.modules if module.pk == pk), None)

    def module_by_code(self, code: str) -> Module | None:
        """The live module with this code."""
        return next((module for module in self.modules if module.code == code), None)

    def lesson(self, module_slug: str, slug: str) -> Lesson | None:
        """The live lesson with this slug in that module."""
        module = self.module(module_slug)
        found = module.lessons if module else ()
        return next((lesson for lesson in found if lesson.slug == slug), None)

    def scenario(self, slug: str) -> Scenario | None:
        """The live tabletop exercise with this slug."""
        every = (scenario for phase in self.phases for scenario in phase.scenarios)
        return next((scenario for scenario in every if scenario.slug == slug), None)

    def card(self, slug: str) -> Card | None:
        """The live card with this slug."""
        return next((card for card in self.cards if card.slug == slug), None)

    def teaching(self, aim: Guideline | Principle) -> tuple[Lesson, ...]:
        """The lessons that serve a guideline or principle."""
        if isinstance(aim, Guideline):
            return tuple(lesson for lesson in self.lessons if aim in lesson.guidelines)
        return tuple(lesson for lesson in self.lessons if aim in lesson.principles)

    def module_of(self, lesson_pk: int) -> Module | None:
        """The module in which a lesson stands."""
        return self._modules_of.get(lesson_pk)

    def lesson_by_pk(self, pk: int) -> Lesson | None:
        """The live lesson with this key."""
        place = self._places.get(pk)
        return None if place is None else self.lessons[place]

    def before(self, pk: int) -> Lesson | None:
        """The lesson before this one, across modules."""
        place = self._places.get(pk, 0)
        return self.lessons[place - 1] if place > 0 else None

    def after(self, pk: int) -> Lesson | None:
        """The lesson after this one, across modules."""
        place = self._places.get(pk, len(self.lessons))
        return self.lessons[place + 1] if place + 1 < len(self.lessons) else None

    def module_after(self, module: Module) -> Module | None:
        """The module after this one, across phases."""
        following = self.modules[module.number :]
        return following[0] if following else None


def course_outline(course: str | int, language: str) -> Course | None:
    """The outline of the live ``course`` (its slug or key) in ``language``; one query when it is
    kept."""
    stamp = _stamp.first()
    kept = _kept.get((course, language))
    if stamp is not None and kept is not None and kept[0] == stamp:
        return kept[1]
    outline = _build(course, language, stamp or "")
    if stamp is not None and outline is not None:
        _kept[course, language] = (stamp, outline)
    return outline


def first_course_slug() -> str | None:
    """The slug of the first live course, where a person without a course begins."""
    return CoursePage.objects.live().order_by("path").values_list("slug", flat=True).first()


def forget_what_is_kept(**_: Any) -> None:
    """Renew the stamp: a page of the curriculum was published, unpublished, moved or deleted.

    Also a receiver of Wagtail's signals, see ``apps.py``.
    """
    CurriculumStamp.objects.update_or_create(pk=1, defaults={"stamp": uuid.uuid4().hex})


def draft_outline(page: CurriculumPage, language: str) -> Course | None:
    """The outline as it would be if ``page``, saved or not, were published now. For previews."""
    course = page if isinstance(page, CoursePage) else CoursePage.objects.ancestor_of(page).first()
    if isinstance(page, WrittenPage):
        page.keep_minutes()
    return course and _build(course.slug, language, "", page)


def _build(
    which: str | int, language: str, stamp: str, draft: CurriculumPage | None = None
) -> Course | None:
    courses = _rows(CoursePage, Q(pk=which) if isinstance(which, int) else Q(slug=which), (), draft)
    if not courses:
        return None
    course = courses[0]
    slug = course["slug"]
    beneath = Q(path__startswith=course["path"])
    phases = _rows(PhasePage, beneath, ("phase",), draft)
    modules = _rows(ModulePage, beneath, (*_TAGGED, *_OBJECTIVES, *_MODULE), draft)
    lessons_of = _by_parent(_rows(LessonPage, beneath, (*_WRITTEN, *_OBJECTIVES), draft))
    scenarios_of = _by_parent(
        _rows(ScenarioPage, beneath, (*_WRITTEN, *_OBJECTIVES, "room_minutes"), draft)
    )
    cards = _rows(CardPage, beneath, (*_WRITTEN, "kind"), draft)
    modules_of = _by_parent(modules)
    numbers = itertools.count(1)
    with translation.override(language):
        found = []
        for phase in phases:
            its_modules = tuple(
                _module(row, lessons_of[row["path"]], number, Phase(phase["phase"]), slug, language)
                for row, number in zip(modules_of[phase["path"]], numbers, strict=False)
            )
            found.append(
                PhaseOfCourse(
                    phase=Phase(phase["phase"]),
                    heading=_word(phase, "heading", language),
                    summary=_word(phase, "summary", language),
                    modules=its_modules,
                    scenarios=tuple(
                        Scenario(
                            **_reading(row, "scenario", [slug], language),
                            objectives=tuple(_lines(_word(row, "objectives", language))),
                            phase=Phase(phase["phase"]),
                            room_minutes=row["room_minutes"],
                        )
                        for row in scenarios_of[phase["path"]]
                    ),
                )
            )
        return Course(
            pk=course["pk"],
            slug=slug,
            url=reverse("curriculum:course", args=[slug]),
            heading=_word(course, "heading", language),
            summary=_word(course, "summary", language),
            language=language,
            stamp=stamp,
            phases=tuple(found),
            cards=tuple(
                Card(**_reading(row, "card", [slug], language), kind=CardKind(row["kind"]))
                for row in cards
            ),
        )


def _by_parent(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Rows of pages by the path of the page above them."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["path"][: -Page.steplen]].append(row)
    return found


def _rows(
    page_type: type[CurriculumPage], where: Q, fields: tuple[str, ...], draft: CurriculumPage | None
) -> list[dict[str, Any]]:
    """The live pages of one kind in tree order; ``draft`` stands in for what is stored of it."""
    names = (*_PLACE, *_WORDS, *fields)
    shown = Q(live=True)
    if draft is not None:
        shown |= Q(path__in=[draft.path[:end] for end in range(Page.steplen, len(draft.path) + 1)])
    rows = list(page_type.objects.filter(where & shown).order_by("path").values(*names))
    if isinstance(draft, page_type):
        rows = [row for row in rows if row["pk"] != draft.pk]
        rows.append({name: getattr(draft, name) for name in names} | {"pk": draft.pk or 0})
        rows.sort(key=lambda row: row["path"])
    return rows


def _module(
    row: dict[str, Any],
    lessons: list[dict[str, Any]],
    number: int,
    phase: Phase,
    course_slug: str,
    language: str,
) -> Module:
    place = [course_slug, row["slug"]]
    return Module(
        pk=row["pk"],
        number=number,
        code=row["code"],
        slug=row["slug"],
        url=reverse("curriculum:module", args=place),
        phase=phase,
        heading=_word(row, "heading", language),
        summary=_word(row, "summary", language),
        objectives=tuple(_lines(_word(row, "objectives", language))),
        intro=_word(row, "intro", language),
        guidelines=tuple(Guideline(number) for number in row["guidelines"]),
        principles=tuple(Principle(number) for number in row["principles"]),
        lessons=tuple(_lesson(lesson, place, language) for lesson in lessons),
        rule=ModuleRule(row["lessons_needed"], tuple(row["required_lessons"])),
    )


def _lesson(row: dict[str, Any], place: list[str], language: str) -> Lesson:
    return Lesson(
        **_reading(row, "lesson", place, language),
        objectives=tuple(_lines(_word(row, "objectives", language))),
    )


def _reading(row: dict[str, Any], view: str, place: list[str], language: str) -> dict[str, Any]:
    """What all texts share; ``view`` and ``place`` make the address."""
    other = "en" if language == "lo" else "lo"
    # A text without words takes no time; then the reader gets the other language.
    words_in = language if row[f"minutes_{language}"] or not row[f"minutes_{other}"] else other
    return {
        "pk": row["pk"],
        "code": row["code"],
        "slug": row["slug"],
        "url": reverse(f"curriculum:{view}", args=[*place, row["slug"]]),
        "heading": _word(row, "heading", language),
        "summary": _word(row, "summary", language),
        "guidelines": tuple(Guideline(number) for number in row["guidelines"]),
        "principles": tuple(Principle(number) for number in row["principles"]),
        "minutes": row[f"minutes_{words_in}"] or 0,
        "words_in": words_in,
        "is_draft": row["lao_review"] == ReviewState.DRAFT,
        "revision": row["live_revision_id"] or 0,
    }


def _word(row: dict[str, Any], field: str, language: str) -> str:
    other = "en" if language == "lo" else "lo"
    return row[f"{field}_{language}"] or row[f"{field}_{other}"] or ""


def _lines(text: str) -> Iterator[str]:
    return (line.strip() for line in text.splitlines() if line.strip())
