"""A refresher asks again: what was passed in the round before does not show as passed now."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.quizzes import services
from assessments.quizzes.enums import QuizKind
from assessments.quizzes.models import Attempt, Quiz
from assessments.quizzes.selectors.taking import my_standings, standings
from courses.curriculum.models import Enrolment, LessonPage
from courses.curriculum.services import begin_again, complete_lesson, enrol
from tests.assessments.quizzes.conftest import make_quiz

pytestmark = pytest.mark.django_db

SAYS = {
    "en": ("Passed in an earlier round", "Attempts of an earlier round"),
    "lo": ("ຜ່ານແລ້ວໃນຮອບກ່ອນ", "ເທື່ອທີ່ເຮັດໃນຮອບກ່ອນ"),
}


@pytest.fixture
def quiz(course_page, bank, module) -> Quiz:
    """The test that module B1 asks for."""
    return make_quiz(
        course_page,
        bank[:2],
        kind=QuizKind.MODULE,
        module=module,
        pass_percent=50,
        is_required=True,
    )


@pytest.fixture
def first_round(participant, course_page, module, quiz) -> Enrolment:
    """Somebody has read the module and passed its test."""
    enrolment = enrol(person=participant, course=course_page)
    read(participant, module)
    passes(participant, quiz, enrolment)
    return enrolment


def read(person, module, lessons: int | None = None):
    for lesson in LessonPage.objects.child_of(module)[:lessons]:
        complete_lesson(person=person, lesson=lesson)


def passes(person, quiz, enrolment) -> Attempt:
    attempt = services.start_attempt(
        person=person, sitting=services.self_paced_sitting(quiz), enrolment=enrolment
    )
    services.save_answers(attempt_id=attempt.pk, given=[services.Given(1, [2], "lo")])
    services.save_answers(attempt_id=attempt.pk, given=[services.Given(2, [1, 3], "lo")])
    attempt = services.finish_attempt(attempt=attempt, actor=person)
    assert attempt.has_passed
    return attempt


def missing(person) -> list[str]:
    return [each.quiz.code for each in my_standings(person)[1]]


@pytest.mark.parametrize("whole_course", [True, False])
def test_what_was_passed_before_is_missing_again(
    participant, first_round, module, quiz, course_page, whole_course
):
    assert missing(participant) == []
    Enrolment.objects.create(
        person=participant, course=course_page, round=2, module=None if whole_course else module
    )
    (standing,) = standings(participant, [quiz])
    assert standing.passed is standing.best is standing.last is None
    assert standing.earlier == Attempt.objects.get()
    assert missing(participant) == []  # nothing of the module is read again yet
    read(participant, module, 1)
    assert missing(participant) == ["quiz"]
    read(participant, module)
    assert missing(participant) == ["quiz"]
    again = passes(participant, quiz, Enrolment.objects.get(round=2))
    assert missing(participant) == []
    assert standings(participant, [quiz])[0].passed == again


def test_a_round_of_another_module_changes_nothing(participant, first_round, quiz, course_page):
    other = course_page.get_descendants().type(type(quiz.module)).exclude(pk=quiz.module_id).first()
    Enrolment.objects.create(person=participant, course=course_page, round=2, module=other.specific)
    (standing,) = standings(participant, [quiz])
    assert standing.passed is not None
    assert standing.earlier is None
    assert missing(participant) == []


def test_what_is_completed_is_not_asked_for_when_a_test_comes_later(
    participant, course_page, module, quiz
):
    Quiz.objects.filter(pk=quiz.pk).update(is_required=False)
    enrol(person=participant, course=course_page)
    read(participant, module)
    Quiz.objects.filter(pk=quiz.pk).update(is_required=True)
    assert missing(participant) == []


def test_an_attempt_outside_a_round_meets_nothing(participant, course_page, module, quiz):
    passes(participant, quiz, None)
    enrol(person=participant, course=course_page)
    read(participant, module)
    assert missing(participant) == ["quiz"]


@pytest.mark.parametrize("language", ["lo", "en"])
def test_pages_tell_the_rounds_apart(
    participant, first_round, module, quiz, course_page, browser_of, language
):
    browser = browser_of(participant)
    start = f"/{language}" + reverse("test_start", args=[quiz.code])[3:]
    page_of_module = f"/{language}{module.address[3:]}"
    passed_before, attempts_before = SAYS[language]
    for address in (start, page_of_module):
        page = browser.get(address).content.decode()
        assert passed_before not in page
        assert attempts_before not in page
    again = begin_again(person=participant, course=course_page, module=module)
    page = browser.get(page_of_module).content.decode()
    assert passed_before in page
    assert 'class="tag ok"' not in page
    assert attempts_before in browser.get(start).content.decode()
    second = passes(participant, quiz, again)
    assert passed_before not in browser.get(page_of_module).content.decode()
    result = browser.get(reverse("attempt_result", args=[second.pk]))
    best = result.context["best"]
    assert (result.context["made"], best.pk) == (1, second.pk)


def test_standings_ask_the_same_however_many_quizzes_and_attempts(
    participant, first_round, quiz, bank, module, course_page, django_assert_num_queries
):
    with CaptureQueriesContext(connection) as one:
        assert len(standings(participant, [quiz])) == 1
    more = [
        make_quiz(course_page, bank[:2], code=code, kind=QuizKind.MODULE, module=module)
        for code in ("second", "third")
    ]
    passes(participant, quiz, first_round)
    with django_assert_num_queries(len(one)):
        assert len(standings(participant, [quiz, *more])) == 3
