"""Reads the published pages of a course, a phase or a module into a ``book``, in one language.

Links to what stands in the same book lead to its place in it.
"""

import base64
import dataclasses
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils import timezone, translation
from wagtail.blocks import StreamValue
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from courses.curriculum.book import (
    Aim,
    Block,
    Book,
    CardGroup,
    CaseBlock,
    Chapter,
    CheckBlock,
    ChecklistBlock,
    FigureBlock,
    InjectBlock,
    KeyBlock,
    LinkBlock,
    Option,
    Part,
    PictureBlock,
    Section,
    SourceBlock,
    StepsBlock,
    TableBlock,
    TextBlock,
)
from courses.curriculum.enums import CardKind, Guideline, Principle
from courses.curriculum.models import CardPage, LessonPage, ScenarioPage
from courses.curriculum.selectors import (
    Card,
    Course,
    Lesson,
    Module,
    Reading,
    Scenario,
    glossary,
)
from courses.curriculum.selectors.handbook import COURSE, Scope

_HREF = re.compile(r'href="([^"]*)"')
_LETTERS = "abcdefghij"
#: Pixels across, more than a page's width needs at 150 dots per inch.
PICTURE = "max-1100x1400|format-jpeg|jpegquality-80"


def book_of(course: Course, scope: Scope) -> Book:
    """What the handbook of ``scope`` says, in the language of ``course``."""
    with translation.override(course.language):
        return _Reader(course, scope).read()


