"""Questions as GIFT, the format that can be written by hand.

Before each question stands ``// [id:B-01] [tag:…]``, which Moodle reads; other readers see a comment.
What GIFT has no place for stands in a second comment, ``// more: {…}`` (JSON): the unit of a number,
feedback to lines that are matched or ordered, unusual words for true and false. Steps to be put in
order are written as lines matched with their places 1, 2, 3 …, which every reader understands, with
the tag ``kind:ordering``. Pictures stand in the text itself as ``data:`` addresses.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from assessments.quizzes.enums import QuestionKind
from assessments.quizzes.exchange import mlang, pictures
from assessments.quizzes.exchange.moodle_xml import is_usual, weight
from assessments.quizzes.exchange.record import Bank, CaseRecord, Line, Picture, Record, Words
from assessments.quizzes.exchange.tags import tag, tags_of
from core.content import LANGUAGES

MORE = "more:"
#: Escaped with a backslash wherever they are text.
MARKS = ":#={}~"
_ESCAPES = str.maketrans({**{each: "\\" + each for each in MARKS}, "\\": "\\\\", "\n": "\\n"})


def write(bank: Bank, languages: Iterable[str] = LANGUAGES) -> str:
    """The file. With one language only, it holds the words of that one."""
    wanted = tuple(languages)
    parts: list[str] = []
    cases = {case.code: case for case in bank.cases}
    shelf = ""
    for record in bank.questions:
        here = "/".join(each for each in ("top", record.phase, record.module) if each)
        if here != shelf:
            shelf = here
            parts.append(f"$CATEGORY: $course$/{here}\n")
        if case := cases.pop(record.case, None):
            parts.append(_case(case, wanted))
        parts.append(_question(record, wanted))
    parts += [_case(case, wanted) for case in cases.values()]
    return "\n".join(parts)


def escape(text: str) -> str:
    """Text with nothing in it that GIFT would take for a mark."""
    return text.translate(_ESCAPES)


def _case(case: CaseRecord, languages: tuple[str, ...]) -> str:
    known = [tag("lang", "+".join(sorted(languages))), tag("kind", "case")]
    title = escape(mlang.join(case.title, languages))
    return f"{_comment(case.code, known)}::{title}::{_html(case.story, languages)}\n"


def _question(record: Record, languages: tuple[str, ...]) -> str:
    more: dict[str, Any] = {}
    body = list(_WRITERS[record.kind](record, languages, more))
    if any(record.why.values()) and (why := _inner(record.why, languages)):
        body.append(f"####{why}")
    known = tags_of(replace(record, languages=languages))
    opening = "{#" if record.kind is QuestionKind.NUMERIC else "{"
    lines = "".join(f"\t{each}\n" for each in body)
    return "".join(
        (
            _comment(record.code, known),
            _more(more),
            f"::{escape(record.code)}::{_html(record.stem, languages, record.picture)}{opening}\n",
            f"{lines}}}\n",
        )
    )


def _comment(code: str, tags: list[str]) -> str:
    return f"// [id:{code}] {' '.join(f'[tag:{each}]' for each in tags)}\n"


def _more(more: dict[str, Any]) -> str:
    if not more:
        return ""
    # Without brackets, which Moodle would take for tags: they can only stand in a text here.
    said = json.dumps(more, ensure_ascii=False, sort_keys=True)
    return f"// {MORE} {said.replace('[', chr(92) + 'u005b')}\n"


def _html(words: Words, languages: tuple[str, ...], picture: Picture | None = None) -> str:
    """The text of a question, always said to be HTML: its answers are then too."""
    return f"[html]{_joined(words, languages, picture)}"


def _inner(words: Words, languages: tuple[str, ...], picture: Picture | None = None) -> str:
    """The text of an answer; said to be HTML only where its beginning could be taken for a mark."""
    text = _joined(words, languages, picture)
    return f"[html]{text}" if text[:1] in ("[", "%") else text


def _joined(words: Words, languages: tuple[str, ...], picture: Picture | None) -> str:
    html = mlang.join(words, languages)
    if picture is not None:
        html += pictures.tag(picture, languages, inside=True)
    return escape(html)


def _in(words: Words, languages: tuple[str, ...]) -> Words:
    return {each: words[each] for each in languages if words.get(each)}


def _feedback(line: Line, languages: tuple[str, ...]) -> str:
    says = _inner(line.says, languages)
    return f"#{says}" if says else ""


def _single(record: Record, languages: tuple[str, ...], more: dict[str, Any]) -> Iterator[str]:
    for line in record.lines:
        words = _inner(line.text, languages, line.picture)
        yield f"{'=' if line.right else '~'}{words}{_feedback(line, languages)}"


def _several(record: Record, languages: tuple[str, ...], more: dict[str, Any]) -> Iterator[str]:
    for line in record.lines:
        words = _inner(line.text, languages, line.picture)
        yield f"~%{weight(line, record.lines)}%{words}{_feedback(line, languages)}"


def _true_false(record: Record, languages: tuple[str, ...], more: dict[str, Any]) -> Iterator[str]:
    right = next((n for n, line in enumerate(record.lines) if line.right), 0)
    for number, line in enumerate(record.lines):
        if not is_usual(min(number, 1), line, languages):
            key = ("true", "false")[min(number, 1)]
            more[key] = _in(line.text, languages)
            if line.picture is not None:
                more[f"{key} picture"] = {"img": pictures.tag(line.picture, languages, inside=True)}
    wrong_says, right_says = (
        _inner(record.lines[number].says, languages) for number in (1 - right, right)
    )
    said = f"#{wrong_says}" if wrong_says or right_says else ""
    yield f"{('TRUE', 'FALSE')[right]}{said}{f'#{right_says}' if right_says else ''}"


def _ordering(record: Record, languages: tuple[str, ...], more: dict[str, Any]) -> Iterator[str]:
    for place, line in enumerate(record.lines, 1):
        _keep_says(place, line, languages, more)
        yield f"={_inner(line.text, languages, line.picture)} -> {place}"


def _matching(record: Record, languages: tuple[str, ...], more: dict[str, Any]) -> Iterator[str]:
    for number, line in enumerate(record.lines, 1):
        _keep_says(number, line, languages, more)
        match = escape(mlang.join(line.match, languages))
        yield f"={_inner(line.text, languages, line.picture)} -> {match}"


def _keep_says(number: int, line: Line, languages: tuple[str, ...], more: dict[str, Any]) -> None:
    if says := _in(line.says, languages):
        more[f"says {number}"] = says


def _numeric(record: Record, languages: tuple[str, ...], more: dict[str, Any]) -> Iterator[str]:
    if unit := _in(record.unit, languages):
        more["unit"] = unit
    yield f"={record.number}:{record.tolerance}"


_WRITERS = {
    QuestionKind.SINGLE: _single,
    QuestionKind.SEVERAL: _several,
    QuestionKind.TRUE_FALSE: _true_false,
    QuestionKind.ORDERING: _ordering,
    QuestionKind.MATCHING: _matching,
    QuestionKind.NUMERIC: _numeric,
}
