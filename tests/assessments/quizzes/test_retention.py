"""Single answers are forgotten after their time; what they add up to is not."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from assessments.quizzes import services
from assessments.quizzes.analysis.items import point_biserial
from assessments.quizzes.enums import Ending, Form
from assessments.quizzes.models import Answer, Attempt, ItemStatistics
from assessments.quizzes.selectors import learnt
from assessments.quizzes.selectors.answers import all_tallies
from assessments.quizzes.services.retention import sums_of
from courses.workshops.models import Registration
from tests.assessments.quizzes.conftest import take
from tests.assessments.quizzes.test_item_analysis import answer
from tests.factories import make_person, make_registration


def in_days(days):
    return timezone.now() + timedelta(days=days)


def said():
    """What is said of every question, to compare."""
    return {
        (version, language): (
            sums.n,
            sums.right,
            sums.credit,
            dict(sorted(sums.options.items())),
            sums.with_rest,
            pytest.approx(point_biserial(sums)),
        )
        for version, languages in all_tallies().items()
        for language, sums in languages.items()
    }


@pytest.fixture
def answered(sitting):
    person = make_person()
    for n in range(8):
        answer(sitting, 5, wrong=range(1, n % 4), language="en" if n % 3 else "lo")
    answer(sitting, 2, person=person)
    answer(sitting, 2, person=person, wrong=(1,))
    return sitting


def test_nothing_is_forgotten_before_its_time(answered):
    assert services.forget_answers(now=in_days(364)).attempts == 0
    assert Answer.objects.count() == 8 * 5 + 4


def test_item_figures_stay_as_they_were(answered):
    before = said()
    done = services.forget_answers(now=in_days(366))
    assert (done.attempts, done.answers) == (10, 44)
    assert not Answer.objects.exists()
    assert said() == before
    assert len(before) > 5


def test_old_and_new_answers_count_together(answered):
    before = said()
    services.forget_answers(now=in_days(366))
    answer(answered, 5, language="lo")
    both = said()
    assert sum(each[0] for each in both.values()) == sum(each[0] for each in before.values()) + 5


def test_it_is_safe_to_repeat(answered):
    services.forget_answers(now=in_days(366))
    rows = list(ItemStatistics.objects.values())
    assert services.forget_answers(now=in_days(400)).attempts == 0
    assert list(ItemStatistics.objects.values()) == rows


def test_of_an_attempt_the_points_and_sums_stay_and_nothing_can_be_added(answered):
    attempt = Attempt.objects.filter(points__gt=0).first()
    points, passed = attempt.points, attempt.has_passed
    services.forget_answers(now=in_days(366))
    attempt.refresh_from_db()
    assert (attempt.points, attempt.has_passed) == (points, passed)
    assert attempt.percent is not None
    assert (attempt.paper, attempt.language) == ([], "lo")
    assert [set(entry) for entry in attempt.results] == [
        {"phase", "module", "objective", "points", "of"}
    ]
    assert sum(entry["of"] for entry in attempt.results) == 6
    assert services.save_answers(
        attempt_id=attempt.pk, given=[services.Given(1, [2], "lo")]
    ).misfits == [1]


def test_what_was_learnt_stays(workshop, sittings, facilitator):
    who = make_registration(workshop)
    for sitting, responses in zip(sittings, ({1: [1], 2: [2]}, {1: [2], 2: [2]}), strict=True):
        opened = services.open_sitting(sitting=sitting, actor=facilitator)
        take(opened, who, responses, language="en")

    def people():
        return learnt.tested_people(Registration.objects.filter(workshop=workshop))

    before = people()
    services.forget_answers(now=in_days(366))
    assert not Answer.objects.exists()
    assert people() == before
    assert before[0].is_pair
    assert before[0].language == "en"


def test_what_was_begun_and_left_is_ended_and_forgotten(sitting):
    attempt = services.start_attempt(person=make_person(), sitting=sitting)
    services.save_answers(attempt_id=attempt.pk, given=[services.Given(1, [2], "lo")])
    services.forget_answers(now=in_days(366))
    attempt.refresh_from_db()
    assert (attempt.ending, attempt.points) == (Ending.TIME_UP, 1)
    assert attempt.forgotten_at is not None
    assert not Answer.objects.exists()


def test_sums_of_sums_are_the_same_sums():
    results = [
        {"q": "P-1", "phase": "before", "module": "B1", "objective": 1, "credit": "0.6667"},
        {"q": "P-2", "phase": "before", "module": "B1", "objective": 1},
        {"q": "P-3", "phase": "after", "module": "", "objective": None, "credit": "1.0000"},
    ]
    sums = sums_of(results)
    assert sums == [
        {"phase": "before", "module": "B1", "objective": 1, "points": "0.6667", "of": 2},
        {"phase": "after", "module": "", "objective": None, "points": "1.0000", "of": 1},
    ]
    assert sums_of(sums) == sums


def test_the_days_are_a_setting_and_the_command_says_what_it_did(answered, settings, capsys):
    call_command("forget_answers")
    assert "0 attempts" in capsys.readouterr().out
    settings.QUIZ_ANSWERS_KEPT_DAYS = -1
    call_command("forget_answers")
    assert "10 attempts, 44 answers forgotten" in capsys.readouterr().out


def test_a_result_whose_answers_are_forgotten_is_corrected_no_more(
    workshop, paired, sittings, facilitator
):
    pre = services.open_sitting(sitting=sittings[0], actor=facilitator)
    printed = services.print_form(workshop=workshop, quiz=paired, form=Form.A)
    sheet = {
        "sitting": pre,
        "registration": make_registration(workshop),
        "printed": printed,
        "actor": facilitator,
    }
    attempt = services.enter_paper(**sheet, answers=[services.Given(1, [2], "lo")])
    services.forget_answers(now=in_days(366))
    with pytest.raises(ValidationError):
        services.enter_paper(**sheet, answers=[services.Given(1, [1], "lo")], reason="mistyped")
    attempt.refresh_from_db()
    assert attempt.points == 1
