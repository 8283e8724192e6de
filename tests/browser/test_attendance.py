"""The attendance page of a session: a plain form, for a desk and for browsers without JavaScript."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session as SignIn
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from playwright.sync_api import Browser, Page, expect, sync_playwright

from courses.workshops.models import Attendance, Session
from people.enums import ConsentKind
from people.models import User
from people.selectors import PRIVACY_VERSION
from people.services.consent import record_consent
from tests.conftest import PASSWORD
from tests.factories import make_registration, make_workshop

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
def session(facilitator, other_facilitator) -> Session:
    """The first session of a workshop of six people that begins today, led by two."""
    workshop = make_workshop(facilitator=facilitator, start_date=timezone.localdate())
    workshop.facilitators.create(person=other_facilitator)
    for _ in range(6):
        make_registration(workshop)
    for person in (facilitator, other_facilitator):
        record_consent(
            person=person,
            kind=ConsentKind.PRIVACY_NOTICE,
            version=PRIVACY_VERSION,
            language="lo",
        )
    return workshop.sessions.first()


@pytest.fixture
def phone(phone_browser, live_server, session) -> Iterator[Callable[..., Page]]:
    """A phone of somebody who is signed in, with the session's attendance page open."""
    contexts = []

    def take(person: User, *, language: str = "lo", javascript: bool = True) -> Page:
        client = Client()
        client.force_login(person)
        context = phone_browser.new_context(
            base_url=live_server.url,
            viewport={"width": 360, "height": 740},
            java_script_enabled=javascript,
        )
        contexts.append(context)
        cookie = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page = context.new_page()
        with translation.override(language):
            page.goto(reverse("session_attendance", args=[session.workshop.code, session.pk]))
        return page

    yield take
    for context in contexts:
        context.close()


def row(page: Page, number: int):
    """The row of a person, counted from 0 as on the screen."""
    return page.locator(".roll-list li").nth(number)


def choose(page: Page, number: int, status: str) -> None:
    row(page, number).locator(f".{status}").click()


def statuses(session: Session) -> list[str]:
    found = Attendance.objects.filter(session=session).order_by("registration__person__sort_key")
    return list(found.values_list("status", flat=True))


def test_without_javascript_the_form_survives_an_expired_sign_in(phone, session, facilitator):
    page = phone(facilitator, javascript=False)
    row(page, 0).locator(".roll-who").click()
    choose(page, 1, "left_early")
    SignIn.objects.all().delete()
    page.locator("button[value=save]").click()
    page.fill("input[name=login]", facilitator.username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    expect(page.locator(".notice.warn")).to_be_visible()
    assert statuses(session) == []
    page.locator("button[value=save]").click()
    expect(page.locator(".messages")).to_contain_text("2")
    assert sorted(statuses(session)) == ["left_early", "present"]


@pytest.mark.parametrize("language", ["lo", "en"])
def test_the_page_is_accessible_and_fits_a_narrow_phone(phone, language, facilitator):
    page = phone(facilitator, language=language)
    choose(page, 0, "absent")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    for target in page.locator(".roll-marks label, .roll-who, .roll-foot button:visible").all():
        box = target.bounding_box()
        assert box["height"] >= 44
