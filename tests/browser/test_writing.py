"""Editors at work in real Chromium: a bad paste, two at one lesson, an ended sign-in."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from config.demo import DEMO_PASSWORD
from tests.browser.conftest import take_picture

pytestmark = pytest.mark.browser

#: Milliseconds within which Wagtail has saved by itself and our box has been renewed.
SOON = 120_000


def open_editor(page: Page, code: str) -> str:
    """Open a lesson by its code from the coverage of the course; gives its address in the CMS."""
    page.goto(f"/cms/reports/coverage/?kind=lessonpage&q={code}")
    page.locator("table.coverage th a").first.click()
    expect(page.locator("[name=kept]")).to_be_attached()
    page.wait_for_load_state("networkidle")
    return page.url


def kept_copies(page: Page) -> int:
    return int(
        page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('cms-kept')).length")
    )


def change_until(seen: Locator, change: Callable[[int], object]) -> None:
    """Change something, again if need be, until the CMS has saved by itself and shows ``seen``.

    On a busy machine Wagtail begins to notice changes some time after the page is there; what was
    typed before waits for the next change.
    """
    for again in range(12):
        change(again)
        try:
            expect(seen).to_be_visible(timeout=SOON / 12)
        except AssertionError:
            continue
        return
    expect(seen).to_be_visible()


def save_by_hand(page: Page) -> None:
    with page.expect_navigation():
        page.locator("button.action-save").first.click()
        confirm = page.locator("[data-w-dialog-target=confirm]")
        page.wait_for_timeout(500)
        if confirm.count() and confirm.first.is_visible():
            confirm.first.click()


def test_a_bad_paste_is_named_at_once_and_saved(visit):
    page = visit("/cms/", as_user="editor")
    open_editor(page, "B1.2")
    remarks = page.locator(".remarks mark")
    pasted = "ຂ່າວ ¡¾­²½ì¾ ແລະ สวัสดี"
    change_until(
        remarks.filter(has_text="สวัสดี"),
        lambda again: page.fill("#id_summary_lo", pasted + " ." * again),
    )
    pasted = page.input_value("#id_summary_lo")
    expect(remarks.filter(has_text="¡¾­²½ì¾")).to_be_visible()
    assert kept_copies(page) == 0, "saved by itself, so nothing need be kept"
    save_by_hand(page)
    expect(page.locator("#id_summary_lo")).to_have_value(pasted)
    assert not page.locator(".newer-version").count(), "one's own saving is no conflict"
    take_picture(page, "cms-bad-paste")


def test_both_languages_of_a_lesson_with_a_table_are_on_the_screen(visit):
    page = visit("/cms/", as_user="editor")
    open_editor(page, "D4.2")
    sides = [
        page.locator(f"[data-contentpath=body_{code}]").bounding_box() for code in ("en", "lo")
    ]
    en, lo = (box for box in sides if box is not None)
    assert en["y"] == lo["y"]
    assert en["x"] + en["width"] <= lo["x"]
    size = page.viewport_size
    assert size is not None
    assert lo["x"] + lo["width"] <= size["width"]


def test_an_ended_sign_in_loses_nothing(visit):
    page = visit("/cms/", as_user="editor")
    address = open_editor(page, "B1.3")
    page.on("dialog", lambda dialog: dialog.accept())
    page.context.clear_cookies(name="sessionid")
    page.fill("#id_summary_en", "Typed after the sign-in had ended")
    page.wait_for_function(
        "Object.keys(localStorage).some(k => k.startsWith('cms-kept'))", timeout=SOON
    )
    save_by_hand(page)
    assert "/account/login/" in page.url
    page.fill("input[name=login]", "editor")
    page.fill("input[name=password]", DEMO_PASSWORD)
    page.locator("main form .form-actions button").first.click()
    page.wait_for_url(address)
    expect(page.locator("[data-keep-restore]")).to_be_visible()
    take_picture(page, "cms-kept")
    with page.expect_navigation():
        page.locator("[data-keep-restore]").click()
    expect(page.locator("#id_summary_en")).to_have_value("Typed after the sign-in had ended")
    expect(page.locator("[name=kept]")).to_be_attached()
    page.wait_for_timeout(500)
    assert kept_copies(page) == 0
    assert not page.locator(".newer-version").count()


def test_two_editors_at_one_lesson(visit):
    one = visit("/cms/", as_user="editor")
    address = open_editor(one, "B2.1")
    two = visit("/cms/", as_user="administrator")
    two.goto(address)
    expect(two.locator("[name=kept]")).to_be_attached()
    one.fill("#id_summary_en", "Of the first")
    save_by_hand(one)
    two.fill("#id_summary_en", "Of the second")
    two.wait_for_timeout(1500)
    save_by_hand(two)
    expect(two.locator(".newer-version")).to_be_visible()
    expect(two.locator("#id_summary_en")).to_have_value("Of the second")
    take_picture(two, "cms-newer-version")
    one.reload()
    expect(one.locator("#id_summary_en")).to_have_value("Of the first")
    two.locator("[name=over_newer]").check()
    save_by_hand(two)
    expect(two.locator("#id_summary_en")).to_have_value("Of the second")
    assert not two.locator(".newer-version").count()


def test_a_stale_block_is_led_to_and_reviewed(visit):
    page = visit("/cms/", as_user="editor")
    open_editor(page, "B2.2")
    block = page.locator("[data-contentpath=body_en] [contenteditable=true]").first
    block.click()
    page.keyboard.press("Home")
    link = page.locator("[data-go-to=body_lo][data-block]").first
    change_until(link, lambda again: page.keyboard.type("New words. "))
    link.click()
    pointed = page.locator("[data-contentpath=body_lo] .is-pointed-at")
    expect(pointed).to_be_visible()
    page.get_by_role("link", name="ອ່ານທຽບ").click()
    expect(page.locator("td.is-stale")).to_be_visible()
    found = Axe().run(page, context="main").response["violations"]
    assert [each["id"] for each in found] == []
    take_picture(page, "cms-review")
    with page.expect_navigation():
        page.locator("button[name=language][value=lo]").click()
    expect(page.locator(".language-state.is-reviewed")).to_be_visible()


@pytest.mark.parametrize("mode", ["lo", "en"])
def test_the_preview_is_as_wide_as_a_phone(visit, mode):
    page = visit("/cms/", as_user="editor")
    open_editor(page, "B1.1")
    page.locator("[data-side-panel-toggle=preview]").click()
    frame = page.locator("[data-side-panel=preview] iframe")
    expect(frame.first).to_be_visible(timeout=SOON)
    for shown in ("lo", mode):
        page.locator("[data-side-panel=preview] select").first.select_option(shown)
        page.wait_for_function(
            """mode => [...document.querySelectorAll('[data-side-panel=preview] iframe')].some(
                f => f.contentWindow.innerWidth === 360
                  && f.contentDocument.documentElement.lang === mode)""",
            arg=shown,
            timeout=SOON,
        )


def test_a_term_is_copied(visit):
    page = visit("/cms/", as_user="editor")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_editor(page, "B1.1")
    page.locator(".drawer-toggle").click()
    page.fill("#drawer-search", "alert level")
    button = page.locator("[data-copy-term]").first
    expect(button).to_be_visible()
    button.click()
    assert page.evaluate("navigator.clipboard.readText()") == button.get_attribute("data-copy-term")
