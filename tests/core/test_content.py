"""Files become pages, and what an editor wrote is never lost."""

from pathlib import Path

import pytest
from wagtail.models import Page

from core import content
from core.models import AuditLine
from core.services import Outcome, load_page
from website.models import HomePage, StandardPage


def write(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_a_head_and_a_body(tmp_path):
    path = write(tmp_path, "a.en.md", "---\ntitle: About\nlist: [1, 2]\n---\n\nOne **two**.\n")
    document = content.read_document(path)
    assert document.head == {"title": "About", "list": [1, 2]}
    assert document.html == "<p>One <b>two</b>.</p>"
    assert document.word("title") == "About"
    assert document.word("review") == ""


def test_a_file_may_be_a_head_only(tmp_path):
    assert content.read_document(write(tmp_path, "a.en.md", "---\ntitle: A\n---")).body == ""


def test_words_are_read_in_one_spelling(tmp_path):
    document = content.read_document(write(tmp_path, "a.en.md", "---\ntitle: e\u0301\n---\n"))
    assert document.word("title") == "é"


@pytest.mark.parametrize("text", ["no head", "---\ntitle: [\n---\nx", "---\njust words\n---\nx"])
def test_a_bad_head_names_the_file(tmp_path, text):
    with pytest.raises(content.ContentError, match=r"bad\.en\.md"):
        content.read_document(write(tmp_path, "bad.en.md", text))


@pytest.mark.parametrize(
    ("text", "line"),
    [("---\ntitle: [\n", 1), ("---\na: 1\nb: [x\n---\n", 3), ("---\njust words\n---\nx", 2)],
)
def test_a_bad_head_names_the_line(tmp_path, text, line):
    with pytest.raises(content.ContentError) as caught:
        content.read_document(write(tmp_path, "bad.en.md", text))
    assert caught.value.line == line


def test_markdown_becomes_what_a_rich_text_field_keeps():
    markdown = (
        "## Head\n\nOne **two** & [three](https://example.org/?a=1&b=2).\n\n- a\n- b\n\n1. c\n"
    )
    assert content.rich_text(markdown, path=Path("x")) == (
        "<h2>Head</h2><p>One <b>two</b> &amp; "
        '<a href="https://example.org/?a=1&amp;b=2">three</a>.</p>'
        "<ul><li>a</li><li>b</li></ul><ol><li>c</li></ol>"
    )


@pytest.mark.parametrize(
    "markdown",
    ["<div>raw</div>", "a <b>raw</b>", "# One", "```\ncode\n```", "![p](x.png)", "[x](page.html)"],
)
def test_what_a_text_may_not_hold_is_refused_with_its_line(tmp_path, markdown):
    path = write(tmp_path, "a.en.md", f"---\ntitle: A\n---\n\nBefore.\n\n{markdown}\n")
    with pytest.raises(content.ContentError) as caught:
        _ = content.read_document(path).html
    assert (caught.value.path, caught.value.line) == (path, 7)


def test_a_dangerous_link_stays_plain_text():
    assert "<a" not in content.rich_text("[x](javascript:alert)", path=Path("x"))


def test_twins_need_english_only(tmp_path):
    write(tmp_path, "a.en.md", "---\ntitle: A\n---\n")
    assert set(content.read_twins(tmp_path / "a")) == {"en"}
    with pytest.raises(content.ContentError, match=r"b\.en\.md"):
        content.read_twins(tmp_path / "b")


@pytest.fixture
def home(db) -> HomePage:
    page = HomePage(heading_en="Home", heading_lo="ໜ້າຫຼັກ", slug="start")
    return Page.objects.get(depth=1).add_child(instance=page)


def load(home, **values):
    values = {"heading_en": "About", "heading_lo": "ກ່ຽວກັບ"} | values
    return load_page(
        key="site/about", page_type=StandardPage, parent=home, slug="about", values=values
    )


def test_a_page_is_made_once_and_follows_its_file(home):
    page, outcome = load(home)
    assert outcome == Outcome.CREATED
    assert page.live
    assert page.title == "About"
    assert load(home)[1] == Outcome.UNCHANGED
    again, outcome = load(home, heading_en="About us")
    assert outcome == Outcome.UPDATED
    assert (again.pk, again.title) == (page.pk, "About us")
    assert StandardPage.objects.get().heading_lo == "ກ່ຽວກັບ"
    assert AuditLine.objects.filter(verb="load_page").count() == 2


def test_what_an_editor_saved_is_kept(home):
    page, _ = load(home)
    page.heading_en = "Written by hand"
    page.save_revision()
    assert load(home, heading_en="From a newer file")[1] == Outcome.KEPT
    assert (
        StandardPage.objects.get().get_latest_revision_as_object().heading_en == "Written by hand"
    )


def test_a_page_that_an_editor_deleted_stays_away(home):
    page, _ = load(home)
    page.delete()
    assert load(home)[1] == Outcome.KEPT
    assert not StandardPage.objects.exists()


def test_a_page_taken_offline_stays_offline(home):
    page, _ = load(home)
    page.unpublish()
    page, outcome = load(home, heading_en="From a newer file")
    assert outcome == Outcome.UPDATED
    assert not StandardPage.objects.get().live


def test_a_page_written_in_the_cms_at_that_place_is_kept(home):
    page = home.add_child(instance=StandardPage(slug="about", heading_en="By hand"))
    page.save_revision().publish()
    assert load(home)[1] == Outcome.KEPT
    assert StandardPage.objects.get().heading_en == "By hand"


def test_a_new_page_can_stand_before_another(home):
    later, _ = load(home)
    load_page(
        key="site/earlier",
        page_type=StandardPage,
        parent=home,
        before=later,
        slug="earlier",
        values={"heading_en": "Earlier"},
    )
    assert [page.slug for page in home.get_children()] == ["earlier", "about"]
