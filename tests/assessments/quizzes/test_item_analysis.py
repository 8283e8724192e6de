"""What answers say about questions, over all sittings, and without people."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.quizzes import services
from assessments.quizzes.enums import Finding
from assessments.quizzes.models import Attempt
from assessments.quizzes.selectors.answers import all_tallies
from tests.assessments.quizzes.conftest import right_response
from tests.factories import make_person

ADDRESS = "/en/tests/items/"


def answer(sitting, number, *, language="lo", wrong=(), person=None):
    """Somebody answers the first ``number`` questions of the bank, those in ``wrong`` wrongly."""
    kinds = ["single", "several", "true_false", "ordering", "matching", "numeric"][:number]
    attempt = services.start_attempt(person=person or make_person(), sitting=sitting)
    services.save_answers(
        attempt_id=attempt.pk,
        given=[
            services.Given(place, [3] if place in wrong else right_response(kind), language)
            for place, kind in enumerate(kinds, 1)
        ],
    )
    return services.finish_attempt(attempt=attempt)


@pytest.fixture
def answered(sitting):
    """Ten in Lao of whom two have the first question right, ten in English of whom nine have."""
    for n in range(10):
        answer(sitting, 3, wrong=() if n < 2 else (1,))
        answer(sitting, 3, language="en", wrong=(1,) if n == 0 else ())
    return sitting


def test_what_fails_only_in_lao_is_found(answered, bank, editor, browser_of):
    page = browser_of(editor).get(ADDRESS)
    rows = {row["version"].question.code: row["figures"] for row in page.context["pages"]}
    assert set(rows) == {"P-1", "P-2", "P-3"}
    assert Finding.FAILS_IN_LAO in rows["P-1"].findings
    assert rows["P-1"].percent == 55.0
    assert Finding.TOO_EASY in rows["P-2"].findings
    assert "Fails only in Lao" in page.content.decode()


def test_few_people_of_a_language_are_never_shown(sitting, editor, browser_of):
    """Nor the other language: with the total it would tell."""
    for n in range(10):
        answer(sitting, 1, language="lo")
        if n in (4, 9):
            text = browser_of(editor).get(ADDRESS).content.decode()
            assert ("fully right in Lao (of" in text) == (n == 4)
        if n >= 5:
            answer(sitting, 1, language="en", wrong=(1,))
    answer(sitting, 1, language="en")
    page = browser_of(editor).get(ADDRESS)
    assert [each.n for each in page.context["pages"][0]["languages"]] == [10, 6]


def test_four_answers_tell_only_that_there_are_four(sitting, editor, browser_of):
    for _time in range(4):
        answer(sitting, 1)
    text = browser_of(editor).get(ADDRESS).content.decode()
    assert "<b>4</b> answers" in text
    assert "of the points" not in text.partition("plain-list stack")[2]
    assert "<meter" not in text


def test_one_finding_can_be_chosen(answered, editor, browser_of):
    page = browser_of(editor).get(ADDRESS, {"show": "fails_in_lao"})
    assert [row["version"].question.code for row in page.context["pages"]] == ["P-1"]
    assert browser_of(editor).get(ADDRESS, {"show": "nonsense", "page": "x"}).status_code == 200


def test_only_the_first_attempt_of_a_person_counts_and_only_when_finished(sitting, quiz):
    person = make_person()
    answer(sitting, 1, person=person)
    answer(sitting, 1, person=person)
    running = services.start_attempt(person=make_person(), sitting=sitting)
    services.save_answers(attempt_id=running.pk, given=[services.Given(1, [2], "lo")])
    (by_language,) = all_tallies().values()
    assert by_language["lo"].n == 1


def test_a_corrected_question_has_figures_of_its_own(answered, bank, editor, browser_of):
    option = bank[0].options.get(sort_order=4)
    option.text_en = "A better option"
    option.save()
    services.publish_question(question=type(bank[0]).objects.get(pk=bank[0].pk))
    answer(answered, 1)
    page = browser_of(editor).get(ADDRESS)
    rows = [row for row in page.context["pages"] if row["version"].question.code == "P-1"]
    assert sorted((row["version"].number, row["figures"].n) for row in rows) == [(1, 20), (2, 1)]
    assert "earlier wording 1" in page.content.decode()


@pytest.mark.parametrize("language", ["lo", "en"])
@pytest.mark.parametrize("who", ["editor", "facilitator", "administrator"])
def test_who_writes_and_who_asks_questions_may_read_it(
    answered, who, language, browser_of, request
):
    person = request.getfixturevalue(who)
    page = browser_of(person).get(f"/{language}/tests/items/")
    assert page.status_code == 200
    text = page.content.decode()
    for attempt in Attempt.objects.select_related("person"):
        assert attempt.person.username not in text


@pytest.mark.parametrize("who", ["participant", "reporting_officer"])
def test_others_may_not(who, browser_of, request):
    assert browser_of(request.getfixturevalue(who)).get(ADDRESS).status_code == 404


def test_a_stranger_signs_in_first(stranger, db):
    assert stranger.get(ADDRESS).status_code == 302


def test_without_answers_it_says_so(editor, browser_of):
    assert "No answers yet" in browser_of(editor).get(ADDRESS).content.decode()


def test_the_number_of_queries_does_not_grow_with_the_questions(sitting, editor, browser_of):
    browser = browser_of(editor)
    counts = []
    for number in (1, 3):
        answer(sitting, number)
        browser.get(ADDRESS)
        with CaptureQueriesContext(connection) as queries:
            browser.get(ADDRESS)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_editors_find_it_in_the_reports_of_the_cms(editor, groups, browser_of):
    from django.core.management import call_command

    call_command("seed_people", verbosity=0)
    page = browser_of(editor).get("/cms/", follow=True)
    assert page.status_code == 200
    assert "/tests/items/" in page.content.decode()
