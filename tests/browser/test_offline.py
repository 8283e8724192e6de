"""A phone without a network: a module is kept, read, ticked and marked, and the marks arrive once."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from wagtail.models import Locale, Site
from wagtail.models import Page as WagtailPage

from courses.curriculum import services
from courses.curriculum.models import LessonPage, LessonProgress, OfflineMark
from people.enums import ConsentKind
from people.models import User
from people.selectors import PRIVACY_VERSION
from people.services.consent import record_consent
from tests.browser.conftest import DESK, PHONE, take_picture
from tests.courses.curriculum.conftest import write_course

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MODULE = "/lo/learning/test/b1/"
LESSON = "/lo/learning/test/b1/b1-1/"


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
def small_course(transactional_db, tmp_path) -> None:
    """Three lessons before, one during a crisis, on a site of their own."""
    Locale.objects.get_or_create(language_code="lo")
    root = WagtailPage.objects.filter(depth=1).first() or WagtailPage.add_root(title="R", slug="r")
    home = root.get_children().first() or root.add_child(instance=WagtailPage(title="H", slug="h"))
    Site.objects.get_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": home}
    )
    services.load_curriculum(folder=write_course(tmp_path))


@pytest.fixture
def phone(phone_browser, live_server, small_course) -> Iterator[Callable[..., Page]]:
    """A phone, in the hands of somebody who is signed in, or of a stranger."""
    contexts: list[BrowserContext] = []

    def take(person: User | None = None, *, javascript: bool = True) -> Page:
        context = phone_browser.new_context(
            base_url=live_server.url, viewport=PHONE, java_script_enabled=javascript
        )
        contexts.append(context)
        page = context.new_page()
        page.address = live_server.url
        page.set_default_timeout(60_000)
        if person is not None:
            hand_over(page, person)
        return page

    yield take
    for context in contexts:
        context.set_offline(False)
        context.close()


def hand_over(page: Page, person: User) -> None:
    """Let ``person`` be signed in on the phone from now on."""
    record_consent(
        person=person, kind=ConsentKind.PRIVACY_NOTICE, version=PRIVACY_VERSION, language="lo"
    )
    client = Client()
    client.force_login(person)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([cookie | {"url": page.address}])


def keep(page: Page, address: str) -> None:
    """Open a page, keep its package and wait until it says so."""
    page.goto(address)
    box = page.locator("[data-keep]")
    expect(box.get_by_text("KB").first).to_be_visible()
    box.locator("[data-do=keep]").first.click()
    expect(box.locator("[data-do=remove]")).to_be_visible()
    page.wait_for_function("navigator.serviceWorker.controller !== null")


def cut(page: Page) -> None:
    page.context.set_offline(True)


def test_a_module_is_read_ticked_and_marked_without_a_network(phone, participant):
    page = phone(participant)
    keep(page, MODULE)
    take_picture(page, "offline-module-kept-lo-360")
    cut(page)
    page.goto(LESSON)
    note = page.locator(".kept-note")
    expect(note).to_be_visible()
    expect(note).to_contain_text("ບໍ່ມີອິນເຕີເນັດ")
    page.locator(".check input").first.check()
    assert page.evaluate("document.fonts.check('16px \"Noto Sans Lao\"', 'ລາວ')")
    page.locator("[data-mark-box] button").click()
    expect(page.locator("[data-mark-box]")).to_contain_text("ຈະສົ່ງເມື່ອມີ")
    take_picture(page, "offline-lesson-lo-360")
    assert Axe().run(page).response["violations"] == []
    page.reload()
    expect(page.locator(".check input").first).to_be_checked()
    page.locator(".foot a[rel=next]").click()
    page.wait_for_url("**/b1-2/")
    page.locator("[data-mark-box] button").click()
    page.goto(MODULE)
    expect(page.locator(".modules .done")).to_have_count(2)
    page.goto(LESSON.replace("/lo/", "/en/"))
    expect(page.locator(".kept-note")).to_contain_text("No network")
    for address in ("glossary/", "checklists/", "go/", ""):
        page.goto(f"/lo/learning/test/{address}")
        expect(note).to_be_visible()
        assert page.locator("h1").count() == 1
        assert page.locator("[data-kept-list]").count() == 0
    page.goto("/lo/learning/test/d1/")
    expect(note).to_be_visible()
    expect(page.locator("[data-kept-list] .card")).to_have_count(1)
    assert not LessonProgress.objects.filter(completed_at__isnull=False).exists()

    page.goto(LESSON)
    page.context.set_offline(False)
    expect(page.locator(".queue-note")).to_be_visible()
    read = LessonProgress.objects.filter(completed_at__isnull=False)
    assert sorted(read.values_list("lesson__code", flat=True)) == ["B1.1", "B1.2"]
    page.goto(MODULE)
    expect(page.locator(".kept-note")).to_have_count(0)
    expect(page.locator(".modules .done")).to_have_count(2)
    page.goto(LESSON)
    page.reload()
    expect(page.locator(".kept-note")).to_have_count(0)
    assert OfflineMark.objects.count() == read.count() == 2
    assert page.evaluate("localStorage.getItem('offline.queue')") is None


def test_the_marks_of_one_are_never_sent_for_another(phone, participant, editor):
    page = phone(participant)
    keep(page, MODULE)
    cut(page)
    page.goto(LESSON)
    page.locator("[data-mark-box] button").click()
    page.route("**/progress/", lambda route: route.abort())
    page.context.set_offline(False)
    page.context.clear_cookies()
    page.goto(MODULE)
    assert page.evaluate("localStorage.getItem('offline.person')") is None
    page.unroute("**/progress/")
    hand_over(page, editor)
    page.goto(MODULE)
    page.goto(LESSON)
    assert page.evaluate("JSON.parse(localStorage.getItem('offline.queue')).length") == 1
    cut(page)
    page.goto(LESSON)
    expect(page.locator("[data-mark-box] .button")).to_be_visible()
    page.context.set_offline(False)
    page.goto(MODULE)
    assert not LessonProgress.objects.filter(completed_at__isnull=False).exists()
    hand_over(page, participant)
    page.goto(MODULE)
    expect(page.locator(".queue-note")).to_be_visible()
    assert LessonProgress.objects.get(completed_at__isnull=False).enrolment.person == participant


def test_a_tap_on_mark_as_read_just_as_the_network_goes_is_not_lost(phone, participant):
    page = phone(participant)
    keep(page, MODULE)
    page.goto(LESSON)
    cut(page)
    page.locator(".foot form button").click()
    expect(page.locator("[data-mark-box]")).to_contain_text("ຈະສົ່ງເມື່ອມີ")
    page.context.set_offline(False)
    expect(page.locator(".queue-note")).to_be_visible()
    assert LessonProgress.objects.get(completed_at__isnull=False).lesson.code == "B1.1"


def test_what_is_kept_holds_nobodys_name_and_a_stranger_marks_nothing(phone, participant):
    page = phone(participant)
    services.complete_lesson(person=participant, lesson=LessonPage.objects.get(code="B1.1"))
    keep(page, MODULE)
    kept = page.evaluate(
        """async () => {
          const texts = [];
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const request of await cache.keys()) {
              if (request.url.endsWith("/")) texts.push(await (await cache.match(request)).text());
            }
          }
          return texts;
        }"""
    )
    assert len(kept) > 10
    for text in kept:
        assert participant.get_short_name() not in text
        assert f'data-reader="{participant.pk}"' not in text
        assert "csrfmiddlewaretoken" not in text
    page.context.clear_cookies()
    page.goto(MODULE)
    cut(page)
    page.goto(LESSON)
    expect(page.locator(".kept-note")).to_be_visible()
    expect(page.locator("[data-mark-box]")).to_have_count(0)


def test_newer_text_is_said_kept_anew_and_removed(phone):
    page = phone()
    keep(page, MODULE)
    lesson = LessonPage.objects.get(code="B1.1")
    lesson.heading_lo = "ຫົວຂໍ້ໃໝ່"
    lesson.save_revision().publish()
    page.goto(MODULE)
    expect(page.locator("p[data-when=newer]")).to_be_visible()
    take_picture(page, "offline-newer-lo-360")
    page.goto("/lo/learning/kept/")
    expect(page.locator("[data-kept-list] .card")).to_have_count(1)
    for size, width in ((PHONE, 360), (DESK, 1280)):
        page.set_viewport_size(size)
        take_picture(page, f"offline-kept-lo-{width}")
    assert Axe().run(page).response["violations"] == []
    page.set_viewport_size(PHONE)
    page.locator("[data-when=newer] [data-do=keep], [data-do=keep][data-when=newer]").click()
    expect(page.locator("p[data-when=newer]")).to_be_hidden()
    expect(page.locator("[data-do=remove]")).to_be_visible()
    page.goto("/lo/learning/test/go/")
    expect(page.locator("[data-when=around]")).to_be_visible()
    cut(page)
    page.goto(LESSON)
    expect(page.locator("h1")).to_have_text("ຫົວຂໍ້ໃໝ່")
    page.goto("/lo/learning/kept/")
    page.locator("[data-do=remove]").click()
    expect(page.locator("[data-kept-none]")).to_be_visible()
    assert page.evaluate("caches.keys()") == []


@pytest.mark.parametrize("language", ["lo", "en"])
def test_the_screen_for_a_crisis_is_kept_by_a_button_of_its_own(phone, language):
    page = phone()
    keep(page, f"/{language}/learning/test/go/")
    cut(page)
    page.goto(f"/{language}/")
    page.locator(".go-place").click()
    expect(page.locator(".kept-note")).to_be_visible()
    page.locator(".sheet summary").first.click()
    page.locator(".sheet .check input").first.check()
    for size, width in ((PHONE, 360), (DESK, 1280)):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        take_picture(page, f"go-{language}-{width}")
    assert Axe().run(page).response["violations"] == []


def test_without_javascript_everything_reads_and_nothing_offers_to_keep(phone):
    page = phone(javascript=False)
    page.goto(MODULE)
    expect(page.locator("[data-keep]")).to_be_hidden()
    page.goto("/lo/learning/test/go/")
    page.locator(".sheet summary").first.click()
    expect(page.locator(".sheet .check").first).to_be_visible()
    expect(page.locator("[data-print]").first).to_be_hidden()
