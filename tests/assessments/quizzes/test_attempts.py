"""Taking a test: one clean outcome, nothing lost."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from assessments.quizzes import services
from assessments.quizzes.enums import Ending
from assessments.quizzes.models import Answer, Attempt
from assessments.quizzes.services import Given
from tests.assessments.quizzes.conftest import make_question, make_quiz, right_response
from tests.factories import make_person, make_registration

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(participant, sitting):
    return services.start_attempt(person=participant, sitting=sitting)


def save(attempt, position, response, *, at=None, now=None, language="lo", sure=None):
    given = Given(position, response, language, sure, at)
    return services.save_answers(attempt_id=attempt.pk, given=[given], now=now)


def answers(attempt, **values):
    return {
        each.position: each.response for each in attempt.answers.filter(**values) if each.response
    }


def test_two_taps_give_one_attempt(participant, sitting, attempt):
    assert services.start_attempt(person=participant, sitting=sitting) == attempt
    assert Attempt.objects.count() == 1
    assert len(attempt.paper) == attempt.max_points == 6


def test_all_right_is_full_marks_and_passes(attempt, bank):
    for position, question in enumerate(bank, 1):
        save(attempt, position, right_response(question.kind))
    done = services.finish_attempt(attempt=attempt)
    assert (done.points, done.has_passed, done.ending) == (6, True, Ending.HANDED_IN)
    assert [entry["credit"] for entry in done.results] == ["1.0000"] * 6


def test_handing_in_twice_keeps_the_first_end(attempt):
    save(attempt, 1, [2])
    first = services.finish_attempt(attempt=attempt)
    save(attempt, 2, [1, 3])
    second = services.finish_attempt(attempt=attempt)
    assert (second.finished_at, second.points) == (first.finished_at, Decimal(1))
    assert second.has_passed is False


def test_the_answer_given_last_stands_in_whatever_order_they_arrive(attempt):
    now = timezone.now() + timedelta(minutes=5)
    save(attempt, 1, [3], at=now - timedelta(minutes=1), now=now)
    save(attempt, 1, [2], at=now - timedelta(minutes=2), now=now)
    assert answers(attempt) == {1: [3]}
    save(attempt, 1, [3], at=now - timedelta(minutes=1), now=now)
    assert Answer.objects.count() == 1


def test_an_answer_can_be_taken_back(attempt):
    save(attempt, 1, [2])
    save(attempt, 1, [])
    assert answers(attempt) == {}
    assert "credit" not in services.finish_attempt(attempt=attempt).results[0]


@pytest.mark.parametrize(
    ("position", "response"), [(1, [9]), (1, "x"), (0, [1]), (7, [1]), (6, "abc"), (4, [1, 2])]
)
def test_what_does_not_fit_is_said_and_not_kept(attempt, position, response):
    assert save(attempt, position, response).misfits == [position]
    assert not Answer.objects.exists()


def test_the_language_of_each_answer_is_kept(attempt):
    save(attempt, 1, [2], language="lo")
    save(attempt, 2, [1], language="en")
    assert list(attempt.answers.values_list("language", flat=True)) == ["lo", "en"]


def test_nobody_is_asked_whether_they_are_sure_unless_the_quiz_says_so(attempt):
    save(attempt, 1, [2], sure=True)
    assert attempt.answers.get().is_sure is None


def test_a_correction_of_a_question_changes_no_old_result(attempt, bank):
    save(attempt, 1, [2])
    services.finish_attempt(attempt=attempt)
    option = bank[0].options.get(sort_order=2)
    option.right = False
    option.save()
    bank[0].options.filter(sort_order=1).update(right=True)
    bank[0].refresh_from_db()
    version = services.publish_question(question=bank[0])
    assert version.number == 2
    attempt.refresh_from_db()
    assert attempt.results[0]["credit"] == "1.0000"
    assert answers(attempt) == {1: [2]}
    assert attempt.answers.get().version.number == 1


def test_publishing_the_same_words_makes_no_version(bank):
    assert services.publish_question(question=bank[0]).number == 1


def test_a_question_that_is_not_complete_is_not_published(bank):
    question = bank[0]
    question.options.update(right=False)
    question = type(question).objects.get(pk=question.pk)
    with pytest.raises(ValidationError):
        services.publish_question(question=question)


# --- Time -------------------------------------------------------------------------------------


@pytest.fixture
def timed(participant, quiz):
    quiz.minutes = 10
    quiz.save()
    return services.start_attempt(person=participant, sitting=services.self_paced_sitting(quiz))


def test_what_reaches_us_just_after_the_end_counts(timed):
    now = timed.ends_at + timedelta(seconds=20)
    assert save(timed, 1, [2], now=now).kept == [1]


def test_when_time_is_up_what_was_saved_counts(timed, sitting):
    save(timed, 1, [2])
    assert services.settle_expired(Attempt.objects.all(), timed.ends_at) == 0
    assert services.settle_expired(Attempt.objects.all(), timed.ends_at + timedelta(minutes=1)) == 1
    timed.refresh_from_db()
    assert (timed.ending, timed.points, timed.finished_at) == (Ending.TIME_UP, 1, timed.ends_at)


def test_answers_given_in_time_and_sent_later_count_in_a_self_paced_test(timed):
    now = timed.ends_at + timedelta(hours=2)
    assert save(timed, 1, [2], at=timed.ends_at - timedelta(minutes=1), now=now).kept == [1]
    timed.refresh_from_db()
    assert (timed.ending, timed.points) == (Ending.TIME_UP, 1)
    assert save(timed, 2, [1, 3], at=timed.ends_at + timedelta(minutes=1), now=now).late == [2]
    timed.refresh_from_db()
    assert timed.points == 1
    assert answers(timed, is_late=True) == {2: [1, 3]}


# --- In a workshop ----------------------------------------------------------------------------


@pytest.fixture
def seat(workshop, sittings, facilitator):
    """An attempt at the open pre-test by somebody registered."""
    pre = services.open_sitting(sitting=sittings[0], actor=facilitator)
    registration = make_registration(workshop)
    return services.start_attempt(
        person=registration.person,
        sitting=pre,
        registration=registration,
        form=services.form_for(sitting=pre, registration=registration),
    )


def test_nothing_begins_before_the_facilitator_opens_it(workshop, sittings):
    registration = make_registration(workshop)
    with pytest.raises(ValidationError):
        services.start_attempt(person=registration.person, sitting=sittings[0], form="A")


def test_nobody_begins_in_a_test_that_was_closed_a_moment_ago(workshop, sittings, facilitator):
    registration = make_registration(workshop)
    as_it_was = services.open_sitting(sitting=sittings[0], actor=facilitator)
    services.close_sitting(sitting=sittings[0], actor=facilitator)
    with pytest.raises(ValidationError):
        services.start_attempt(
            person=registration.person, sitting=as_it_was, registration=registration, form="A"
        )
    assert not registration.attempts.exists()


def test_nobody_begins_in_a_test_that_was_exchanged_a_moment_ago(
    workshop, sittings, facilitator, course_page, module
):
    registration = make_registration(workshop)
    as_it_was = services.open_sitting(sitting=sittings[0], actor=facilitator)
    others = [make_question(code, use="measure", module=module) for code in ("M-8", "M-9")]
    other = make_quiz(course_page, others, code="other", kind="paired", forms=["A", "B"])
    services.plan_paired_test(workshop=workshop, quiz=other, actor=facilitator)
    with pytest.raises(ValidationError):
        services.start_attempt(
            person=registration.person, sitting=as_it_was, registration=registration, form="A"
        )
    assert not registration.attempts.exists()


def test_closing_hands_in_what_was_answered(seat, facilitator):
    save(seat, 1, [2], sure=True)
    services.close_sitting(sitting=seat.sitting, actor=facilitator)
    seat.refresh_from_db()
    assert (seat.ending, seat.points, seat.has_passed) == (Ending.CLOSED, 1, False)
    assert seat.answers.get().is_sure is True


def test_late_answers_wait_for_the_facilitator_and_are_not_lost(seat, facilitator):
    save(seat, 1, [1])
    services.close_sitting(sitting=seat.sitting, actor=facilitator)
    saved = services.save_answers(
        attempt_id=seat.pk,
        given=[Given(1, [2], "lo"), Given(2, [2], "lo")],
    )
    assert (saved.late, saved.kept, saved.is_finished) == ([1, 2], [], True)
    seat.refresh_from_db()
    assert seat.points == 0
    with pytest.raises(ValidationError):
        services.count_late_answers(attempt=seat, actor=facilitator, reason=" ")
    for _time in range(2):
        seat = services.count_late_answers(attempt=seat, actor=facilitator, reason="no network")
    assert (seat.points, seat.has_passed) == (2, True)


def test_half_of_the_room_has_form_a_first_and_the_other_form_comes_after(workshop, sittings):
    pre, post = sittings
    people = [make_registration(workshop, person=make_person()) for _each in range(7)]
    first = [services.form_for(sitting=pre, registration=each) for each in people]
    assert sorted(first) == ["A"] * 4 + ["B"] * 3
    assert [services.form_for(sitting=pre, registration=each) for each in people] == first
    after = [services.form_for(sitting=post, registration=each) for each in people]
    assert [str(form.other) for form in after] == [str(form) for form in first]


def test_the_workshop_test_is_sat_once(seat):
    services.finish_attempt(attempt=seat)
    with pytest.raises(ValidationError):
        services.start_attempt(person=seat.person, sitting=seat.sitting, form="A")


def test_a_draw_takes_practice_questions_by_their_tags_from_a_seed(quiz, bank, module, participant):
    from assessments.quizzes.drawing import draw
    from assessments.quizzes.models import QuizDraw

    make_question("N-1", module=module, use="measure")
    make_question("N-2", phase="after")
    quiz.fixed = []
    quiz.draws = [QuizDraw(count=4, module=module)]
    quiz.save()
    paper = draw(quiz, form="", seed=7)
    assert paper == draw(quiz, form="", seed=7)
    allowed = {question.current_id for question in bank}
    assert len(paper) == 4
    assert {entry["v"] for entry in paper} <= allowed
    assert any(draw(quiz, form="", seed=seed) != paper for seed in range(5))
