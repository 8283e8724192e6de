"""Our own questions, all of them, through both formats, and read by others than us."""

import re
import xml.etree.ElementTree as ET
from base64 import b64decode
from dataclasses import replace
from decimal import Decimal

import pytest
from lxml import etree

from assessments.quizzes.enums import QuestionKind
from assessments.quizzes.exchange import files, gift, mlang, moodle_xml
from assessments.quizzes.exchange.record import Bank
from assessments.quizzes.files import CONTENT, read_bank
from assessments.quizzes.models import Case, Option, Question
from assessments.quizzes.selectors.exchange import case_record_of, record_of
from tests.assessments.quizzes.exchange.making import PICTURES, Picture

#: What Moodle lets an option be worth, in percent.
GRADES = {
    Decimal(100), Decimal(50), Decimal("33.33333"), Decimal(25), Decimal(20), Decimal("16.66667"),
    Decimal("14.28571"), Decimal("12.5"), Decimal("11.11111"), Decimal(10),
}  # fmt: skip


@pytest.fixture(scope="module")
def ours() -> Bank:
    """The files of the repository as records, without a database."""
    found = read_bank(CONTENT / "questions")
    cases = {each.code: Case(code=each.code, **each.values) for each in found.cases}
    records = []
    for file in found.questions:
        question = Question(code=file.code, phase="before", **file.values)
        question.case = cases.get(file.case)
        question.options = [Option(**each) for each in file.options]
        record = record_of(question)
        records.append(replace(record, module=file.module, twin=file.twin))
    records[0] = replace(
        records[0], picture=Picture(PICTURES[0], {"en": 'A "red" one', "lo": "ສີແດງ"})
    )
    return Bank(records, [case_record_of(each) for each in cases.values()])


def test_there_are_all_of_them(ours):
    assert len(ours.questions) >= 99
    assert {each.kind for each in ours.questions} == set(QuestionKind)
    assert len(ours.cases) >= 3


@pytest.mark.parametrize("form", [files.XML, files.GIFT])
@pytest.mark.parametrize("apart", [False, True])
def test_nothing_is_lost(ours, form, apart):
    read = files.read([files.written(ours, form=form, apart=apart)])
    assert read.problems == []
    assert sorted(read.bank.questions, key=lambda each: each.code) == sorted(
        ours.questions, key=lambda each: each.code
    )
    assert sorted(read.bank.cases, key=lambda each: each.code) == ours.cases


# --- Moodle XML -----------------------------------------------------------------------------------


@pytest.mark.parametrize("parse", [ET.fromstring, etree.fromstring])
def test_moodle_xml_parses_with_other_readers(ours, parse):
    root = parse(moodle_xml.write(ours).encode())
    assert root.tag == "quiz"
    found = [each for each in root if isinstance(each.tag, str) and each.get("type") != "category"]
    assert len(found) == len(ours.questions) + len(ours.cases)
    records = {each.code: each for each in ours.questions}
    for node in found:
        code = node.findtext("idnumber")
        assert node.findtext("name/text")
        assert node.find("questiontext").get("format") == "html"
        if code not in records:
            assert node.get("type") == "description"
            continue
        record = records[code]
        assert node.get("type") == moodle_xml.TYPES[record.kind]
        stem = node.findtext("questiontext/text")
        assert _of_moodle(stem, "en").startswith(record.stem["en"])
        assert _of_moodle(stem, "lo").startswith(record.stem["lo"])
        assert _of_moodle(node.findtext("generalfeedback/text"), "lo") == record.why["lo"]
        _check_answers(node, record)


def _check_answers(node, record):
    answers = node.findall("answer")
    fractions = [Decimal(each.get("fraction")) for each in answers]
    if record.kind is QuestionKind.SINGLE:
        assert node.findtext("single") == "true"
        assert sorted(fractions)[-2:] == [0, 100]
    elif record.kind is QuestionKind.SEVERAL:
        assert node.findtext("single") == "false"
        assert {abs(each) for each in fractions} <= GRADES
        assert abs(sum(each for each in fractions if each > 0) - 100) < Decimal("0.01")
    elif record.kind is QuestionKind.TRUE_FALSE:
        assert [each.findtext("text") for each in answers] == ["true", "false"]
        assert sorted(fractions) == [0, 100]
    elif record.kind is QuestionKind.ORDERING:
        assert fractions == list(range(1, len(record.lines) + 1))
        assert node.findtext("gradingtype") == "RELATIVE_NEXT_EXCLUDE_LAST"
    elif record.kind is QuestionKind.NUMERIC:
        assert Decimal(answers[0].findtext("text")) == Decimal(record.number)
        assert Decimal(answers[0].findtext("tolerance")) == Decimal(record.tolerance)
    if record.kind is QuestionKind.MATCHING:
        pairs = [
            (_of_moodle(each.findtext("text") or "", "en"), each.findtext("answer/text"))
            for each in node.findall("subquestion")
        ]
        assert [left for left, _right in pairs] == [each.text["en"] for each in record.lines]
        assert [_of_moodle(right, "lo") for _left, right in pairs] == [
            each.match["lo"] for each in record.lines
        ]
    elif record.kind is not QuestionKind.NUMERIC:
        assert len(answers) == len(record.lines)


