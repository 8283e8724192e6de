"""A room checks in: the code is read from a picture of the projector, the card from its sheet."""

import io
import os
import re
import shutil
import uuid
from collections.abc import Callable, Iterator

import cv2
import numpy as np
import pdfplumber
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect, sync_playwright

from courses.workshops.models import Attendance, SelfCheckIn, Session
from courses.workshops.services.check_in import open_check_in, set_late_from
from people.enums import ConsentKind
from people.models import User
from people.selectors import PRIVACY_VERSION
from people.services import record_consent
from tests.factories import make_person, make_registration, make_workshop

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 740}
PROJECTOR = {"width": 1280, "height": 720}
expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def own_browser() -> Iterator[Browser]:
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
def people(db) -> list[User]:
    """Three who have read the privacy notice."""
    found = [make_person() for _ in range(3)]
    for person in found:
        record_consent(
            person=person, kind=ConsentKind.PRIVACY_NOTICE, version=PRIVACY_VERSION, language="lo"
        )
    return found


@pytest.fixture
def session(facilitator, people) -> Session:
    """This morning, with an open check-in at which nobody is late."""
    workshop = make_workshop(facilitator=facilitator, start_date=timezone.localdate(), code="ROOM")
    for person in people:
        make_registration(workshop, person)
    session = workshop.sessions.first()
    opening = open_check_in(session=session, actor=facilitator)
    set_late_from(opening=opening, late_from=None, actor=facilitator)
    return session


@pytest.fixture
def window(own_browser, live_server) -> Iterator[Callable[..., Page]]:
    """A browser of somebody (signed in, or not), of a size."""
    contexts = []

    def open_window(size: dict[str, int], person: User | None = None, *, script=True) -> Page:
        context = own_browser.new_context(
            base_url=live_server.url, viewport=size, java_script_enabled=script, locale="lo"
        )
        contexts.append(context)
        if person is not None:
            client = Client()
            client.force_login(person)
            cookie = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(60_000)
        return page

    yield open_window
    for context in contexts:
        context.close()


def read_code(picture: bytes) -> str:
    """What a phone's camera reads from a picture."""
    image = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)
    words, _points, _straight = cv2.QRCodeDetector().detectAndDecode(image)
    assert words, "no code was read from the picture"
    return words


def projector_of(window: Callable[..., Page], session: Session, facilitator: User) -> Page:
    page = window(PROJECTOR, facilitator)
    page.goto(reverse("check_in_screen", args=["ROOM", session.pk]))
    return page


def test_from_the_printed_card_to_the_name_on_the_screen(
    window, facilitator, people, session, live_server
):
    person = people[0]
    room = Client(headers={"host": live_server.url.split("://")[1]})
    room.force_login(facilitator)
    entry = person.registrations.get()
    sheet = room.post(
        reverse("workshop_cards", args=["ROOM"]),
        {"action": "print", "registration": [entry.pk], "batch": str(uuid.uuid4())},
    )
    with pdfplumber.open(io.BytesIO(sheet.content)) as paper:
        picture = io.BytesIO()
        paper.pages[0].crop((28, 30, 300, 226)).to_image(resolution=200).save(picture, "PNG")
        pin = re.search(r"\b\d{3} \d{3}\b", paper.pages[0].extract_text())[0]
    card_address = read_code(picture.getvalue())
    projector = projector_of(window, session, facilitator)
    expect(projector.locator(".screen-count b")).to_have_text("0")

    phone = window(PHONE)
    phone.goto(read_code(projector.screenshot()))
    assert phone.evaluate("document.documentElement.scrollWidth") == 360
    phone.goto(card_address)
    phone.fill("input[name=pin]", pin)
    phone.locator("main form .button").first.click()
    expect(phone.locator(".check-in-name")).to_have_text(person.name_lo)
    phone.locator(".check-in-tap").click()
    expect(phone.locator(".check-in-done")).to_be_visible()
    assert SelfCheckIn.objects.get().sign_in == "card"
    expect(projector.locator(".screen-count b")).to_have_text("1")
    expect(projector.locator(".screen-people")).to_contain_text(person.name_lo)
    for page in (projector, phone):
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()


def test_without_scripts_the_number_is_typed(window, facilitator, people, session):
    projector = window(PROJECTOR, facilitator, script=False)
    projector.goto(reverse("check_in_screen", args=["ROOM", session.pk]))
    phone = window(PHONE, people[1], script=False)
    phone.goto("/in")
    phone.fill("#code", projector.locator(".screen-short").inner_text())
    phone.locator(".check-in-tap").click()
    expect(phone.locator(".check-in-done")).to_be_visible()
    assert Attendance.objects.count() == 1


def test_the_projector_says_when_it_cannot_ask_and_goes_on_by_itself(window, facilitator, session):
    projector = projector_of(window, session, facilitator)
    trouble = projector.locator("[data-trouble]")
    expect(trouble).to_be_hidden()
    projector.context.set_offline(True)
    expect(trouble).to_be_visible()
    # An old code leaves the screen; the page itself cannot make another.
    projector.evaluate("Date.now = (now => () => now() + 120000)(Date.now)")
    expect(projector.locator(".screen-code")).to_be_hidden()
    projector.context.set_offline(False)
    expect(trouble).to_be_hidden()
    expect(projector.locator(".screen-code")).to_be_visible()
    read_code(projector.screenshot())
