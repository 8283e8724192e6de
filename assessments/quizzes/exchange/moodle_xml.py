"""Questions as Moodle XML.

Every kind is one of Moodle's own: multichoice (``single`` or not), truefalse, ordering (part of Moodle
since 4.4, a plug-in before), matching, numerical, and description for the story of a case. The code is
the ``idnumber``, what else is known of a question its tags. Two things have no place in Moodle and
stand in elements that it passes over: the feedback of a line that is matched (``feedback`` in a
``subquestion``), and the words for true and false when they are not the usual ones (``label``).
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from assessments.quizzes.enums import QuestionKind
from assessments.quizzes.exchange import mlang, pictures
from assessments.quizzes.exchange.record import Bank, CaseRecord, Line, Picture, Record, Words
from assessments.quizzes.exchange.tags import tag, tags_of
from assessments.quizzes.files import FALSE_WORDS, TRUE_WORDS
from core.content import LANGUAGES

TYPES = {
    QuestionKind.SINGLE: "multichoice",
    QuestionKind.SEVERAL: "multichoice",
    QuestionKind.TRUE_FALSE: "truefalse",
    QuestionKind.ORDERING: "ordering",
    QuestionKind.MATCHING: "matching",
    QuestionKind.NUMERIC: "numerical",
}


def write(bank: Bank, languages: Iterable[str] = LANGUAGES) -> str:
    """The file. With one language only, it holds the words of that one."""
    wanted = tuple(languages)
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n']
    cases = {case.code: case for case in bank.cases}
    shelf = ""
    for record in bank.questions:
        if (here := _category(record)) != shelf:
            shelf = here
            parts.append(_shelf(here))
        if case := cases.pop(record.case, None):
            parts.append(_case(case, wanted))
        parts.append("".join(_question(record, wanted)))
    parts += [_case(case, wanted) for case in cases.values()]
    parts.append("</quiz>\n")
    return "".join(parts)


def weight(line: Line, lines: Iterable[Line]) -> str:
    """What ticking an option of several is worth, in percent: a right one its share, a wrong one as
    much the other way. It is how we score."""
    right = sum(each.right for each in lines) or 1
    share = (Decimal(100) / right).quantize(Decimal("0.00001"))
    return format((share if line.right else -share).normalize(), "f")


def is_usual(number: int, line: Line, languages: Iterable[str]) -> bool:
    """Whether the words of an answer of true/false (0 or 1) are the usual ones."""
    usual = (TRUE_WORDS, FALSE_WORDS)[number]
    return line.picture is None and all(line.text.get(each) == usual[each] for each in languages)


def _category(record: Record) -> str:
    return "/".join(each for each in ("top", record.phase, record.module) if each)


def _shelf(name: str) -> str:
    return (
        '  <question type="category">\n    <category>\n'
        f"      <text>$course$/{escape(name)}</text>\n    </category>\n  </question>\n"
    )


def _case(case: CaseRecord, languages: tuple[str, ...]) -> str:
    return "".join(
        (
            f"  <!-- case: {case.code} -->\n" if "--" not in case.code else "",
            '  <question type="description">\n',
            f"    <name>\n{_text(mlang.join(case.title, languages), 6)}    </name>\n",
            _html("questiontext", case.story, languages, indent=4),
            "    <generalfeedback format=\"html\">\n      <text></text>\n    </generalfeedback>\n",
            "    <defaultgrade>0</defaultgrade>\n    <penalty>0</penalty>\n    <hidden>0</hidden>\n",
            f"    <idnumber>{escape(case.code)}</idnumber>\n",
            _tags([tag("lang", "+".join(sorted(languages))), tag("kind", "case")]),
            "  </question>\n",
        )
    )  # fmt: skip


def _question(record: Record, languages: tuple[str, ...]) -> Iterator[str]:
    yield f'  <question type="{TYPES[record.kind]}">\n'
    yield f"    <name>\n{_text(record.code, 6)}    </name>\n"
    yield _html("questiontext", record.stem, languages, picture=record.picture, indent=4)
    yield _html("generalfeedback", record.why, languages, indent=4)
    yield "    <defaultgrade>1</defaultgrade>\n    <penalty>0</penalty>\n"
    yield f"    <hidden>{int(not record.is_live)}</hidden>\n"
    yield f"    <idnumber>{escape(record.code)}</idnumber>\n"
    yield from _WRITERS[record.kind](record, languages)
    yield _tags(tags_of(_in(record, languages)))
    yield "  </question>\n"


def _choices(record: Record, languages: tuple[str, ...]) -> Iterator[str]:
    single = record.kind is QuestionKind.SINGLE
    yield f"    <single>{str(single).lower()}</single>\n"
    yield "    <shuffleanswers>true</shuffleanswers>\n"
    yield "    <answernumbering>none</answernumbering>\n"
    for line in record.lines:
        fraction = str(100 * line.right) if single else weight(line, record.lines)
        yield f'    <answer fraction="{fraction}" format="html">\n'
        yield _inner(line.text, languages, line.picture, 6)
        yield _html("feedback", line.says, languages, indent=6)
        yield "    </answer>\n"


def _true_false(record: Record, languages: tuple[str, ...]) -> Iterator[str]:
    for number, line in enumerate(record.lines):
        yield f'    <answer fraction="{100 * line.right}" format="moodle_auto_format">\n'
        yield _text(("true", "false")[min(number, 1)], 6)
        yield _html("feedback", line.says, languages, indent=6)
        if not is_usual(min(number, 1), line, languages):
            yield _html("label", line.text, languages, picture=line.picture, indent=6)
        yield "    </answer>\n"


def _ordering(record: Record, languages: tuple[str, ...]) -> Iterator[str]:
    yield "    <layouttype>VERTICAL</layouttype>\n    <selecttype>ALL</selecttype>\n"
    yield "    <selectcount>0</selectcount>\n"
    yield "    <gradingtype>RELATIVE_NEXT_EXCLUDE_LAST</gradingtype>\n"
    yield "    <showgrading>SHOW</showgrading>\n    <numberingstyle>none</numberingstyle>\n"
    for place, line in enumerate(record.lines, 1):
        yield f'    <answer fraction="{place}.0000000" format="html">\n'
        yield _inner(line.text, languages, line.picture, 6)
        yield _html("feedback", line.says, languages, indent=6)
        yield "    </answer>\n"


def _matching(record: Record, languages: tuple[str, ...]) -> Iterator[str]:
    yield "    <shuffleanswers>true</shuffleanswers>\n"
    for line in record.lines:
        yield '    <subquestion format="html">\n'
        yield _inner(line.text, languages, line.picture, 6)
        yield f"      <answer>\n{_text(mlang.join(line.match, languages), 8)}      </answer>\n"
        if any(line.says.values()):
            yield _html("feedback", line.says, languages, indent=6)
        yield "    </subquestion>\n"


def _numeric(record: Record, languages: tuple[str, ...]) -> Iterator[str]:
    yield '    <answer fraction="100" format="moodle_auto_format">\n'
    yield _text(record.number, 6)
    yield '      <feedback format="html">\n        <text></text>\n      </feedback>\n'
    yield f"      <tolerance>{record.tolerance}</tolerance>\n    </answer>\n"
    if unit := mlang.join(record.unit, languages):
        yield "    <units>\n      <unit>\n        <multiplier>1</multiplier>\n"
        yield f"        <unit_name>{_escaped(unit)}</unit_name>\n      </unit>\n    </units>\n"
    yield "    <unitgradingtype>0</unitgradingtype>\n    <unitpenalty>0</unitpenalty>\n"
    yield f"    <showunits>{0 if unit else 3}</showunits>\n    <unitsleft>0</unitsleft>\n"


_WRITERS = {
    QuestionKind.SINGLE: _choices,
    QuestionKind.SEVERAL: _choices,
    QuestionKind.TRUE_FALSE: _true_false,
    QuestionKind.ORDERING: _ordering,
    QuestionKind.MATCHING: _matching,
    QuestionKind.NUMERIC: _numeric,
}


def _in(record: Record, languages: tuple[str, ...]) -> Record:
    from dataclasses import replace

    return replace(record, languages=languages)


def _tags(tags: list[str]) -> str:
    inner = "".join(f"      <tag><text>{_escaped(each)}</text></tag>\n" for each in tags)
    return f"    <tags>\n{inner}    </tags>\n"


def _html(
    element: str,
    words: Words,
    languages: tuple[str, ...],
    *,
    picture: Picture | None = None,
    indent: int,
) -> str:
    pad = " " * indent
    inner = _inner(words, languages, picture, indent + 2)
    return f'{pad}<{element} format="html">\n{inner}{pad}</{element}>\n'


def _inner(words: Words, languages: tuple[str, ...], picture: Picture | None, indent: int) -> str:
    html = mlang.join(words, languages)
    if picture is None:
        return _text(html, indent)
    name = quoteattr(pictures.file_name(picture))
    data = b64encode(picture.data).decode()
    file = f'{" " * indent}<file name={name} path="/" encoding="base64">{data}</file>\n'
    return _text(html + pictures.tag(picture, languages, inside=False), indent) + file


def _text(text: str, indent: int) -> str:
    return f"{' ' * indent}<text>{_escaped(text)}</text>\n"


def _escaped(text: str) -> str:
    """Markup in a CDATA section, as Moodle writes it; the end of one in two of them."""
    if not any(mark in text for mark in "<>&"):
        return text
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"
