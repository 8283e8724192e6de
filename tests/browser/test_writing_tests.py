"""An editor writes a question in real Chromium: kinds, a second editor, an ended sign-in."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import take_picture

pytestmark = pytest.mark.browser

#: Lao is pasted: Chromium without a Lao keyboard cannot type it into an editor of rich text.
PASTE = """(editor, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""
NEW = "/cms/tests/questions/new/"


def write(page: Page, field: str, text: str) -> None:
    """Type into an editor of rich text, found by its name, over what stands there."""
    editor = page.locator(f"[contenteditable=true][aria-labelledby=id_{field}-label]")
    editor.click()
    page.keyboard.press("Control+a")
    if text.isascii():
        page.keyboard.type(text)
    else:
        editor.evaluate(PASTE, text)
    expect(editor).to_have_text(text)


def save(page: Page) -> None:
    page.wait_for_timeout(500)  # Wagtail's editor puts its words into the form a moment later
    with page.expect_navigation():
        page.locator("#w-editor-form footer button[type=submit]").first.click()
    expect(page.locator("[name=kept]")).to_be_attached()


def complaints(page: Page) -> list[tuple[str, str]]:
    """What axe finds, and where, once nothing fades in any more."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1000)
    page.wait_for_function(
        """() => document.getAnimations().every(each => each.playState !== 'running'
          || each.effect.getComputedTiming().iterations === Infinity)"""
    )
    found = Axe().run(page, context="main").response["violations"]
    return [(each["id"], node["html"][:300]) for each in found for node in each["nodes"]]


def write_a_number(page: Page, code: str) -> str:
    """A new question with a number; gives its address in the CMS."""
    expect(page.locator("[name=kept]")).to_be_attached()
    page.fill("[name=code]", code)
    page.select_option("[name=kind]", "numeric")
    write(page, "stem_en", "How many seats are there?")
    write(page, "stem_lo", "ມີຈັກບ່ອນນັ່ງ?")
    page.fill("[name=number]", "80")
    page.select_option("[name=measures]", index=2)
    save(page)
    return page.url


def test_a_question_is_written_and_shown(visit):
    page = visit(NEW, as_user="editor")
    page.select_option("[name=kind]", "numeric")
    expect(page.locator("#id_options-FORMS")).to_be_hidden()
    expect(page.locator("[name=number]")).to_be_visible()
    page.select_option("[name=kind]", "single")
    expect(page.locator("[name=number]")).to_be_hidden()
    page.locator("#id_options-ADD").click()
    expect(page.locator("[name=options-0-right]")).to_be_visible()
    expect(page.locator("[name=options-0-match_lo]")).to_be_hidden()
    assert complaints(page) == []
    take_picture(page, "cms-question-new")
    page.goto(NEW)
    page.locator("[data-keep-drop]").click()  # what was chosen above was kept: throw it away
    address = write_a_number(page, "B-95")
    assert "/edit/" in address
    assert complaints(page) == []
    take_picture(page, "cms-question")
    save(page)
    page.locator("a[href$='/versions/']").first.click()
    expect(page.locator(".tests-version")).to_have_count(1)  # saved as it was: no other version
    page.goto(address)
    write(page, "stem_en", "How many seats are left?")
    page.fill("[name=note]", "Asked more clearly")
    save(page)
    page.locator("a[href$='/versions/']").first.click()
    expect(page.locator(".tests-version")).to_have_count(2)
    expect(page.locator("ins").first).to_have_text("left?")
    assert complaints(page) == []
    take_picture(page, "cms-question-versions")
    page.goto(address)
    page.locator("a[href$='/preview/']").first.click()
    frame = page.frame_locator("iframe").nth(1)
    expect(frame.locator("fieldset.question")).to_be_visible()
    take_picture(page, "cms-question-preview")


def test_two_editors_at_one_question(visit):
    one = visit(NEW, as_user="editor")
    address = write_a_number(one, "B-96")
    two = visit(address, as_user="administrator")
    expect(two.locator("[name=kept]")).to_be_attached()
    write(one, "stem_en", "Of the first?")
    save(one)
    write(two, "stem_en", "Of the second?")
    save(two)
    expect(two.locator(".newer-version")).to_be_visible()
    expect(two.locator("[aria-labelledby=id_stem_en-label]")).to_have_text("Of the second?")
    take_picture(two, "cms-question-newer")
    two.locator("[name=over_newer]").check()
    save(two)
    expect(two.locator(".newer-version")).to_have_count(0)
    one.goto(address)
    expect(one.locator("[aria-labelledby=id_stem_en-label]")).to_have_text("Of the second?")


def test_an_ended_sign_in_keeps_what_was_typed(visit):
    page = visit(NEW, as_user="editor")
    page.on("dialog", lambda dialog: dialog.accept())
    expect(page.locator("[name=kept]")).to_be_attached()
    page.fill("[name=source]", "Typed before the end")
    page.wait_for_function("Object.keys(localStorage).some(k => k.startsWith('cms-kept'))")
    page.goto(NEW)
    expect(page.locator("[data-keep-restore]")).to_be_visible()
    with page.expect_navigation():
        page.locator("[data-keep-restore]").click()
    expect(page.locator("[name=source]")).to_have_value("Typed before the end")


def test_a_draw_says_how_many_it_finds(visit):
    page = visit("/cms/tests/quizzes/new/", as_user="editor")
    page.locator("#id_draws-ADD").click()
    page.fill("[name=draws-0-count]", "999")
    page.locator("[name=draws-0-count]").blur()
    line = page.locator("[data-matching]")
    expect(line).to_have_class("tests-matching is-short")
    assert complaints(page) == []
