"""The rooms of somebody who takes a test: start, questions, the door for answers, hand in."""

import gzip
import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from assessments.quizzes import services
from assessments.quizzes.enums import AskSure, Ending, FeedbackTime, QuestionKind
from assessments.quizzes.forms import changed, read
from assessments.quizzes.models import Answer, Attempt, Question, Quiz
from courses.curriculum.models import Enrolment
from courses.curriculum.selectors import forget_what_is_kept
from courses.workshops.enums import RegistrationStatus
from tests.assessments.quizzes.conftest import make_question, make_quiz, right_response
from tests.factories import make_registration

pytestmark = pytest.mark.django_db
LANGUAGES = ("lo", "en")


@pytest.fixture
def browser(browser_of, participant) -> Client:
    return browser_of(participant)


@pytest.fixture
def attempt(participant, sitting) -> Attempt:
    return services.start_attempt(person=participant, sitting=sitting)


def page(attempt, language="lo", **query) -> str:
    with translation.override(language):
        return reverse("attempt", args=[attempt.pk], query=query or None)


def save_url(attempt, language="lo") -> str:
    with translation.override(language):
        return reverse("attempt_save", args=[attempt.pk])


def result_url(attempt, language="lo") -> str:
    with translation.override(language):
        return reverse("attempt_result", args=[attempt.pk])


def start_url(quiz, language="lo") -> str:
    with translation.override(language):
        return reverse("test_start", args=[quiz.code])


def answers(attempt, **values):
    return {
        each.position: each.response for each in attempt.answers.filter(**values) if each.response
    }


