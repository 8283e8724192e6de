"""A small bank, a quiz of it and a workshop's paired test, for every test of tests."""

from typing import Any

import pytest

from assessments.quizzes import services
from assessments.quizzes.enums import (
    AskSure,
    FeedbackTime,
    Form,
    QuestionKind,
    QuestionUse,
    QuizKind,
)
from assessments.quizzes.models import Option, Question, Quiz, QuizQuestion, Sitting
from courses.curriculum.models import CoursePage, ModulePage
from courses.workshops.models import Workshop
from tests.courses.curriculum.conftest import course, course_files, course_page, site
from tests.factories import make_workshop

__all__ = ["course", "course_files", "course_page", "site"]


def words(name: str, text: str) -> dict[str, str]:
    """``text`` as a field in both languages."""
    return {f"{name}_en": text, f"{name}_lo": f"ລາວ {text}"}


def make_question(
    code: str, kind: str = QuestionKind.SINGLE, *, right: set[int] | None = None, **values: Any
) -> Question:
    """A published question of four options (the second is right), unless told otherwise."""
    right = {2} if right is None else right
    count = values.pop("lines", 2 if kind == QuestionKind.TRUE_FALSE else 4)
    defaults = {"phase": "before", "objective": 1, **words("why", f"<p>Why {code}</p>")}
    question = Question(
        code=code, kind=kind, **(defaults | words("stem", f"<p>Stem {code}</p>") | values)
    )
    if kind != QuestionKind.NUMERIC:
        partner = kind == QuestionKind.MATCHING
        question.options = [
            Option(
                sort_order=number,
                right=number in right,
                **words("text", f"{code} option {number}"),
                **words("says", f"{code} says {number}"),
                **(words("match", f"{code} partner {number}") if partner else {}),
            )
            for number in range(1, count + 1)
        ]
    question.save()
    services.publish_question(question=question)
    return question


@pytest.fixture
def module(course_page) -> ModulePage:
    """The module B1 of the small course."""
    return ModulePage.objects.get(code="B1")


@pytest.fixture
def bank(module) -> list[Question]:
    """One practice question of every kind."""
    return [
        make_question("P-1", module=module),
        make_question("P-2", QuestionKind.SEVERAL, right={1, 3}, module=module),
        make_question("P-3", QuestionKind.TRUE_FALSE, right={1}, module=module),
        make_question("P-4", QuestionKind.ORDERING, module=module),
        make_question("P-5", QuestionKind.MATCHING, lines=3, module=module),
        make_question("P-6", QuestionKind.NUMERIC, number=80, module=module),
    ]


def make_quiz(course_page: CoursePage, questions: list[Question], **values: Any) -> Quiz:
    """A quiz that asks ``questions`` in their order."""
    defaults = {
        "code": "quiz",
        "kind": QuizKind.PRACTICE,
        "shuffle_questions": False,
        **words("title", "The quiz"),
        **words("intro", "About it"),
    }
    forms = values.pop("forms", [""] * len(questions))
    quiz = Quiz(course=course_page, **(defaults | values))
    quiz.fixed = [
        QuizQuestion(sort_order=place, question=question, form=form)
        for place, (question, form) in enumerate(zip(questions, forms, strict=True))
    ]
    quiz.save()
    return quiz


@pytest.fixture
def quiz(course_page, bank) -> Quiz:
    """All six questions, feedback at the end, 50 percent to pass."""
    return make_quiz(course_page, bank, pass_percent=50)


@pytest.fixture
def sitting(quiz) -> Sitting:
    """Its self-paced sitting."""
    return services.self_paced_sitting(quiz)


@pytest.fixture
def paired(course_page, module) -> Quiz:
    """A paired test of two questions a form, feedback when both sittings are closed."""
    questions = [
        make_question(code, use=QuestionUse.MEASURE, objective=objective, module=module)
        for code, objective in (("M-1", 1), ("M-2", 2), ("M-3", 1), ("M-4", 2))
    ]
    for one, other in ((0, 2), (1, 3), (2, 0), (3, 1)):
        questions[one].twin = questions[other]
        questions[one].save()
    return make_quiz(
        course_page,
        questions,
        code="paired",
        kind=QuizKind.PAIRED,
        forms=[Form.A, Form.A, Form.B, Form.B],
        feedback=FeedbackTime.CLOSED,
        ask_sure=AskSure.ALL,
        pass_percent=70,
    )


@pytest.fixture
def workshop(facilitator) -> Workshop:
    """A running workshop led by the facilitator."""
    return make_workshop(facilitator=facilitator)


@pytest.fixture
def sittings(workshop, paired, facilitator) -> list[Sitting]:
    """Its pre-test and post-test, planned."""
    return services.plan_paired_test(workshop=workshop, quiz=paired, actor=facilitator)


def right_response(kind: str) -> Any:
    """What answers a question of ``bank`` rightly."""
    return {
        QuestionKind.SINGLE: [2],
        QuestionKind.SEVERAL: [1, 3],
        QuestionKind.TRUE_FALSE: [1],
        QuestionKind.ORDERING: [1, 2, 3, 4],
        QuestionKind.MATCHING: {"1": 1, "2": 2, "3": 3},
        QuestionKind.NUMERIC: "80",
    }[QuestionKind(kind)]


def take(
    sitting: Sitting,
    registration: Any,
    responses: dict[int, Any],
    *,
    language: str = "lo",
    sure: dict[int, bool] | None = None,
    finish: bool = True,
) -> Any:
    """Somebody of a workshop takes a test that is open: position -> response."""
    form = services.form_for(sitting=sitting, registration=registration)
    attempt = services.start_attempt(
        person=registration.person, sitting=sitting, registration=registration, form=form
    )
    services.save_answers(
        attempt_id=attempt.pk,
        given=[
            services.Given(position, response, language, (sure or {}).get(position))
            for position, response in responses.items()
        ],
    )
    return services.finish_attempt(attempt=attempt) if finish else attempt
