"""The screen for the day of a crisis: from the lessons' own blocks, in both languages."""

from collections import Counter

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.content import ContentError
from courses.curriculum import services
from courses.curriculum.enums import Phase
from courses.curriculum.go import block_id_in_files, planned_sheets
from courses.curriculum.models import LessonPage
from courses.curriculum.selectors import course_outline, go_sheets
from tests.courses.curriculum.conftest import WORDS, write_course

pytestmark = pytest.mark.django_db

GO = "/{}/learning/{}/go/"


def page_of(client, language="lo", course="test"):
    response = client.get(GO.format(language, course))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    "part", [part for plan in planned_sheets() for part in plan.parts if part.lesson], ids=str
)
def test_every_part_of_a_sheet_is_in_the_lessons(part):
    assert block_id_in_files(part), f"{part.lesson} has no {part.kind} “{part.name}”"


@pytest.mark.parametrize("language", ["lo", "en"])
def test_every_planned_sheet_and_every_checklist_is_there(our_course, language):
    phases = go_sheets(course_outline("micic", language))
    assert [phase.phase for phase in phases] == [Phase.DURING, Phase.AFTER, Phase.BEFORE]
    slugs = Counter(sheet.slug for phase in phases for sheet in phase.sheets)
    assert max(slugs.values()) == 1
    assert {plan.slug for plan in planned_sheets()} <= set(slugs)
    written = sum(
        child.block_type == "checklist"
        for page in LessonPage.objects.live()
        for child in getattr(page, f"body_{language}")
    )
    shown = [sheet for phase in phases for sheet in phase.sheets if sheet.is_checklist]
    assert written == len(shown) > 10
    by_slug = {sheet.slug: sheet for phase in phases for sheet in phase.sheets}
    for plan in planned_sheets():
        sheet = by_slug[plan.slug]
        assert sheet.heading == plan.headings[language]
        assert {part.lesson for part in plan.parts if part.lesson} == {
            lesson.code for lesson in sheet.lessons
        }


@pytest.mark.parametrize("language", ["lo", "en"])
def test_everybody_opens_the_screen(course, stranger, language):
    page = page_of(stranger, language)
    assert f'<html lang="{language}">' in page
    assert page.count("<details") == 4, "a checklist for each lesson of the small course"
    assert WORDS[language]["item"] in page
    assert " style=" not in page


def test_it_is_linked_from_every_page(our_course, stranger):
    for address in ("/lo/account/login/", "/lo/learning/micic/", our_course.lessons[0].url):
        assert f'href="{GO.format("lo", "micic")}"' in stranger.get(address).content.decode()


def test_a_renamed_block_and_a_changed_text_are_followed(our_course, stranger):
    lesson = LessonPage.objects.get(code="D1.1")
    for language, words in (("en", "Renamed"), ("lo", "ຊື່ໃໝ່")):
        steps = next(c for c in getattr(lesson, f"body_{language}") if c.block_type == "steps")
        steps.value["title"] = words
        steps.value["steps"][0]["name"] = f"{words}!"
    lesson.save_revision().publish()
    assert "ຊື່ໃໝ່!" in page_of(stranger, course="micic")
    assert "Renamed!" in page_of(stranger, "en", "micic")


def test_a_lesson_that_is_not_published_takes_its_sheets_away(our_course, stranger):
    assert 'id="evacuation"' in page_of(stranger, course="micic")
    LessonPage.objects.get(code="D3.3").unpublish()
    assert 'id="evacuation"' not in page_of(stranger, course="micic")


def test_a_missing_lao_text_is_shown_in_english_and_says_its_language(course, stranger):
    lesson = LessonPage.objects.get(code="B1.1")
    lesson.body_lo = []
    lesson.save_revision().publish()
    assert '<details class="sheet" lang="en">' in page_of(stranger)


def test_queries_do_not_grow_with_lessons(site, tmp_path, stranger):
    counts = []
    for number in (1, 3):
        services.load_curriculum(folder=write_course(tmp_path, {"B1": number}))
        page_of(stranger)
        caches["local"].clear()
        with CaptureQueriesContext(connection) as queries:
            page_of(stranger)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_course_that_is_not_there(stranger, course):
    assert stranger.get(GO.format("lo", "none")).status_code == 404


@pytest.mark.parametrize(
    "text",
    [
        "later: []",
        "during: [{sheet: x, heading: {en: X}, parts: []}]",
        "during: [{sheet: x, heading: {en: X, lo: X}, parts: [{figure: none}]}]",
        "during: [{sheet: x, heading: {en: X, lo: X}, parts: [{lesson: B1.1}]}]",
    ],
)
def test_a_gap_in_the_file_is_named(tmp_path, text):
    path = tmp_path / "go.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError):
        planned_sheets(path)
