"""What an attempt came to, and where tests stand on other pages."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from assessments.quizzes import services
from assessments.quizzes.enums import FeedbackTime, QuizKind
from assessments.quizzes.models import Attempt, Quiz
from assessments.quizzes.services import Given
from courses.curriculum.models import Enrolment, LessonPage
from courses.curriculum.services import complete_lesson
from tests.assessments.quizzes.conftest import make_quiz, right_response
from tests.factories import make_registration

pytestmark = pytest.mark.django_db
LANGUAGES = ("lo", "en")


@pytest.fixture
def browser(browser_of, participant):
    return browser_of(participant)


def result(browser, attempt, language="en") -> str:
    with translation.override(language):
        response = browser.get(reverse("attempt_result", args=[attempt.pk]))
    assert response.status_code == 200
    return response.content.decode()


def finished(person, sitting, *given, **values) -> Attempt:
    """An attempt handed in with answers as (position, response)."""
    attempt = services.start_attempt(person=person, sitting=sitting, **values)
    services.save_answers(
        attempt_id=attempt.pk, given=[Given(place, what, "lo") for place, what in given]
    )
    return services.finish_attempt(attempt=attempt)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_the_score_what_is_missing_and_why(browser, participant, sitting, language):
    attempt = finished(participant, sitting, (1, [2]), (2, [1]), (3, [2]))
    text = result(browser, attempt, language)
    if language == "en":
        for words in ("25%", "1.5 of 6 points", "1.5 points are missing", "3 questions were not"):
            assert words in text
    else:
        for words in ("25%", "1,5 ໃນ 6 ຄະແນນ", "ຍັງຂາດ 1,5 ຄະແນນ", "ຍັງບໍ່ໄດ້ຕອບ 3 ຄຳຖາມ"):
            assert words in text
    assert "Why P-4" in text
    assert "P-1 says 2" in text
    assert "P-1 says 3" not in text


def test_what_is_written_once_shows_nobody_the_answer_of_another(
    browser_of, participant, facilitator, sitting
):
    """The same page twice, in turns: parts of it are kept."""
    mine = finished(participant, sitting, (1, [2])), browser_of(participant)
    theirs = finished(facilitator, sitting, (1, [3])), browser_of(facilitator)
    for _time in range(2):
        for (attempt, reader), own, other in ((mine, 2, 3), (theirs, 3, 2)):
            text = result(reader, attempt)
            assert f"P-1 says {own}" in text
            assert f"P-1 says {other}" not in text
            assert f"ລາວ P-1 says {own}" in result(reader, attempt, "lo")


def test_all_right_says_passed_and_shows_no_wrong_sign(browser, participant, sitting, bank):
    given = [(place, right_response(each.kind)) for place, each in enumerate(bank, 1)]
    text = result(browser, finished(participant, sitting, *given))
    assert "Passed" in text
    assert "✗" not in text
    assert "Not right" not in text


def test_every_kind_shows_what_was_chosen_beside_what_is_right(browser, participant, sitting):
    attempt = finished(participant, sitting, (4, [1, 3, 2, 4]), (5, {"1": 2, "2": 2}), (6, "79,5"))
    text = result(browser, attempt)
    order = re.findall(r'<ol class="solution">(.*?)</ol>', text, re.DOTALL)
    steps = [re.findall(r"P-4 option (\d)", each) for each in order]
    assert steps == [["1", "3", "2", "4"], ["1", "2", "3", "4"]]
    pairs = text.split('id="t5"')[1].split("</article>")[0]
    assert pairs.count("Right answer") == 2
    assert "P-5 partner 2" in pairs
    assert "79,5" in text
    assert "80" in text.split('id="t6"')[1]


@pytest.mark.parametrize(
    ("when", "is_shown"),
    [(FeedbackTime.END, True), (FeedbackTime.NEVER, False), (FeedbackTime.CLOSED, False)],
)
def test_answers_are_shown_when_the_quiz_says_so(browser, participant, quiz, when, is_shown):
    Quiz.objects.filter(pk=quiz.pk).update(feedback=when)
    quiz.refresh_from_db()
    attempt = finished(participant, services.self_paced_sitting(quiz), (1, [1]))
    text = result(browser, attempt)
    assert ("Why P-1" in text) is is_shown
    assert ("P-1 option" in text) is is_shown


def test_a_workshops_answers_come_when_both_tests_are_closed(
    browser, participant, workshop, sittings, facilitator
):
    registration = make_registration(workshop, participant)
    pre = services.open_sitting(sitting=sittings[0], actor=facilitator)
    attempt = finished(participant, pre, (1, [2]), registration=registration, form="A")
    text = result(browser, attempt)
    assert "when the last test of the workshop is closed" in text
    assert "Why M-" not in text
    assert "Not passed" not in text
    assert "where you start from" in text
    for sitting in sittings:
        services.open_sitting(sitting=sitting, actor=facilitator)
        services.close_sitting(sitting=sitting, actor=facilitator)
    assert "Why M-1" in result(browser, attempt)


def test_late_answers_are_said_in_words(browser, participant, sitting):
    attempt = finished(participant, sitting, (1, [2]))
    services.save_answers(attempt_id=attempt.pk, given=[Given(2, [1], "lo")])
    assert "1 answer was given or sent after the end" in result(browser, attempt)


def test_attempts_left_and_the_best_one_are_told(browser, participant, quiz):
    Quiz.objects.filter(pk=quiz.pk).update(attempts_allowed=3)
    quiz.refresh_from_db()
    sitting = services.self_paced_sitting(quiz)
    finished(participant, sitting, (1, [2]), (2, [1, 3]))
    attempt = finished(participant, sitting, (1, [2]))
    text = result(browser, attempt)
    assert "Your best attempt: number 1 with 33.3%" in text
    assert "1 attempt left" in text


def test_the_objective_is_named_in_the_words_of_its_module(browser, participant, sitting, module):
    attempt = finished(participant, sitting, (1, [2]))
    with translation.override("en"):
        objective = module.objectives.split("\n")[0]
    text = result(browser, attempt)
    assert objective in text.split("By objective")[1]
    assert "1 of 6" in text.split("By objective")[1]


def test_when_single_answers_are_gone_the_sums_remain(browser, participant, sitting):
    attempt = finished(participant, sitting, (1, [2]))
    attempt.answers.all().delete()
    attempt.results = [
        {"phase": "before", "points": "1", "of": 4},
        {"phase": "after", "points": "0.5", "of": 2},
    ]
    attempt.save()
    text = result(browser, attempt)
    assert "0.5 of 2" in text
    assert "not answered" not in text


def test_a_running_attempt_has_no_result(browser, participant, sitting):
    attempt = services.start_attempt(person=participant, sitting=sitting)
    with translation.override("en"):
        response = browser.get(reverse("attempt_result", args=[attempt.pk]))
        assert response.url == reverse("attempt", args=[attempt.pk])


# --- On other pages -------------------------------------------------------------------------------


def my_page(browser, language="en") -> str:
    with translation.override(language):
        return browser.get(reverse("my_learning")).content.decode()


def test_my_learning_shows_what_is_under_way_missing_and_done(
    browser, participant, quiz, module, sitting
):
    assert "my-tests" not in my_page(browser)
    Quiz.objects.filter(pk=quiz.pk).update(module=module, is_required=True, kind=QuizKind.MODULE)
    for lesson in LessonPage.objects.child_of(module):
        complete_lesson(person=participant, lesson=lesson)
    assert "Not taken yet; needed 50%" in my_page(browser)
    attempt = finished(participant, sitting, (1, [2]), enrolment=Enrolment.objects.get())
    text = my_page(browser)
    assert "Not passed yet: best 16.7%, needed 50%" in text
    assert reverse_in("attempt_result", attempt.pk) in text
    services.start_attempt(person=participant, sitting=sitting)
    assert "Under way" in my_page(browser)
    assert "my-tests" in my_page(browser, "lo")


def reverse_in(name, *args, language="en") -> str:
    with translation.override(language):
        return reverse(name, args=args)


def test_nobody_sees_the_tests_of_another(browser_of, facilitator, participant, sitting):
    finished(participant, sitting, (1, [2]))
    assert "my-tests" not in my_page(browser_of(facilitator))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_module_and_the_course_lead_to_their_tests(
    browser, stranger, quiz, module, course_page, bank, language
):
    Quiz.objects.filter(pk=quiz.pk).update(module=module, is_required=True)
    make_quiz(course_page, bank[:1], code="whole")
    with translation.override(language):
        module_url, course_url = module.url, course_page.url
    for reader in (browser, stranger):
        text = reader.get(module_url).content.decode()
        assert reverse_in("test_start", "quiz", language=language) in text
        assert reverse_in("test_start", "whole", language=language) not in text
        text = reader.get(course_url).content.decode()
        assert reverse_in("test_start", "whole", language=language) in text


def test_more_tests_are_not_more_queries(browser, participant, quiz, module, bank, course_page):
    lesson = LessonPage.objects.child_of(module).first()
    complete_lesson(person=participant, lesson=lesson)

    def cost() -> list[int]:
        found = []
        for address in (reverse_in("my_learning"), module.url, course_page.url):
            with CaptureQueriesContext(connection) as asked:
                browser.get(address)
            found.append(len(asked))
        return found

    def more(code: str) -> None:
        for name, values in ((f"m-{code}", {"module": module}), (f"c-{code}", {})):
            made = make_quiz(
                course_page,
                bank[:1],
                code=name,
                is_required=True,
                pass_percent=50,
                kind=QuizKind.MODULE,
                **values,
            )
            sitting = services.self_paced_sitting(made)
            finished(participant, sitting, (1, [1]))
            services.start_attempt(person=participant, sitting=sitting)

    more("one")
    cost()
    first = cost()
    more("two")
    more("three")
    assert cost() == first


def test_of_many_attempts_the_last_ones_are_listed_and_the_best_is_named(
    browser, participant, quiz, sitting
):
    address = reverse("test_start", args=[quiz.code]).replace("/lo/", "/en/")
    finished(participant, sitting, (1, [2]), (2, [1, 3]))
    for _more in range(9):
        finished(participant, sitting, (1, [2]))
    text = browser.get(address).content.decode()
    assert "Your best attempt" not in text
    assert text.count(">Attempt ") == 10
    finished(participant, sitting, (1, [2]))
    text = browser.get(address).content.decode()
    assert "Your best attempt: number 1 with 33.3%" in text
    assert ">Attempt 11<" in text
    assert ">Attempt 1<" not in text
    assert "(11)" in text
