"""The answers of a sheet of paper typed in one line: ``BDAC-(AC)80!`` and so on.

One answer after the other, in the order of the form:

- *one answer*, *true or false*: its letter;
- *several answers*: the letters in brackets, ``(AC)``; one alone needs none;
- *put in order*, *match*: as many letters as there are lines, in brackets or not; in brackets of a
  matching question ``-`` stands for a line left empty;
- *a number*: its digits, in brackets after another number;
- ``-`` or a space: no answer. Every question has its place, so a letter forgotten is found.

Capital or small letters; ``!`` behind an answer is "sure", ``?`` is "not sure". Pure rules.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from assessments.quizzes.enums import QuestionKind
from assessments.quizzes.items import Item, Response
from assessments.quizzes.scoring import number
from core import lao

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BLANKS = "-–— _"
_OPENING, _CLOSING = "([", ")]"
_DIGITS = re.compile(r"\d+([.,]\d+)*")
#: Longest line that is read.
LONGEST = 600


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it stands on paper. ``order``: the option ids behind the letters A, B, C …;
    of a matching question those of the partners."""

    position: int
    item: Item
    order: tuple[int, ...]
    asks_sure: bool = False

    @property
    def letters(self) -> str:
        """The letters that can be written."""
        return LETTERS[: len(self.order)]

    @property
    def lines(self) -> int:
        """How many letters an answer in order, or a matching one, has."""
        return len(self.item.lines)

    def letter_of(self, option_id: int) -> str:
        """The letter of an option."""
        return LETTERS[self.order.index(option_id)]


@dataclass(frozen=True, slots=True)
class Read:
    """What was understood of one question: the ``typed`` piece, and the answer or what is wrong."""

    asked: Asked
    typed: str
    response: Response | None = None
    is_sure: bool | None = None
    error: str = ""


@dataclass(slots=True)
class Reading:
    """A whole line. ``error`` is what is wrong with it beside its answers."""

    reads: list[Read] = field(default_factory=list)
    error: str = ""

    @property
    def is_good(self) -> bool:
        """Whether everything was understood."""
        return not self.error and not any(read.error for read in self.reads)


def asked_of(
    paper: Sequence[dict[str, Any]], items: dict[int, Item], *, ask_sure: str
) -> list[Asked]:
    """The questions of a printed form. ``ask_sure``: of which the quiz asks whether people are sure."""
    found = []
    for position, entry in enumerate(paper, 1):
        item = items[entry["v"]]
        order = entry.get("m") or entry["o"]
        asks = ask_sure == "all" or (ask_sure == "marked" and item.ask_sure)
        found.append(Asked(position, item, tuple(order), asks))
    return found


def read_line(line: str, asked: Sequence[Asked]) -> Reading:
    """Understand ``line`` as the answers to ``asked``."""
    text = _plain(line)[:LONGEST]
    reading, at = Reading(), 0
    for question in asked:
        if at >= len(text):
            reading.error = _(
                "The line ends after question %(last)s of %(all)s. Type - for each question "
                "without an answer."
            ) % {"last": question.position - 1, "all": len(asked)}
            break
        piece, at = _piece(text, at, question)
        is_sure = None
        if at < len(text) and text[at] in "!?":
            is_sure, at = text[at] == "!", at + 1
        reading.reads.append(_read(question, piece, is_sure))
    if rest := text[at:].strip():
        reading.error = _("There is more than the %(all)s answers of this form: “%(rest)s”.") % {
            "all": len(asked),
            "rest": rest[:20],
        }
    return reading


def written(asked: Asked, response: Response | None) -> str:
    """How an answer is written on paper, in letters: what the key and the preview show."""
    if not response:
        return "–"
    if isinstance(response, str):
        return response
    if isinstance(response, dict):
        partner = {int(line): option for line, option in response.items()}
        return "".join(
            asked.letter_of(partner[line.id]) if line.id in partner else "-"
            for line in asked.item.lines
        )
    letters = [asked.letter_of(option) for option in response]
    return "".join(letters if asked.item.kind is QuestionKind.ORDERING else sorted(letters))


def right_response(item: Item) -> Response:
    """The answer of full marks."""
    if item.kind is QuestionKind.NUMERIC:
        return item.number
    if item.kind is QuestionKind.ORDERING:
        return [line.id for line in item.lines]
    if item.kind is QuestionKind.MATCHING:
        return {str(line.id): line.id for line in item.lines}
    return sorted(item.right_ids)


