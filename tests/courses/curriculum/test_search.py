"""Search in a course: what officers type, and the page of results."""

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import lao
from courses.curriculum.models import LessonPage
from courses.curriculum.search import search
from courses.curriculum.search.excerpts import LENGTH, excerpt, marked
from courses.curriculum.search.words import everyday_words, loose, stem
from courses.curriculum.selectors import Course, course_outline, forget_what_is_kept
from courses.curriculum.services import load_curriculum
from tests.courses.curriculum.conftest import WORDS, write_course

QUERIES = yaml.safe_load((Path(__file__).parent / "queries.yaml").read_text(encoding="utf-8"))
PAGE = "/{}/learning/test/search/"


#: The outlines of our own course by language, once they have been made.
_outlines: dict[str, Course] = {}


@pytest.fixture
def real(db, request):
    """The outlines of our own course by language, with their indexes: made once, then only read."""
    if not _outlines:
        request.getfixturevalue("our_course")
        _outlines.update({code: course_outline("micic", code) for code in ("lo", "en")})
        search(_outlines["lo"], "MICIC")
    return _outlines


def found_by(real, asked, language=None):
    course = real[language or ("lo" if lao.has_lao(asked) else "en")]
    return [hit.code or f"term:{hit.key}" for hit in search(course, asked).hits]


def test_the_right_page_is_among_the_first_three(real):
    missed = [
        query for query in QUERIES if not set(found_by(real, query["asked"])[:3]) & {*query["find"]}
    ]
    assert len(QUERIES) >= 140
    assert len(missed) <= 0.05 * len(QUERIES), missed


def test_every_query_asks_for_something_there_is(real):
    course = real["en"]
    codes = {lesson.code for lesson in course.lessons} | {card.code for card in course.cards}
    codes |= {module.code for module in course.modules}
    codes |= {scenario.code for phase in course.phases for scenario in phase.scenarios}
    asked = {code for query in QUERIES for code in query["find"] if not code.startswith("term:")}
    assert asked <= codes


@pytest.mark.parametrize(
    ("spelling", "other"),
    [
        ("ສຳນັກງານ", "ສໍານັກງານ"),
        ("ນ້ຳຖ້ວມ", "ນໍ້າຖ້ວມ"),
        ("ນ້ຳຖ້ວມ", "ນ້ໍາຖ້ວມ"),
        ("ຊ່ວຍເຫຼືອ", "ຊ່ວຍເຫລືອ"),
        ("ໜັງສືຜ່ານແດນ", "ຫນັງສືຜ່ານແດນ"),
        ("ທັງໝົດ", "ທັງຫມົດ"),
        ("ລະດັບ ການ ເຕືອນໄພ", "ລະດັບ\u200bການ\u200bເຕືອນໄພ"),
        ("ມາດຕາ ໓໖", "ມາດຕາ 36"),
        ("Evacuation", "EVACUATION"),
    ],
)
def test_all_spellings_find_the_same(real, spelling, other):
    found = found_by(real, spelling)
    assert found
    assert found_by(real, other) == found


def test_a_code_comes_first_and_both_languages_find_the_same(real):
    for language in ("lo", "en"):
        assert found_by(real, "b4.2", language)[0] == "B4.2"
        assert found_by(real, "hotline", language)[0] == "term:hotline"


def test_a_hit_leads_to_the_very_block_in_the_readers_language(real):
    hit = search(real["lo"], "ແຟ້ມທວງຄ່າແຮງງານ").hits[0]
    assert hit.code == "A2.1"
    assert (hit.place_kind, hit.language) == ("checklist", "lo")
    assert re.fullmatch(r"/lo/learning/micic/.*/a2-1-[\w-]+/#p\d+", hit.url)
    other = search(real["lo"], "wage-claim file").hits[0]
    assert other.url == hit.url
    assert other.language == "en"
    assert "<mark>wage-claim file</mark>" in other.place.lower()


def test_a_mistyped_word_is_replaced_and_named(real):
    answer = search(real["en"], "evacuaton")
    assert answer.instead == (("evacuaton", "evacuation"),)
    assert "evacuation" in {hit.key for hit in answer.hits}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300) | st.text(alphabet="ກຂຄງຫລຼນໜ້່ໍາຳເແໂໃໄ -.%'\"<&\x00\u200b", max_size=60))
def test_odd_input_never_fails(real, asked):
    assert len(search(real["lo"], asked).hits) <= 20


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (("evacuate", "evacuated", "evacuating", "evacuation", "evacuations"), "evacu"),
        (("claim", "claims", "claimed"), "claim"),
        (("centre", "centers"), "cent"),
        (("rumour", "rumors"), "rumor"),
        (("bus",), "bus"),
    ],
)
def test_forms_of_a_word_share_a_stem(words, key):
    assert {stem(word) for word in words} == {key}


