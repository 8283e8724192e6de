"""From a raw question to a record, the same for both formats: kinds, fractions, languages, tags, and
texts made safe. Everything that does not fit is said in the report; what is only lost is noted."""

import html
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from django.utils.translation import gettext as _

from assessments.quizzes.enums import Difficulty, QuestionKind, QuestionUse
from assessments.quizzes.exchange import mlang, pictures, text
from assessments.quizzes.exchange.raw import Raw, RawAnswer, RawText, Report
from assessments.quizzes.exchange.record import (
    CaseRecord,
    Line,
    Picture,
    Record,
    Source,
    Words,
    no_words,
)
from assessments.quizzes.exchange.tags import read_tags
from assessments.quizzes.files import FALSE_WORDS, TRUE_WORDS
from assessments.quizzes.freezing import NO_TEXT, is_too_deep
from core.content import LANGUAGES, ContentError, rich_text
from core.pages import ReviewState
from courses.curriculum.enums import Guideline, Phase, Principle

#: Letters of one text, its pictures apart: far more than anybody reads on a phone.
LONGEST_TEXT = 20_000
CODE = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)+")
_KEPT = frozenset(("p", "b", "strong", "br", "ol", "ul", "li", "img"))
#: Means nothing by itself; only its contents count.
_NOTHING = frozenset(("span", "div", "font", "html", "body", "head", "tbody"))
_ELEMENT = re.compile(r"<\s*(?:/\s*)?([a-zA-Z][a-zA-Z0-9:-]*)")
_HANDLER = re.compile(r"<[^<>]*\bon[a-z]+\s*=|javascript\s*:", re.IGNORECASE)
_PARAGRAPH_LIKE = ("div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre")
_LAO = re.compile("[\u0e80-\u0eff]")
#: A place in an order: 3, or 3.0000000 as Moodle writes it.
_PLACE = re.compile(r"[0-9]{1,3}(\.0+)?")
#: How far percents of right options may be from adding up to 100.
_ROUNDING = Decimal("0.1")
_KINDS = {
    "truefalse": QuestionKind.TRUE_FALSE,
    "ordering": QuestionKind.ORDERING,
    "matching": QuestionKind.MATCHING,
    "numerical": QuestionKind.NUMERIC,
}
_PLACES = Decimal("0.001")


def build(raw: Raw, report: Report) -> Record | CaseRecord | None:
    """The question or case, None when it is refused (the report says why)."""
    return None if raw.is_broken else _Builder(raw, report).build()


