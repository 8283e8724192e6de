"""GIFT, ours or anybody's, as raw questions. The rules are Moodle's own; where it would guess in
silence (a backslash before an ordinary letter, a brace too many), the line is named instead."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from assessments.quizzes.exchange import mlang
from assessments.quizzes.exchange.gift import MARKS, MORE
from assessments.quizzes.exchange.moodle_xml_reading import MAX_QUESTIONS
from assessments.quizzes.exchange.raw import (
    MOST_ANSWERS,
    FileRefusedError,
    Raw,
    RawAnswer,
    RawText,
    Report,
    TextFormat,
    too_many_answers,
)
from assessments.quizzes.exchange.record import Source

#: Lines of one question, and letters of the comments before it that may hold tags.
MAX_LINES, LONGEST_COMMENT = 500, 10_000
#: While marks are looked for, escaped ones are letters that no text has (Unicode's noncharacters).
_ESCAPED = {mark: chr(0xFDD0 + n) for n, mark in enumerate([*MARKS, "\\", "n"])}
_MEANT = str.maketrans({hidden: "\n" if mark == "n" else mark for mark, hidden in _ESCAPED.items()})
_NONCHARACTERS = re.compile("[\ufdd0-\ufdef]")
_ESCAPE = re.compile(r"\\(.?)", re.DOTALL)
_ID = re.compile(r"\[id:((?:\\\]|[^\]])+)\]")
_TAG = re.compile(r"\[tag:((?:\\\]|[^\]])+)\]")
_FORMAT = re.compile(r"\[(html|plain|moodle|markdown)\]", re.IGNORECASE)
_WEIGHT = re.compile(r"%(-?[0-9]{1,3}(?:\.[0-9]*)?)%")
_OPTION = re.compile(r"[~=][^~=]*")
_PAIR = re.compile(r"=[^=]*")
_TRUE, _FALSE = ("T", "TRUE"), ("F", "FALSE")


def read(text: str, file: str, report: Report) -> Iterator[Raw]:
    """The questions of a file in its order. Raises FileRefusedError when there are too many."""
    count = 0
    for start, lines in _pieces(text):
        reader = _Reader(start, lines, file, report)
        if not reader.is_question:
            continue
        count += 1
        if count > MAX_QUESTIONS:
            raise FileRefusedError(
                reader.at,
                _("More than %(limit)s questions. Split them into several files.")
                % {"limit": MAX_QUESTIONS},
            )
        if (raw := reader.raw()) is not None:
            yield raw


def _pieces(text: str) -> Iterator[tuple[int, list[str]]]:
    """What stands between empty lines, with the number of its first line."""
    start, lines = 0, []
    for number, line in enumerate([*_NONCHARACTERS.sub("", text).split("\n"), ""], 1):
        if line.strip():
            start = start or number
            lines.append(line)
        elif lines:
            yield start, lines
            start, lines = 0, []


class _BrokenError(Exception):
    """This question cannot be read; the line and why."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.line, self.text = line, text


