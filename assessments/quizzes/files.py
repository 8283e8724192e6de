"""The bank and the quizzes as files: read, checked, and turned into field values.

The format is described in ``content/README.md``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from assessments.quizzes.enums import (
    PAIRED_FEEDBACK,
    AskSure,
    Difficulty,
    FeedbackTime,
    Form,
    QuestionKind,
    QuestionUse,
    QuizKind,
)
from core.content import LANGUAGES, ContentError, rich_text

CONTENT = Path(__file__).parent / "content"
#: How true/false options read.
TRUE_WORDS = {"en": "True", "lo": "ຖືກ"}
FALSE_WORDS = {"en": "False", "lo": "ຜິດ"}


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case as field values."""

    code: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class QuestionFile:
    """A question as field values, its options in order, and what it names by code."""

    code: str
    values: dict[str, Any]
    options: list[dict[str, Any]]
    module: str
    form: str = ""
    twin: str = ""
    case: str = ""


@dataclass(slots=True)
class BankFile:
    """All that a folder of questions holds."""

    cases: list[CaseFile] = field(default_factory=list)
    questions: list[QuestionFile] = field(default_factory=list)


def read_bank(folder: Path) -> BankFile:
    """Read ``*.yaml``. Raises ContentError on the first thing that cannot be used."""
    bank = BankFile()
    seen: set[str] = set()
    for path in sorted(folder.glob("*.yaml")):
        for entry in _entries(path):
            if "case" in entry:
                bank.cases.append(_case(path, entry))
                for place, question in enumerate(entry.get("questions") or [], 1):
                    bank.questions.append(_question(path, question, entry, place))
            else:
                bank.questions.append(_question(path, entry))
    for code in [*(case.code for case in bank.cases), *(each.code for each in bank.questions)]:
        if code in seen:
            raise ContentError(folder, 1, f"“{code}” is there twice")
        seen.add(code)
    codes = {question.code for question in bank.questions}
    for question in bank.questions:
        if question.twin and question.twin not in codes:
            raise ContentError(folder, 1, f"“{question.code}” has no twin “{question.twin}”")
    return bank


@dataclass(frozen=True, slots=True)
class QuizFile:
    """A quiz as field values, and the rules by which it draws, modules named by code."""

    code: str
    values: dict[str, Any]
    module: str
    draws: list[dict[str, Any]]


def read_quizzes(path: Path) -> list[QuizFile]:
    """Read the quizzes of a file. Raises ContentError on the first thing that cannot be used."""
    found = []
    for entry in _entries(path):
        code = str(entry.get("code") or "")
        title = _words(path, code, entry, "title")
        intro = _words(path, code, entry, "intro") if entry.get("intro") else {}
        values: dict[str, Any] = {
            "kind": str(_choice(path, code, entry, "kind", QuizKind)),
            "pass_percent": entry.get("pass_percent"),
            "attempts_allowed": entry.get("attempts_allowed"),
            "minutes": entry.get("minutes"),
            "feedback": str(_choice(path, code, entry, "feedback", FeedbackTime)),
            "ask_sure": str(_choice(path, code, entry, "ask_sure", AskSure, AskSure.NO)),
            "is_required": bool(entry.get("is_required")),
        }
        if values["kind"] == QuizKind.PAIRED and values["feedback"] not in PAIRED_FEEDBACK:
            raise ContentError(
                path, 1, f"“{code}” is taken again by others: its feedback is “closed” or “never”"
            )
        for language in LANGUAGES:
            values[f"title_{language}"] = title[language]
            values[f"intro_{language}"] = intro.get(language, "")
        draws = entry.get("draws") or []
        found.append(QuizFile(code, values, str(entry.get("module") or ""), draws))
    return found


def _entries(path: Path) -> Iterator[dict[str, Any]]:
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ContentError(path, mark.line + 1 if mark else 1, str(error)) from error
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        raise ContentError(path, 1, "the file must be a list of questions")
    yield from entries


def _case(path: Path, entry: dict[str, Any]) -> CaseFile:
    code = str(entry["case"])
    values = {
        f"title_{language}": _words(path, code, entry, "title")[language] for language in LANGUAGES
    }
    story = _words(path, code, entry, "story")
    values |= {f"story_{language}": rich_text(story[language], path=path) for language in LANGUAGES}
    return CaseFile(code, values)


