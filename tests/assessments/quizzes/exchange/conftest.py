"""Questions with everything a record says."""

import pytest

from assessments.quizzes import services
from assessments.quizzes.exchange import files
from assessments.quizzes.models import Case
from assessments.quizzes.selectors.exchange import bank_of, questions_to_exchange
from tests.assessments.quizzes.conftest import (
    bank,
    course,
    course_files,
    course_page,
    make_question,
    module,
    site,
    words,
)

__all__ = ["bank", "course", "course_files", "course_page", "module", "site"]


@pytest.fixture
def full_bank(bank, module):
    """A question of every kind, a case with two, and a pair of twins."""
    case = Case.objects.create(
        code="K-B1", **words("title", "The case"), **words("story", "<p>A <b>story</b></p>")
    )
    for place, question in enumerate(bank[:2], 1):
        question.case, question.place_in_case = case, place
        question.save()
        services.publish_question(question=question)
    one, other = (
        make_question(
            code,
            module=module,
            use="measure",
            guidelines=[1, 6],
            principles=[2],
            difficulty="hard",
            ask_sure=True,
            source="Guideline 6: “it's”",
            lao_review="reviewed",
        )
        for code in ("M-1", "M-2")
    )
    one.twin, other.twin = other, one
    one.save()
    other.save()
    return bank_of(questions_to_exchange())


@pytest.fixture(params=[files.XML, files.GIFT])
def form(request):
    """Either format."""
    return request.param
