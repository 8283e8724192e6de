"""Main pages in real Chromium: accessible, inside their width, from no other host."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, sign_in, take_picture

pytestmark = pytest.mark.browser

#: (who, address without its language, name of the picture). What follows " > " is a link of that
#: page to press, where the address of the page itself has a number in it.
MAIN_PAGES = [
    (None, "/", "home"),
    (None, "/account/login/", "sign-in"),
    (None, "/certificates/verify/", "verify"),
    (None, "/learning/micic/", "course"),
    (None, "/learning/micic/ > main a[href*='/learning/micic/']", "module"),
    (None, "/learning/micic/go/", "go"),
    (None, "/learning/kept/", "kept"),
    ("participant", "/learning/micic/ > main a.button", "lesson"),
    (None, "/learning/micic/b4-contingency-planning/b4-2-four-alert-levels/", "lesson-figure"),
    (
        None,
        "/learning/micic/b4-contingency-planning/b4-3-crisis-team-and-call-tree/",
        "lesson-table",
    ),
    (None, "/learning/micic/exercises/t2-72-hours-after-the-earthquake/", "exercise"),
    (None, "/learning/micic/cards/", "cards"),
    (None, "/learning/micic/cards/l2-consular-access/", "card"),
    (None, "/learning/micic/glossary/", "glossary"),
    (None, "/learning/micic/guidelines/", "guidelines"),
    (None, "/learning/micic/checklists/", "checklists"),
    (None, "/learning/micic/handbook/", "handbooks"),
    (None, "/learning/micic/search/", "search"),
    (None, "/learning/micic/search/?q=evacuaton", "search-results"),
    (None, "/learning/micic/search/?q=zzgrbl", "search-nothing"),
    ("participant", "/my/", "my-learning"),
    ("participant", "/my/ > main a[href*='/certificates/verify/']", "verified"),
    ("participant", "/workshops/MICIC-NEXT/agenda/", "agenda"),
    ("participant", "/account/profile/", "profile"),
    ("facilitator", "/workshops/", "workshops"),
    ("facilitator", "/workshops/MICIC-2024-06/", "workshop"),
    ("facilitator", "/workshops/MICIC-2024-06/people/", "people"),
    ("facilitator", "/workshops/MICIC-2024-06/people/add/", "walk-in"),
    ("facilitator", "/workshops/MICIC-2024-06/import/", "import"),
    ("facilitator", "/workshops/MICIC-2024-06/attendance/", "sessions"),
    ("facilitator", "/workshops/MICIC-2024-06/attendance/ > .session-cards a.button", "attendance"),
    ("facilitator", "/workshops/MICIC-2024-06/reconcile/", "reconcile"),
    ("facilitator", "/workshops/MICIC-2024-06/attention/", "attention"),
    ("facilitator", "/workshops/MICIC-2024-06/scans/", "signed-sheets"),
    ("facilitator", "/workshops/MICIC-2024-06/scans/ > .scan-list a", "signed-sheet"),
    ("facilitator", "/people/duplicates/", "duplicates"),
    ("facilitator", "/people/duplicates/ > .pair a.button", "merge"),
    ("facilitator", "/people/merged/", "merged"),
    ("facilitator", "/certificates/workshops/MICIC-2024-06/", "certificates"),
    ("facilitator", "/certificates/workshops/MICIC-2024-06/layout/", "layout"),
    ("facilitator", "/certificates/MICIC-2024-LAO-0001/", "certificate"),
    ("officer", "/reports/", "reports"),
    ("officer", "/reports/workshops/MICIC-2024-06/", "report"),
]


@pytest.mark.parametrize("language", ["lo", "en"])
@pytest.mark.parametrize(("who", "address", "name"), MAIN_PAGES)
def test_a_main_page_is_accessible_and_fits(visit, who, address, name, language):
    address, _, link = address.partition(" > ")
    page = visit(f"/{language}{address}", size=PHONE, as_user=who)
    assert page.locator("main h1").count() == 1
    if link:
        before = page.url
        page.locator(link).first.click()
        page.wait_for_load_state()
        assert page.url != before
    assert page.locator("html").get_attribute("lang") == language
    for size, label in ((PHONE, 360), (DESK, 1280)):
        page.set_viewport_size(size)
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0, f"{label} px: the page is {overflow} px too wide"
        take_picture(page, f"{name}-{language}-{label}")
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in violations] == []


@pytest.mark.parametrize("size", [PHONE, DESK])
@pytest.mark.parametrize("language", ["lo", "en"])
def test_the_table_is_two_clicks_from_signing_in(visit, language, size):
    """A reporting officer counts clicks from the page where signing in has led to."""
    page = visit("/lo/", size=size)
    sign_in(page, "officer")
    assert page.url.endswith("/lo/my/")
    page.goto(f"/{language}/my/")
    clicks = 0
    table = page.locator("#table table")
    while not table.count():
        page.locator("main a[href*='/reports/workshops/']").first.click()
        page.wait_for_load_state()
        clicks += 1
        assert clicks <= 2
    expect(table).to_be_in_viewport()
    rows = table.locator("tbody tr")
    assert rows.count() == 4
    female, total = (
        [int(row.locator("td.num").nth(column).inner_text()) for row in rows.all()]
        for column in (0, 3)
    )
    assert (sum(female), sum(total)) == (9, 24)
    take_picture(page, f"two-clicks-{language}-{size['width']}")
