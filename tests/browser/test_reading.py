"""Reading with scripts: the place over a change of language, ticks wherever a list is shown."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser

LESSON = "/{}/learning/micic/a2-rebuilding-lives/a2-1-wages-and-property/"


def test_the_language_is_changed_at_the_place_one_reads(visit):
    page = visit(LESSON.format("lo"), size=PHONE)
    page.locator("[data-switch][hreflang=en]").first.click()
    expect(page).to_have_url(re.compile(LESSON.format("en") + "$"))
    part = page.locator(".part").nth(6).get_attribute("id")
    page.evaluate("id => document.getElementById(id).scrollIntoView()", part)
    page.locator(".foot-switch").click()
    expect(page).to_have_url(re.compile(LESSON.format("lo") + f"#{part}$"))
    expect(page.locator(f"#{part}")).to_be_in_viewport()


def test_a_tick_in_a_lesson_stands_in_the_list_of_all_checklists(visit):
    page = visit(LESSON.format("en"), size=PHONE)
    page.locator("[data-checklist] input").nth(1).check()
    page.goto(re.sub(r"/en/.*", "/lo/learning/micic/checklists/", page.url))
    expect(page.locator("[data-checklist] input:checked")).to_have_count(1)
    expect(page.locator("[data-checklist-count]", has_text="1 /")).to_have_count(1)


def test_a_list_that_was_rewritten_begins_afresh(visit):
    page = visit(LESSON.format("en"), size=PHONE)
    page.locator("[data-checklist] input").nth(1).check()
    page.reload()
    expect(page.locator("[data-checklist] input:checked")).to_have_count(1)
    page.evaluate(
        """() => { for (const [key, value] of Object.entries(localStorage))
          if (key.startsWith("checklist:"))
            localStorage.setItem(key, JSON.stringify({ ...JSON.parse(value), of: 2 })); }"""
    )
    page.reload()
    expect(page.locator("[data-checklist-count]").first).not_to_be_empty()
    expect(page.locator("[data-checklist] input:checked")).to_have_count(0)
