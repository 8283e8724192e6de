"""The bank as records, which is what files carry."""

from pathlib import PurePosixPath
from typing import Any

from django.db.models import QuerySet

from assessments.quizzes.enums import QuestionKind
from assessments.quizzes.exchange import text
from assessments.quizzes.exchange.building import decimal
from assessments.quizzes.exchange.record import (
    Bank,
    CaseRecord,
    Line,
    Picture,
    Record,
    Words,
    no_words,
)
from assessments.quizzes.freezing import CHOICE_KINDS
from assessments.quizzes.models import Case, Question
from core.content import LANGUAGES


def questions_to_exchange() -> QuerySet[Question]:
    """All questions with everything a record says of them, in the order of the course."""
    return (
        Question.objects.select_related("case", "module", "twin", "image")
        .prefetch_related("options__image")
        .order_by("module__path", "case__code", "place_in_case", "code")
    )


def bank_of(questions: QuerySet[Question]) -> Bank:
    """Questions and the cases they belong to; of all questions, every case there is."""
    found = list(questions)
    wanted = {each.case_id for each in found if each.case_id}
    stories = Case.objects.order_by("code")
    if len(found) < Question.objects.count():
        stories = stories.filter(pk__in=wanted)
    return Bank([record_of(each) for each in found], [case_record_of(each) for each in stories])


def case_record_of(case: Case) -> CaseRecord:
    """A case as a record."""
    return CaseRecord(
        case.code, _words(case, "title", text.plain), _words(case, "story", text.block)
    )


def record_of(question: Question) -> Record:
    """A question as a record: what belongs to its kind, in the one form of ``exchange.text``."""
    kind = QuestionKind(question.kind)
    is_number = kind is QuestionKind.NUMERIC
    return Record(
        code=question.code,
        kind=kind,
        stem=_words(question, "stem", text.block),
        lines=() if is_number else tuple(_line(each, kind) for each in question.options.all()),
        why=_words(question, "why", text.block),
        picture=_picture(question),
        number=decimal(question.number) if is_number and question.number is not None else "",
        tolerance=decimal(question.tolerance) if is_number else "0",
        unit=_words(question, "unit", text.plain) if is_number else no_words(),
        figure=question.figure,
        use=question.use,
        difficulty=question.difficulty,
        module=(question.module.code or "") if question.module else "",
        phase=question.phase,
        objective=question.objective,
        guidelines=tuple(sorted(question.guidelines)),
        principles=tuple(sorted(question.principles)),
        ask_sure=question.ask_sure,
        twin=question.twin.code if question.twin else "",
        source=text.plain(question.source),
        case=question.case.code if question.case else "",
        place=question.place_in_case if question.case else 0,
        is_live=question.is_live,
        lao_review=question.lao_review,
    )


def _line(option: Any, kind: QuestionKind) -> Line:
    return Line(
        text=_words(option, "text", text.line),
        right=option.right and kind in CHOICE_KINDS,
        says=_words(option, "says", text.line),
        match=_words(option, "match", text.plain) if kind is QuestionKind.MATCHING else no_words(),
        picture=_picture(option),
    )


def _words(record: Any, name: str, form: Any) -> Words:
    return {each: form(getattr(record, f"{name}_{each}") or "") for each in LANGUAGES}


def _picture(record: Any) -> Picture | None:
    """The picture of a question or option; None also when its file is gone."""
    if record.image is None:
        return None
    try:
        with record.image.open_file() as file:
            data = file.read()
    except OSError:
        return None
    name = PurePosixPath(record.image.file.name).name
    return Picture(data, _words(record, "image_alt", text.plain), name)
