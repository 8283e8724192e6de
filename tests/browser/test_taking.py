"""A test on a phone: taken in two languages, with a network that goes away, and without JavaScript."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone, translation
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from wagtail.models import Locale, Site
from wagtail.models import Page as WagtailPage

from assessments.quizzes import services
from assessments.quizzes.enums import AskSure, FeedbackTime, QuestionKind
from assessments.quizzes.models import Attempt, Quiz
from courses.curriculum.models import CoursePage, ModulePage
from courses.curriculum.services import load_curriculum
from people.enums import ConsentKind
from people.models import User
from people.selectors import PRIVACY_VERSION
from people.services.consent import record_consent
from tests.assessments.quizzes.conftest import make_question, make_quiz
from tests.browser.conftest import DESK, PHONE, take_picture
from tests.courses.curriculum.conftest import write_course

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "lo": {"waits": "ເກັບໄວ້ໃນໂທລະສັບນີ້ຈົນກວ່າຈະມີອິນເຕີເນັດ: 2", "saved": "ບັນທຶກຄຳຕອບຂອງທ່ານແລ້ວ."},
    "en": {
        "waits": "Kept on this phone until the network is back: 2",
        "saved": "Your answers are saved.",
    },
}


@pytest.fixture(scope="module")
def phone_browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture
def quiz(transactional_db, tmp_path) -> Quiz:
    """A module's test with one question of every kind, half of the points to pass."""
    Locale.objects.get_or_create(language_code="lo")
    root = WagtailPage.objects.filter(depth=1).first() or WagtailPage.add_root(title="R", slug="r")
    home = root.get_children().first() or root.add_child(instance=WagtailPage(title="H", slug="h"))
    Site.objects.get_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": home}
    )
    load_curriculum(folder=write_course(tmp_path))
    module = ModulePage.objects.get(code="B1")
    questions = [
        make_question("P-1", module=module),
        make_question("P-2", QuestionKind.SEVERAL, right={1, 3}, module=module),
        make_question("P-3", QuestionKind.TRUE_FALSE, right={1}, module=module),
        make_question("P-4", QuestionKind.ORDERING, module=module),
        make_question("P-5", QuestionKind.MATCHING, lines=3, module=module),
        make_question("P-6", QuestionKind.NUMERIC, number=80, module=module),
    ]
    return make_quiz(
        CoursePage.objects.get(),
        questions,
        module=module,
        shuffle_options=False,
        pass_percent=50,
        ask_sure=AskSure.ALL,
    )


