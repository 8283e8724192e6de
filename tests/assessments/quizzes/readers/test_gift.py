"""Our GIFT as others read it: gift-pegjs, the grammar behind several editors of GIFT."""

import json
import shutil
import subprocess
from html import escape
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from assessments.quizzes.enums import QuestionKind
from assessments.quizzes.exchange import gift, mlang, pictures
from assessments.quizzes.exchange.record import Bank, CaseRecord, Line, Picture, Record, Words
from core.content import LANGUAGES
from tests.assessments.quizzes.exchange.making import AWKWARD
from tests.assessments.quizzes.exchange.test_our_bank import ours

pytestmark = pytest.mark.readers
__all__ = ["ours"]

HERE = Path(__file__).parent
KINDS = {
    QuestionKind.SINGLE: "MC",
    QuestionKind.SEVERAL: "MC",
    QuestionKind.TRUE_FALSE: "TF",
    QuestionKind.ORDERING: "Matching",
    QuestionKind.MATCHING: "Matching",
    QuestionKind.NUMERIC: "Numerical",
}
#: Both in one file, and a file for each.
FILES = [LANGUAGES, *((each,) for each in LANGUAGES)]


def read(text: str) -> list[dict[str, Any]]:
    """What the other reader finds in ``text``."""
    node = shutil.which("node")
    if node is None or not (HERE / "node_modules").exists():
        pytest.fail("Run it as make check-exchange; it needs Node (apt-get install nodejs npm).")
    done = subprocess.run(
        [node, HERE / "read_gift.js"], input=text, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stderr}\n{text[:2000]}"
    return json.loads(done.stdout)


def told(record: Record, languages: tuple[str, ...]) -> dict[str, Any]:
    """What a reader should find of a question."""
    return {
        "id": record.code,
        "kind": KINDS[record.kind],
        "name": record.code,
        "stem": _text(record.stem, languages, record.picture),
        "general": _text(record.why, languages),
        "answers": list(_answers(record, languages)),
    }


def _answers(record: Record, languages: tuple[str, ...]):
    lines = record.lines
    if record.kind is QuestionKind.NUMERIC:
        yield [float(record.number), float(record.tolerance)]
    elif record.kind is QuestionKind.TRUE_FALSE:
        # GIFT has the feedback to the wrong answer first.
        said = [_text(each.says, languages) for each in sorted(lines, key=lambda each: each.right)]
        yield from [lines[0].right, *said]
    elif record.kind in (QuestionKind.ORDERING, QuestionKind.MATCHING):
        for place, line in enumerate(lines, 1):
            is_order = record.kind is QuestionKind.ORDERING
            partner = str(place) if is_order else mlang.join(line.match, languages)
            yield [_text(line.text, languages, line.picture), partner]
    else:
        for line in lines:
            said = _text(line.says, languages)
            yield [_worth(record, line), _text(line.text, languages, line.picture), said]


def _worth(record: Record, line: Line) -> float:
    """One point is shared by the right options; of several, a wrong one takes as much away."""
    if record.kind is QuestionKind.SINGLE:
        return 100.0 * line.right
    share = round(100 / sum(each.right for each in record.lines), 5)
    return share if line.right else -share


def _text(words: Words, languages: tuple[str, ...], picture: Picture | None = None) -> str:
    text = mlang.join(words, languages)
    return text + pictures.tag(picture, languages, inside=True) if picture else text


def _case(case: CaseRecord, languages: tuple[str, ...]) -> dict[str, Any]:
    return {
        "id": case.code,
        "kind": "Description",
        "name": mlang.join(case.title, languages),
        "stem": mlang.join(case.story, languages),
        "general": "",
        "answers": [],
    }


@pytest.mark.parametrize("languages", FILES, ids="+".join)
def test_the_whole_bank(ours, languages):
    found = read(gift.write(ours, languages))
    tags = {each["id"]: each.pop("tags") for each in found}
    assert len(found) == len(ours.questions) + len(ours.cases)
    expected = [told(each, languages) for each in ours.questions]
    expected += [_case(each, languages) for each in ours.cases]
    by_code = {each["id"]: each for each in found}
    for each in expected:
        assert by_code[each["id"]] == each
    for record in ours.questions:
        assert f"module:{record.module}" in tags[record.code]
        assert f"lang:{'+'.join(sorted(languages))}" in tags[record.code]


def test_marks_of_the_format_in_a_text():
    # That reader makes one space of several, and takes its own placeholders for the marks they are for.
    awkward = [" ".join(each.split()) for each in AWKWARD if "&&" not in each and each.strip()]
    bank = [
        Record(
            code=f"X-{number}",
            kind=kind,
            stem=_both(f"<p>a {escape(mark)} b</p>"),
            lines=tuple(
                Line(_both(f"{escape(mark)} {n}"), n == 1, _both(f"x {escape(mark)}"), _both(mark))
                for n in range(3)
            ),
            why=_both(escape(mark)),
        )
        for number, (mark, kind) in enumerate(
            product(awkward, (QuestionKind.SINGLE, QuestionKind.SEVERAL, QuestionKind.MATCHING))
        )
    ]
    for found, record in zip(read(gift.write(Bank(bank))), bank, strict=True):
        found.pop("tags")
        assert found == told(record, LANGUAGES)


def _both(text: str) -> Words:
    return {"en": text, "lo": f"ລາວ {text}"}


def test_a_file_that_is_none_is_not_taken_for_one():
    with pytest.raises(AssertionError, match="line 1"):
        read("::X-1::What? {=a ~b")
