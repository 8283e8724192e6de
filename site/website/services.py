"""Changes of state of the website: its pages from the files of the repository."""

from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Page, Site

from core.content import Document, read_twins
from core.pages import BilingualPage, ReviewState
from core.services import Outcome, load_page
from website import navigation
from website.models import HomePage, NewsIndexPage, NewsPage, StandardPage

CONTENT = Path(__file__).parent / "content"
#: Standard pages in their order, and whether they stand in the menu as well as in the footer.
STANDARD_PAGES = {"about": True, "help": True, "privacy": False}


@transaction.atomic
def load_site_pages(*, content: Path = CONTENT, actor: Any = None) -> Counter[str]:
    """Make or update the pages of the website from files, and give how many met which outcome.

    Safe to repeat. What an editor changed in the CMS stays as it is. Raises ContentError for a file
    that cannot be read.
    """
    counts: Counter[str] = Counter()

    def load(
        name: str, page_type: type[BilingualPage], parent: Page | None, **values: Any
    ) -> BilingualPage | None:
        twins = read_twins(content / name)
        page, outcome = load_page(
            key=f"site/{name}",
            page_type=page_type,
            parent=parent,
            slug=Path(name).name if page_type is not HomePage else "start",
            values=_words(page_type, twins) | values,
            actor=actor,
        )
        counts[outcome] += 1
        return page

    home = load("home", HomePage, Page.objects.get(depth=1))
    if home is not None and not counts[Outcome.KEPT]:
        _make_front_door(home)
    for name, in_menu in STANDARD_PAGES.items():
        load(name, StandardPage, home, show_in_menus=in_menu)
    if (content / "news.en.md").exists():
        index = load("news", NewsIndexPage, home, show_in_menus=True)
        for path in sorted((content / "news").glob("*.en.md")):
            stem = path.name.removesuffix(".en.md")
            day = str(read_twins(path.with_name(stem))["en"].head["date"])
            load(f"news/{stem}", NewsPage, index, day=day)
    navigation.forget()
    return counts


def _words(page_type: type[BilingualPage], twins: dict[str, Document]) -> dict[str, Any]:
    """The translated fields of a page from its files."""
    names = {field.name for field in page_type._meta.get_fields()}
    values: dict[str, Any] = {}
    for language, document in twins.items():
        values[f"heading_{language}"] = document.word("title")
        values[f"summary_{language}"] = document.word("summary")
        for field, key in (("lead", "lead"), ("menu_heading", "menu")):
            if field in names:
                values[f"{field}_{language}"] = document.word(key)
        if "body" in names:
            values[f"body_{language}"] = document.html
    lao = twins.get("lo")
    reviewed = lao is not None and lao.word("review") not in ("", "draft")
    values["lao_review"] = ReviewState.REVIEWED if reviewed else ReviewState.DRAFT
    return values


def _make_front_door(home: BilingualPage) -> None:
    """Let the site begin at ``home`` and at the public address; take Wagtail's welcome page away."""
    address = urlsplit(settings.PUBLIC_URL)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    site.hostname = address.hostname or "localhost"
    site.port = address.port or (443 if address.scheme == "https" else 80)
    site.site_name = settings.WAGTAIL_SITE_NAME
    site.root_page = home
    site.save()
    for welcome in Page.objects.filter(depth=2, slug="home", numchild=0):
        if welcome.specific_class is Page:
            welcome.delete()