class _Reader:
    """Reads one question."""

    def __init__(self, start: int, lines: list[str], file: str, report: Report) -> None:
        self.file, self.report = file, report
        self.comments = [
            (start + n, each.strip()) for n, each in enumerate(lines) if _is_comment(each)
        ]
        words = [n for n, each in enumerate(lines) if not _is_comment(each)]
        first = words[0] if words else 0
        self.start = start + first
        #: Comments stay as empty lines, so that lines can be counted.
        self.body = "\n".join("" if _is_comment(each) else each for each in lines[first:])
        self.at = Source(file, self.start)
        self.default: TextFormat = "moodle"

    @property
    def is_question(self) -> bool:
        """Whether anything but comments stands here."""
        return bool(self.body.strip())

    def raw(self) -> Raw | None:
        said = " ".join(each for _line, each in self.comments if not _is_more(each))
        if len(said) > LONGEST_COMMENT or self.body.count("\n") > MAX_LINES:
            self.report.refuse(
                self.at, "", _("This is longer than questions ever are. Is an empty line missing?")
            )
            return None
        found = _ID.search(said)
        code = found[1].replace("\\]", "]").strip() if found else ""
        raw = Raw(type="", at=self.at, code=code)
        raw.tags = [each.replace("\\]", "]").strip() for each in _TAG.findall(said)]
        try:
            raw.more = self._more()
            self._read(raw)
        except _BrokenError as broken:
            self.report.refuse(Source(self.file, broken.line), code or raw.name, broken.text)
            return None
        return raw

    # --- the parts of a question ---

    def _read(self, raw: Raw) -> None:
        body = self._hidden(self.body)
        offset = 0
        if body.startswith("::") and (end := body.find("::", 2)) > 0:
            raw.name = _meant(body[2:end])
            offset = end + 2
        opening, closing = body.find("{", offset), body.find("}", offset)
        if opening < 0 and closing < 0:
            raw.type, raw.stem = "description", self._text(body, offset, len(body), "moodle")
            return
        if (
            opening < 0
            or closing < opening
            or re.search(r"[{}]", body[closing + 1 :])
            or ("{" in body[opening + 1 : closing])
        ):
            raise _BrokenError(
                self._line(body, max(opening, 0)),
                _(
                    "The braces do not fit. One { and one } hold the answers; write others as "
                    "\\{ and \\}."
                ),
            )
        after = body[closing + 1 :]
        stem = body[offset:opening] + (f"_____{after}" if after.strip() else "")
        raw.stem = self._text(stem, 0, len(stem), "moodle")
        raw.stem.line = self._line(body, offset)
        self.default = raw.stem.format
        answers = body[opening + 1 : closing]
        if (general := answers.rfind("####")) >= 0:
            raw.why = self._text(
                body, opening + 1 + general + 4, closing, self.default
            )  # fmt: skip
            answers = answers[:general]
        self._answers(raw, body, opening + 1, answers)

    def _answers(self, raw: Raw, body: str, start: int, answers: str) -> None:
        words = answers.strip()
        verdict = words.partition("#")[0].strip()
        if answers.count("~") + answers.count("=") > MOST_ANSWERS:
            raise _BrokenError(self._line(body, start), too_many_answers())
        if not words:
            raw.type = "essay"
        elif words.startswith("#"):
            raw.type, raw.answers = "numerical", self._numbers(body, start, answers)
        elif words.startswith(">"):
            raw.type, raw.answers = "ordering", self._steps(body, start, answers)
        elif "~" in words:
            raw.type, raw.is_single = "multichoice", "=" in words
            raw.answers = self._options(body, start, answers)
        elif "=" in words and "->" in words:
            raw.type, raw.answers = "matching", self._pairs(body, start, answers)
        elif verdict in _TRUE or verdict in _FALSE:
            raw.type, raw.answers = "truefalse", self._verdicts(raw, body, start, answers)
        else:
            raw.type = "shortanswer"

    def _options(self, body: str, start: int, answers: str) -> list[RawAnswer]:
        found = []
        self._nothing_before(body, start, answers, "~=")
        for each in _OPTION.finditer(answers):
            line = self._line(body, start + each.start())
            text = each[0][1:].strip()
            fraction = Decimal(100 if each[0][0] == "=" else 0)
            if each[0][0] == "~" and text.startswith("%"):
                weight = _WEIGHT.match(text)
                if weight is None:
                    raise _BrokenError(line, _("This weight is no percentage between two % signs."))
                fraction = Decimal(weight[1])
                text = text[weight.end() :]
            words, _hash, says = text.partition("#")
            found.append(
                RawAnswer(self._piece(words, line), line, fraction, self._piece(says, line))
            )
        return found

    def _pairs(self, body: str, start: int, answers: str) -> list[RawAnswer]:
        found = []
        self._nothing_before(body, start, answers, "=")
        for each in _PAIR.finditer(answers):
            line = self._line(body, start + each.start())
            words, arrow, match = each[0][1:].partition("->")
            if not arrow:
                raise _BrokenError(line, _("A line to be matched needs its partner behind ->."))
            found.append(RawAnswer(self._piece(words, line), line, match=_meant(match)))
        return found

    def _steps(self, body: str, start: int, answers: str) -> list[RawAnswer]:
        """The way in which Moodle's ordering questions stand in GIFT: a line of settings, the steps."""
        found = []
        offset = answers.find("\n", answers.find(">"))
        if offset >= 0:
            for each in re.finditer(r"[^\n]+", answers[offset:]):
                if each[0].strip():
                    line = self._line(body, start + offset + each.start())
                    found.append(RawAnswer(self._piece(each[0], line), line))
        return found

    def _verdicts(self, raw: Raw, body: str, start: int, answers: str) -> list[RawAnswer]:
        verdict, wrong, right = [*answers.split("#", 2), "", ""][:3]
        is_true = verdict.strip() in _TRUE
        line = self._line(body, start + len(answers) - len(answers.lstrip()))
        found = []
        for word, is_right in (("true", is_true), ("false", not is_true)):
            says = self._piece(right if is_right else wrong, line)
            label = None
            if f"{word} picture" in raw.more or word in raw.more:
                label = self._label(raw, word, line)
            found.append(RawAnswer(RawText(word), line, Decimal(100 * is_right), says, label=label))
        return found

    def _label(self, raw: Raw, word: str, line: int) -> RawText:
        words = raw.more.get(word, {})
        image = raw.more.get(f"{word} picture", {}).get("img", "")
        return RawText(mlang.join(words) + image, "html", line=line)

    def _numbers(self, body: str, start: int, answers: str) -> list[RawAnswer]:
        found = []
        offset = answers.find("#") + 1
        said, tilde, wrong = answers[offset:].partition("~")
        marks = [each for each in re.finditer(r"(?:^|=)[^=]*", said) if each[0].strip("= \t\n")]
        for each in marks:
            shift = len(each[0]) - len(each[0].lstrip("= \t\n"))
            line = self._line(body, start + offset + each.start() + shift)
            text = each[0].lstrip("= \t\n")
            fraction = Decimal(100)
            if weight := _WEIGHT.match(text):
                fraction = Decimal(weight[1])
                text = text[weight.end() :]
            words, _hash, says = text.partition("#")
            number, tolerance = self._range(_meant(words), line)
            found.append(
                RawAnswer(
                    RawText(number), line, fraction, self._piece(says, line), tolerance=tolerance
                )
            )
        if tilde:
            line = self._line(body, start + offset + len(said))
            found.append(RawAnswer(RawText("*"), line, Decimal(0), self._piece(wrong, line)))
        return found

    def _range(self, words: str, line: int) -> tuple[str, str]:
        if ".." not in words:
            number, _colon, tolerance = words.partition(":")
            return number.strip(), tolerance.strip() or "0"
        low, _dots, high = words.partition("..")
        try:
            least, most = Decimal(low.strip()), Decimal(high.strip())
            return str((least + most) / 2), str((most - least) / 2)
        except ArithmeticError as error:
            raise _BrokenError(
                line, _("“%(typed)s” is no number.") % {"typed": words[:40]}
            ) from error

    # --- pieces ---

    def _hidden(self, body: str) -> str:
        """The text with every escaped mark hidden. An escape that is none is refused."""

        def hide(found: re.Match[str]) -> str:
            if found[1] in _ESCAPED and found[1]:
                return _ESCAPED[found[1]]
            raise _BrokenError(
                self._line(body, found.start()),
                _("“\\%(letter)s” is no escape in GIFT. Write \\\\ for a backslash.")
                % {"letter": found[1].strip()},
            )

        return _ESCAPE.sub(hide, body)

    def _text(self, body: str, start: int, end: int, default: TextFormat) -> RawText:
        words = body[start:end]
        indent = len(words) - len(words.lstrip())
        return self._piece(words, self._line(body, start + indent), default)

    def _piece(self, words: str, line: int, default: TextFormat | None = None) -> RawText:
        words = words.strip()
        text_format: TextFormat = default or self.default
        if found := _FORMAT.match(words):
            text_format = found[1].lower()  # type: ignore[assignment]
            words = words[found.end() :]
        return RawText(_meant(words), text_format, line=line)

    def _nothing_before(self, body: str, start: int, answers: str, marks: str) -> None:
        before = re.split(f"[{marks}]", answers, maxsplit=1)[0]
        if before.strip():
            raise _BrokenError(
                self._line(body, start), _("An answer begins with = or ~; this one does not.")
            )

    def _line(self, body: str, offset: int) -> int:
        return self.start + body.count("\n", 0, offset)

    def _more(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for line, each in self.comments:
            if not _is_more(each):
                continue
            try:
                said = json.loads(each.removeprefix("//").strip().removeprefix(MORE))
            except (ValueError, RecursionError) as error:
                raise _BrokenError(line, _("The comment “more:” is damaged.")) from error
            if not isinstance(said, dict) or not all(
                isinstance(words, dict) and all(isinstance(word, str) for word in words.values())
                for words in said.values()
            ):
                raise _BrokenError(line, _("The comment “more:” is damaged."))
            found |= said
        return found


def _is_comment(line: str) -> bool:
    line = line.strip()
    return line.startswith(("//", "$CATEGORY:"))


def _is_more(comment: str) -> bool:
    return comment.removeprefix("//").strip().startswith(MORE)


def _meant(text: str) -> str:
    return text.translate(_MEANT).strip()