def test_a_picture_is_a_file_beside_its_text(ours):
    root = ET.fromstring(moodle_xml.write(ours))
    file = root.find("question/questiontext/file")
    assert b64decode(file.text) == PICTURES[0]
    assert file.get("encoding") == "base64"
    text = next(each for each in root.iter("text") if "PLUGINFILE" in (each.text or "")).text
    assert f'src="@@PLUGINFILE@@/{file.get("name")}"' in text


def _of_moodle(text: str, language: str) -> str:
    """The filter multilang2, written once more from its description."""
    pattern = re.compile(r"{\s*mlang\s+([\w,\s-]+?)\s*}(.*?){\s*mlang\s*}", re.S | re.I)
    return pattern.sub(lambda m: m[2] if language in re.split(r"\s*,\s*", m[1]) else "", text)


# --- GIFT -----------------------------------------------------------------------------------------
#
# Moodle's documented grammar, written apart from our reader; for a reader that others wrote see
# ``readers``, which needs Node and runs with make check-exchange.


def parse_gift(text: str) -> list[dict]:
    found = []
    for piece in re.split(r"\n\s*\n", text.strip()):
        comments = [each for each in piece.split("\n") if each.strip().startswith("//")]
        body = "\n".join(
            each for each in piece.split("\n") if not each.strip().startswith("//")
        ).strip()
        if not body or body.startswith("$CATEGORY:"):
            continue
        # Moodle: an escaped mark is a placeholder while the marks are looked for.
        body = body.replace("\\\\", "&&092;")
        for mark in ":#={}~":
            body = body.replace("\\" + mark, f"&&{ord(mark):03};")
        body = body.replace("\\n", "&&010;").replace("&&092;", "\\")
        assert body.startswith("::"), body[:40]
        name, rest = body[2:].split("::", 1)
        ids = re.findall(r"\[id:([^\]]+)\]", " ".join(comments))
        question = {
            "name": _plain(name),
            "id": ids[0],
            "tags": re.findall(r"\[tag:([^\]]+)\]", comments[0]),
        }
        assert rest.count("{") == rest.count("}") <= 1, body
        if "{" not in rest:
            question |= {"type": "description", "text": _plain(rest)}
        else:
            stem, answers = rest[:-1].split("{")
            answers, _marks, general = answers.strip().partition("####")
            question |= {"text": _plain(stem), "general": _plain(general)} | _parse_answers(
                answers.strip()
            )
        found.append(question)
    return found


def _parse_answers(text: str) -> dict:
    if text.startswith("#"):
        number, _colon, tolerance = text[1:].strip().removeprefix("=").partition(":")
        return {"type": "numerical", "answers": [(Decimal(number), Decimal(tolerance))]}
    if "~" in text:
        answers = []
        for each in re.findall(r"[~=][^~=]*", text):
            words, _hash, feedback = each[1:].strip().partition("#")
            weight = re.match(r"%(-?\d{1,2}\.?\d*)%", words)
            value = Decimal(weight[1]) if weight else Decimal(100 * (each[0] == "="))
            answers.append(
                (value, _plain(words[weight.end() :] if weight else words), _plain(feedback))
            )
        return {"type": "multichoice", "single": "=" in text, "answers": answers}
    if "=" in text and "->" in text:
        pairs = [each.split("->", 1) for each in text.split("=")[1:]]
        return {"type": "match", "answers": [(_plain(a), _plain(b)) for a, b in pairs]}
    verdict, *feedback = text.split("#")
    assert verdict.strip() in ("TRUE", "FALSE"), text[:60]
    return {"type": "truefalse", "answers": [verdict.strip(), *map(_plain, feedback)]}


def _plain(text: str) -> str:
    text = re.sub(r"^\[(html|plain|moodle|markdown)\]", "", text.strip())
    return re.sub(r"&&(\d{3});", lambda m: chr(int(m[1])), text).strip()


def test_gift_follows_moodles_rules(ours):
    found = {each["id"]: each for each in parse_gift(gift.write(ours))}
    assert len(found) == len(ours.questions) + len(ours.cases)
    for record in ours.questions:
        read = found[record.code]
        assert f"module:{record.module}" in read["tags"]
        assert _of_moodle(read["text"], "lo").startswith(record.stem["lo"])
        assert _of_moodle(read["general"], "en") == record.why["en"]
        words = [_of_moodle(mlang.join(each.text), "lo") for each in record.lines]
        if record.kind is QuestionKind.NUMERIC:
            assert read["answers"] == [(Decimal(record.number), Decimal(record.tolerance))]
        elif record.kind is QuestionKind.TRUE_FALSE:
            assert (read["answers"][0] == "TRUE") is record.lines[0].right
            wrong = next(each for each in record.lines if not each.right)
            assert _of_moodle(read["answers"][1], "lo") == wrong.says["lo"]
        elif record.kind in (QuestionKind.ORDERING, QuestionKind.MATCHING):
            assert read["type"] == "match"
            assert [_of_moodle(left, "lo") for left, _right in read["answers"]] == words
        else:
            assert read["type"] == "multichoice"
            assert read["single"] is (record.kind is QuestionKind.SINGLE)
            assert [_of_moodle(each[1], "lo") for each in read["answers"]] == words
            assert [each[0] > 0 for each in read["answers"]] == [
                each.right for each in record.lines
            ]
            assert [_of_moodle(each[2], "en") for each in read["answers"]] == [
                each.says["en"] for each in record.lines
            ]
