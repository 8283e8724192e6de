"""A question as a reader of either format found it, before anybody asked whether it makes sense."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext as _

from assessments.quizzes.exchange.record import Source

#: Options, steps or lines that a question can have in a file.
MOST_ANSWERS = 50
TextFormat = Literal["html", "plain", "moodle", "markdown"]


def too_many_answers() -> str:
    """Why a question with more answers is refused."""
    return _("A question has at most %(limit)s answers.") % {"limit": MOST_ANSWERS}


class FileRefusedError(Exception):
    """Nothing of a file can be used; ``at`` says where, ``text`` why in the reader's language."""

    def __init__(self, at: Source, text: str) -> None:
        super().__init__(f"{at.file}:{at.line}: {text}")
        self.at, self.text = at, text


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to be said of a file. What ``refuses`` keeps its question out."""

    at: Source
    code: str
    text: str
    refuses: bool = True

    @property
    def line(self) -> int:
        """The line of the file, from 1."""
        return self.at.line


@dataclass(slots=True)
class Report:
    """What is to be said, in the order it was found."""

    problems: list[Problem] = field(default_factory=list)

    def refuse(self, at: Source, code: str, text: str) -> None:
        """Say why a question cannot be used."""
        self.problems.append(Problem(at, code, str(text)))

    def note(self, at: Source, code: str, text: str) -> None:
        """Say what will not be as it is in the file; once each."""
        problem = Problem(at, code, str(text), refuses=False)
        if problem not in self.problems:
            self.problems.append(problem)

    @property
    def refusals(self) -> int:
        """How many refusals there are."""
        return sum(each.refuses for each in self.problems)


@dataclass(slots=True)
class RawText:
    """A text with its markup and the files that came with it."""

    text: str = ""
    format: TextFormat = "html"
    files: dict[str, bytes] = field(default_factory=dict)
    line: int = 0


@dataclass(slots=True)
class RawAnswer:
    """An option, a step, a line to be matched, a number. ``fraction`` in percent."""

    text: RawText
    line: int
    fraction: Decimal | None = None
    says: RawText = field(default_factory=RawText)
    match: str = ""
    label: RawText | None = None
    tolerance: str = "0"


@dataclass(slots=True)
class Raw:
    """A question. ``type`` is Moodle's name of its kind."""

    type: str
    at: Source
    code: str = ""
    name: str = ""
    tags: list[str] = field(default_factory=list)
    stem: RawText = field(default_factory=RawText)
    why: RawText = field(default_factory=RawText)
    answers: list[RawAnswer] = field(default_factory=list)
    is_single: bool = True
    unit: str = ""
    is_hidden: bool = False
    #: The reader has said already why it cannot be used.
    is_broken: bool = False
    #: Ours, where GIFT has no place: by language.
    more: dict[str, dict[str, str]] = field(default_factory=dict)