def fields(response) -> dict[str, list[str]]:
    """What a browser without JavaScript posts when nothing is touched."""
    html = response.content.decode()
    form = html[html.index('<form id="test"') : html.index("</form>")]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        is_tick = 'type="radio"' in tag or 'type="checkbox"' in tag
        if name and (not is_tick or " checked" in tag):
            found.setdefault(name[1], []).append(value[1].replace("&quot;", '"') if value else "")
    for name, options in re.findall(r'<select name="([^"]*)">(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r"<option(?: value=\"([^\"]*)\")? selected>([^<]*)", options)
        found[name] = [(chosen[1] or chosen[2]) if chosen else ""]
    return found


def press(browser, address, go, **filled):
    """Open a page of questions, fill something in, press a button."""
    data = fields(browser.get(address)) | filled
    return browser.post(address.partition("?")[0], data | {"go": go})


# --- Before ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_start_says_what_awaits_one(browser, quiz, language):
    text = browser.get(start_url(quiz, language)).content.decode()
    assert ("6 questions" if language == "en" else "6 ຄຳຖາມ") in text
    assert ("50% of the points" if language == "en" else "50% ຂອງຄະແນນ") in text


def test_begin_enrols_and_two_taps_give_one_attempt(browser, quiz, participant, module):
    Quiz.objects.filter(pk=quiz.pk).update(module=module)
    first = browser.post(start_url(quiz))
    second = browser.post(start_url(quiz))
    attempt = Attempt.objects.get()
    assert first.url == second.url == page(attempt)
    assert attempt.enrolment == Enrolment.objects.get(person=participant)
    assert "ເຮັດຕໍ່" not in browser.get(page(attempt)).content.decode().split("<main")[0]


def test_an_earlier_attempt_stands_on_the_start_and_none_is_left(browser, quiz):
    Quiz.objects.filter(pk=quiz.pk).update(attempts_allowed=1)
    browser.post(start_url(quiz))
    attempt = services.finish_attempt(attempt=Attempt.objects.get())
    text = browser.get(start_url(quiz)).content.decode()
    assert result_url(attempt) in text
    assert "<button" not in text.split('id="start"')[1].split("</main>")[0]
    refused = browser.post(start_url(quiz), follow=True)
    assert refused.redirect_chain[-1][0] == start_url(quiz)
    assert Attempt.objects.count() == 1


def test_a_stranger_signs_in_and_comes_back(stranger, quiz, attempt):
    for address in (start_url(quiz), page(attempt), result_url(attempt)):
        response = stranger.get(address)
        assert response.status_code == 302
        assert response.url.endswith(f"?next={address}")


@pytest.mark.parametrize("change", [{"is_live": False}, {"kind": "paired"}])
def test_what_nobody_takes_alone_has_no_start(browser, quiz, change):
    Quiz.objects.filter(pk=quiz.pk).update(**change)
    assert browser.get(start_url(quiz)).status_code == 404


def test_nobody_opens_the_attempt_of_another(browser_of, facilitator, administrator, attempt):
    for person in (facilitator, administrator):
        other = browser_of(person)
        for address in (page(attempt), result_url(attempt)):
            assert other.get(address).status_code == 404
        assert other.post(page(attempt), {"go": "hand-in"}).status_code == 404
    assert not attempt.is_finished


# --- In a workshop --------------------------------------------------------------------------------


def sitting_url(sitting, language="lo") -> str:
    with translation.override(language):
        return reverse("sitting_start", args=[sitting.pk])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sitting_waits_opens_and_gives_a_form(
    browser, workshop, sittings, facilitator, participant, language
):
    make_registration(workshop, participant)
    address = sitting_url(sittings[0], language)
    text = browser.get(address).content.decode()
    assert 'http-equiv="refresh"' in text
    assert "hx-get" in text
    assert browser.post(address).url == address
    assert not Attempt.objects.exists()
    services.open_sitting(sitting=sittings[0], actor=facilitator)
    assert "hx-get" not in browser.get(address).content.decode()
    attempt = Attempt.objects.get() if browser.post(address).url else None
    assert attempt.form == "A"
    assert attempt.registration.person == participant
    services.close_sitting(sitting=sittings[0], actor=facilitator)
    assert result_url(attempt, language) in browser.get(address).content.decode()


@pytest.mark.parametrize("status", [None, RegistrationStatus.CANCELLED, RegistrationStatus.WAITING])
def test_only_people_expected_there_sit_a_workshops_test(
    browser, workshop, sittings, participant, status
):
    if status:
        make_registration(workshop, participant, status=status)
    assert browser.get(sitting_url(sittings[0])).status_code == 404
    assert browser.post(sitting_url(sittings[0])).status_code == 404


# --- The page -------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_questions_stand_in_one_form_and_one_is_shown(browser, attempt, language):
    text = browser.get(page(attempt, language, q=3)).content.decode()
    shown = re.findall(r'<fieldset class="question card" id="q(\d)"[^>]*?( hidden)?>', text)
    assert [number for number, hidden in shown if not hidden] == ["3"]
    assert len(shown) == 6
    assert ("Stem P-3" if language == "en" else "ລາວ <p>Stem P-3") in text


def test_what_is_right_is_not_on_the_page(browser, attempt):
    text = browser.get(page(attempt)).content.decode()
    assert "says" not in text.replace("data-say", "")
    assert "Why P" not in text


@pytest.mark.parametrize("q", ["0", "99", "-1", "x", "2' OR 1", "", "٣"])
def test_a_strange_place_shows_a_question(browser, attempt, q):
    assert browser.get(page(attempt, q=q)).status_code == 200


def test_a_page_of_fifteen_questions_is_light_and_asks_little(
    browser, participant, course_page, django_assert_max_num_queries
):
    kinds = [kind for kind in QuestionKind if kind != QuestionKind.NUMERIC] * 3
    questions = [
        make_question(f"L-{n}", kind, right={1}, stem_lo="<p>" + "ຄຳຖາມຍາວພໍສົມຄວນ " * 8 + "</p>")
        for n, kind in enumerate(kinds)
    ]
    quiz = make_quiz(course_page, questions, code="long", ask_sure=AskSure.ALL)
    attempt = services.start_attempt(person=participant, sitting=services.self_paced_sitting(quiz))
    browser.get(page(attempt))
    with django_assert_max_num_queries(8):
        content = browser.get(page(attempt)).content
    assert len(gzip.compress(content)) < 15_000


def test_more_questions_are_not_more_queries(browser, participant, course_page):
    counts = []
    for name, size in (("warm", 1), ("one", 1), ("three", 3)):
        questions = [make_question(f"{name.upper()}-{n}") for n in range(size)]
        quiz = make_quiz(course_page, questions, code=name, pass_percent=50)
        attempt = services.start_attempt(
            person=participant, sitting=services.self_paced_sitting(quiz)
        )
        browser.get(page(attempt))
        message = _message(attempt, *[(n, [2]) for n in range(1, size + 1)])
        count = [_queries(browser.get, page(attempt)), _queries(_send, browser, attempt, message)]
        services.finish_attempt(attempt=attempt)
        count += [
            _queries(browser.get, result_url(attempt)),
            _queries(_send, browser, attempt, message),
        ]
        counts.append(count)
    assert counts[1] == counts[2]
    assert max(counts[2]) <= 8


def _queries(ask, *rest) -> int:
    with CaptureQueriesContext(connection) as asked:
        ask(*rest)
    return len([each for each in asked if "SAVEPOINT" not in each["sql"]])


# --- Without JavaScript ---------------------------------------------------------------------------


def test_every_kind_is_answered_with_plain_controls(browser, attempt, bank):
    filled = {
        "a1": "2",
        "a2": ["1", "3"],
        "a3": "1",
        **{f"a4-{n}": str(n) for n in range(1, 5)},
        **{f"a5-{n}": str(n) for n in range(1, 4)},
        "a6": "80",
    }
    response = press(browser, page(attempt, q=2), "next", **filled)
    assert response.url == page(attempt, q=3)
    assert answers(attempt) == {n: right_response(each.kind) for n, each in enumerate(bank, 1)}
    assert press(browser, page(attempt, q="end"), "hand-in").url == result_url(attempt)
    attempt.refresh_from_db()
    assert (attempt.points, attempt.ending) == (6, Ending.HANDED_IN)


def test_what_nobody_touched_keeps_its_language_and_time(browser, attempt):
    press(browser, page(attempt, "lo"), "next", a1="2")
    before = attempt.answers.get()
    response = press(browser, page(attempt, "en", q=2), "next", a2=["1"])
    assert response.url == page(attempt, "en", q=3)
    languages = dict(attempt.answers.values_list("position", "language"))
    assert languages == {1: "lo", 2: "en"}
    assert attempt.answers.get(position=1).given_at == before.given_at


def test_the_other_language_shows_the_same_question_with_its_answer(browser, attempt):
    response = press(browser, page(attempt, "lo", q=2), "en", a2=["1"])
    assert response.url == page(attempt, "en", q=2)
    assert re.search(r'name="a2" value="1" checked', browser.get(response.url).content.decode())


def test_an_old_page_undoes_nothing_that_was_answered_elsewhere(browser, attempt):
    old = fields(browser.get(page(attempt)))
    press(browser, page(attempt, q=2), "next", a2=["1", "3"])
    browser.post(page(attempt), old | {"a1": "2", "go": "next"})
    assert answers(attempt) == {1: [2], 2: [1, 3]}


def test_ticks_can_be_taken_away(browser, attempt):
    press(browser, page(attempt, q=2), "next", a2=["1", "3"])
    data = fields(browser.get(page(attempt, q=2)))
    del data["a2"]
    browser.post(page(attempt), data | {"go": "next"})
    assert answers(attempt) == {}


@pytest.mark.parametrize(
    ("position", "filled", "kept"),
    [
        (6, {"a6": "eighty"}, 'value="eighty"'),
        (4, {"a4-1": "1", "a4-2": "1"}, "<option selected>1</option>"),
    ],
)
def test_what_is_no_answer_yet_is_said_and_stays_on_the_screen(
    browser, attempt, position, filled, kept
):
    for go in ("next", "hand-in", "en"):
        response = press(browser, page(attempt, q=position), go, a1="2", **filled)
        text = browser.get(response.url).content.decode()
        problem = text.split(f'id="q{position}"')[1].split("</fieldset>")[0]
        assert kept in problem
        assert "data-problem>" in problem
        assert answers(attempt) == {1: [2]}
    assert response.url.startswith("/en/")
    attempt.refresh_from_db()
    assert not attempt.is_finished


@pytest.mark.parametrize("language", ["lo", "en"])
def test_what_is_posted_after_the_session_has_ended_is_there_after_signing_in(
    browser, attempt, language
):
    data = fields(browser.get(page(attempt, language, q=2))) | {"a2": ["1", "3"], "go": "next"}
    browser.logout()
    response = browser.post(page(attempt, language), data)
    assert response.status_code == 302
    assert f"/{language}/account/login/" in response["Location"]
    assert "%3Fq%3D2" in response["Location"]
    assert answers(attempt) == {2: [1, 3]}
    attempt.refresh_from_db()
    assert not attempt.is_finished


@pytest.mark.parametrize("key", ["", "x", "ກ"])
def test_a_stranger_without_the_key_keeps_nothing(stranger, attempt, key):
    response = stranger.post(page(attempt), {"a1": "2", "key": key, "go": "hand-in"})
    assert response.status_code == 302
    assert "/account/login/" in response["Location"]
    assert answers(attempt) == {}


def test_the_end_names_what_is_not_answered(browser, attempt):
    press(browser, page(attempt), "next", a1="2")
    text = browser.get(page(attempt, q="end")).content.decode()
    missing = re.findall(r'data-missing-one="(\d)"( hidden)?', text)
    assert [number for number, hidden in missing if not hidden] == list("23456")


def test_go_on_later_leads_away_and_back_to_the_answers(browser, attempt, quiz):
    assert press(browser, page(attempt), "leave", a1="2").url == reverse("my_learning")
    assert browser.post(start_url(quiz)).url == page(attempt)
    assert answers(attempt) == {1: [2]}


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"go": "\x00", "q": "\x00"},
        {"shown": "[", "a1": "2", "go": "99999999"},
        {"shown": '{"1": 3, "2": [[1], null, 4]}', "a1": ["x", "2"]},
        {"shown": "[" * 5000, "a4-1": "9" * 30, "a6": "\ud7ff" * 3},
        {"check": "1"},
    ],
)
def test_strange_posts_break_nothing(browser, attempt, data):
    assert browser.post(page(attempt), data).status_code in (302, 404)


