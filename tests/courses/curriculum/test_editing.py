"""An editor writes lessons in both languages in the CMS: create, look, publish, change."""

import json

import pytest
from bs4 import BeautifulSoup
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from courses.curriculum.models import CoursePage, LessonPage, ModulePage
from people.services import ensure_roles

pytestmark = pytest.mark.django_db


@pytest.fixture
def cms(course_page, editor, browser_of):
    """The CMS as an editor sees it."""
    ensure_roles()
    return browser_of(editor)


def lesson_form(**values):
    """A lesson as the editor's form posts it."""

    def body(words):
        return streamfield(
            [
                ("text", rich_text(f"<p>{words}</p>")),
                ("key", words),
                (
                    "steps",
                    {
                        "title": words,
                        "steps": streamfield([("item", {"name": words, "text": words})]),
                    },
                ),
                ("checklist", {"title": words, "items": streamfield([("item", words)])}),
                (
                    "case",
                    {
                        "title": words,
                        "story": rich_text(f"<p>{words}</p>"),
                        "question": words,
                        "answer": rich_text(f"<p>{words}</p>"),
                    },
                ),
                ("source", streamfield([("item", words)])),
            ]
        )

    lists = {"guidelines": ["1", "5"], "principles": ["2"]}
    data = nested_form_data(
        {
            "code": "B1.4",
            "heading_en": "Storms",
            "heading_lo": "ພາຍຸ",
            "summary_en": "About storms",
            "summary_lo": "ກ່ຽວກັບພາຍຸ",
            "lao_review": "draft",
            "objectives_en": "Name two signs",
            "objectives_lo": "ບອກສອງສັນຍານ",
            "body_en": body("The wind rises."),
            "body_lo": body("ລົມແຮງຂຶ້ນ."),
            "slug": "",
            "comments": inline_formset([]),
        }
        | {name: value for name, value in values.items() if name not in lists}
    )
    return data | {name: values.get(name, value) for name, value in lists.items()}


def errors_in(response) -> list[str]:
    page = BeautifulSoup(response.content, "html.parser")
    return [found.get_text(" ", strip=True) for found in page.select(".error-message")]


def test_an_editor_creates_a_lesson_in_both_languages_and_publishes_it(cms, stranger):
    module = ModulePage.objects.get(code="B1")
    address = f"/cms/pages/add/curriculum/lessonpage/{module.pk}/"
    assert cms.get(address).status_code == 200
    response = cms.post(address, lesson_form(**{"action-publish": "1"}))
    assert response.status_code == 302, errors_in(response)
    lesson = LessonPage.objects.get(code="B1.4")
    assert lesson.live
    assert lesson.slug == "storms"
    assert lesson.guidelines == [1, 5]
    assert [block.block_type for block in lesson.body_lo] == [
        *("text", "key", "steps", "checklist", "case", "source")
    ]
    assert lesson.minutes_lo > 0
    page = stranger.get("/lo/learning/test/b1/storms/").content.decode()
    assert "ລົມແຮງຂຶ້ນ." in page
    assert "The wind rises." in stranger.get("/en/learning/test/b1/storms/").content.decode()


def test_a_draft_is_not_seen_before_it_is_published(cms, stranger):
    lesson = LessonPage.objects.get(code="B1.1")
    address = f"/cms/pages/{lesson.pk}/edit/"
    data = lesson_form(code="B1.1", slug=lesson.slug)
    assert cms.post(address, data).status_code == 302
    assert "ພາຍຸ" not in stranger.get("/lo/learning/test/b1/b1-1/").content.decode()
    response = cms.post(address, data | {"action-publish": "1"})
    assert response.status_code == 302, errors_in(response)
    assert "ພາຍຸ" in stranger.get("/lo/learning/test/b1/b1-1/").content.decode()


@pytest.mark.parametrize(("mode", "words"), [("lo", "ລົມແຮງຂຶ້ນ."), ("en", "The wind rises.")])
@pytest.mark.parametrize("new", [True, False])
def test_a_lesson_can_be_looked_at_in_each_language_before_it_is_saved(cms, mode, words, new):
    if new:
        module = ModulePage.objects.get(code="B1")
        address = f"/cms/pages/add/curriculum/lessonpage/{module.pk}/preview/"
        data = lesson_form()
    else:
        lesson = LessonPage.objects.get(code="B1.1")
        address = f"/cms/pages/{lesson.pk}/edit/preview/"
        data = lesson_form(code="B1.1", slug=lesson.slug)
    assert cms.post(address, data).json()["is_valid"]
    page = cms.get(f"{address}?mode={mode}").content.decode()
    assert f'<html lang="{mode}">' in page
    assert words in page
    assert LessonPage.objects.filter(heading_en="Storms").count() == 0


@pytest.mark.parametrize("mode", ["lo", "en"])
@pytest.mark.parametrize("page_type", [CoursePage, ModulePage])
def test_courses_and_modules_can_be_looked_at_as_drafts(cms, page_type, mode):
    page = page_type.objects.order_by("path").first()
    page.heading_lo, page.heading_en = "ຮ່າງ", "Draft words"
    page.save_revision()
    shown = cms.get(f"/cms/pages/{page.pk}/view_draft/", {"mode": mode}).content.decode()
    assert "ຮ່າງ" in shown or "Draft words" in shown


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"code": "one"}, "B1.2"),
        ({"heading_en": "", "heading_lo": ""}, "ຢ່າງໜ້ອຍໜຶ່ງພາສາ"),
        ({"guidelines": ["16"]}, "16"),
    ],
)
def test_a_mistake_is_said_and_nothing_is_lost(cms, values, part):
    module = ModulePage.objects.get(code="B1")
    response = cms.post(
        f"/cms/pages/add/curriculum/lessonpage/{module.pk}/",
        lesson_form(**values, **{"action-publish": "1"}),
    )
    assert response.status_code == 200
    assert any(part in error for error in errors_in(response)), errors_in(response)
    page = response.content.decode()
    assert "ບອກສອງສັນຍານ" in page
    assert json.dumps("ລົມແຮງຂຶ້ນ.")[1:-1] in page, "the blocks travel as JSON"


def test_every_page_opens_in_the_editor(cms):
    for page in CoursePage.objects.get().get_descendants(inclusive=True):
        assert cms.get(f"/cms/pages/{page.pk}/edit/").status_code == 200, page


def test_lessons_stand_only_in_modules(cms):
    course = CoursePage.objects.get()
    assert cms.get(f"/cms/pages/add/curriculum/lessonpage/{course.pk}/").status_code in (302, 403)


def test_others_do_not_edit(course_page, participant, facilitator, browser_of):
    lesson = LessonPage.objects.get(code="B1.1")
    for person in (participant, facilitator):
        assert browser_of(person).get(f"/cms/pages/{lesson.pk}/edit/").status_code in (302, 403)
