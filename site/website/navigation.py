"""What is the same for every reader is kept for a minute: the menus and a stranger's home page."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.utils import translation
from django.utils.translation import get_language
from wagtail.models import Page, Site

from core.pages import BilingualPage
from website.models import HomePage, NewsIndexPage, NewsPage, StandardPage

_KEY = "website.places"
_HOME = "website.home"
#: Seconds. Another process than the one that published hears of a change after this long.
_KEPT_FOR = 60


@dataclass(frozen=True, slots=True)
class Place:
    """A page directly under the home page."""

    path: str
    urls: dict[str, str]
    headings: dict[str, str]
    in_menu: bool
    in_footer: bool
    is_course: bool

    @property
    def url(self) -> str:
        """Its address in the reader's language."""
        return self.urls[get_language() or settings.LANGUAGE_CODE]

    @property
    def heading(self) -> str:
        """Its heading in the reader's language, else in the other one."""
        return self.headings.get(get_language() or "") or next(
            (words for words in self.headings.values() if words), self.path
        )


def places() -> list[Place]:
    """What stands under the home page: courses first, then news, then standard pages."""
    return _kept_places()[1]


def edition() -> str:
    """Changes whenever the places are asked for anew: of pages that are kept with their menus."""
    return _kept_places()[0]


def _kept_places() -> tuple[str, list[Place]]:
    kept: tuple[str, list[Place]] | None = caches["local"].get(_KEY)
    if kept is None:
        kept = uuid.uuid4().hex, _ask()
        caches["local"].set(_KEY, kept, _KEPT_FOR)
    return kept


def forget(**_: Any) -> None:
    """Ask again next time; called when a page was published, moved or taken away."""
    caches["local"].delete_many([_KEY, *(f"{_HOME}.{code}" for code, _name in settings.LANGUAGES)])


def kept_home(language: str) -> bytes | None:
    """The home page as every stranger sees it, when it was made less than a minute ago."""
    return caches["local"].get(f"{_HOME}.{language}")


def keep_home(language: str, html: bytes) -> None:
    """Keep the home page of strangers for a minute."""
    caches["local"].set(f"{_HOME}.{language}", html, _KEPT_FOR)


def _ask() -> list[Place]:
    site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
    if site is None:
        return []
    root = site.root_page
    pages = Page.objects.child_of(root).live().public().order_by("path").specific()
    return [_place(page, root) for page in sorted(pages, key=_rank)]


def _rank(page: Page) -> tuple[int, str]:
    if isinstance(page, StandardPage):
        return 2, page.path
    return int(isinstance(page, NewsIndexPage)), page.path


def _address(page: Page, language: str) -> str:
    """The page's own address, which need not be that of its place in the tree."""
    with translation.override(language):
        parts = page.get_url_parts()
    return parts[2] if parts else f"/{language}/"


def _place(page: Page, root: Page) -> Place:
    headings = {}
    if isinstance(page, BilingualPage):
        headings = {
            code: getattr(page, f"menu_heading_{code}", "")
            or getattr(page, f"heading_{code}")
            or ""
            for code in ("lo", "en")
        }
    return Place(
        path=page.url_path[len(root.url_path) :],
        urls={code: _address(page, code) for code, _name in settings.LANGUAGES},
        headings=headings if any(headings.values()) else {"en": page.title},
        in_menu=page.show_in_menus,
        in_footer=isinstance(page, StandardPage | NewsIndexPage),
        is_course=not isinstance(page, HomePage | StandardPage | NewsIndexPage | NewsPage),
    )
