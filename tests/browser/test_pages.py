"""Main pages in real Chromium: accessible, inside their width, from no other host."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import DESK, PHONE, take_picture

pytestmark = pytest.mark.browser

#: (who, address without its language, name of the picture)
MAIN_PAGES = [
    (None, "/", "home"),
    (None, "/account/login/", "sign-in"),
    (None, "/certificates/verify/", "verify"),
    ("participant", "/my/", "my-learning"),
    ("participant", "/account/profile/", "profile"),
    ("facilitator", "/workshops/", "workshops"),
    ("facilitator", "/workshops/MICIC-2024-06/", "workshop"),
    ("facilitator", "/workshops/MICIC-2024-06/people/", "people"),
    ("officer", "/reports/", "reports"),
    ("officer", "/reports/workshops/MICIC-2024-06/", "report"),
]


@pytest.mark.parametrize("language", ["lo", "en"])
@pytest.mark.parametrize(("who", "address", "name"), MAIN_PAGES)
def test_a_main_page_is_accessible_and_fits(visit, who, address, name, language):
    page = visit(f"/{language}{address}", size=PHONE, as_user=who)
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
