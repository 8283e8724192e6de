"""All checklists of a course on one page, with the ticks of the lessons."""

import re

import pytest

from courses.curriculum import selectors
from courses.curriculum.models import LessonPage, ScenarioPage
from courses.curriculum.selectors import course_outline
from courses.curriculum.services import load_curriculum
from tests.courses.curriculum.conftest import WORDS, write_course

pytestmark = pytest.mark.django_db

PAGE = "/{}/learning/test/checklists/"


def page_of(client, language="lo"):
    response = client.get(PAGE.format(language))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("language", ["lo", "en"])
def test_all_lists_of_the_course_stand_there_in_order(course, stranger, language):
    page = page_of(stranger, language)
    words = WORDS[language]
    assert page.count(f"<h4>{words['checklist']}</h4>") == 5, "four lessons and an exercise"
    assert page.index(words["before"]) < page.index(words["during"])
    assert page.index("B1 · ") < page.index("D1 · ") < page.index("T1 · ")
    assert words["after"] not in page, "a phase without lists is left out"
    assert f"/{language}/learning/test/b1/b1-1/#p4" in page


def test_a_list_keeps_its_ticks_under_the_same_key_as_in_the_lesson(course, stranger):
    lesson = course.lessons[0]
    in_lesson = stranger.get(lesson.url).content.decode()
    part = re.search(
        r'id="p(\d+)">\s*<section class="checklist" data-checklist="p(\d+)"', in_lesson
    )
    assert part
    assert part[1] == part[2]
    assert f'data-lesson="{lesson.pk}"' in in_lesson
    here = re.search(
        rf'data-lesson="{lesson.pk}".*?data-checklist="(\w+)"', page_of(stranger), re.S
    )
    assert here
    assert here[1] == f"p{part[1]}"


def test_a_list_without_lao_is_shown_in_english_and_says_so(course, stranger):
    lesson = LessonPage.objects.get(code="D1.1")
    lesson.body_lo = []
    lesson.save_revision().publish()
    page = page_of(stranger)
    assert re.search(rf'data-lesson="{lesson.pk}" lang="en"', page)
    assert WORDS["en"]["checklist"] in page


def test_a_course_without_lists_says_so(course, stranger):
    for page in (*LessonPage.objects.all(), ScenarioPage.objects.get()):
        page.unpublish()
    page = page_of(stranger, "en")
    assert "No checklists yet" in page
    assert 'href="/en/learning/test/"' in page


def test_the_course_leads_to_the_checklists(course, stranger):
    assert PAGE.format("lo") in stranger.get("/lo/learning/test/").content.decode()


def test_no_query_for_each_lesson(site, stranger, tmp_path, django_assert_num_queries):
    for lessons in (1, 3):
        selectors.forget_what_is_kept()
        folder = tmp_path / str(lessons)
        folder.mkdir()
        write_course(folder, {"B1": lessons})
        load_curriculum(folder=folder)
        outline = course_outline("test", "lo")
        with django_assert_num_queries(3):
            selectors.checklists(outline)
        with django_assert_num_queries(0):
            selectors.checklists(outline)
