"""The reading pages: open to everybody, in both languages, with the reader's own marks."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.curriculum import services
from courses.curriculum.models import CoursePage, Enrolment, LessonPage, LessonProgress
from tests.courses.curriculum.conftest import WORDS, write_course

pytestmark = pytest.mark.django_db

COURSE = "/{}/learning/test/"
MODULE = "/{}/learning/test/b1/"
LESSON = "/{}/learning/test/b1/b1-1/"


def page_of(client, address, language="lo", **kwargs):
    response = client.get(address.format(language), **kwargs)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("language", ["lo", "en"])
@pytest.mark.parametrize("address", [COURSE, MODULE, LESSON])
def test_everybody_reads_in_both_languages(course, stranger, language, address):
    page = page_of(stranger, address, language)
    assert f'<html lang="{language}">' in page
    assert WORDS[language]["title"] in page
    other = "en" if language == "lo" else "lo"
    assert WORDS[other]["title"] not in page
    assert f'href="{address.format(other)}"' in page


@pytest.mark.parametrize("language", ["lo", "en"])
def test_a_lesson_shows_every_block(course, stranger, language):
    page = page_of(stranger, LESSON, language)
    words = WORDS[language]
    for word in (*("objective", "key", "steps", "checklist", "case", "answer", "table", "source"),):
        assert words[word] in page, word
    assert page.index(words["objective"]) < page.index(words["text"])
    assert page.count('type="checkbox"') == 2
    assert "<details>" in page
    assert "<script>" not in page
    assert " style=" not in page


@pytest.mark.parametrize(
    "address",
    [
        "/lo/learning/none/",
        "/lo/learning/test/none/",
        "/lo/learning/test/b1/none/",
        "/lo/learning/test/d1/b1-1/",
    ],
)
def test_what_is_not_there_is_not_there(course, browser_of, participant, address):
    assert browser_of(participant).get(address).status_code == 404


def test_an_unpublished_lesson_cannot_be_opened(course, stranger):
    LessonPage.objects.get(code="B1.1").unpublish()
    assert stranger.get(LESSON.format("lo")).status_code == 404
    assert page_of(stranger, MODULE).count('class="no"') == 2


def test_the_place_in_the_tree_leads_to_the_address(course, stranger):
    page = LessonPage.objects.get(code="B1.1")
    tree = "/lo/" + page.url_path.split("/", 2)[2]
    assert stranger.get(tree)["Location"] == LESSON.format("lo")
    assert page.url.endswith(LESSON.format("lo"))


@pytest.mark.parametrize("action", ["start/", "b1/b1-1/done/", "b1/b1-1/again/"])
def test_progress_needs_an_account_and_a_post(course, stranger, browser_of, participant, action):
    address = COURSE.format("lo") + action
    answer = stranger.post(address)
    assert answer.status_code == 302
    assert "login" in answer["Location"]
    assert browser_of(participant).get(address).status_code == 405
    assert not Enrolment.objects.exists()


def test_one_tap_starts_the_course(course, browser_of, participant):
    client = browser_of(participant)
    assert "start/" in page_of(client, COURSE)
    answer = client.post(COURSE.format("en") + "start/")
    assert answer["Location"] == LESSON.format("en")
    assert Enrolment.objects.get().person == participant
    assert "start/" not in page_of(client, COURSE)


def test_reading_is_noted_only_for_those_who_take_the_course(course, browser_of, participant):
    client = browser_of(participant)
    page_of(client, LESSON)
    assert not LessonProgress.objects.exists()
    services.enrol(person=participant, course=CoursePage.objects.get())
    assert client.head(LESSON.format("lo")).status_code == 200
    assert not LessonProgress.objects.exists()
    page_of(client, LESSON)
    page_of(client, LESSON, "en")
    assert LessonProgress.objects.get().lesson.code == "B1.1"


def test_marking_as_read_leads_on_and_at_the_end_to_the_module(course, browser_of, participant):
    client = browser_of(participant)
    answer = client.post(LESSON.format("lo") + "done/")
    assert answer["Location"] == "/lo/learning/test/b1/b1-2/"
    client.post("/lo/learning/test/b1/b1-2/done/")
    answer = client.post("/lo/learning/test/b1/b1-3/done/")
    assert answer["Location"] == "/lo/learning/test/b1/#finished"
    page = page_of(client, MODULE)
    assert "ທ່ານສຳເລັດໂມດູນນີ້ເມື່ອ" in page
    assert 'href="/lo/learning/test/d1/"' in page
    page = page_of(client, LESSON)
    assert "again/" in page
    assert "done/" not in page
    assert client.post(LESSON.format("lo") + "again/")["Location"] == LESSON.format("lo")
    assert "done/" in page_of(client, LESSON)


@pytest.mark.parametrize(
    ("language", "label"), [("lo", "ອ່ານແລ້ວ 1 ໃນ 3 ບົດ"), ("en", "1 of 3 lessons read")]
)
def test_the_course_shows_progress_by_phase_and_module(
    course, browser_of, participant, language, label
):
    client = browser_of(participant)
    client.post(LESSON.format("lo") + "done/")
    page = page_of(client, COURSE, language)
    phase = page[page.index('id="before"') : page.index('id="during"')]
    assert phase.count(f'aria-label="{label}') == 2, "the phase and its only module"
    assert "<progress" not in page[page.index('id="during"') :], "nothing is read there yet"


def test_what_one_reader_has_read_another_does_not_see(course, browser_of, participant, editor):
    browser_of(participant).post(LESSON.format("lo") + "done/")
    assert "again/" not in page_of(browser_of(editor), LESSON)


def test_a_missing_lao_text_is_shown_in_english_and_says_so(course, stranger):
    lesson = LessonPage.objects.get(code="B1.1")
    lesson.body_lo = []
    lesson.save_revision().publish()
    page = page_of(stranger, LESSON)
    assert "ຍັງບໍ່ມີສະບັບພາສາລາວ" in page
    assert re.search(r'class="lesson-text" lang="en"', page)
    assert WORDS["en"]["steps"] in page
    assert "What to look for" in page, "the frame of a block speaks the language of its words"
    english = page_of(stranger, LESSON, "en")
    assert "missing" not in english


def test_lao_that_nobody_has_reviewed_says_so(course, stranger):
    assert "ຍັງບໍ່ທັນໄດ້ຮັບການກວດທານ" not in page_of(stranger, LESSON)
    lesson = LessonPage.objects.get(code="B1.1")
    lesson.summary_lo = "ຍັງບໍ່ມີໃຜອ່ານ"
    lesson.save_revision().publish()
    assert "ຍັງບໍ່ທັນໄດ້ຮັບການກວດທານ" in page_of(stranger, LESSON)
    assert "reviewed by a native" not in page_of(stranger, LESSON, "en")


@pytest.mark.parametrize("language", ["lo", "en"])
def test_an_exercise_and_a_card_can_be_read(course, stranger, language):
    words = WORDS[language]
    contents = page_of(stranger, COURSE, language)
    for address, heading in (("exercises/t1-night/", "exercise"), ("cards/l1-access/", "card")):
        page = page_of(stranger, COURSE + address, language)
        assert words[heading] in page
        assert words["text"] in page
    assert words["exercise"] in contents
    exercise = page_of(stranger, COURSE + "exercises/t1-night/", language)
    assert "+15 min" in exercise
    assert words["inject"] in exercise
    assert words["answer"] in exercise
    assert "90" in exercise
    assert words["card"] in page_of(stranger, COURSE + "cards/", language)


@pytest.mark.parametrize("language", ["lo", "en"])
def test_each_guideline_says_where_it_is_taught(course, stranger, language):
    page = page_of(stranger, COURSE + "guidelines/", language)
    first = page.split('id="g1"')[1].split("<dt")[0]
    assert LESSON.format(language) in first
    assert "<dd><a" not in page.split('id="g2"')[1].split("<dt")[0]
    assert LESSON.format(language) in page.split('id="p2"')[1].split("<dt")[0]
    assert page.count("<dt") == 25


@pytest.mark.parametrize("address", ["exercises/none/", "cards/none/"])
def test_an_exercise_or_card_that_is_not_there(course, stranger, address):
    assert stranger.get(COURSE.format("lo") + address).status_code == 404


@pytest.mark.parametrize("language", ["lo", "en"])
def test_a_self_check_gives_feedback_at_each_option_and_keeps_nothing(course, stranger, language):
    page = page_of(stranger, LESSON, language)
    words = WORDS[language]
    for word in ("ask", "wrong", "why_wrong", "right", "why_right"):
        assert words[word] in page
    assert page.count('type="radio"') == 2
    assert "<form" not in page.split("self-check")[1].split("</fieldset>")[0]


def test_a_figure_speaks_the_language_of_the_page_and_says_what_it_shows(course, stranger):
    lao = page_of(stranger, LESSON).split("<figure")[1].split("</figure>")[0]
    english = page_of(stranger, LESSON, "en").split("<figure")[1].split("</figure>")[0]
    assert 'role="img"' in lao
    assert "<desc" in lao
    assert "ກັບຄືນດ້ວຍຄວາມສະໝັກໃຈ" in lao
    assert "Voluntary return" in english
    assert "Voluntary" not in lao


def test_a_change_is_seen_at_once(course, stranger):
    page_of(stranger, LESSON)
    lesson = LessonPage.objects.get(code="B1.1")
    lesson.heading_lo = "ຫົວຂໍ້ໃໝ່"
    lesson.save_revision().publish()
    assert "ຫົວຂໍ້ໃໝ່" in page_of(stranger, LESSON)


@pytest.mark.parametrize("address", [COURSE, MODULE, LESSON])
def test_queries_do_not_grow_with_lessons(site, tmp_path, browser_of, participant, address):
    client = browser_of(participant)
    counts = []
    for number in (1, 3):
        services.load_curriculum(folder=write_course(tmp_path, {"B1": number}))
        for lesson in LessonPage.objects.all():
            services.complete_lesson(person=participant, lesson=lesson)
        page_of(client, address)
        with CaptureQueriesContext(connection) as queries:
            page_of(client, address)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


def test_a_lesson_is_kept_for_all_who_read_it(
    course, browser_of, participant, facilitator, editor, django_assert_num_queries
):
    for person in (participant, editor):
        client = browser_of(person)
        page_of(client, LESSON)
        with django_assert_num_queries(4):  # session, person with roles, stamp, progress
            page = page_of(client, LESSON)
        assert person.full_name in page
        assert f'data-reader="{person.pk}"' in page
    assert participant.full_name not in page
    assert "/cms/" in page
    assert "/cms/" not in page_of(browser_of(participant), LESSON)
    assert "/lo/workshops/" in page_of(browser_of(facilitator), LESSON)