def test_sure_or_not_is_asked_and_kept(browser, quiz, participant):
    Quiz.objects.filter(pk=quiz.pk).update(ask_sure=AskSure.ALL)
    attempt = services.start_attempt(
        person=participant, sitting=services.self_paced_sitting(Quiz.objects.get(pk=quiz.pk))
    )
    press(browser, page(attempt), "next", a1="2", s1="0")
    assert attempt.answers.get().is_sure is False
    press(browser, page(attempt), "next", s1="1")
    assert attempt.answers.get().is_sure is True
    press(browser, page(attempt), "next")
    assert attempt.answers.get().is_sure is True


# --- Twice, in two tabs, after time ---------------------------------------------------------------


def test_a_second_tab_after_handing_in_gets_the_result_with_a_sentence(browser, attempt):
    old = fields(browser.get(page(attempt)))
    press(browser, page(attempt), "hand-in", a1="2")
    for go in ("next", "hand-in"):
        response = browser.post(page(attempt), old | {"a1": "1", "go": go}, follow=True)
        assert response.redirect_chain == [(result_url(attempt), 302)]
        assert "ໄດ້ສົ່ງໄປກ່ອນແລ້ວ" in response.content.decode()
    assert browser.get(page(attempt)).url == result_url(attempt)
    attempt.refresh_from_db()
    assert attempt.points == 1
    assert answers(attempt, is_late=True) == {1: [1]}
    assert attempt.answers.count() == 2