class _Reader:
    """Reads the pages of one book: all bodies with a query a page type."""

    def __init__(self, course: Course, scope: Scope) -> None:
        self.course, self.scope = course, scope
        self.phases = [
            (phase, [module for module in phase.modules if scope.holds(module)])
            for phase in course.phases
            if scope.holds_phase(phase.phase)
        ]
        self.cards = course.cards if scope.key == COURSE else ()
        self.lessons = [lesson for _p, ms in self.phases for m in ms for lesson in m.lessons]
        self.scenarios = [
            scenario
            for phase, _modules in self.phases
            if scope.module is None
            for scenario in phase.scenarios
        ]
        self.readings: list[Reading] = [*self.lessons, *self.scenarios, *self.cards]
        self.places = {reading.url: _anchor(reading.pk) for reading in self.readings}
        for _phase, modules in self.phases:
            self.places |= {module.url: _anchor(module.pk) for module in modules}
        pages = {Lesson: LessonPage, Scenario: ScenarioPage, Card: CardPage}
        self.bodies: dict[int, StreamValue] = {}
        for kind, model in pages.items():
            wanted = {each.pk: each for each in self.readings if type(each) is kind}
            for page in model.objects.filter(pk__in=wanted):
                self.bodies[page.pk] = getattr(page, f"body_{wanted[page.pk].words_in}")

    def read(self) -> Book:
        """The whole book."""
        parts = tuple(self._part(phase, modules) for phase, modules in self.phases)
        book = Book(
            title=self.scope.heading,
            code=self.scope.code,
            summary=self.course.summary,
            course=self.course.heading,
            language=self.course.language,
            scope=self.scope.key,
            text_of=self._date(),
            texts=len(self.readings),
            drafts=sum(reading.is_draft for reading in self.readings),
            parts=parts,
            card_groups=tuple(
                CardGroup(kind.value, str(kind.label), tuple(self._section(card) for card in cards))
                for kind in CardKind
                if (cards := [card for card in self.cards if card.kind == kind])
            ),
            guidelines=tuple(self._aims(Guideline)),
            principles=tuple(self._aims(Principle)),
        )
        return _with_terms(book, self.course)

    def _date(self) -> date | None:
        """The day on which the newest of the pages was published."""
        pks = [reading.pk for reading in self.readings]
        newest = Page.objects.filter(pk__in=pks).aggregate(at=Max("last_published_at"))["at"]
        return newest and timezone.localtime(newest).date()

    def _aims(self, kind: type[Guideline] | type[Principle]) -> Iterator[Aim]:
        if self.scope.key != COURSE:
            return
        for aim in kind:
            places = ((_anchor(lesson.pk), lesson.code) for lesson in self.course.teaching(aim))
            yield Aim(aim.value, str(aim.label), tuple(places))

    def _part(self, phase: Any, modules: Sequence[Module]) -> Part:
        return Part(
            anchor=f"phase-{phase.phase.value}",
            phase=phase.phase.value,
            heading=phase.heading,
            summary=phase.summary,
            is_whole=self.scope.module is None,
            chapters=tuple(self._chapter(module) for module in modules),
            exercises=tuple(
                self._section(scenario)
                for scenario in self.scenarios
                if scenario.phase == phase.phase
            ),
        )

    def _chapter(self, module: Module) -> Chapter:
        return Chapter(
            anchor=_anchor(module.pk),
            phase=module.phase.value,
            code=module.code,
            heading=module.heading,
            summary=module.summary,
            objectives=module.objectives,
            intro=self._html(module.intro),
            guidelines=tuple(aim.value for aim in module.guidelines),
            principles=tuple(aim.value for aim in module.principles),
            sections=tuple(self._section(lesson) for lesson in module.lessons),
        )

    def _section(self, reading: Reading) -> Section:
        body = self.bodies.get(reading.pk) or ()
        with translation.override(reading.words_in):
            blocks = tuple(self._blocks(body, reading.words_in))
        return Section(
            anchor=_anchor(reading.pk),
            code=reading.code,
            heading=reading.heading,
            summary=reading.summary,
            objectives=getattr(reading, "objectives", ()),
            minutes=reading.minutes,
            room_minutes=getattr(reading, "room_minutes", 0),
            words_in=reading.words_in,
            is_draft=reading.is_draft,
            guidelines=tuple(aim.value for aim in reading.guidelines),
            principles=tuple(aim.value for aim in reading.principles),
            blocks=blocks,
        )

    def _blocks(self, body: Iterable[Any], language: str) -> Iterator[Block]:
        checks = 0
        for child in body:
            checks += child.block_type == "check"
            block = self._block(child.block_type, child.value, language, checks)
            if block is not None:
                yield block

    def _block(self, kind: str, value: Any, language: str, number: int) -> Block | None:
        match kind:
            case "text":
                return TextBlock(self._html(value.source))
            case "key":
                return KeyBlock(str(value))
            case "steps":
                steps = ((step["name"], step["text"] or "") for step in value["steps"])
                return StepsBlock(value["title"], tuple(steps))
            case "checklist":
                return ChecklistBlock(value["title"], tuple(value["items"]))
            case "case":
                story, answer = self._html(value["story"].source), value["answer"].source
                return CaseBlock(value["title"], story, value["question"], self._html(answer))
            case "check":
                return CheckBlock(number, value["question"], tuple(_options(value["answers"])))
            case "inject":
                story, look_for = value["story"].source, value["look_for"].source
                return InjectBlock(
                    value["time"], value["title"], self._html(story), self._html(look_for)
                )
            case "figure":
                return FigureBlock(value["name"], value["caption"] or "", language)
            case "table":
                head = tuple(column["heading"] for column in value.columns)
                rows = (tuple(str(cell.value or "") for cell in row) for row in value.rows)
                return TableBlock(value.caption, head, tuple(rows))
            case "picture":
                return _picture(value)
            case "download":
                address = f"{settings.PUBLIC_URL}{value['document'].url}"
                return LinkBlock(value["title"], value["note"] or "", address, "")
            case "video":
                file = value.get("file")
                address = f"{settings.PUBLIC_URL}{file.url}" if file else value.get("link") or ""
                return LinkBlock(
                    value["title"], "", address, self._html(value["transcript"].source)
                )
            case "source":
                return SourceBlock(tuple(str(line) for line in value))
        return None

    def _html(self, source: str) -> str:
        """Rich text as HTML; what leads to a page of this book leads to its place in it."""

        def lead(match: re.Match[str]) -> str:
            address = match[1].removeprefix(settings.PUBLIC_URL)
            if place := self.places.get(address.split("#")[0]):
                return f'href="#{place}"'
            return f'href="{settings.PUBLIC_URL}{address}"' if address[:1] == "/" else match[0]

        return _HREF.sub(lead, expand_db_html(source)) if source else ""


def _anchor(pk: int) -> str:
    return f"page-{pk}"


def _options(answers: Iterable[Any]) -> Iterator[Option]:
    for letter, answer in zip(_LETTERS, answers, strict=False):
        yield Option(letter, answer["text"], bool(answer["right"]), answer["feedback"])


def _picture(value: Any) -> PictureBlock | None:
    """A picture within the book; None when its file is lost."""
    try:
        rendition = value["image"].get_rendition(PICTURE)
        with rendition.file.open("rb") as file:
            content = base64.b64encode(file.read()).decode()
    except (OSError, AttributeError):
        return None
    address = f"data:image/jpeg;base64,{content}"
    return PictureBlock(address, value["alternative_text"], value["caption"] or "")


def _with_terms(book: Book, course: Course) -> Book:
    """The book with its glossary: all terms in the course's, in a part only those it uses."""
    words = glossary(course.language, course.stamp)
    terms = words.terms
    if book.scope != COURSE:
        texts = (
            text for section in book.sections for each in section.blocks for text in each.words()
        )
        used = {term.slug for _number, _start, _end, term in words.first_uses(texts)}
        terms = tuple(term for term in terms if term.slug in used)
    return dataclasses.replace(book, terms=terms)
