"""A module may ask for a pass of its test: whichever comes first, it is completed once, by both."""

from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from assessments.quizzes import services
from assessments.quizzes.enums import FeedbackTime, QuizKind
from assessments.quizzes.models import Attempt, Quiz
from courses.curriculum.models import Completion, Enrolment, LessonPage
from courses.curriculum.rules import unmet
from courses.curriculum.services import begin_again, complete_lesson, enrol
from tests.assessments.quizzes.conftest import make_quiz, right_response

pytestmark = pytest.mark.django_db


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
def enrolment(participant, course_page) -> Enrolment:
    return enrol(person=participant, course=course_page)


def read(person, module):
    for lesson in LessonPage.objects.child_of(module):
        complete_lesson(person=person, lesson=lesson)


def take(person, quiz, enrolment, *, rightly: bool = True) -> Attempt:
    """Take the test and answer all or none of it rightly."""
    attempt = services.start_attempt(
        person=person, sitting=services.self_paced_sitting(quiz), enrolment=enrolment
    )
    for position, asked in enumerate(attempt.paper, 1):
        kind = next(
            each.kind
            for each in (row.question for row in quiz.fixed.select_related("question"))
            if each.current_id == asked["v"]
        )
        response = right_response(kind) if rightly else [4]
        services.save_answers(
            attempt_id=attempt.pk, given=[services.Given(position, response, "lo")]
        )
    return services.finish_attempt(attempt=attempt, actor=person)


def completed(module) -> int:
    return Completion.objects.filter(module=module).count()


def test_lessons_first_then_the_test(participant, enrolment, module, quiz):
    read(participant, module)
    assert completed(module) == 0
    assert not take(participant, quiz, enrolment, rightly=False).has_passed
    assert completed(module) == 0
    assert take(participant, quiz, enrolment).has_passed
    assert completed(module) == 1


def test_the_test_first_then_lessons(participant, enrolment, module, quiz):
    take(participant, quiz, enrolment)
    assert completed(module) == 0
    read(participant, module)
    assert completed(module) == 1


def test_a_pass_without_enrolment_or_of_another_person_counts_for_nobody(
    participant, facilitator, enrolment, module, quiz, course_page
):
    read(participant, module)
    take(participant, quiz, None)
    take(facilitator, quiz, enrol(person=facilitator, course=course_page))
    assert completed(module) == 0


def test_a_refresher_asks_for_a_pass_of_its_own(participant, enrolment, module, quiz, course_page):
    Quiz.objects.filter(pk=quiz.pk).update(attempts_allowed=1)
    quiz.refresh_from_db()
    read(participant, module)
    take(participant, quiz, enrolment)
    again = begin_again(person=participant, course=course_page, module=module)
    read(participant, module)
    assert again.completions.count() == 0
    take(participant, quiz, again)
    assert [each.enrolment.round for each in Completion.objects.filter(module=module)] == [1, 2]
    assert list(Attempt.objects.values_list("number", flat=True)) == [1, 2]


def test_practice_and_tests_that_are_not_needed_hold_nobody_up(
    participant, enrolment, module, bank, course_page
):
    make_quiz(course_page, bank, code="p", module=module, is_required=True)
    make_quiz(course_page, bank, code="free", kind=QuizKind.MODULE, module=module)
    read(participant, module)
    assert completed(module) == 1


@pytest.mark.parametrize(
    "change", [{"is_required": False}, {"is_live": False}, {"module": None}, {"kind": "practice"}]
)
def test_who_had_read_enough_completes_when_the_test_is_not_asked_for_any_more(
    participant, enrolment, module, quiz, change
):
    read(participant, module)
    quiz.intro_en = "Changed"
    quiz.save()
    assert completed(module) == 0
    for name, value in change.items():
        setattr(quiz, name, value)
    quiz.save()
    assert completed(module) == 1


def test_who_had_read_enough_completes_when_the_test_is_deleted(
    participant, enrolment, module, quiz
):
    read(participant, module)
    quiz.delete()
    assert completed(module) == 1


def test_a_completion_stays_when_a_test_is_asked_for_later(participant, enrolment, module, quiz):
    Quiz.objects.filter(pk=quiz.pk).update(is_required=False)
    read(participant, module)
    quiz.refresh_from_db()
    quiz.is_required = True
    quiz.save()
    assert completed(module) == 1


def test_a_test_without_a_pass_mark_is_done_when_it_is_handed_in(
    participant, enrolment, module, quiz
):
    Quiz.objects.filter(pk=quiz.pk).update(pass_percent=None)
    quiz.refresh_from_db()
    read(participant, module)
    attempt = take(participant, quiz, enrolment, rightly=False)
    assert attempt.has_passed is None
    assert completed(module) == 1


