"""The tests of a workshop on the facilitator's phone: opened, watched, closed; and paper typed in."""

import pytest
from playwright.sync_api import expect

from assessments.quizzes import services
from assessments.quizzes.enums import AskSure, Form, QuestionUse, QuizKind
from assessments.quizzes.models import Attempt, Sitting
from courses.curriculum.models import CoursePage, ModulePage
from tests.assessments.quizzes.conftest import make_question, make_quiz
from tests.browser.conftest import take_picture
from tests.browser.test_taking import axe_finds_nothing, phone, phone_browser, quiz
from tests.conftest import PASSWORD
from tests.factories import make_registration, make_workshop

__all__ = ["phone", "phone_browser", "quiz"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pre(quiz, facilitator) -> Sitting:
    """The pre-test of a workshop of three people, planned: two questions a form."""
    module = ModulePage.objects.get(code="B1")
    questions = [
        make_question(code, use=QuestionUse.MEASURE, objective=objective, module=module)
        for code, objective in (("M-1", 1), ("M-2", 2), ("M-3", 1), ("M-4", 2))
    ]
    paired = make_quiz(
        CoursePage.objects.get(),
        questions,
        code="paired",
        kind=QuizKind.PAIRED,
        forms=[Form.A, Form.A, Form.B, Form.B],
        ask_sure=AskSure.NO,
    )
    workshop = make_workshop(facilitator=facilitator)
    for _each in range(3):
        make_registration(workshop)
    return services.plan_paired_test(workshop=workshop, quiz=paired, actor=facilitator)[0]


def totals(page) -> list[str]:
    """Not started, at it, finished."""
    return page.locator("#pre .totals b").all_inner_texts()


@pytest.mark.parametrize("language", ["lo", "en"])
def test_a_room_is_opened_watched_and_closed(phone, facilitator, pre, language):
    room = phone(facilitator)
    room.goto(f"/{language}/tests/workshops/{pre.workshop.code}/")
    axe_finds_nothing(room)
    room.locator("#pre form[action$='/pre/open/'] button").click()
    expect(room.locator("#pre.is-open .way-in img")).to_be_visible()
    assert totals(room) == ["3", "0", "0"]
    axe_finds_nothing(room)

    person = pre.workshop.registrations.order_by("pk").first().person
    seat = phone(person)
    seat.goto(f"/{language}/tests/sittings/{pre.pk}/")
    seat.locator("#start form button").click()
    seat.wait_for_url("**/attempts/**")
    # Nobody touches the room's page: it asks by itself.
    expect(room.locator("#pre .totals b").nth(1)).to_have_text("1", timeout=30_000)
    seat.locator("#q1 .option").nth(1).click()
    seat.locator("[data-next]").click()
    seat.locator("#q2 .option").nth(1).click()
    seat.locator("[data-next]").click()
    seat.locator("[data-hand-in]").click()
    seat.wait_for_url("**/result/")
    expect(room.locator("#pre .totals b").nth(2)).to_have_text("1", timeout=30_000)
    assert totals(room) == ["2", "0", "1"]
    assert "M-1" not in room.content()
    take_picture(room, f"tests-room-open-{language}")

    room.locator("#pre a.button.danger").click()
    room.wait_for_url("**/close/")
    axe_finds_nothing(room)
    take_picture(room, f"tests-room-close-{language}")
    room.locator("main form button.danger, main form button").first.click()
    room.wait_for_url(f"**/workshops/{pre.workshop.code}/**")
    pre.refresh_from_db()
    assert pre.state == "closed"
    expect(room.locator("#pre.is-open")).to_have_count(0)
    axe_finds_nothing(room)


@pytest.mark.parametrize("language", ["lo", "en"])
def test_paper_is_typed_in_with_the_keyboard_alone(phone, facilitator, pre, language):
    services.open_sitting(sitting=pre, actor=facilitator)
    page = phone(facilitator)
    page.goto(f"/{language}/tests/workshops/{pre.workshop.code}/entry/pre/")
    axe_finds_nothing(page)
    for number, line in enumerate(("bb", "b-"), 1):
        expect(page.locator("#entry-person")).to_be_focused()
        page.keyboard.press("ArrowDown")
        if not page.locator("[name=sheet]:checked").count():  # no form was meant for them
            page.locator("[name=sheet]").first.focus()
            page.keyboard.press("Space")
        page.locator("#entry-line").focus()
        page.keyboard.type(line)
        expect(page.locator("#entry-preview .understood li")).to_have_count(2)
        expect(page.locator("#entry-preview input[name=seen]")).not_to_have_value("")
        if number == 1:
            axe_finds_nothing(page)
            take_picture(page, f"tests-entry-{language}")
        page.keyboard.press("Enter")
        expect(page.locator(".rows .between")).to_have_count(number)
    assert sorted(Attempt.objects.values_list("points", "ending")) == [(1, "paper"), (2, "paper")]


@pytest.mark.parametrize("language", ["lo", "en"])
def test_screen_and_sheet_are_shown_side_by_side(phone, facilitator, pre, language):
    services.open_sitting(sitting=pre, actor=facilitator)
    pre.refresh_from_db()
    registration = pre.workshop.registrations.order_by("pk").first()
    attempt = services.start_attempt(
        person=registration.person, sitting=pre, registration=registration, form=Form.A
    )
    services.save_answers(attempt_id=attempt.pk, given=[services.Given(1, [3], language)])
    services.finish_attempt(attempt=attempt)
    page = phone(facilitator)
    page.goto(f"/{language}/tests/workshops/{pre.workshop.code}/entry/pre/")
    page.locator("#entry-person").select_option(str(registration.pk))
    page.locator("[name=sheet]").first.check()
    page.locator("#entry-line").fill("BB")
    expect(page.locator(".on-screen input[type=radio]")).to_have_count(2)
    page.locator(".on-screen input[value=paper]").check()
    page.locator("#entry-reason").fill("A sheet too")
    axe_finds_nothing(page)
    take_picture(page, f"tests-entry-both-{language}")
    # The sign-in ends while the row is typed: nothing of it is lost.
    page.context.clear_cookies(name="sessionid")
    page.locator("#entry-preview button").click()
    page.wait_for_url("**/account/login/**")
    page.fill("input[name=login]", facilitator.username)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form .form-actions button").first.click()
    page.wait_for_url("**/entry/pre/")
    expect(page.locator("#entry-line")).to_have_value("BB")
    expect(page.locator("#entry-reason")).to_have_value("A sheet too")
    expect(page.locator(".on-screen input[value=paper]")).to_be_checked()
    axe_finds_nothing(page)
    take_picture(page, f"tests-entry-kept-{language}")
    assert not Attempt.objects.filter(ending="paper").exists()
    page.locator("#entry-preview button").click()
    expect(page.locator(".rows .between")).to_have_count(1)
    assert Attempt.objects.get().points == 2
