"""The sheets for the day of a crisis, rendered from the lessons' own blocks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from courses.curriculum.enums import Phase
from courses.curriculum.go import Part, SheetPlan, block_id_in_files, planned_sheets, title_of
from courses.curriculum.models import LessonPage
from courses.curriculum.selectors.outline import Course, Lesson

_KEPT_FOR = 60 * 60 * 24
#: The day of a crisis comes first on the screen.
_ORDER = (Phase.DURING, Phase.AFTER, Phase.BEFORE)
_FIRST_HEADING = re.compile(r"<h2[^>]*>.*?</h2>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of paper: what to do, and the lessons it comes from."""

    slug: str
    heading: str
    html: SafeString
    words_in: str
    lessons: tuple[Lesson, ...]
    wide: bool = False
    is_checklist: bool = False


@dataclass(frozen=True, slots=True)
class PhaseSheets:
    """The sheets of one phase: those of ``content/go.yaml``, then the checklists of its lessons."""

    phase: Phase
    heading: str
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True, slots=True)
class _Block:
    """A block where it stands: its lesson and its place in the text (the number of ``id="p3"``)."""

    lesson: Lesson
    place: int
    child: Any


def go_sheets(course: Course) -> tuple[PhaseSheets, ...]:
    """All sheets in the course's language, the crisis itself first; kept as long as the stamp."""
    key = f"go:{course.stamp}:{course.language}"
    kept: tuple[PhaseSheets, ...] | None = caches["local"].get(key) if course.stamp else None
    if kept is None:
        kept = _read(course)
        if course.stamp:
            caches["local"].set(key, kept, _KEPT_FOR)
    return kept


def _read(course: Course) -> tuple[PhaseSheets, ...]:
    by_code = {lesson.code: lesson for lesson in course.lessons}
    pages = {
        page.pk: page for page in LessonPage.objects.filter(pk__in=[x.pk for x in course.lessons])
    }
    headings = {phase.phase: phase.heading for phase in course.phases}
    found = []
    for phase in _ORDER:
        sheets = [
            sheet
            for plan in planned_sheets()
            if plan.phase == phase and (sheet := _planned(plan, by_code, pages, course.language))
        ]
        for lesson in course.lessons:
            module = course.module_of(lesson.pk)
            if module is not None and module.phase == phase:
                sheets += _checklists(lesson, pages[lesson.pk])
        if sheets:
            found.append(PhaseSheets(phase, headings.get(phase, str(phase.label)), tuple(sheets)))
    return tuple(found)


def _planned(
    plan: SheetPlan, by_code: dict[str, Lesson], pages: dict[int, LessonPage], language: str
) -> Sheet | None:
    """The sheet of a plan, from those of its parts that are live; None when none is."""
    html: list[str] = []
    lessons: list[Lesson] = []
    for part in plan.parts:
        if part.kind == "figure":
            html.append(render_to_string("curriculum/_go_figure.html", {"name": part.name}))
            continue
        lesson = by_code.get(part.lesson)
        block = _find(part, lesson, pages[lesson.pk]) if lesson else None
        if block is None:
            continue
        lessons.append(block.lesson)
        html.append(_rendered(block, language))
    if not lessons:
        return None
    return Sheet(
        slug=plan.slug,
        heading=plan.headings[language],
        html=mark_safe("".join(html)),  # noqa: S308 - rendered by our own templates
        words_in=language,
        lessons=tuple(dict.fromkeys(lessons)),
        wide=plan.wide,
    )


def _checklists(lesson: Lesson, page: LessonPage) -> Iterator[Sheet]:
    for place, child in enumerate(getattr(page, f"body_{lesson.words_in}"), start=1):
        if child.block_type == "checklist":
            yield Sheet(
                slug=f"{lesson.code}-{place}".lower().replace(".", "-"),
                heading=child.value["title"],
                html=_ticks(_Block(lesson, place, child)),
                words_in=lesson.words_in,
                lessons=(lesson,),
                is_checklist=True,
            )


def _ticks(block: _Block) -> SafeString:
    """A checklist whose ticks are those of the lesson."""
    with translation.override(block.lesson.words_in):
        context = {"block": block, "value": block.child.value}
        return render_to_string("curriculum/_go_checklist.html", context)


def _rendered(block: _Block, language: str) -> str:
    if block.child.block_type == "checklist":
        return str(_ticks(block))
    with translation.override(block.lesson.words_in):
        html = str(block.child.render())
    if block.child.block_type == "text":  # the sheet has a heading of its own
        html = _FIRST_HEADING.sub("", html, count=1)
    if block.lesson.words_in != language:
        html = f'<div lang="{block.lesson.words_in}">{html}</div>'
    return html


def _find(part: Part, lesson: Lesson, page: LessonPage) -> _Block | None:
    """The block a part names, in the language the lesson is shown in.

    It is found by its English title, or, when an editor has renamed it, by the id the loader gave it;
    its twin in Lao has the same id, or, when the text was written anew, the same place among its kind.
    """
    english = [child for child in page.body_en if child.block_type == part.kind]
    shown = [
        (place, child)
        for place, child in enumerate(getattr(page, f"body_{lesson.words_in}"), start=1)
        if child.block_type == part.kind
    ]
    named = next((c for c in english if title_of(part.kind, c.value) == part.name), None)
    lasting = str(named.id) if named else block_id_in_files(part)
    for place, child in shown:
        if lasting is not None and str(child.id) == lasting:
            return _Block(lesson, place, child)
    if named is not None and english.index(named) < len(shown):
        return _Block(lesson, *shown[english.index(named)])
    return None