def test_answers_that_make_it_a_pass_afterwards_complete_the_module(
    participant, enrolment, module, quiz
):
    Quiz.objects.filter(pk=quiz.pk).update(minutes=10)
    quiz.refresh_from_db()
    read(participant, module)
    sitting = services.self_paced_sitting(quiz)
    attempt = services.start_attempt(person=participant, sitting=sitting, enrolment=enrolment)
    given_at = attempt.started_at
    after = attempt.ends_at + services.attempts.GRACE * 2
    services.settle_expired(Attempt.objects.all(), now=after)
    assert completed(module) == 0
    services.save_answers(
        attempt_id=attempt.pk,
        given=[services.Given(1, [2], "lo", given_at=given_at)],
        now=after,
    )
    assert completed(module) == 1


@pytest.mark.parametrize(
    ("language", "says"),
    [("en", "Pass the module's test: “The quiz”."), ("lo", "ຜ່ານແບບທົດສອບຂອງໂມດູນ: “ລາວ The quiz”.")],
)
def test_pages_say_what_is_missing(
    participant, enrolment, module, quiz, browser_of, language, says
):
    read(participant, module)
    with translation.override(language):
        assert unmet(enrolment, module) == [says]
        page = unescape(browser_of(participant).get(module.address).content.decode())
        course = browser_of(participant).get(reverse("curriculum:course", args=["test"]))
    assert says in page
    assert reverse("test_start", args=[quiz.code]).split("/", 2)[2] in page
    assert f"{module.slug}/#finished" in course.content.decode()
    mine = browser_of(participant).get(f"/{language}/my/").content.decode()
    assert f"{module.slug}/#finished" in mine


def test_a_completed_module_says_so_and_shows_the_pass(
    participant, enrolment, module, quiz, browser_of
):
    read(participant, module)
    take(participant, quiz, enrolment)
    page = browser_of(participant).get(f"/en{module.address[3:]}").content.decode()
    assert "You completed this module" in page
    assert "Passed" in page
    assert "still to be done" not in page


def test_a_stranger_sees_the_test_and_practice(stranger, module, quiz, course_page, bank):
    make_quiz(course_page, bank, code="practice", title_en="Practise it")
    assert "/en/tests/quiz/" in stranger.get(f"/en{module.address[3:]}").content.decode()
    course = stranger.get(f"/en{course_page.address[3:]}").content.decode()
    assert "/en/tests/practice/" in course
    assert "/en/tests/quiz/" not in course


def test_the_page_of_a_module_asks_the_same_however_many_attempts(
    participant, enrolment, module, quiz, browser_of, django_assert_num_queries
):
    browser = browser_of(participant)
    take(participant, quiz, enrolment)
    browser.get(module.address)
    with CaptureQueriesContext(connection) as one:
        browser.get(module.address)
    for _ in range(2):
        take(participant, quiz, enrolment)
    with django_assert_num_queries(len(one)):
        browser.get(module.address)


def test_the_copy_of_ones_data_holds_attempts_and_answers(
    participant, enrolment, module, quiz, browser_of
):
    take(participant, quiz, enrolment)
    running = services.start_attempt(
        person=participant, sitting=services.self_paced_sitting(quiz), enrolment=enrolment
    )
    services.save_answers(
        attempt_id=running.pk,
        given=[
            services.Given(1, [2], "en"),
            services.Given(2, [1, 3], "lo", given_at=timezone.now()),
        ],
    )
    done, going_on = browser_of(participant).get(reverse("my_data")).json()["tests"]
    assert (done["test"], done["points"], done["has_passed"]) == ("quiz", 2.0, True)
    assert [each["credit"] for each in done["answers"]] == [1.0, 1.0]
    assert going_on["finished_at"] is going_on["points"] is None
    first, second = going_on["answers"]
    assert (first["asked"], first["answer"]) == ("Stem P-1", ["P-1 option 2"])
    assert second["answer"] == ["ລາວ P-2 option 1", "ລາວ P-2 option 3"]
    assert not any("credit" in each for each in going_on["answers"])


def test_the_copy_keeps_what_was_right_to_itself_until_it_is_told(
    participant, enrolment, quiz, browser_of
):
    Quiz.objects.filter(pk=quiz.pk).update(feedback=FeedbackTime.NEVER)
    quiz.refresh_from_db()
    take(participant, quiz, enrolment)
    (done,) = browser_of(participant).get(reverse("my_data")).json()["tests"]
    assert done["points"] == 2.0
    assert not any("credit" in each for each in done["answers"])


def test_every_kind_of_answer_is_in_words(participant, course_page, bank, browser_of):
    every = make_quiz(course_page, bank, code="every")
    take(participant, every, None)
    (done,) = browser_of(participant).get(reverse("my_data")).json()["tests"]
    by_code = {each["question"]: each["answer"] for each in done["answers"]}
    assert by_code["P-6"] == "80"
    assert by_code["P-5"]["ລາວ P-5 option 1"] == "ລາວ P-5 partner 1"
    assert by_code["P-4"] == [f"ລາວ P-4 option {number}" for number in (1, 2, 3, 4)]