@pytest.fixture
def timed(participant, quiz) -> Attempt:
    quiz.minutes = 10
    quiz.save()
    return services.start_attempt(person=participant, sitting=services.self_paced_sitting(quiz))


def move_back(attempt, **delta) -> None:
    ago = timedelta(**delta)
    attempt.started_at -= ago
    attempt.ends_at -= ago
    attempt.save()


def test_the_page_says_until_when(browser, timed):
    text = browser.get(page(timed)).content.decode()
    assert f'data-ends="{int(timed.ends_at.timestamp() * 1000)}"' in text
    assert "ຮອດເວລາ" in text


def test_after_time_the_page_is_the_result_of_what_was_saved(browser, timed):
    press(browser, page(timed), "next", a1="2")
    move_back(timed, minutes=11)
    assert browser.get(page(timed)).url == result_url(timed)
    text = browser.get(result_url(timed)).content.decode()
    assert "ໝົດເວລາກ່ອນ" in text
    timed.refresh_from_db()
    assert (timed.ending, timed.points) == (Ending.TIME_UP, 1)


def test_handing_in_as_time_ends_counts_what_came_along(browser, timed):
    data = fields(browser.get(page(timed)))
    move_back(timed, minutes=10, seconds=5)
    response = browser.post(page(timed), data | {"a1": "2", "go": "time-up"})
    assert response.url == result_url(timed)
    timed.refresh_from_db()
    assert (timed.ending, timed.points, timed.finished_at) == (Ending.TIME_UP, 1, timed.ends_at)


def test_a_phone_whose_clock_is_ahead_ends_nothing(browser, timed):
    press(browser, page(timed), "time-up", a1="2")
    timed.refresh_from_db()
    assert not timed.is_finished
    assert answers(timed) == {1: [2]}


# --- The door for answers -------------------------------------------------------------------------


def _message(attempt, *given, now=1_700_000_000_000, ago=0, **values):
    return {
        "key": services.save_key(attempt.pk),
        "now": now,
        "answers": [
            {
                "position": position,
                "response": response,
                "sure": None,
                "given_at": now - ago,
                "language": "en",
            }
            for position, response in given
        ],
    } | values