def test_lao_without_tones_and_lengths():
    assert loose("ໜີ້ສິນ") == loose("ໜິສີນ")
    assert loose("ນ້ຳ") != loose("ນາ")


def test_the_list_of_everyday_words_is_clean():
    said = [each.words for each in everyday_words()]
    assert len(said) == len(set(said)) >= 100
    for each in everyday_words():
        assert each.meant
        assert not lao.thai_letters("".join((*each.words, *each.meant)))


def test_marks_stand_around_words_and_everything_else_is_escaped():
    wanted = {"water": 1.0, "clean": 1.0, "ນ້ຳ": 1.0}
    assert marked("<b>Water</b> & waters", wanted) == (
        "&lt;b&gt;<mark>Water</mark>&lt;/b&gt; &amp; waters"
    )
    assert marked("Clean water", wanted) == "<mark>Clean water</mark>"
    assert marked("ດື່ມນ້ຳສະອາດ", wanted) == "ດື່ມ<mark>ນ້ຳ</mark>ສະອາດ"


def test_an_excerpt_is_the_stretch_with_the_words():
    text = "Nothing here. " * 40 + "Take clean water with you. " + "Nothing there. " * 40
    shown = excerpt(text, {"clean": 1.0, "water": 1.0})
    assert "Take <mark>clean water</mark> with you." in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < LENGTH + 40


def page_of(client, language="lo", **query):
    response = client.get(PAGE.format(language), query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("language", ["lo", "en"])
def test_the_page_of_results(course, stranger, language):
    words = WORDS[language]
    page = page_of(stranger, language, q=words["checklist"])
    assert f'<html lang="{language}">' in page
    assert f"/{language}/learning/test/b1/b1-1/#p4" in page
    assert re.search(r"<p><b>[^<]*<mark>.*</mark></b> ", page)
    assert f'value="{words["checklist"]}"' in page


def test_words_of_the_other_language_lead_to_the_page_in_ones_own(course, stranger):
    page = page_of(stranger, "lo", q="Before you leave")
    assert "/lo/learning/test/b1/b1-1/#p4" in page
    assert re.search(r'<p lang="en"><b>.*<mark>leave</mark></b>', page)


@pytest.mark.parametrize("language", ["lo", "en"])
def test_modules_exercises_cards_and_terms_are_found(course, stranger, language):
    words = WORDS[language]
    assert f"/{language}/learning/test/exercises/" in page_of(
        stranger, language, q=words["exercise"]
    )
    assert f"/{language}/learning/test/cards/" in page_of(stranger, language, q=words["card"])
    assert f'href="/{language}/learning/test/b1/"' in page_of(stranger, language, q=words["intro"])


def test_without_a_question_and_without_an_answer_the_page_helps(course, stranger):
    empty = page_of(stranger, "en")
    assert "Spelling variants are found as well" in empty
    nothing = page_of(stranger, "en", q="zzgrbl")
    assert "Nothing found for “zzgrbl”" in nothing
    assert "/en/learning/test/glossary/" in nothing
    assert "ບໍ່ພົບ “zzgrbl”" in page_of(stranger, "lo", q="zzgrbl")


@pytest.mark.parametrize(
    "asked", ["", " ", "\x00", "%", "<script>alert(1)</script>", "້", "\ud83d\ude00", "a" * 5000]
)
def test_a_hostile_question_is_only_words(course, stranger, asked):
    asked = asked.encode("utf-16", "surrogatepass").decode("utf-16")
    assert "<script>alert" not in page_of(stranger, q=asked)


def test_what_is_published_is_found_and_what_is_withdrawn_is_not(course, stranger):
    assert "b1-2" not in page_of(stranger, q="ແຜ່ນດິນໄຫວ")
    lesson = LessonPage.objects.get(code="B1.2")
    lesson.summary_lo = "ເມື່ອເກີດແຜ່ນດິນໄຫວ"
    lesson.save_revision().publish()
    assert "b1-2" in page_of(stranger, q="ແຜ່ນດິນໄຫວ")
    lesson.unpublish()
    assert "b1-2" not in page_of(stranger, q="ແຜ່ນດິນໄຫວ")


def test_search_is_reached_from_the_course_and_every_reading_page(course, stranger):
    for place in ("", "b1/", "b1/b1-1/", "glossary/", "checklists/"):
        page = stranger.get(f"/lo/learning/test/{place}").content.decode()
        assert PAGE.format("lo") in page, place
    assert 'name="q"' in stranger.get("/lo/learning/test/").content.decode()


def test_a_warm_search_asks_only_for_the_stamp(site, stranger, tmp_path, django_assert_num_queries):
    for lessons in (1, 3):
        forget_what_is_kept()
        folder = tmp_path / str(lessons)
        folder.mkdir()
        load_curriculum(folder=write_course(folder, {"B1": lessons}))
        page_of(stranger, q="ນ້ຳ")
        with django_assert_num_queries(1):
            page_of(stranger, q="ນ້ຳຖ້ວມ")
