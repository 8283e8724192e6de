"""What the tests keep about somebody, as JSON for themselves."""

from collections.abc import Iterable
from typing import Any

from django.utils.html import strip_tags

from assessments.quizzes.enums import QuestionKind
from assessments.quizzes.items import Choice, Item, Words
from assessments.quizzes.models import Answer, Attempt
from assessments.quizzes.selectors.attempts import answers_are_shown, attempts_of
from assessments.quizzes.selectors.items import items_of
from assessments.quizzes.sides import OnScreen, from_json


def data_about(person: Any) -> list[dict[str, Any]]:
    """A person's attempts with what they answered. What an answer was worth is told as on the page
    of the result: never while the test is running for anybody."""
    attempts = list(
        attempts_of(person)
        .select_related("sitting__quiz", "sitting__workshop")
        .prefetch_related("answers")
        .order_by("started_at", "pk")
    )
    items = items_of(
        {each.version_id for made in attempts for each in made.answers.all()}
        | {version for made in attempts for version in _screen_of(made).answers}
    )
    return [_attempt(each, items) for each in attempts]


def _attempt(attempt: Attempt, items: dict[int, Item]) -> dict[str, Any]:
    sitting = attempt.sitting
    is_told = answers_are_shown(attempt)
    return {
        "test": sitting.quiz.code,
        "occasion": sitting.occasion,
        "workshop": sitting.workshop.code if sitting.workshop else None,
        "attempt": attempt.number,
        "form": attempt.form,
        "started_at": attempt.started_at.isoformat(),
        "finished_at": attempt.finished_at.isoformat() if attempt.finished_at else None,
        "ending": attempt.ending,
        "points": float(attempt.points) if attempt.points is not None else None,
        "max_points": attempt.max_points,
        "has_passed": attempt.has_passed,
        "answers": [_answer(each, items, is_told) for each in attempt.answers.all()],
        "answered_on_screen": [
            _told(
                Answer(version_id=version, response=said["response"], language=said["language"]),
                items,
            )
            | {"is_sure": said["is_sure"], "given_at": said["given_at"]}
            for version, said in _screen_of(attempt).answers.items()
        ],
    }


def _screen_of(attempt: Attempt) -> OnScreen:
    """What stays of a screen beside a sheet of paper that was entered."""
    return from_json(attempt.on_screen) if attempt.on_screen else OnScreen("", {})


def _told(answer: Answer, items: dict[int, Item]) -> dict[str, Any]:
    item = items[answer.version_id]
    return {
        "question": item.code,
        "asked": _in(item.stem, answer.language),
        "answer": _said(item, answer),
        "language": answer.language,
    }


def _answer(answer: Answer, items: dict[int, Item], is_told: bool) -> dict[str, Any]:
    told = {"credit": float(answer.credit)} if is_told and answer.credit is not None else {}
    return {
        **_told(answer, items),
        "is_sure": answer.is_sure,
        "given_at": answer.given_at.isoformat(),
        "saved_at": answer.saved_at.isoformat(),
        "is_late": answer.is_late,
        **told,
    }


def _said(item: Item, answer: Answer) -> Any:
    """The answer in the words of the options as they were asked, in the language of the answer."""
    response, language = answer.response, answer.language
    if not response or item.kind is QuestionKind.NUMERIC:
        return response or None
    if item.kind is QuestionKind.MATCHING:
        return {
            _line(item.option(int(line)), language): _in(_match(item.option(partner)), language)
            for line, partner in response.items()
        }
    return _lines((item.option(chosen) for chosen in response), language)


def _lines(options: Iterable[Choice | None], language: str) -> list[str]:
    return [_line(option, language) for option in options]


def _line(option: Choice | None, language: str) -> str:
    return _in(option.words if option else None, language)


def _match(option: Choice | None) -> Words | None:
    return option.match if option else None


def _in(words: Words | None, language: str) -> str:
    """Text in ``language``, in the other one where it is missing."""
    texts = words or {}
    return strip_tags(texts.get(language) or next(iter(texts.values()), ""))
