"""Editors write both languages side by side and never meet Wagtail's own title."""

import pytest
from bs4 import BeautifulSoup
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text

from people.services import ensure_roles
from website.models import HomePage, NewsIndexPage, NewsPage, StandardPage
from website.services import load_site_pages


@pytest.fixture
def cms(db, editor, browser_of):
    """The CMS as an editor sees it, with the site's pages."""
    load_site_pages()
    ensure_roles()
    return browser_of(editor)


def form_of(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


@pytest.mark.parametrize("page_type", [StandardPage, NewsPage])
def test_the_form_has_both_languages_and_no_title(cms, page_type):
    parent = HomePage.objects.get() if page_type is StandardPage else NewsIndexPage.objects.get()
    response = cms.get(f"/cms/pages/add/website/{page_type._meta.model_name}/{parent.pk}/")
    assert response.status_code == 200
    form = form_of(response.content.decode())
    for name in ("heading_en", "heading_lo", "summary_en", "summary_lo", "body_en", "body_lo"):
        assert form.find(attrs={"name": name}), name
    assert form.find(attrs={"name": "lao_review"})
    assert not form.find("input", attrs={"name": "title"})


def test_an_editor_adds_a_page_without_thinking_of_an_address(cms):
    home = HomePage.objects.get()
    data = nested_form_data(
        {
            "heading_en": "Frequently asked questions",
            "heading_lo": "ຄຳຖາມທີ່ພົບເລື້ອຍ",
            "summary_en": "",
            "summary_lo": "",
            "menu_heading_en": "",
            "menu_heading_lo": "",
            "lao_review": "draft",
            "body_en": rich_text("<p>Words</p>"),
            "body_lo": rich_text("<p>ຄຳ</p>"),
            "slug": "",
            "action-publish": "action-publish",
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
        }
    )
    response = cms.post(f"/cms/pages/add/website/standardpage/{home.pk}/", data)
    errors = [e.get_text() for e in form_of(response.content.decode()).select(".error-message")]
    assert response.status_code == 302, errors
    page = Page.objects.get(title="Frequently asked questions")
    assert page.slug == "frequently-asked-questions"
    assert page.live
    assert page.specific.heading_lo == "ຄຳຖາມທີ່ພົບເລື້ອຍ"


def test_an_editor_opens_every_page_type(cms):
    for page in Page.objects.filter(depth__gte=2):
        assert cms.get(f"/cms/pages/{page.pk}/edit/").status_code == 200
        assert cms.get(f"/cms/pages/{page.pk}/").status_code == 200


def test_pictures_and_documents_can_be_used(cms):
    for address in (
        "/cms/images/",
        "/cms/images/add/",
        "/cms/documents/",
        "/cms/documents/multiple/add/",
    ):
        assert cms.get(address).status_code == 200


def test_a_picture_reaches_readers_and_nothing_else_does(cms, stranger):
    picture = Image.objects.create(title="Red", file=get_test_image_file(filename="red.png"))
    address = picture.get_rendition("width-100").url
    answer = stranger.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")
    for elsewhere in (
        picture.file.url,
        "/media/images/nothing.png",
        "/media/images/../original_images/red.png",
        "/media/images/%2e%2e/original_images/red.png",
    ):
        assert stranger.get(elsewhere).status_code == 404, elsewhere


def test_nobody_else_gets_into_the_cms(db, participant, facilitator, browser_of):
    ensure_roles()
    for person in (participant, facilitator):
        assert browser_of(person).get("/cms/").status_code == 302


def test_a_page_with_a_lao_heading_only_gets_a_plain_address(db):
    load_site_pages()
    home = HomePage.objects.get()
    for _ in range(2):
        home.add_child(instance=StandardPage(heading_lo="ຄຳຖາມ"))
        home.refresh_from_db()
    slugs = StandardPage.objects.filter(heading_lo="ຄຳຖາມ").values_list("slug", flat=True)
    assert sorted(slugs) == ["standardpage", "standardpage-2"]