@pytest.fixture
def phone(phone_browser, live_server, quiz) -> Iterator[Callable[..., Page]]:
    """A phone in the hands of somebody who is signed in."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def take(person: User, *, javascript: bool = True, size: dict[str, int] = PHONE) -> Page:
        context = phone_browser.new_context(
            base_url=live_server.url, viewport=size, java_script_enabled=javascript
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        record_consent(
            person=person, kind=ConsentKind.PRIVACY_NOTICE, version=PRIVACY_VERSION, language="lo"
        )
        client = Client()
        client.force_login(person)
        cookie = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        return page

    yield take
    for context in contexts:
        context.set_offline(False)
        context.close()
    assert complaints == []


def axe_finds_nothing(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []


def answers(attempt: Attempt) -> dict[int, object]:
    """What is kept, by position; each answer once."""
    rows = list(attempt.answers.values_list("position", "response"))
    assert len(rows) == len(dict(rows))
    return {position: response for position, response in rows if response}


def begin(page: Page, language: str) -> Attempt:
    page.goto(f"/{language}/tests/quiz/")
    page.locator("#start form button").click()
    page.wait_for_url("**/attempts/**")
    return Attempt.objects.latest("pk")


@pytest.mark.parametrize(("language", "other"), [("lo", "en"), ("en", "lo")])
def test_a_test_survives_a_network_that_goes_and_comes(phone, participant, language, other):
    page = phone(participant)
    attempt = begin(page, language)
    axe_finds_nothing(page)
    expect(page.locator("#q1")).to_be_visible()
    expect(page.locator("#q2")).to_be_hidden()

    # One answer with the network, and whether one is sure of it.
    page.locator("#q1 .options .option").nth(1).click()
    page.locator("#q1 .sure .option").first.click()
    expect(page.locator("[data-state]")).to_have_text(WORDS[language]["saved"])
    page.locator("[data-next]").click()

    # In the middle of a question the language is changed.
    page.locator("#q2 .option").nth(0).click()
    with page.expect_response(lambda response: "/answers/" in response.url):
        page.locator("#q2 .option").nth(2).click()
    page.locator(f"button[data-language][value={other}]").click()
    expect(page.locator("html")).to_have_attribute("lang", other)
    expect(page.locator("#q2 input:checked")).to_have_count(2)
    assert f"/{other}/tests/attempts/{attempt.pk}/?q=2" in page.url
    take_picture(page, f"test-question-{other}")

    # The network goes; two answers are given, in one language and in the other.
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    page.locator("[data-next]").click()
    page.locator("#q3 .options .option").first.click()
    page.locator(f"button[data-language][value={language}]").click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.locator("[data-next]").click()
    page.locator("#q4 .move button:not([disabled])").first.click()
    expect(page.locator("[data-state]")).to_have_text(WORDS[language]["waits"])
    take_picture(page, f"test-offline-{language}")
    assert set(answers(attempt)) == {1, 2}

    # The phone throws the page away and opens it again: everything is still there.
    page.reload()
    expect(page.locator("#q4")).to_be_visible()
    expect(page.locator("[data-state]")).to_have_text(WORDS[language]["waits"])
    expect(page.locator("#q3 input:checked")).to_have_count(1)
    expect(page.locator("#q1 .options input:checked")).to_have_value("2")

    # It comes back.
    with page.expect_response(lambda response: "/answers/" in response.url):
        page.context.set_offline(False)
    expect(page.locator("[data-state]")).to_have_text(WORDS[language]["saved"])
    page.reload()
    page.locator("[data-next]").click()
    for line in (1, 2, 3):
        page.locator(f"#q5 select[name=a5-{line}]").select_option(str(line))
    page.locator("[data-next]").click()
    page.locator("#q6 input[type=text]").fill("eighty")
    page.locator("#q6 input[type=text]").blur()
    expect(page.locator("#q6 [data-problem]")).to_be_visible()
    page.locator("#q6 input[type=text]").fill("80")
    expect(page.locator("#q6 [data-problem]")).to_be_hidden()
    page.locator("#q6 input[type=text]").press("Enter")
    expect(page.locator("[data-complete]")).to_be_visible()
    axe_finds_nothing(page)
    page.locator("[data-hand-in]").click()
    page.wait_for_url("**/result/")
    axe_finds_nothing(page)
    take_picture(page, f"test-result-{language}")

    attempt.refresh_from_db()
    kept = answers(attempt)
    assert {place: kept[place] for place in (1, 2, 3, 5, 6)} == {
        1: [2],
        2: [1, 3],
        3: [1],
        5: {"1": 1, "2": 2, "3": 3},
        6: "80",
    }
    assert sorted(kept[4]) == [1, 2, 3, 4]
    languages = dict(attempt.answers.values_list("position", "language"))
    assert languages == {1: language, 2: language, 3: other, 4: language, 5: language, 6: language}
    assert attempt.answers.get(position=1).is_sure is True
    assert attempt.has_passed is True
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('test:'))") == []


@pytest.mark.parametrize(("language", "other"), [("lo", "en"), ("en", "lo")])
def test_a_test_is_taken_without_javascript(phone, participant, language, other):
    page = phone(participant, javascript=False)
    attempt = begin(page, language)
    page.locator("#q1 .options .option").nth(1).click()
    page.locator("[data-next]").click()
    page.locator("#q2 .option").nth(0).click()
    page.locator(f"button[data-language][value={other}]").click()
    assert f"/{other}/" in page.url
    expect(page.locator("#q2 input:checked")).to_have_count(1)
    page.locator("#q2 .option").nth(2).click()
    page.locator("[data-next]").click()
    page.locator("#q3 .options .option").first.click()
    page.locator("[data-next]").click()
    for step, place in ((1, 1), (2, 2), (3, 3), (4, 3)):
        page.locator(f"#q4 select[name=a4-{step}]").select_option(str(place))
    page.locator("[data-next]").click()
    expect(page.locator("#q4 [data-problem]")).to_be_visible()
    page.locator("#q4 select[name=a4-4]").select_option("4")
    page.locator("[data-next]").click()
    page.locator("[data-next]").click()
    page.locator("#q6 input[type=text]").fill("80")
    page.locator("#q6 input[type=text]").press("Enter")
    expect(page.locator("[data-missing-one='5']")).to_be_visible()
    page.locator("[data-missing-one='5'] button").click()
    page.locator("#q5 select[name=a5-1]").select_option("1")
    page.locator(".overview summary").click()
    page.locator("[data-go=end]").click()
    page.locator("[data-hand-in]").click()
    page.wait_for_url("**/result/")
    assert answers(attempt) == {
        1: [2],
        2: [1, 3],
        3: [1],
        4: [1, 2, 3, 4],
        5: {"1": 1},
        6: "80",
    }
    take_picture(page, f"test-plain-result-{other}")


def test_when_the_session_has_ended_answers_are_saved_and_one_comes_back(phone, participant):
    page = phone(participant)
    attempt = begin(page, "en")
    page.context.clear_cookies()
    page.locator("#q1 .options .option").nth(1).click()
    link = page.locator("[data-state] a")
    expect(link).to_be_visible()
    assert answers(attempt) == {1: [2]}
    assert f"next=%2Fen%2Ftests%2Fattempts%2F{attempt.pk}%2F" in link.get_attribute("href")


def test_two_tabs_give_one_outcome(phone, participant):
    first = phone(participant)
    attempt = begin(first, "en")
    second = first.context.new_page()
    second.goto(first.url)
    first.locator("#q1 .options .option").nth(1).click()
    expect(first.locator("[data-state]")).to_have_text(WORDS["en"]["saved"])
    first.goto(f"/en/tests/attempts/{attempt.pk}/?q=end")
    first.locator("[data-hand-in]").click()
    first.wait_for_url("**/result/")
    second.locator("#q1 .options .option").nth(0).click()
    second.wait_for_url("**/result/")
    attempt.refresh_from_db()
    assert attempt.points == 1
    assert list(attempt.answers.filter(is_late=False).values_list("response", flat=True)) == [[2]]


def test_when_time_is_up_the_page_hands_in_by_itself(phone, participant, quiz):
    Quiz.objects.filter(pk=quiz.pk).update(minutes=1)
    quiz.refresh_from_db()
    page = phone(participant)
    attempt = begin(page, "en")
    expect(page.locator("[data-clock]")).to_contain_text("Time left 0:")
    expect(page.locator("[data-say]")).to_have_text("1 minute left")
    assert attempt.ends_at is not None
    page.locator("#q1 .options .option").nth(1).click()
    page.context.set_offline(True)
    page.locator("[data-next]").click()
    page.locator("#q2 .option").nth(0).click()
    # The minute is over, for the server and for the page.
    now = timezone.now()
    Attempt.objects.filter(pk=attempt.pk).update(started_at=now - timedelta(minutes=1), ends_at=now)
    page.evaluate("document.getElementById('test').dataset.ends = Date.now()")
    expect(page.locator("[data-state]")).to_contain_text("Time is up")
    expect(page.locator("#q2 input").first).to_be_disabled()
    page.context.set_offline(False)
    page.wait_for_url("**/result/")
    attempt.refresh_from_db()
    assert (attempt.ending, set(answers(attempt))) == ("time_up", {1, 2})


@pytest.mark.parametrize("language", ["lo", "en"])
def test_practice_says_at_once_what_was_right(phone, participant, quiz, language):
    Quiz.objects.filter(pk=quiz.pk).update(feedback=FeedbackTime.EACH, ask_sure=AskSure.NO)
    page = phone(participant, size=DESK)
    attempt = begin(page, language)
    assert "P-1 says" not in page.content()
    page.locator("#q1 .options .option").first.click()
    page.locator("#q1 [data-check]").click()
    expect(page.locator("#q1 .verdict")).to_be_visible()
    expect(page.locator("#q1")).to_contain_text("P-1 says 1")
    expect(page.locator("#q2")).to_be_hidden()
    axe_finds_nothing(page)
    take_picture(page, f"test-practice-{language}")
    assert attempt.answers.get().checked_at is not None
    page.locator("[data-next]").click()
    expect(page.locator("#q2")).to_be_visible()


@pytest.mark.parametrize(("language", "other"), [("lo", "en"), ("en", "lo")])
def test_practice_changes_its_language_without_a_network(phone, participant, quiz, language, other):
    Quiz.objects.filter(pk=quiz.pk).update(feedback=FeedbackTime.EACH, ask_sure=AskSure.NO)
    page = phone(participant)
    begin(page, language)
    page.locator("#q1 .options .option").first.click()
    with page.expect_response(
        lambda answer: (
            f"/{language}/tests/attempts/" in answer.url
            and (answer.url.endswith("?q=1") and answer.request.method == "GET")
        )
    ):
        page.locator("#q1 [data-check]").click()
    expect(page.locator("#q1 .verdict")).to_be_visible()
    page.wait_for_timeout(500)
    page.locator("[data-next]").click()
    page.locator("#q2 .option").nth(2).click()
    page.context.set_offline(True)
    for now, words in ((other, "P-1 says 1"), (language, "P-1 says 1")):
        page.locator(f"[data-language][value={now}]").click()
        expect(page.locator("html")).to_have_attribute("lang", now)
        expect(page.locator("#q2 input:checked")).to_have_count(1)
        expect(page.locator("#q1 .verdict")).to_have_count(1)
        assert words in page.locator("#q1").text_content()
    axe_finds_nothing(page)
    page.context.set_offline(False)


def test_steps_are_moved_with_the_keyboard(phone, participant):
    page = phone(participant)
    attempt = begin(page, "en")
    page.goto(f"/en/tests/attempts/{attempt.pk}/?q=4")
    before = page.locator("#q4 .words").all_inner_texts()
    page.locator("#q4 .move button:not([disabled])").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-say]")).to_have_text("Place 2 of 4")
    after = page.locator("#q4 .words").all_inner_texts()
    assert after == [before[1], before[0], *before[2:]]
    expect(page.locator("#q4 li:nth-child(2) .move button:focus")).to_have_count(1)


def test_the_start_says_what_awaits_one_and_is_clean(phone, participant):
    for size in (PHONE, DESK):
        page = phone(participant, size=size)
        page.goto("/lo/tests/quiz/")
        axe_finds_nothing(page)
    with translation.override("lo"):
        services.start_attempt(
            person=participant, sitting=services.self_paced_sitting(Quiz.objects.get())
        )
    page.goto("/en/my/")
    expect(page.locator("#my-tests")).to_be_visible()
    axe_finds_nothing(page)