def _send(client, attempt, message):
    return client.post(save_url(attempt), json.dumps(message), content_type="application/json")


def test_an_answer_is_kept_without_a_session_by_the_key(attempt):
    answer = _send(Client(enforce_csrf_checks=True), attempt, _message(attempt, (1, [2]))).json()
    assert (answer["kept"], answer["finished"], answer["person"]) == ([1], False, None)
    assert answers(attempt) == {1: [2]}
    assert attempt.answers.get().language == "en"


def test_the_answer_says_who_is_signed_in(browser, attempt, participant):
    assert _send(browser, attempt, _message(attempt, (1, [2]))).json()["person"] == participant.pk


def test_a_save_asks_little(browser, attempt, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):  # items are kept once they are committed
        services.save_answers(attempt_id=attempt.pk, given=[])
    assert _queries(_send, browser, attempt, _message(attempt, (1, [2]))) <= 6
    assert _queries(_send, browser, attempt, _message(attempt, (1, [2]), (2, [1]), (3, [1]))) <= 6


@pytest.mark.parametrize("key", ["", "x", None, 5, ["a"], "ກ", "\ud800"])
def test_another_key_opens_nothing(attempt, key):
    assert _send(Client(), attempt, _message(attempt, (1, [2]), key=key)).status_code == 404
    assert not Answer.objects.exists()


def test_the_key_of_one_attempt_is_none_of_another(attempt, other_facilitator, sitting):
    other = services.start_attempt(person=other_facilitator, sitting=sitting)
    assert _send(Client(), other, _message(attempt, (1, [2]))).status_code == 404


@pytest.mark.parametrize(
    "values",
    [
        {"answers": None},
        {"answers": [1]},
        {"answers": [{"position": "1"}]},
        {"answers": [{"position": True, "response": [2]}]},
        {"answers": [{"position": 1}] * 201},
    ],
)
def test_what_cannot_be_read_is_refused(attempt, values):
    assert _send(Client(), attempt, _message(attempt, **values)).status_code == 400
    assert not Answer.objects.exists()


@pytest.mark.parametrize("body", [b"", b"[", b"[]", b"\xff", b"[" * 100_000, b"x" * 300_000])
def test_noise_opens_nothing(attempt, body):
    response = Client().post(save_url(attempt), body, content_type="application/json")
    assert response.status_code == 404


@pytest.mark.parametrize(
    "strange",
    [
        {"now": None},
        {"now": "soon"},
        {"now": 1e308},
        {"now": -5},
        {"now": True},
    ],
)
def test_a_strange_clock_gives_the_time_of_arrival(attempt, strange):
    before = timezone.now()
    assert _send(Client(), attempt, _message(attempt, (1, [2])) | strange).json()["kept"] == [1]
    assert attempt.answers.get().given_at >= before


@pytest.mark.parametrize("response", [{"a": {"b": [1]}}, [10**30], "9" * 500, [[1]], True, 1.5])
def test_strange_responses_are_said(attempt, response):
    answer = _send(Client(), attempt, _message(attempt, (1, response))).json()
    assert answer["misfits"] == [1]


def test_the_clock_of_the_phone_is_put_right(attempt):
    started = timezone.now() - timedelta(hours=1)
    Attempt.objects.filter(pk=attempt.pk).update(started_at=started)
    for phone in (0, 4_000_000_000_000):  # 1970 and 2096
        now = phone + 600_000
        message = _message(attempt, (1, [2]), now=now, ago=600_000)
        sent = timezone.now()
        assert _send(Client(), attempt, message).json()["kept"] == [1]
        given_at = attempt.answers.get().given_at
        assert abs(sent - timedelta(minutes=10) - given_at) < timedelta(seconds=30)


def test_twice_and_in_the_wrong_order_the_last_word_stands(attempt):
    Attempt.objects.filter(pk=attempt.pk).update(started_at=timezone.now() - timedelta(hours=1))
    for message in [
        _message(attempt, (1, [2]), ago=60_000),
        _message(attempt, (1, [1]), ago=120_000),
        _message(attempt, (1, [2]), ago=60_000),
    ]:
        _send(Client(), attempt, message)
    assert answers(attempt) == {1: [2]}
    assert Answer.objects.count() == 1


def test_after_the_end_answers_are_kept_and_the_phone_is_told(attempt):
    services.finish_attempt(attempt=attempt)
    answer = _send(Client(), attempt, _message(attempt, (1, [2]))).json()
    assert (answer["late"], answer["finished"]) == ([1], True)


