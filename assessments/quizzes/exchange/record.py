"""A question as files carry it: everything an editor wrote, nothing of the database.

Both formats write and read this, so what one of them keeps the other keeps too. Texts are in the form
of ``exchange.text``; a language that a file does not hold has empty texts.
"""

import hashlib
from dataclasses import dataclass, field

from assessments.quizzes.enums import QuestionKind
from core.content import LANGUAGES

Words = dict[str, str]


def no_words() -> Words:
    """Nothing, in every language."""
    return dict.fromkeys(LANGUAGES, "")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture and its alternative text. Two are the same when their bytes are."""

    data: bytes
    alt: Words = field(default_factory=no_words)
    name: str = field(default="picture.png", compare=False)

    @property
    def digest(self) -> str:
        """As Wagtail marks the files of its library."""
        return hashlib.sha1(self.data, usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True)
class Line:
    """An option, a step in its right place, or a line with its partner (``match``)."""

    text: Words = field(default_factory=no_words)
    right: bool = False
    says: Words = field(default_factory=no_words)
    match: Words = field(default_factory=no_words)
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where something stands: the file's name and the line in it, from 1."""

    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """A question. ``number`` and ``tolerance`` are decimal texts; ``twin``, ``case`` and ``module``
    are codes; ``languages`` are those that the file holds."""

    code: str
    kind: QuestionKind
    stem: Words
    lines: tuple[Line, ...] = ()
    why: Words = field(default_factory=no_words)
    picture: Picture | None = None
    number: str = ""
    tolerance: str = "0"
    unit: Words = field(default_factory=no_words)
    figure: str = ""
    use: str = "practice"
    difficulty: str = "medium"
    module: str = ""
    phase: str = ""
    objective: int | None = None
    guidelines: tuple[int, ...] = ()
    principles: tuple[int, ...] = ()
    ask_sure: bool = False
    twin: str = ""
    source: str = ""
    case: str = ""
    place: int = 0
    is_live: bool = True
    lao_review: str = "draft"
    languages: tuple[str, ...] = LANGUAGES
    at: Source = field(default=Source(), compare=False)
    #: Whether the file says more of it than its words.
    has_tags: bool = field(default=True, compare=False)


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """A case: the story that the questions naming its code share."""

    code: str
    title: Words
    story: Words
    languages: tuple[str, ...] = LANGUAGES
    at: Source = field(default=Source(), compare=False)


@dataclass(slots=True)
class Bank:
    """What a file, or several together, hold."""

    questions: list[Record] = field(default_factory=list)
    cases: list[CaseRecord] = field(default_factory=list)