class _Builder:
    """Works on one question."""

    def __init__(self, raw: Raw, report: Report) -> None:
        self.raw, self.report = raw, report
        self.tags = read_tags(raw.tags)
        name = raw.name.strip()
        self.code = raw.code.strip() or (name if CODE.fullmatch(name) else "")
        self.languages = self._languages()

    def build(self) -> Record | CaseRecord | None:
        before = self.report.refusals
        raw = self.raw
        if not CODE.fullmatch(self.code) or len(self.code) > 20:
            self.refuse(
                _("“%(code)s” is no code. Give every question an ID number like B-40.")
                % {"code": self.code[:40]}
                if self.code
                else _("The question has no code. Give it an ID number like B-40.")
            )
        if self.tags.foreign:
            self.note(
                _("These tags are not known here and are left out: %(tags)s.")
                % {"tags": ", ".join(self.tags.foreign)[:200]}
            )
        if raw.type == "description":
            built: Record | CaseRecord | None = self._case()
        elif (kind := self._kind()) is None:
            self.refuse(
                _("Questions of the kind “%(kind)s” cannot be asked here.")
                % {"kind": raw.type[:40]}
            )
            return None
        else:
            built = self._question(kind)
        return built if self.report.refusals == before else None

    # --- saying ---

    def refuse(self, message: str, line: int = 0) -> None:
        self.report.refuse(self._at(line), self.code, message)

    def note(self, message: str, line: int = 0) -> None:
        self.report.note(self._at(line), self.code, message)

    def _at(self, line: int) -> Source:
        return Source(self.raw.at.file, line or self.raw.at.line)

    # --- parts ---

    def _kind(self) -> QuestionKind | None:
        if self.raw.type == "multichoice":
            return QuestionKind.SINGLE if self.raw.is_single else QuestionKind.SEVERAL
        if self.raw.type == "matching" and self.tags.one("kind") == QuestionKind.ORDERING:
            return QuestionKind.ORDERING
        return _KINDS.get(self.raw.type)

    def _languages(self) -> tuple[str, ...]:
        said = tuple(each for each in LANGUAGES if each in self.tags.one("lang").split("+"))
        if said:
            return said
        raw = self.raw
        texts = [raw.stem.text, raw.why.text, raw.name, raw.unit]
        texts += [each for answer in raw.answers for each in (answer.text.text, answer.match)]
        if any(mlang.is_tagged(each) for each in texts):
            return LANGUAGES
        return ("lo",) if _LAO.search("".join(texts)) else ("en",)

    def _case(self) -> CaseRecord:
        if self.tags.one("kind") not in ("", "case"):
            self.refuse(_("A description can only be the story of a case."))
        story, picture = self._html(self.raw.stem, text.block)
        if picture:
            self.note(_("The story of a case has no picture; it is left out."))
        title = self._plain(self.raw.name, self.raw.at.line)
        if not all(title[each] and story[each] for each in self.languages):
            self.refuse(_("A case needs a name and a story."))
        return CaseRecord(self.code, title, story, self.languages, self.raw.at)

    def _question(self, kind: QuestionKind) -> Record:
        raw = self.raw
        before = self.report.refusals
        stem, picture = self._html(raw.stem, text.block)
        if not any(stem.values()) and self.report.refusals == before:
            self.refuse(_("The question has no text."))
        why, other = self._html(raw.why, text.block)
        if other:
            self.note(_("The explanation has no picture; it is left out."), raw.why.line)
        lines: tuple[Line, ...] = ()
        number, tolerance = "", "0"
        if kind is QuestionKind.NUMERIC:
            number, tolerance = self._number()
        else:
            lines = self._lines(kind)
        unit = self._plain(raw.unit, raw.at.line)
        if more := raw.more.get("unit"):
            unit = self._ours(more, text.plain)
        review = self._choice("lao", ReviewState, ReviewState.DRAFT)
        return Record(
            code=self.code,
            kind=kind,
            stem=stem,
            lines=lines,
            why=why,
            picture=picture,
            number=number,
            tolerance=tolerance,
            unit=unit,
            figure=self.tags.one("figure"),
            use=self._choice("use", QuestionUse, QuestionUse.PRACTICE),
            difficulty=self._choice("difficulty", Difficulty, Difficulty.MEDIUM),
            module=self.tags.one("module"),
            phase=self._choice("phase", Phase, ""),
            objective=self._digits("objective", range(1, 100)),
            guidelines=self._numbers("guideline", Guideline),
            principles=self._numbers("principle", Principle),
            ask_sure=self.tags.one("ask_sure").lower() in ("yes", "true", "1"),
            twin=self.tags.one("twin"),
            source=text.plain(self.tags.one("source")),
            case=self.tags.one("case"),
            place=self._digits("place", range(1000)) or 0,
            is_live=not raw.is_hidden and self.tags.one("in_use") != "no",
            lao_review=review,
            languages=self.languages,
            at=raw.at,
            has_tags=bool(self.tags.values),
        )

    def _choice(self, name: str, of: Any, default: str) -> str:
        found = self.tags.one(name)
        if not found:
            return str(default)
        if found not in of.values:
            self.refuse(
                _("The tag “%(tag)s” is not known. Known are: %(known)s.")
                % {"tag": f"{name}:{found}"[:60], "known": ", ".join(of.values)}
            )
        return found

    def _digits(self, name: str, allowed: range) -> int | None:
        typed = self.tags.one(name)
        if not typed:
            return None
        if typed.isascii() and typed.isdecimal() and len(typed) < 5 and int(typed) in allowed:
            return int(typed)
        self.refuse(_("The tag “%(tag)s” needs a number.") % {"tag": f"{name}:{typed}"[:60]})
        return None

    def _numbers(self, name: str, of: Any) -> tuple[int, ...]:
        found = set()
        for typed in self.tags.all(name):
            known = {str(each) for each in of.values}
            if typed in known:
                found.add(int(typed))
            else:
                self.refuse(
                    _("The tag “%(tag)s” is not known. Known are: %(known)s.")
                    % {"tag": f"{name}:{typed}"[:60], "known": f"1 - {len(known)}"}
                )
        return tuple(sorted(found))

    # --- answers ---

    def _number(self) -> tuple[str, str]:
        raw = self.raw
        right = [each for each in raw.answers if (each.fraction or 0) > 0]
        if len(right) != 1 or right[0].fraction != 100:
            self.refuse(
                _("A question for a number needs exactly one right number, worth 100 percent.")
            )
            return "", "0"
        if len(raw.answers) > 1 or right[0].says.text.strip():
            self.note(_("Feedback to single numbers is left out; the explanation stays."))
        answer = right[0]
        found = []
        for typed in (answer.text.text, answer.tolerance):
            try:
                value = Decimal(typed.strip())
            except InvalidOperation:
                value = Decimal("NaN")
            if not value.is_finite() or value.copy_abs() >= 10**9:
                self.refuse(_("“%(typed)s” is no number.") % {"typed": typed[:40]}, answer.line)
                return "", "0"
            if value != value.quantize(_PLACES):
                self.refuse(
                    _("“%(typed)s” has more than three decimal places.") % {"typed": typed[:40]},
                    answer.line,
                )
            found.append(decimal(value))
        return found[0], found[1]

    def _lines(self, kind: QuestionKind) -> tuple[Line, ...]:
        answers = list(self.raw.answers)
        if kind is QuestionKind.TRUE_FALSE:
            return self._true_false(answers)
        right = self._right(kind, answers)
        if kind is QuestionKind.ORDERING:
            answers = self._in_order(answers)
        lines = []
        for number, answer in enumerate(answers):
            words, picture = self._html(answer.text, text.line)
            says, _none = self._html(answer.says, text.line)
            match = no_words()
            if kind is QuestionKind.MATCHING:
                match = self._plain(answer.match, answer.line)
            if more := self.raw.more.get(f"says {number + 1}"):
                says = self._ours(more, text.line)
            if not any(words.values()) and not any(match.values()):
                self.refuse(_("An option has no text."), answer.line)
            lines.append(Line(words, number in right, says, match, picture))
        return tuple(lines)

    def _right(self, kind: QuestionKind, answers: list[RawAnswer]) -> set[int]:
        """Which options are right. Fractions that mean something else than right or wrong are
        refused: they would be scored differently here."""
        worth = {n: each.fraction or Decimal(0) for n, each in enumerate(answers)}
        right = {number for number, value in worth.items() if value > 0}
        if kind not in (QuestionKind.SINGLE, QuestionKind.SEVERAL):
            return set()
        if kind is QuestionKind.SINGLE:
            if len(right) != 1 or any(worth[number] != 100 for number in right):
                self.refuse(
                    _(
                        "One answer: exactly one option must be worth 100 percent, the others nothing."
                    )
                )
        else:
            total = sum((worth[number] for number in right), Decimal(0))
            if abs(total - 100) > _ROUNDING:
                self.refuse(
                    _("The right options add up to %(total)s percent, not to 100.")
                    % {"total": decimal(total)}
                )
            elif max(worth[n] for n in right) - min(worth[n] for n in right) > _ROUNDING:
                self.refuse(_("Each right option must be worth the same; that is how we score."))
            elif any(value != 0 and _off(value, right) for value in worth.values() if value <= 0):
                self.note(_("A wrong option takes away as much as a right one gives."))
        return right

    def _true_false(self, answers: list[RawAnswer]) -> tuple[Line, ...]:
        by_word = {each.text.text.strip().lower(): each for each in answers}
        worth = {word: each.fraction for word, each in by_word.items()}
        if set(by_word) != {"true", "false"} or sorted(
            (value or Decimal(0)) for value in worth.values()
        ) != [0, 100]:
            self.refuse(
                _("True or false needs the answers true and false, one of them worth 100 percent.")
            )
            return ()
        lines = []
        for word, usual in (("true", TRUE_WORDS), ("false", FALSE_WORDS)):
            answer = by_word[word]
            words = {each: usual[each] if each in self.languages else "" for each in LANGUAGES}
            picture = None
            if answer.label is not None:
                words, picture = self._html(answer.label, text.line)
            says, _none = self._html(answer.says, text.line)
            lines.append(Line(words, worth[word] == 100, says, picture=picture))
        return tuple(lines)

    def _in_order(self, answers: list[RawAnswer]) -> list[RawAnswer]:
        """By the place each has: its fraction, or in GIFT its partner. In their order if it is none."""
        places = [each.match.strip() or str(each.fraction or "") for each in answers]
        if not all(_PLACE.fullmatch(each) for each in places):
            return answers
        keys = [int(Decimal(each)) for each in places]
        if len(set(keys)) != len(keys):
            return answers
        return [
            answer for _key, answer in sorted(zip(keys, answers, strict=True), key=lambda x: x[0])
        ]

    # --- texts ---

    def _plain(self, typed: str, line: int) -> Words:
        self._check_languages(typed, line)
        return {
            each: text.plain(mlang.pick(typed, each)) if each in self.languages else ""
            for each in LANGUAGES
        }

    def _ours(self, words: dict[str, str], clean: Callable[[str], str]) -> Words:
        """What our own comment in a GIFT file says."""
        return {
            each: clean(str(words.get(each, ""))) if each in self.languages else ""
            for each in LANGUAGES
        }

    def _html(self, raw: RawText, clean: Callable[[str], str]) -> tuple[Words, Picture | None]:
        line = raw.line or self.raw.at.line
        if len(raw.text) > LONGEST_TEXT and len(pictures.without(raw.text)) > LONGEST_TEXT:
            self.refuse(
                _("A text is longer than %(limit)s letters.") % {"limit": LONGEST_TEXT}, line
            )
            return no_words(), None
        self._check_languages(raw.text, line)
        typed = self._as_html(raw)
        typed, picture, left_out = pictures.take_out(typed, raw.files, self.languages)
        if left_out:
            self.note(
                _("Only one picture (PNG, JPEG, GIF or WebP, up to 2 MB) can stand in a text; left "
                  "out: %(pictures)s.") % {"pictures": ", ".join(left_out)[:200]}, line,
            )  # fmt: skip
        if is_too_deep(typed):
            self.refuse(_("The text is nested deeper than questions ever are."), line)
            return no_words(), None
        typed = self._without_what_is_not_kept(typed, line)
        words = {
            each: clean(mlang.pick(typed, each)) if each in self.languages else ""
            for each in LANGUAGES
        }
        return words, picture

    def _as_html(self, raw: RawText) -> str:
        if raw.format == "plain":
            return html.escape(raw.text, quote=False).replace("\n", "<br/>")
        if raw.format == "moodle":
            return raw.text if "<p" in raw.text.lower() else raw.text.replace("\n", "<br/>")
        if raw.format == "markdown":
            try:
                return rich_text(raw.text, path=Path(self.raw.at.file))
            except ContentError as error:
                self.refuse(str(error.message), raw.line)
                return ""
        return raw.text

    def _without_what_is_not_kept(self, typed: str, line: int) -> str:
        if "<" not in typed:
            return typed
        names = {each.lower() for each in _ELEMENT.findall(typed)} - _KEPT - _NOTHING
        if names & NO_TEXT or _HANDLER.search(typed):
            self.note(_("A script or something like it was taken out of the text."), line)
        if others := sorted(names - NO_TEXT - {"em", "i"}):
            self.note(
                _("Questions keep paragraphs, lists and bold; taken out: %(names)s.")
                % {"names": ", ".join(others)[:100]},
                line,
            )
        if not names & set(_PARAGRAPH_LIKE) and "<div" not in typed.lower():
            return typed
        soup = BeautifulSoup(typed, "html.parser")
        for each in soup.find_all(["p", *_PARAGRAPH_LIKE]):
            if each.find(["p", *_PARAGRAPH_LIKE, "ul", "ol"]):
                each.unwrap()
            else:
                each.name = "p"
        return str(soup)

    def _check_languages(self, typed: str, line: int) -> None:
        if "mlang" not in typed.lower():
            return
        if mlang.is_broken(typed):
            self.refuse(_("A language tag {mlang …} is not closed, or closes nothing."), line)
        if unknown := mlang.unknown_languages(typed):
            self.note(
                _("Texts in these languages are left out: %(languages)s.")
                % {"languages": ", ".join(unknown)},
                line,
            )


def decimal(value: Decimal | str) -> str:
    """A number as records write it."""
    number = Decimal(value)
    return format(number.normalize(), "f") if number else "0"


def _off(value: Decimal, right: set[int]) -> bool:
    return abs(-value - Decimal(100) / max(len(right), 1)) > _ROUNDING