# --- Practice -------------------------------------------------------------------------------------


@pytest.fixture
def practice(participant, quiz) -> Attempt:
    Quiz.objects.filter(pk=quiz.pk).update(feedback=FeedbackTime.EACH)
    quiz.refresh_from_db()
    return services.start_attempt(person=participant, sitting=services.self_paced_sitting(quiz))


@pytest.mark.parametrize("language", LANGUAGES)
def test_check_says_what_was_right_and_lets_the_answer_stand(browser, practice, language):
    response = press(browser, page(practice, language), "", a1="1", check="1")
    assert response.url == page(practice, language, q=1)
    text = browser.get(response.url).content.decode()
    assert ("P-1 says 1" if language == "en" else "ລາວ P-1 says 1") in text
    assert "P-1 says 2" not in text
    assert "Why P-1" in text
    assert "Why P-2" not in text
    press(browser, page(practice, language), "next", a1="2")
    assert answers(practice) == {1: [1]}


def test_check_gives_a_script_the_question_alone(browser, practice):
    services.save_answers(attempt_id=practice.pk, given=[services.Given(1, [2], "lo")])
    response = browser.post(page(practice), {"check": "1"}, headers={"X-Part": "question"})
    text = response.content.decode()
    assert text.lstrip().startswith("<fieldset")
    assert "P-1 says 2" in text


def test_check_without_an_answer_asks_for_one(browser, practice):
    response = browser.post(page(practice), {"check": "1"}, follow=True)
    assert "ກະລຸນາຕອບຄຳຖາມກ່ອນ" in response.content.decode()


def test_a_test_gives_nothing_away_on_check(browser, attempt):
    services.save_answers(attempt_id=attempt.pk, given=[services.Given(1, [2], "lo")])
    assert browser.post(page(attempt), {"check": "1"}).status_code == 404


# --- Reading a form -------------------------------------------------------------------------------


def test_only_what_differs_from_the_page_is_an_answer(attempt, bank, rf):
    item = bank[1].current.item
    posted = rf.post("/", {"a2": ["3", "1"], "s2": ""}).POST
    filled = read(item, 2, posted)
    assert filled.response == [1, 3]
    assert changed([filled], '{"2":[[1,3],null]}') == []
    assert changed([filled], "{}") == [filled]
    assert changed([filled], "null") == [filled]


def test_pictures_stand_beside_the_question_and_its_options(browser, participant, course_page):
    image = get_image_model().objects.create(title="A map", file=get_test_image_file())
    question = make_question("IMG-1", image=image, image_alt_en="A map of it", image_alt_lo="ແຜນທີ່")
    option = question.options.get(sort_order=1)
    option.image, option.image_alt_en, option.image_alt_lo = image, "A house", "ເຮືອນ"
    option.save()
    services.publish_question(question=Question.objects.get(pk=question.pk))
    quiz = make_quiz(course_page, [Question.objects.get(pk=question.pk)], code="pictures")
    attempt = services.start_attempt(person=participant, sitting=services.self_paced_sitting(quiz))
    text = browser.get(page(attempt, "en")).content.decode()
    assert re.findall(r'<img src="/media/[^"]+" width="\d+" height="\d+" alt="([^"]*)">', text) == [
        "A map of it",
        "A house",
    ]
    services.finish_attempt(attempt=attempt)
    assert browser.get(result_url(attempt, "en")).content.decode().count("<img src=") == 2


def test_from_the_start_page_to_the_result_little_is_asked(browser, participant, course_page):
    quiz = make_quiz(course_page, [make_question(f"R-{n}") for n in range(3)], code="brisk")
    forget_what_is_kept()
    start = reverse("test_start", args=[quiz.code])
    form = {"q": "end", "go": "hand-in", "shown": ""} | {f"a{place}": "2" for place in (1, 2, 3)}
    counts = []
    for _time in range(3):
        count = [_queries(browser.get, start), _queries(browser.post, start)]
        attempt = Attempt.objects.get(finished_at=None)
        count += [
            _queries(browser.get, page(attempt)),
            _queries(browser.post, page(attempt), form),
            _queries(browser.get, result_url(attempt)),
        ]
        counts.append(count)
    assert counts[1] == counts[2], "more attempts are not more queries"
    # Within a test's transaction a page that shows or counts questions has to read them each time.
    assert counts[2] == [7, 11, 5, 12, 7]
    assert attempt.answers.filter(credit=1).count() == 3
