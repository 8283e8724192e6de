"""The glossary: loaded, listed, searched, and explained in place."""

import pytest

from core import lao
from courses.curriculum import selectors, services
from courses.curriculum.files import CONTENT
from courses.curriculum.models import GlossaryTerm
from courses.curriculum.services.glossary import read_glossary

PAGE = "/{}/learning/test/glossary/"
WORDS = """
evacuation:
  en: {term: Evacuation, says: Moving people out of danger., also: [evacuate]}
  lo: {term: ການຍົກຍ້າຍໄປບ່ອນປອດໄພ, says: ການພາຄົນອອກຈາກອັນຕະລາຍ.}
water:
  en: {term: Water, says: What people drink.}
  lo: {term: ນ້ຳ, says: ສິ່ງທີ່ຄົນດື່ມ., also: [ໜາມ]}
"""


@pytest.fixture
def words(course_page, course_files):
    path = course_files / "glossary.yaml"
    path.write_text(WORDS, encoding="utf-8")
    services.load_glossary(path=path)
    return path


def test_our_own_glossary_is_complete_and_lao():
    terms = read_glossary(CONTENT / "glossary.yaml")
    assert len(terms) >= 70
    for slug, values in terms.items():
        for field in ("term_lo", "meaning_lo", "also_lo"):
            assert values[field] == lao.normalise(values[field]), slug
            assert not lao.thai_letters(values[field]), slug
        assert lao.has_lao(values["meaning_lo"]), slug
    names = [values[f"term_{code}"].casefold() for values in terms.values() for code in ("en",)]
    assert len(set(names)) == len(names)


def test_loading_again_changes_nothing_and_spares_an_editors_words(words, editor):
    assert services.load_glossary(path=words)["unchanged"] == ["evacuation", "water"]
    term = GlossaryTerm.objects.get(slug="water")
    term.meaning_lo = "ນ້ຳສະອາດ."
    services.save_term(term=term, actor=editor)
    words.write_text(WORDS.replace("What people drink.", "A drink."), encoding="utf-8")
    report = services.load_glossary(path=words)
    assert report["kept"] == ["water"]
    term.refresh_from_db()
    assert (term.meaning_en, term.meaning_lo) == ("What people drink.", "ນ້ຳສະອາດ.")
    words.write_text(WORDS.replace("Moving people", "Taking people"), encoding="utf-8")
    assert services.load_glossary(path=words)["updated"] == ["evacuation"]


def test_a_gap_in_the_file_is_named(words):
    words.write_text(WORDS.replace("says: What people drink.", "also: []"), encoding="utf-8")
    with pytest.raises(ValueError, match="water"):
        services.load_glossary(path=words)


@pytest.mark.parametrize(
    ("language", "asked", "found"),
    [
        ("lo", "", ["water", "evacuation"]),
        ("en", "", ["evacuation", "water"]),
        ("lo", "ນໍ້າ", ["water"]),
        ("lo", "EVACUATE", []),
        ("en", "evacuate", ["evacuation"]),
        ("en", "ບ່ອນປອດໄພ", ["evacuation"]),
        ("lo", "ບໍ່ມີ", []),
    ],
)
def test_terms_are_found_in_either_language_and_any_spelling(
    words, stranger, language, asked, found
):
    page = stranger.get(PAGE.format(language), {"q": asked}).content.decode()
    places = {slug: page.find(f'id="term-{slug}"') for slug in ("evacuation", "water")}
    shown = sorted((slug for slug, place in places.items() if place >= 0), key=lambda s: places[s])
    assert sorted(shown) == sorted(found)
    if not found:
        assert "<dt" not in page


def test_a_hostile_search_is_only_words(words, stranger):
    page = stranger.get(PAGE.format("en"), {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("language", "html", "marked"),
    [
        ("en", "<p>Water. Clean water.</p>", ['<a class="term" href="#term-water">Water</a>']),
        ("en", "<p>Underwater, waters.</p>", []),
        ("en", "<h2>Water</h2><p><a href='/x'>water</a></p>", []),
        ("en", '<p title="water">We evacuate.</p>', ['#term-evacuation">evacuate</a>']),
        ("lo", "<p>ດື່ມນ້ຳສະອາດ.</p>", ['#term-water">ນ້ຳ</a>']),
        ("lo", "<p>ການຍົກຍ້າຍໄປບ່ອນປອດໄພ</p>", ['#term-evacuation">ການຍົກຍ້າຍໄປບ່ອນປອດໄພ</a>']),
        ("lo", "<p>ສະໜາມບິນ</p>", []),
        ("en", '<section class="sources"><p>Water, 2016.</p></section><p>x</p>', []),
    ],
)
def test_the_first_use_of_a_term_leads_to_its_meaning(words, language, html, marked):
    found, terms = selectors.mark_terms(html, selectors.glossary(language, ""))
    assert len(terms) == len(marked)
    for link in marked:
        assert found.count(link) == 1
    assert found.count("<a class") == len(marked)


def test_a_lesson_explains_its_words_below_the_text(words, stranger):
    page = stranger.get("/en/learning/test/b1/b1-1/").content.decode()
    assert page.count('href="#term-water"') == 1
    assert page.index('href="#term-water"') < page.index('id="term-water"')
    assert "What people drink." in page
    lao_page = stranger.get("/lo/learning/test/b1/b1-1/").content.decode()
    assert "ສິ່ງທີ່ຄົນດື່ມ." in lao_page


def test_the_glossary_asks_the_same_however_many_terms(words, stranger, django_assert_num_queries):
    stranger.get(PAGE.format("lo"))
    with django_assert_num_queries(1):
        stranger.get(PAGE.format("lo"))
