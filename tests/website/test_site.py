"""The website's pages: from files, in both languages, with menus that ask nothing."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.models import Page, Site

from website import navigation
from website.models import HomePage, NewsIndexPage, NewsPage, StandardPage
from website.services import load_site_pages


@pytest.fixture
def site_pages(db) -> HomePage:
    load_site_pages()
    return HomePage.objects.get()


@pytest.fixture
def news(site_pages) -> NewsIndexPage:
    """The list of news without the items that come from files."""
    for item in NewsPage.objects.all():
        item.delete()
    return NewsIndexPage.objects.get()


def add_news(index: NewsIndexPage, count: int) -> None:
    for number in range(count):
        index.add_child(
            instance=NewsPage(
                slug=f"item-{number}-{index.numchild}",
                heading_en=f"Item {number}",
                heading_lo=f"ຂ່າວ {number}",
                day=date(2024, 6, 1 + number),
            )
        )


def test_loading_makes_the_tree_and_the_front_door(site_pages):
    assert Site.objects.get().root_page.specific == site_pages
    slugs = set(StandardPage.objects.child_of(site_pages).values_list("slug", flat=True))
    assert slugs == {"about", "help", "privacy"}
    assert not Page.objects.filter(title__startswith="Welcome to your new Wagtail").exists()


def test_loading_again_changes_nothing_and_keeps_an_editors_words(site_pages):
    about = StandardPage.objects.get(slug="about")
    about.heading_lo = "ຂຽນໂດຍບັນນາທິການ"
    about.save_revision().publish()
    counts = load_site_pages()
    assert set(counts) == {"unchanged", "kept"}
    assert StandardPage.objects.get(slug="about").heading_lo == "ຂຽນໂດຍບັນນາທິການ"


@pytest.mark.parametrize("language", ["lo", "en"])
@pytest.mark.parametrize(
    "path", ["", "about/", "help/", "privacy/", "news/", "news/2024-06-workshop/"]
)
def test_every_page_speaks_both_languages(site_pages, stranger, language, path):
    response = stranger.get(f"/{language}/{path}")
    assert response.status_code == 200
    html = response.content.decode()
    assert f'<html lang="{language}">' in html
    page = Page.objects.get(slug=path.rstrip("/").rpartition("/")[2] or "start").specific
    heading = page.heading_lo if language == "lo" else page.heading_en
    assert heading.split(",")[0] in html
    assert '<div class="notice' not in html


def test_a_page_without_lao_shows_english_and_says_so(site_pages, stranger):
    site_pages.add_child(
        instance=StandardPage(heading_en="Only English", body_en="<p>Words</p>", slug="only")
    )
    html = stranger.get("/lo/only/").content.decode()
    assert '<h1 lang="en">Only English</h1>' in html
    assert "ຍັງບໍ່ມີສະບັບພາສາລາວ" in html
    assert "notice" not in stranger.get("/en/only/").content.decode()


def test_state_of_review_is_not_shown_to_readers(site_pages, stranger):
    assert "ສະບັບຮ່າງ, ລໍຖ້າ" not in stranger.get("/lo/about/").content.decode()


@pytest.mark.parametrize("language", ["lo", "en"])
def test_news_are_listed_newest_first(news, stranger, language):
    add_news(news, 3)
    html = stranger.get(f"/{language}/news/").content.decode()
    words = "ຂ່າວ" if language == "lo" else "Item"
    assert html.index(f"{words} 2") < html.index(f"{words} 0")


def test_an_empty_news_list_says_where_to_go(news, stranger):
    assert 'class="empty"' in stranger.get("/lo/news/").content.decode()


def test_a_page_number_that_does_not_exist_gives_the_nearest(news, stranger):
    add_news(news, 13)
    html = stranger.get("/en/news/?page=99").content.decode()
    assert "2 / 2" in html
    assert stranger.get("/en/news/?page=x").status_code == 200


def test_queries_of_the_news_list_do_not_grow(news, stranger):
    def count() -> int:
        stranger.get("/lo/news/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            stranger.get("/lo/news/")
        return len(queries)

    add_news(news, 1)
    one = count()
    add_news(news, 2)
    assert count() == one


def test_the_menu_is_asked_for_once_and_follows_changes(site_pages, django_assert_num_queries):
    in_menu = [place.path for place in navigation.places() if place.in_menu]
    assert in_menu == ["news/", "about/", "help/"]
    with django_assert_num_queries(0):
        navigation.places()
    about = StandardPage.objects.get(slug="about")
    about.menu_heading_lo = "ໃໝ່"
    about.save_revision().publish()
    with translation.override("lo"):
        assert "ໃໝ່" in [place.heading for place in navigation.places()]
    about.unpublish()
    assert "about/" not in [place.path for place in navigation.places()]


def test_the_bare_address_leads_to_lao_unless_the_person_uses_english(
    site_pages, participant, browser_of
):
    english_browser = Client(headers={"accept-language": "en-GB"})
    assert english_browser.get("/")["Location"] == "/lo/"
    participant.preferred_language = "en"
    participant.save()
    assert browser_of(participant).get("/")["Location"] == "/en/"


def test_machines_are_told_which_doors_are_closed(stranger):
    response = stranger.get("/robots.txt")
    assert response["Content-Type"] == "text/plain"
    assert b"Disallow: /cms/" in response.content
    assert stranger.get("/favicon.ico")["Location"].endswith("favicon.svg")


@pytest.mark.parametrize("language", ["lo", "en"])
def test_the_home_page_of_strangers_is_made_once_and_follows_changes(
    site_pages, stranger, participant, browser_of, django_assert_num_queries, language
):
    words = "ເຂົ້າສູ່ລະບົບ" if language == "lo" else "Sign in"
    first = stranger.get(f"/{language}/")
    assert words in first.content.decode()
    with django_assert_num_queries(0):
        again = Client().get(f"/{language}/")
    assert (again.content, again["Content-Language"]) == (first.content, language)
    signed_in = browser_of(participant).get(f"/{language}/").content.decode()
    assert participant.username not in first.content.decode()
    assert "account/logout/" in signed_in
    assert words in Client().get(f"/{language}/").content.decode()
    site_pages.lead_lo, site_pages.lead_en = "ຄຳນຳໃໝ່", "A new lead"
    site_pages.save_revision().publish()
    new = "ຄຳນຳໃໝ່" if language == "lo" else "A new lead"
    assert new in Client().get(f"/{language}/").content.decode()


def test_a_home_page_that_does_not_exist_is_not_kept(stranger, db):
    Site.objects.all().delete()
    assert stranger.get("/lo/").status_code == 404
    load_site_pages()
    assert stranger.get("/lo/").status_code == 200