def _question(
    path: Path, entry: dict[str, Any], case: dict[str, Any] | None = None, place: int = 0
) -> QuestionFile:
    code = str(entry.get("code") or "")
    if not code:
        raise ContentError(path, 1, "a question has no code")
    kind = _choice(path, code, entry, "kind", QuestionKind)
    stem = _words(path, code, entry, "stem")
    values: dict[str, Any] = {
        "kind": str(kind),
        "use": str(_choice(path, code, entry, "use", QuestionUse, QuestionUse.PRACTICE)),
        "difficulty": str(_choice(path, code, entry, "difficulty", Difficulty, Difficulty.MEDIUM)),
        "objective": entry.get("objective"),
        "guidelines": sorted(entry.get("guidelines") or []),
        "principles": sorted(entry.get("principles") or []),
        "ask_sure": bool(entry.get("ask_sure")),
        "figure": str(entry.get("figure") or ""),
        "source": str(entry.get("source") or ""),
        "place_in_case": place,
    }
    for language in LANGUAGES:
        values[f"stem_{language}"] = rich_text(stem[language], path=path)
        why = _words(path, code, entry, "why")[language] if entry.get("why") else ""
        values[f"why_{language}"] = rich_text(why, path=path) if why else ""
        values[f"unit_{language}"] = ""
    if kind is QuestionKind.NUMERIC:
        if "number" not in entry:
            raise ContentError(path, 1, f"“{code}” has no “number”")
        values["number"] = str(entry["number"])
        values["tolerance"] = str(entry.get("tolerance") or 0)
        if entry.get("unit"):
            unit = _words(path, code, entry, "unit")
            values |= {f"unit_{language}": unit[language] for language in LANGUAGES}
    return QuestionFile(
        code=code,
        values=values,
        options=list(_options(path, code, kind, entry)),
        module=str(entry.get("module") or (case or {}).get("module") or ""),
        form=str(_choice(path, code, entry, "form", Form, "")),
        twin=str(entry.get("twin") or ""),
        case=str(case["case"]) if case else "",
    )


def _options(
    path: Path, code: str, kind: QuestionKind, entry: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    if kind in (QuestionKind.SINGLE, QuestionKind.SEVERAL):
        for option in entry.get("options") or []:
            yield _option(path, code, option, right=bool(option.get("right")))
    elif kind is QuestionKind.TRUE_FALSE:
        says = entry.get("says") or {}
        for value, words in ((True, TRUE_WORDS), (False, FALSE_WORDS)):
            option = dict(words) | {"says": says.get(value)}
            yield _option(path, code, option, right=entry.get("answer") is value)
    elif kind is QuestionKind.ORDERING:
        for step in entry.get("steps") or []:
            yield _option(path, code, step)
    elif kind is QuestionKind.MATCHING:
        for pair in entry.get("pairs") or []:
            left = {language: pair[language][0] for language in LANGUAGES}
            partner = {language: pair[language][1] for language in LANGUAGES}
            yield _option(path, code, left, match=partner)
        for extra in entry.get("extra") or []:
            yield _option(path, code, dict.fromkeys(LANGUAGES, ""), match=extra)


def _option(
    path: Path,
    code: str,
    option: dict[str, Any],
    *,
    right: bool = False,
    match: dict[str, Any] | None = None,
) -> dict[str, Any]:
    values: dict[str, Any] = {"right": right}
    says = option.get("says") or {}
    for language in LANGUAGES:
        if language not in option:
            raise ContentError(path, 1, f"an option of “{code}” has no “{language}”")
        values[f"text_{language}"] = line_html(str(option[language]), path)
        values[f"says_{language}"] = line_html(str(says.get(language) or ""), path)
        values[f"match_{language}"] = str((match or {}).get(language) or "").strip()
    return values


def line_html(text: str, path: Path) -> str:
    """One line of Markdown as HTML without a paragraph around it."""
    html = rich_text(text.strip(), path=path)
    return html.removeprefix("<p>").removesuffix("</p>")


def _words(path: Path, code: str, entry: dict[str, Any], key: str) -> dict[str, str]:
    words = entry.get(key)
    if not isinstance(words, dict) or not all(words.get(language) for language in LANGUAGES):
        raise ContentError(path, 1, f"“{code}” needs “{key}” in both languages")
    return {language: str(words[language]).strip() for language in LANGUAGES}


def _choice(
    path: Path, code: str, entry: dict[str, Any], key: str, of: Any, default: Any = None
) -> Any:
    value = entry.get(key, default)
    if value == default and default is not None:
        return default
    if value not in of.values:
        raise ContentError(path, 1, f"“{code}”: “{key}” is not one of {', '.join(of.values)}")
    return of(value)
