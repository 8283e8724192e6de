"""The texts of a course cut into their parts, as plain words: what is searched, listed and carried.

A part is one block of a text. It stands on the page under the anchor ``p<number>``, the same in both
languages.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import strip_tags
from wagtail.blocks import StreamValue

from courses.curriculum.figures import alternative_text
from courses.curriculum.models import CardPage, LessonPage, ScenarioPage
from courses.curriculum.models.pages import LANGUAGES, WrittenPage
from courses.curriculum.selectors.outline import Card, Course, Lesson, Module, Reading, Scenario

#: Under which of these keys a block keeps its title.
_TITLES = ("title", "question", "caption")
_HEADING = re.compile(r"<h[23][^>]*>(.*?)</h[23]>", re.DOTALL)
_PAGES: dict[type[Reading], type[WrittenPage]] = {
    Lesson: LessonPage,
    Scenario: ScenarioPage,
    Card: CardPage,
}


@dataclass(frozen=True, slots=True)
class Part:
    """One block of a text without its markup. ``items`` are those of a checklist."""

    number: int
    kind: str
    title: str
    text: str
    items: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        """The fragment of its place on the page."""
        return f"p{self.number}"


@dataclass(frozen=True, slots=True)
class Checklist:
    """A checklist to take along. ``static/js/checklist.js`` keeps its ticks under the key of the
    reading and the anchor of the part, the same wherever the list is shown."""

    reading: Reading
    part: Part

    @property
    def url(self) -> str:
        """Its place in the lesson."""
        return f"{self.reading.url}#{self.part.anchor}"


@dataclass(frozen=True, slots=True)
class ListsOfPlace:
    """The checklists of one module, or of one tabletop exercise."""

    place: Module | Scenario
    lists: tuple[Checklist, ...]


_kept: dict[tuple[str, str], tuple[str, list[tuple[str, list[ListsOfPlace]]]]] = {}


def parts_of(body: StreamValue, language: str) -> tuple[Part, ...]:
    """All parts of a text in order."""
    return tuple(_part(number, child, language) for number, child in enumerate(body, start=1))


def readings_of(course: Course) -> Iterator[Reading]:
    """Lessons, tabletop exercises and cards of a course, in this order."""
    yield from course.lessons
    for phase in course.phases:
        yield from phase.scenarios
    yield from course.cards


def parts_in_both(course: Course) -> dict[int, dict[str, tuple[Part, ...]]]:
    """The published parts of every text of the course: key of the page -> language -> parts.

    Three queries and some work (a second for the whole course): for what is kept afterwards.
    """
    wanted = {reading.pk for reading in readings_of(course)}
    return {
        page.pk: {code: parts_of(getattr(page, f"body_{code}") or [], code) for code in LANGUAGES}
        for page_type in _PAGES.values()
        for page in page_type.objects.filter(pk__in=wanted)
    }


def checklists(course: Course) -> list[tuple[str, list[ListsOfPlace]]]:
    """All checklists of a course by phase and module, then those of its exercises; kept with the
    outline. Each is in the language of its text (``reading.words_in``)."""
    kept = _kept.get((course.slug, course.language))
    if kept is not None and course.stamp and kept[0] == course.stamp:
        return kept[1]
    parts = parts_in_both(course)
    lists = {
        reading.pk: tuple(_checklists_of(reading, parts[reading.pk][reading.words_in]))
        for reading in readings_of(course)
        if reading.pk in parts
    }
    found: list[tuple[str, list[ListsOfPlace]]] = []
    for phase in course.phases:
        places = [
            ListsOfPlace(
                module,
                tuple(each for lesson in module.lessons for each in lists.get(lesson.pk, ())),
            )
            for module in phase.modules
        ]
        places += [
            ListsOfPlace(scenario, lists.get(scenario.pk, ())) for scenario in phase.scenarios
        ]
        found.append((phase.phase, [place for place in places if place.lists]))
    if course.stamp:
        _kept[course.slug, course.language] = (course.stamp, found)
    return found


def _checklists_of(reading: Reading, parts: tuple[Part, ...]) -> Iterator[Checklist]:
    return (Checklist(reading, part) for part in parts if part.kind == "checklist")


def _part(number: int, child: StreamValue.StreamChild, language: str) -> Part:
    kind, value = child.block_type, child.value
    texts = [strip_tags(str(text)).strip() for text in child.block.get_searchable_content(value)]
    title = ""
    if kind == "figure":
        title = value.get("caption") or ""
        texts = [title, alternative_text(value["name"], language)]
    elif kind == "table":
        title = value.caption
    elif kind == "text":
        heading = _HEADING.search(value.source)
        title = html.unescape(strip_tags(heading[1])).strip() if heading else ""
    elif kind not in ("key", "source"):
        title = next((str(value[key]) for key in _TITLES if value.get(key)), "")
    items = tuple(str(item) for item in value["items"]) if kind == "checklist" else ()
    return Part(number, kind, title, "\n".join(text for text in texts if text), items)
