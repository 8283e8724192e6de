"""The handbook as a record: everything that will be printed, as frozen words, before any layout.

``book_reader`` reads the published pages into it; ``pdf.render`` makes paper of it and reads nothing
else. Texts with emphasis, lists and links are HTML of the CMS's whitelist.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from django.utils.html import strip_tags

from courses.curriculum.selectors import Term


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a text."""

    kind: ClassVar[str]

    def words(self) -> Iterator[str]:
        """All that is read in it, without tags."""
        yield from _words_in(
            getattr(self, name) for name in self.__dataclass_fields__ if name != "address"
        )


@dataclass(frozen=True, slots=True)
class TextBlock(Block):
    kind = "text"
    html: str


@dataclass(frozen=True, slots=True)
class KeyBlock(Block):
    kind = "key"
    text: str


@dataclass(frozen=True, slots=True)
class StepsBlock(Block):
    kind = "steps"
    title: str
    steps: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ChecklistBlock(Block):
    kind = "checklist"
    title: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseBlock(Block):
    kind = "case"
    title: str
    story: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Option(Block):
    """An option of a self-check: its letter, and what one learns from it."""

    kind = "option"
    letter: str
    text: str
    right: bool
    feedback: str


@dataclass(frozen=True, slots=True)
class CheckBlock(Block):
    """A question to oneself; ``number`` counts within a lesson, the answers stand further back."""

    kind = "check"
    number: int
    question: str
    options: tuple[Option, ...]

    @property
    def several(self) -> bool:
        """Whether more than one option is right."""
        return len(self.right) > 1

    @property
    def right(self) -> tuple[Option, ...]:
        """The right options."""
        return tuple(option for option in self.options if option.right)


@dataclass(frozen=True, slots=True)
class InjectBlock(Block):
    kind = "inject"
    time: str
    title: str
    story: str
    look_for: str


@dataclass(frozen=True, slots=True)
class FigureBlock(Block):
    kind = "figure"
    name: str
    caption: str
    language: str


@dataclass(frozen=True, slots=True)
class TableBlock(Block):
    kind = "table"
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class PictureBlock(Block):
    """A picture; ``address`` is a data address."""

    kind = "picture"
    address: str
    alternative_text: str
    caption: str


@dataclass(frozen=True, slots=True)
class LinkBlock(Block):
    """A file or video that paper cannot show: what it is, where it is, what is said in it."""

    kind = "link"
    title: str
    note: str
    address: str
    transcript: str


@dataclass(frozen=True, slots=True)
class SourceBlock(Block):
    kind = "source"
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One lesson, exercise or card. ``words_in`` is the language its text really is in."""

    anchor: str
    code: str
    heading: str
    summary: str
    objectives: tuple[str, ...]
    #: Minutes to read, and in the room for an exercise (else 0).
    minutes: int
    room_minutes: int
    words_in: str
    is_draft: bool
    guidelines: tuple[int, ...]
    principles: tuple[int, ...]
    blocks: tuple[Block, ...]

    @property
    def checks(self) -> tuple[CheckBlock, ...]:
        """Its questions to oneself."""
        return tuple(block for block in self.blocks if isinstance(block, CheckBlock))


@dataclass(frozen=True, slots=True)
class Chapter:
    """One module with its lessons."""

    anchor: str
    phase: str
    code: str
    heading: str
    summary: str
    objectives: tuple[str, ...]
    intro: str
    guidelines: tuple[int, ...]
    principles: tuple[int, ...]
    sections: tuple[Section, ...]

    @property
    def has_checks(self) -> bool:
        """Whether answers are to be printed at its end."""
        return any(section.checks for section in self.sections)


@dataclass(frozen=True, slots=True)
class Part:
    """One phase; ``is_whole`` when the book holds more than one of its modules."""

    anchor: str
    phase: str
    heading: str
    summary: str
    is_whole: bool
    chapters: tuple[Chapter, ...]
    exercises: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class CardGroup:
    """The cards of one kind."""

    kind: str
    label: str
    cards: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Aim:
    """A guideline or principle and where it is taught: anchors and codes of lessons."""

    number: int
    label: str
    places: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A handbook in one language."""

    title: str
    code: str
    summary: str
    course: str
    language: str
    scope: str
    text_of: date | None
    texts: int
    drafts: int
    parts: tuple[Part, ...]
    card_groups: tuple[CardGroup, ...] = ()
    guidelines: tuple[Aim, ...] = ()
    principles: tuple[Aim, ...] = ()
    terms: tuple[Term, ...] = field(default=())

    @property
    def sections(self) -> Iterator[Section]:
        """Every text in the order of the pages."""
        for part in self.parts:
            for chapter in part.chapters:
                yield from chapter.sections
            yield from part.exercises
        for group in self.card_groups:
            yield from group.cards

    @property
    def reviewed(self) -> int:
        """How many texts a native reviewer has signed off."""
        return self.texts - self.drafts

    @property
    def is_partly_reviewed(self) -> bool:
        """Whether single texts must say that they are drafts."""
        return 0 < self.drafts < self.texts


def _words_in(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield strip_tags(value)
        elif isinstance(value, Block):
            yield from value.words()
        elif isinstance(value, tuple):
            yield from _words_in(value)