def _plain(line: str) -> str:
    """Without marks nobody sees, in plain capital letters and digits. Spaces stay: they are answers."""
    folded = unicodedata.normalize("NFKC", line).upper()
    return "".join(
        str(unicodedata.digit(sign)) if sign.isdigit() else sign
        for sign in folded
        if unicodedata.category(sign) not in ("Cc", "Cf", "Cs")
    )


def _piece(text: str, at: int, asked: Asked) -> tuple[str, int]:
    """The piece of the line that belongs to a question, and where the next one begins."""
    kind = asked.item.kind
    if text[at] in _OPENING:
        end = next((n for n in range(at, len(text)) if text[n] in _CLOSING), None)
        return (text[at:], len(text)) if end is None else (text[at : end + 1], end + 1)
    if text[at] in _BLANKS:
        return text[at], at + 1
    if kind is QuestionKind.NUMERIC and (found := _DIGITS.match(text, at)):
        return found[0], found.end()
    if kind in (QuestionKind.ORDERING, QuestionKind.MATCHING):
        end = at
        while end < min(at + asked.lines, len(text)) and text[end].isalpha():
            end += 1
        return text[at : max(end, at + 1)], max(end, at + 1)
    # A Lao letter with its signs is one thing typed.
    end = at + 1
    while end < len(text) and unicodedata.category(text[end]) == "Mn":
        end += 1
    return text[at:end], end


def _read(asked: Asked, piece: str, is_sure: bool | None) -> Read:
    inside = piece[1:-1] if piece[-1:] in _CLOSING and piece[:1] in _OPENING else piece
    if piece[:1] in _OPENING and piece[-1:] not in _CLOSING:
        return Read(asked, piece, error=_("The bracket is not closed."))
    is_bracket = inside != piece
    if not inside.strip(_BLANKS):
        return Read(asked, "–")
    sure = is_sure if asked.asks_sure else None
    if asked.item.kind is QuestionKind.NUMERIC:
        if number(inside) is None:
            return Read(asked, piece, error=_("“%(typed)s” is no number.") % {"typed": inside})
        return Read(asked, inside.strip(), inside.strip(), sure)
    letters = inside
    if is_bracket and asked.item.kind is not QuestionKind.MATCHING:
        letters = "".join(sign for sign in inside if sign not in " ,;/") or inside
    if error := "".join(_errors(asked, letters)):
        return Read(asked, piece, error=error)
    return Read(asked, letters, _response(asked, letters), sure)


def _errors(asked: Asked, letters: str) -> Iterator[str]:
    """What is wrong with letters; nothing or one sentence."""
    kind, known = asked.item.kind, asked.letters
    allowed = known + (_BLANKS if kind is QuestionKind.MATCHING else "")
    if strange := [sign for sign in letters if sign not in allowed]:
        values = {"typed": "".join(strange), "letters": f"{known[0]}–{known[-1]}"}
        if lao.has_lao(letters):
            yield _("“%(typed)s” is a Lao letter; the form has %(letters)s.") % values
        else:
            yield _("“%(typed)s” is none of its letters %(letters)s.") % values
    elif kind is QuestionKind.MATCHING:
        if len(letters) != asked.lines:
            yield _("It needs %(count)s letters, one for each line.") % {"count": asked.lines}
    elif len(set(letters)) != len(letters):
        yield _("A letter stands twice.")
    elif kind is QuestionKind.ORDERING:
        if len(letters) != asked.lines:
            yield _("It needs all %(count)s letters, in order.") % {"count": asked.lines}
    elif kind is not QuestionKind.SEVERAL and len(letters) != 1:
        yield _("It has one answer only. Type - if several are marked.")


def _response(asked: Asked, letters: str) -> Response:
    ids = [
        asked.order[asked.letters.index(sign)] if sign in asked.letters else None
        for sign in letters
    ]
    if asked.item.kind is QuestionKind.MATCHING:
        return {
            str(line.id): chosen
            for line, chosen in zip(asked.item.lines, ids, strict=True)
            if chosen is not None
        }
    chosen = [each for each in ids if each is not None]
    return chosen if asked.item.kind is QuestionKind.ORDERING else sorted(chosen)
