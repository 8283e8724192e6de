"""The screen for a crisis in real Chromium: two taps from anywhere, and each sheet on one page."""

import io

import pikepdf
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["lo", "en"])
def test_each_sheet_prints_on_one_page_of_a4(visit, language):
    page = visit(f"/{language}/learning/micic/go/")
    sheets = page.locator("details.sheet")
    assert sheets.count() > 20
    page.evaluate("document.querySelectorAll('details.sheet').forEach((s) => { s.open = true; })")
    with pikepdf.open(io.BytesIO(page.pdf(prefer_css_page_size=True))) as paper:
        assert len(paper.pages) == sheets.count()
        sizes = {
            tuple(sorted(round(float(x) / 72 * 25.4) for x in p.mediabox[2:])) for p in paper.pages
        }
    assert sizes == {(210, 297)}
    page.evaluate("document.querySelectorAll('details.sheet').forEach((s) => { s.open = false; })")
    sheets.first.locator("summary").click()
    with pikepdf.open(io.BytesIO(page.pdf(prefer_css_page_size=True))) as paper:
        assert len(paper.pages) == 1


@pytest.mark.parametrize("language", ["lo", "en"])
def test_the_words_of_a_figure_can_be_read_on_a_phone(visit, language):
    page = visit(f"/{language}/learning/micic/go/#alert-levels", size=PHONE)
    page.locator("details.sheet", has=page.locator("#alert-levels")).locator("summary").click()
    sizes = page.locator("#alert-levels svg text").evaluate_all(
        """texts => texts.map(text => parseFloat(getComputedStyle(text).fontSize)
            * text.ownerSVGElement.getBoundingClientRect().width / 360)"""
    )
    assert min(sizes) > 11
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize(
    ("address", "who"),
    [("/lo/learning/micic/", "participant"), ("/lo/workshops/", "facilitator"), ("/lo/", None)],
)
def test_a_sheet_is_two_taps_away(visit, address, who):
    page = visit(address, size=PHONE, as_user=who)
    link = page.locator(".go-place")
    expect(link).to_be_in_viewport(ratio=1)
    link.click()
    page.locator(".sheet summary").first.click()
    expect(page.locator(".sheet .steps").first).to_be_in_viewport()
