"""From a record to the model: unsaved, or put into the one that is stored."""

from decimal import Decimal
from typing import Any

from assessments.quizzes.enums import QuestionKind
from assessments.quizzes.exchange.record import CaseRecord, Line, Picture, Record, Words
from assessments.quizzes.models import Case, Option, Question
from core.content import LANGUAGES

_SAME_NAME = (
    "use", "difficulty", "phase", "objective", "ask_sure", "figure", "source", "is_live", "lao_review"
)  # fmt: skip


def as_case(record: CaseRecord, stored: Case | None = None) -> Case:
    """A case that says what the record says; nothing is saved, and ``stored`` is left alone."""
    case = Case(pk=stored.pk if stored else None, code=record.code)
    put_case(case, record, None)
    return case


def as_question(record: Record, module: Any = None) -> Question:
    """A question for a look at it: complete but for its case, twin and pictures."""
    question = Question(code=record.code)
    put_question(question, record, None)
    question.module = module
    question.options = [
        put_option(Option(sort_order=place), line, None) for place, line in enumerate(record.lines)
    ]
    return question


def put_case(case: Case, record: CaseRecord, old: CaseRecord | None) -> None:
    """Write what differs from ``old`` into a case."""
    _put_words(case, "title", record.title, old.title if old else None)
    _put_words(case, "story", record.story, old.story if old else None)


def put_question(question: Question, record: Record, old: Record | None) -> None:
    """Write what differs from ``old`` into a question; relations and options are left to others."""
    _put_words(question, "stem", record.stem, old.stem if old else None)
    _put_words(question, "why", record.why, old.why if old else None)
    _put_words(question, "unit", record.unit, old.unit if old else None)
    _put_alt(question, record.picture)
    for name in _SAME_NAME:
        setattr(question, name, getattr(record, name))
    question.kind = str(record.kind)
    question.guidelines, question.principles = list(record.guidelines), list(record.principles)
    question.place_in_case = record.place
    is_number = record.kind is QuestionKind.NUMERIC
    question.number = Decimal(record.number) if is_number and record.number else None
    question.tolerance = Decimal(record.tolerance)


def put_option(option: Option, line: Line, old: Line | None) -> Option:
    """Write what differs from ``old`` into an option."""
    _put_words(option, "text", line.text, old.text if old else None)
    _put_words(option, "says", line.says, old.says if old else None)
    _put_words(option, "match", line.match, old.match if old else None)
    _put_alt(option, line.picture)
    option.right = line.right
    return option


def _put_alt(target: Any, picture: Picture | None) -> None:
    for each in LANGUAGES:
        setattr(target, f"image_alt_{each}", picture.alt[each] if picture else "")


def _put_words(target: Any, name: str, words: Words, old: Words | None) -> None:
    """Words that only differ in how they are written (a quotation mark as an entity) are left alone,
    so that nothing looks edited that was not."""
    for each in LANGUAGES:
        if old is None or old[each] != words[each]:
            setattr(target, f"{name}_{each}", words[each])
