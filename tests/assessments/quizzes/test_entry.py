"""Paper results: reading a typed line, keeping it as an attempt, and the page on which it is typed."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from assessments.quizzes import services
from assessments.quizzes.answer_lines import asked_of, read_line, right_response, written
from assessments.quizzes.enums import Ending, Form, QuestionKind, QuizKind
from assessments.quizzes.items import Choice, Item
from assessments.quizzes.models import Attempt, FormOrder
from assessments.quizzes.scoring import credit, fits, is_same
from assessments.quizzes.services import Given
from core.models import AuditLine
from courses.workshops.enums import RegistrationStatus
from tests.factories import make_registration

Kind = QuestionKind


def words(text):
    return {"en": text, "lo": f"ລ {text}"}


def item(kind, right=(), lines=4):
    options = tuple(Choice(n, words(f"o{n}"), right=n in right) for n in range(1, lines + 1))
    return Item("T", kind, words("?"), options, ask_sure=True)


MATCHING = Item(
    "T",
    Kind.MATCHING,
    words("?"),
    tuple(Choice(n, words(f"l{n}"), match=words(f"p{n}")) for n in (1, 2, 3)),
)
ITEMS = {
    1: item(Kind.SINGLE, {2}),
    2: item(Kind.SEVERAL, {1, 3}),
    3: item(Kind.TRUE_FALSE, {1}, 2),
    4: item(Kind.ORDERING),
    5: MATCHING,
    6: Item("T", Kind.NUMERIC, words("?"), number="80"),
}
PAPER = [
    {"v": 1, "o": [1, 2, 3, 4]},
    {"v": 2, "o": [1, 2, 3, 4]},
    {"v": 3, "o": [1, 2]},
    {"v": 4, "o": [3, 1, 4, 2]},
    {"v": 5, "o": [1, 2, 3], "m": [2, 3, 1]},
    {"v": 6, "o": []},
]
ASKED = asked_of(PAPER, ITEMS, ask_sure="marked")


def responses(line, asked=ASKED):
    reading = read_line(line, asked)
    assert reading.is_good, (reading.error, [read.error for read in reading.reads])
    return [read.response for read in reading.reads]


# --- A typed line -------------------------------------------------------------------------------

ALL = [[2], [1, 3], [1], [1, 2, 3, 4], {"1": 1, "2": 2, "3": 3}, "80"]


@pytest.mark.parametrize(
    "line",
    [
        "B(AC)ABDACCAB80",
        "b(ca)abdaccab80",
        "B[A,C]A(BDAC)(CAB)(80)",
        "B(A C)A(B, D, A, C)(CAB)80  ",
        "\u200bＢ(AC)ABDACCAB໘໐",
    ],
)
def test_every_kind_has_a_way(line):
    assert responses(line) == ALL


@pytest.mark.parametrize("line", ["------", "      ", "–_-() ( )"])
def test_a_dash_or_a_space_is_no_answer(line):
    assert responses(line) == [None] * 6


def test_a_matching_line_may_stay_empty_in_brackets():
    assert responses("----(C-B)-")[4] == {"1": 1, "3": 3}


def test_one_of_several_needs_no_brackets():
    assert responses("-C----")[1] == [3]


def test_two_numbers_stand_in_brackets():
    asked = asked_of([{"v": 6, "o": []}] * 3, ITEMS, ask_sure="no")
    assert responses("(80)(12 000)2,5", asked) == ["80", "12 000", "2,5"]
    assert responses("(-5)7-", asked) == ["-5", "7", None]


def test_sure_and_not_sure_stand_behind_the_answer():
    reading = read_line("B!(AC)?A---", ASKED)
    assert [read.is_sure for read in reading.reads] == [True, False, None, None, None, None]
    assert reading.is_good


def test_whether_somebody_is_sure_is_not_kept_where_it_is_not_asked():
    asked = asked_of(PAPER[:1], ITEMS, ask_sure="no")
    assert read_line("B!", asked).reads[0].is_sure is None


@pytest.mark.parametrize(
    ("line", "place", "word"),
    [
        ("E-----", 1, "“E”"),
        ("ກ-----", 1, "Lao letter"),
        ("ກ້-----", 1, "Lao letter"),
        ("(AB)-----", 1, "one answer only"),
        ("-(AA)----", 2, "twice"),
        ("--C---", 3, "A–B"),
        ("---(ABC)--", 4, "all 4 letters"),
        ("---AB--", 4, "all 4 letters"),
        ("----(AB)-", 5, "3 letters"),
        ("-----B", 6, "no number"),
        ("-----(8.0.0)", 6, "no number"),
        ("-(AC", 2, "not closed"),
        ("7-----", 1, "“7”"),
        ("-,----", 2, "“,”"),
        ("-(,)----", 2, "“,”"),
    ],
)
def test_what_is_wrong_is_named_at_its_place(line, place, word):
    with translation.override("en"):
        reading = read_line(line, ASKED)
    wrong = {read.asked.position: read.error for read in reading.reads if read.error}
    assert list(wrong) == [place]
    assert word in wrong[place]


@pytest.mark.parametrize(
    ("line", "word"),
    [("BD", "after question 2 of 6"), ("", "after question 0"), ("-------", "“-”")],
)
def test_a_letter_forgotten_or_too_many_is_found(line, word):
    with translation.override("en"):
        reading = read_line(line, ASKED)
    assert word in reading.error
    assert not reading.is_good


@given(line=st.text(max_size=40))
def test_whatever_is_typed_is_read_or_refused(line):
    for read in read_line(line, ASKED).reads:
        assert read.response is None or fits(read.asked.item, read.response)


def test_the_key_typed_as_it_is_written_is_full_marks():
    line = "".join(f"({written(each, right_response(each.item))})" for each in ASKED)
    assert [
        credit(each.item, response) for each, response in zip(ASKED, responses(line), strict=True)
    ] == [1] * 6


# --- Keeping it ---------------------------------------------------------------------------------

pytest_db = pytest.mark.django_db


@pytest.fixture
def pre(sittings, facilitator):
    """The pre-test, open."""
    return services.open_sitting(sitting=sittings[0], actor=facilitator)


@pytest.fixture
def printed(workshop, paired):
    """Both forms as they were printed."""
    return {form: services.print_form(workshop=workshop, quiz=paired, form=form) for form in Form}


def enter(sitting, registration, printed, answers, actor, **values):
    """Enter ``answers``: option ids by position, None for none."""
    return services.enter_paper(
        sitting=sitting,
        registration=registration,
        printed=printed,
        answers=[
            Given(n, None if each is None else [each], "lo") for n, each in enumerate(answers, 1)
        ],
        actor=actor,
        **values,
    )


@pytest_db
def test_a_sheet_is_an_attempt(workshop, pre, printed, facilitator):
    registration = make_registration(workshop)
    attempt = enter(pre, registration, printed[Form.B], [2, None], facilitator)
    assert (attempt.ending, attempt.form, attempt.points) == (Ending.PAPER, "B", 1)
    assert (attempt.entered_by, attempt.registration) == (facilitator, registration)
    assert attempt.paper == printed[Form.B].paper
    assert attempt.has_passed is False
    assert [(each.position, each.language) for each in attempt.answers.all()] == [(1, "lo")]
    assert [entry.get("credit") for entry in attempt.results] == ["1.0000", None]


@pytest_db
def test_the_same_sheet_twice_is_one_attempt(workshop, pre, printed, facilitator):
    registration = make_registration(workshop)
    first, second = (
        enter(pre, registration, printed[Form.A], [2, 1], facilitator) for _time in range(2)
    )
    assert first == second
    assert AuditLine.objects.filter(verb="enter_paper").count() == 1


@pytest_db
def test_another_sheet_needs_a_reason_and_is_audited(workshop, pre, printed, facilitator):
    registration = make_registration(workshop)
    first = enter(pre, registration, printed[Form.A], [2, 1], facilitator)
    with pytest.raises(ValidationError) as refused:
        enter(pre, registration, printed[Form.B], [2, 2], facilitator, reason=" ")
    assert refused.value.code == "exists"
    second = enter(pre, registration, printed[Form.B], [2, 2], facilitator, reason="typed wrongly")
    assert (second.pk, second.form, second.points) == (first.pk, "B", 2)
    assert second.finished_at == first.finished_at
    line = AuditLine.objects.get(verb="correct_paper")
    assert line.data["reason"] == "typed wrongly"
    assert (line.data["before"]["points"], line.data["after"]["points"]) == ("1.0000", "2.0000")
    assert FormOrder.objects.get().first_form == Form.B


@pytest_db
def test_the_form_that_was_taken_wins(workshop, sittings, pre, printed, facilitator):
    registration = make_registration(workshop)
    assert services.form_for(sitting=pre, registration=registration) == Form.A
    enter(pre, registration, printed[Form.B], [2, 2], facilitator)
    assert services.form_for(sitting=sittings[1], registration=registration) == Form.A
    post = services.open_sitting(sitting=sittings[1], actor=facilitator)
    enter(post, registration, printed[Form.B], [2, 2], facilitator)
    assert FormOrder.objects.get().first_form == Form.B
    assert set(Attempt.objects.values_list("form", flat=True)) == {"B"}


@pytest_db
def test_a_sheet_of_the_post_test_gives_the_other_form_to_the_pre_test(
    workshop, sittings, pre, printed, facilitator
):
    registration = make_registration(workshop)
    post = services.open_sitting(sitting=sittings[1], actor=facilitator)
    enter(post, registration, printed[Form.A], [2, 2], facilitator)
    assert services.form_for(sitting=pre, registration=registration) == Form.B


@pytest_db
def test_who_is_at_it_on_a_screen_is_not_overwritten(workshop, pre, printed, facilitator):
    registration = make_registration(workshop)
    services.start_attempt(
        person=registration.person, sitting=pre, registration=registration, form=Form.A
    )
    with pytest.raises(ValidationError):
        enter(pre, registration, printed[Form.A], [2, 2], facilitator, reason="phone broke")
    assert not Attempt.objects.get().is_finished


@pytest_db
def test_answers_from_the_screen_stay_where_the_sheet_is_empty(workshop, pre, printed, facilitator):
    registration = make_registration(workshop)
    attempt = services.start_attempt(
        person=registration.person, sitting=pre, registration=registration, form=Form.A
    )
    services.save_answers(attempt_id=attempt.pk, given=[Given(1, [2], "en", True)])
    services.close_sitting(sitting=pre, actor=facilitator)
    pre.refresh_from_db()
    done = enter(pre, registration, printed[Form.A], [None, 2], facilitator, reason="phone broke")
    assert (done.pk, done.ending, done.points) == (attempt.pk, Ending.PAPER, 2)
    assert done.answers.get(language="en").is_sure is True


@pytest.fixture
def both(workshop, pre, facilitator):
    """Somebody who answered form A on a screen, question 1 wrongly and question 2 rightly."""
    registration = make_registration(workshop)
    attempt = services.start_attempt(
        person=registration.person, sitting=pre, registration=registration, form=Form.A
    )
    services.save_answers(
        attempt_id=attempt.pk, given=[Given(1, [3], "en", True), Given(2, [2], "en")]
    )
    services.finish_attempt(attempt=attempt)
    return registration


@pytest_db
def test_where_screen_and_sheet_differ_somebody_says_which_counts(both, pre, printed, facilitator):
    sheet = (pre, both, printed[Form.A], [2, 1], facilitator)
    for counts in (None, {1: "paper"}, {1: "paper", 2: "x"}):
        with pytest.raises(ValidationError) as refused:
            enter(*sheet, reason="a sheet too", counts=counts)
        assert refused.value.code == "differs"
    assert Attempt.objects.get().ending == Ending.HANDED_IN
    counts = {1: "paper", 2: "screen"}
    done = enter(*sheet, reason="a sheet too", counts=counts)
    assert (done.ending, done.points) == (Ending.PAPER, 2)
    assert [(each.response, each.language) for each in done.answers.all()] == [
        ([2], "lo"),
        ([2], "en"),
    ]
    line = AuditLine.objects.get(verb="correct_paper")
    assert line.data["changed"] == ["M-1"]
    assert line.data["counts"] == {"M-1": "paper", "M-2": "screen"}
    assert enter(*sheet, counts=counts) == done
    assert AuditLine.objects.filter(verb="correct_paper").count() == 1


@pytest_db
def test_what_was_answered_on_the_screen_stays_beside_and_can_be_chosen_later(
    both, pre, printed, facilitator
):
    sheet = (pre, both, printed[Form.A], [2, 1], facilitator)
    enter(*sheet, reason="a sheet too", counts={1: "paper", 2: "paper"})
    done = enter(*sheet, reason="the phone was right", counts={1: "screen", 2: "screen"})
    assert [each.response for each in done.answers.all()] == [[3], [2]]
    assert done.answers.first().is_sure is True
    with translation.override("en"):
        services.forget_answers(now=done.finished_at + timedelta(days=4000))
    done.refresh_from_db()
    assert done.on_screen is None


@pytest_db
def test_a_sheet_of_the_other_form_does_not_replace_the_screen_unasked(
    both, pre, printed, facilitator
):
    sheet = (pre, both, printed[Form.B], [2, 2], facilitator)
    with pytest.raises(ValidationError) as refused:
        enter(*sheet, reason="form B")
    assert refused.value.code == "differs"
    done = enter(*sheet, reason="form B", counts={0: "paper"})
    assert (done.form, done.points) == ("B", 2)
    assert done.on_screen["form"] == "A"
    assert AuditLine.objects.get(verb="correct_paper").data["changed"] == [
        "M-1", "M-2", "M-3", "M-4",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("of", "one", "other", "same"),
    [
        (1, [2], [2], True),
        (1, [2], [3], False),
        (2, [1, 3], [3, 1], True),
        (4, [1, 2, 3, 4], [1, 2, 4, 3], False),
        (5, {"1": 1, "2": 2}, {"2": 2, "1": 1}, True),
        (6, "80", "80,0", True),
        (6, "80", "81", False),
    ],
)
def test_two_answers_that_say_the_same(of, one, other, same):
    assert is_same(ITEMS[of], one, other) is same


@pytest_db
@pytest.mark.parametrize("wrong", ["planned", "stranger", "cancelled", "misfit", "position"])
def test_what_cannot_be_is_refused(workshop, sittings, pre, printed, paired, facilitator, wrong):
    registration = make_registration(workshop)
    sitting, answers = pre, [2, 2]
    if wrong == "planned":
        sitting = sittings[1]
    elif wrong == "stranger":
        from tests.factories import make_workshop

        registration = make_registration(make_workshop(facilitator=facilitator))
    elif wrong == "cancelled":
        registration.status = RegistrationStatus.CANCELLED
    elif wrong == "misfit":
        answers = [9, 2]
    else:
        answers = [2, 2, 2]
    with pytest.raises(ValidationError):
        enter(sitting, registration, printed[Form.A], answers, facilitator)
    assert not Attempt.objects.exists()


@pytest_db
def test_a_sheet_is_read_by_the_edition_that_was_printed(workshop, pre, paired, printed):
    question = paired.fixed.filter(form=Form.A).order_by("sort_order").first().question
    for option in question.options.all():
        option.text_en, option.text_lo = f"new {option.sort_order}", f"ໃໝ່ {option.sort_order}"
        option.save()
    question.refresh_from_db()
    services.publish_question(question=type(question).objects.get(pk=question.pk))
    again = [services.print_form(workshop=workshop, quiz=paired, form=Form.A) for _time in (1, 2)]
    assert [each.mark for each in (printed[Form.A], *again)] == ["A", "A2", "A2"]
    assert printed[Form.A].paper != again[0].paper
    same = services.print_form(workshop=workshop, quiz=paired, form=Form.B)
    assert same == printed[Form.B]


# --- The page -----------------------------------------------------------------------------------


def entry_address(workshop, occasion="pre", language="lo"):
    return f"/{language}/tests/workshops/{workshop.code}/entry/{occasion}/"


def fields(registration, line, **values):
    return {"person": registration.pk, "sheet": "A", "language": "lo", "line": line} | values


def seen_in(response):
    import lxml.html

    tree = lxml.html.fromstring(response.content.decode())
    return tree.xpath("//input[@name='seen']/@value")[0]


@pytest_db
@pytest.mark.parametrize(
    "who",
    ["other_facilitator", "administrator", "reporting_officer", "editor", "participant"],
)
@pytest.mark.parametrize("language", ["lo", "en"])
def test_others_do_not_enter(workshop, pre, browser_of, request, who, language):
    browser = browser_of(request.getfixturevalue(who))
    address = entry_address(workshop, language=language)
    assert browser.get(address).status_code == 404
    sent = fields(make_registration(workshop), "BB")
    assert browser.post(address, sent).status_code == 404
    assert not Attempt.objects.exists()


@pytest_db
def test_a_stranger_is_sent_to_sign_in(workshop, pre, stranger):
    assert stranger.get(entry_address(workshop)).status_code == 302


@pytest_db
@pytest.mark.parametrize("language", ["lo", "en"])
def test_first_the_preview_then_it_is_saved(workshop, pre, facilitator, browser_of, language):
    registration = make_registration(workshop)
    browser, address = browser_of(facilitator), entry_address(workshop, language=language)
    shown = browser.post(address, fields(registration, "b-"))
    assert "ລາວ M-1 option 2" in shown.content.decode()
    assert not Attempt.objects.exists()
    saved = browser.post(address, fields(registration, "b-", seen=seen_in(shown)))
    assert saved.headers["Location"] == f"{address}?language=lo"
    attempt = Attempt.objects.get()
    assert (attempt.registration, attempt.points) == (registration, 1)
    page = browser.get(saved.headers["Location"]).content.decode()
    assert f"?person={registration.pk}&" in page


@pytest_db
def test_a_line_that_was_changed_after_the_preview_is_shown_again(
    workshop, pre, facilitator, browser_of
):
    registration = make_registration(workshop)
    browser, address = browser_of(facilitator), entry_address(workshop)
    seen = seen_in(browser.post(address, fields(registration, "BB")))
    for change in ({"line": "BC"}, {"sheet": "B"}, {"person": make_registration(workshop).pk}):
        response = browser.post(address, fields(registration, "BB", seen=seen) | change)
        assert response.status_code == 200
    assert not Attempt.objects.exists()


@pytest_db
@pytest.mark.parametrize(
    "sent",
    [
        {"person": ""},
        {"person": "x"},
        {"sheet": ""},
        {"sheet": "Z"},
        {"line": ""},
        {"line": "B"},
        {"line": "BBB"},
        {"line": "BX"},
        {"line": "<script>\x00"},
        {"language": "fr", "line": "("},
    ],
)
def test_errors_keep_what_was_typed(workshop, pre, facilitator, browser_of, sent):
    import html

    registration = make_registration(workshop)
    browser, address = browser_of(facilitator), entry_address(workshop)
    typed = fields(registration, "BB") | sent
    for seen in ("", f"{typed['person']}|{typed['sheet']}|{typed['language']}|{typed['line']}"):
        response = browser.post(address, typed | {"seen": seen})
        assert response.status_code == 200
        page = response.content.decode()
        assert f'value="{html.escape(typed["line"])}"' in page
        assert 'role="alert"' in page or 'class="wrong"' in page
    assert not Attempt.objects.exists()


@pytest_db
def test_the_form_that_was_meant_is_proposed(workshop, pre, facilitator, browser_of):
    registration = make_registration(workshop)
    services.form_for(sitting=pre, registration=make_registration(workshop))
    assert services.form_for(sitting=pre, registration=registration) == Form.B
    browser, address = browser_of(facilitator), entry_address(workshop, language="en")
    assert 'data-form="B"' in browser.get(address).content.decode()
    page = browser.post(address, fields(registration, "BB", sheet="")).content.decode()
    assert "Form B was proposed" in page
    assert "ລາວ M-3 option 2" in page


@pytest_db
def test_a_result_that_is_there_already_is_said_and_corrected(
    workshop, pre, facilitator, browser_of
):
    registration = make_registration(workshop)
    browser, address = browser_of(facilitator), entry_address(workshop, language="en")
    for line in ("BA", "BB"):
        shown = browser.post(address, fields(registration, line))
        sent = fields(registration, line, seen=seen_in(shown))
        refused = browser.post(address, sent)
    assert "has a result from paper already" in shown.content.decode()
    assert "say why" in refused.content.decode()
    assert Attempt.objects.get().points == 1
    assert browser.post(address, sent | {"reason": "misread"}).status_code == 302
    assert Attempt.objects.get().points == 2


@pytest_db
def test_while_somebody_types_only_the_preview_comes(workshop, pre, facilitator, browser_of):
    registration = make_registration(workshop)
    response = browser_of(facilitator).post(
        entry_address(workshop), fields(registration, "B"), headers={"HX-Request": "true"}
    )
    page = response.content.decode()
    assert page.strip().startswith('<div id="entry-preview"')
    assert 'role="alert"' not in page
    assert not Attempt.objects.exists()


@pytest_db
@pytest.mark.parametrize("language", ["lo", "en"])
def test_before_the_test_is_opened_the_page_says_so(
    workshop, sittings, facilitator, browser_of, language
):
    page = browser_of(facilitator).get(entry_address(workshop, language=language))
    assert page.status_code == 200
    assert "entry-line" not in page.content.decode()


@pytest_db
def test_queries_do_not_grow(workshop, pre, printed, facilitator, browser_of):
    browser, counts = browser_of(facilitator), []
    for more in (1, 2):
        for _each in range(more):
            enter(pre, make_registration(workshop), printed[Form.A], [2, 2], facilitator)
            registration = make_registration(workshop)
            services.form_for(sitting=pre, registration=registration)
        browser.get(entry_address(workshop))
        taken = []
        for ask, sent in ((browser.get, {}), (browser.post, fields(registration, "BB"))):
            with CaptureQueriesContext(connection) as queries:
                assert ask(entry_address(workshop), sent).status_code == 200
            taken.append(len(queries))
        counts.append(taken)
    assert counts[0] == counts[1]


@pytest_db
def test_a_quiz_of_every_kind_is_entered_from_paper(
    course_page, bank, workshop, facilitator, browser_of
):
    from tests.assessments.quizzes.conftest import make_question, make_quiz

    other = make_question("P-9")
    quiz = make_quiz(
        course_page, [*bank, other], code="all", kind=QuizKind.PAIRED, forms=["A"] * 6 + ["B"]
    )
    pre = services.plan_paired_test(workshop=workshop, quiz=quiz, actor=facilitator)[0]
    services.open_sitting(sitting=pre, actor=facilitator)
    printed = services.print_form(workshop=workshop, quiz=quiz, form=Form.A)
    from assessments.quizzes.selectors.items import items_of

    asked = asked_of(printed.paper, items_of(e["v"] for e in printed.paper), ask_sure="no")
    line = "".join(f"({written(each, right_response(each.item))})" for each in asked)
    registration = make_registration(workshop)
    browser, address = browser_of(facilitator), entry_address(workshop)
    shown = browser.post(address, fields(registration, line))
    browser.post(address, fields(registration, line, seen=seen_in(shown)))
    assert Attempt.objects.get().points == 6


@pytest_db
@pytest.mark.parametrize(
    ("language", "says"), [("en", "has answered this test on a screen"), ("lo", "ໃນໜ້າຈໍແລ້ວ")]
)
def test_both_sides_are_shown_and_asked_about(both, pre, facilitator, browser_of, language, says):
    browser, address = browser_of(facilitator), entry_address(pre.workshop, language=language)
    shown = browser.post(address, fields(both, "BB"))
    page = shown.content.decode()
    assert says in page
    assert 'name="counts-1" value="screen"' in page
    assert 'name="counts-2"' not in page  # both say the same
    sent = fields(both, "BB", seen=seen_in(shown), reason="a sheet too")
    refused = browser.post(address, sent)
    assert 'role="alert"' in refused.content.decode()
    assert 'value="a sheet too"' in refused.content.decode()
    assert Attempt.objects.get().points == 1
    chosen = browser.post(address, sent | {"counts-1": "paper", "counts-x": "1", "counts-": "1"})
    assert chosen.status_code == 302
    assert Attempt.objects.get().points == 2


# --- Signed out in mid-entry ----------------------------------------------------------------------


@pytest_db
@pytest.mark.parametrize("language", ["lo", "en"])
def test_a_row_is_kept_over_the_sign_in(workshop, pre, facilitator, stranger, language):
    registration = make_registration(workshop)
    answer = stranger.post(entry_address(workshop), fields(registration, "BB", reason="torn"))
    assert answer.status_code == 302
    stranger.force_login(facilitator)
    address = entry_address(workshop, language=language)
    other = entry_address(workshop, occasion="post", language=language)
    assert 'value="BB"' not in stranger.get(other).content.decode()
    shown = stranger.get(address)
    assert 'value="BB"' in shown.content.decode()
    assert not Attempt.objects.exists()
    saved = stranger.post(address, fields(registration, "BB", seen=seen_in(shown)))
    assert saved.status_code == 302
    assert Attempt.objects.get().points == 2
    assert 'value="BB"' not in stranger.get(address).content.decode()


@pytest_db
def test_a_row_that_was_kept_is_nobody_elses_and_can_be_discarded(
    workshop, pre, facilitator, other_facilitator, stranger
):
    address = entry_address(workshop)
    stranger.post(address, fields(make_registration(workshop), "BB"))
    stranger.force_login(other_facilitator)
    assert stranger.get(address).status_code == 404
    stranger.logout()
    stranger.post(address, fields(make_registration(workshop), "BB"))
    stranger.force_login(facilitator)
    assert stranger.post(address, {"discard": "1"}).status_code == 302
    assert 'value="BB"' not in stranger.get(address).content.decode()


@pytest_db
def test_a_page_that_is_out_of_date_comes_back_with_its_row(workshop, pre, facilitator):
    browser, address = Client(enforce_csrf_checks=True), entry_address(workshop, language="en")
    browser.force_login(facilitator)
    sent = fields(make_registration(workshop), "BB", csrfmiddlewaretoken="x" * 64)
    sent["seen"] = f"{sent['person']}|A|lo|BB"
    page = browser.post(address, sent).content.decode()
    assert "The page was out of date" in page
    assert 'value="BB"' in page
    assert not Attempt.objects.exists()


@pytest_db
def test_the_copy_of_ones_data_has_both_sides(both, pre, printed, facilitator, browser_of):
    sheet = (pre, both, printed[Form.A], [2, 2], facilitator)
    enter(*sheet, reason="a sheet too", counts={1: "paper"})
    (copy,) = browser_of(both.person).get(reverse("my_data")).json()["tests"]
    assert [each["answer"] for each in copy["answered_on_screen"]] == [
        ["M-1 option 3"], ["M-2 option 2"],
    ]  # fmt: skip
