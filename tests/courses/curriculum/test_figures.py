"""The drawn figures: complete in both languages, and every line in its box."""

from itertools import combinations
from xml.etree import ElementTree

import pytest

from core import lao
from courses.curriculum import figures
from courses.curriculum.files import CourseFile, PageFile, read_curriculum

NAMES = figures.figure_names()


@pytest.fixture(scope="module")
def course() -> CourseFile:
    return read_curriculum()


def shown(lesson: PageFile, language: str) -> list[str]:
    """The names of the figures in one language of a lesson, in order."""
    body = lesson.values[f"body_{language}"]
    return [block["value"]["name"] for block in body if block["type"] == "figure"]


def test_every_module_shows_a_figure_at_the_same_place_in_both_languages(course):
    for module in course.modules:
        figures_shown = [shown(lesson, "en") for lesson in module.lessons]
        assert any(figures_shown), module.code
        assert figures_shown == [shown(lesson, "lo") for lesson in module.lessons]


def test_every_figure_is_shown_once(course):
    # A figure has ids that name its title and its text: twice in the handbook would be twice the id.
    everywhere = [
        name
        for module in course.modules
        for lesson in module.lessons
        for name in shown(lesson, "en")
    ]
    assert sorted(everywhere) == sorted(NAMES)


@pytest.mark.parametrize("language", ["lo", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_every_line_fits_its_box(name, language):
    lines = figures.lines_of(name, language)
    assert lines
    too_wide = [line for line in lines if line.width > line.limit]
    assert not too_wide


@pytest.mark.parametrize("language", ["lo", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_a_figure_can_be_read_on_a_small_phone_and_says_what_it_shows(name, language):
    svg = ElementTree.fromstring(figures.drawn(name, language))
    texts = list(svg.iter("{http://www.w3.org/2000/svg}text"))
    assert svg.get("viewBox").split()[2] == "360"
    assert all(float(text.get("font-size")) >= 13 for text in texts)
    assert len(figures.alternative_text(name, language)) > 60
    assert "style" not in figures.drawn(name, language)


@pytest.mark.parametrize("language", ["lo", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_no_words_lie_on_other_words_or_outside_the_figure(name, language):
    lines = figures.lines_of(name, language)
    overlapping = [(a.text, b.text) for a, b in combinations(lines, 2) if a.overlaps(b)]
    assert not overlapping

    box = ElementTree.fromstring(figures.drawn(name, language)).get("viewBox")
    left, top, width, height = (float(part) for part in box.split())
    outside = [
        line.text
        for line in lines
        if line.left < left
        or line.top < top
        or line.left + line.width > left + width
        or line.top + line.height > top + height
    ]
    assert not outside


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_is_light(name):
    assert (figures.FIGURES / f"{name}.svg").stat().st_size < 6 * 1024


def test_a_heading_stands_above_its_words_in_bold():
    lines = {line.word: line for line in figures.lines_of("alert-ladder", "lo")}
    heading, words = lines["precaution"], lines["precaution_do"]
    assert (heading.bold, words.bold) == (True, False)
    assert heading.left == words.left
    assert heading.top + heading.height <= words.top


@pytest.mark.parametrize("name", NAMES)
def test_the_lao_of_a_figure_is_lao(name):
    words = figures._words(name)
    asked = {line.word for line in figures.lines_of(name, "en")}
    assert asked == set(words["words"]), "words and drawing ask for the same keys"
    for word in (words["title"], words["text"], *words["words"].values()):
        assert word["lo"] == lao.normalise(word["lo"])
        if any(letter.isalpha() and ord(letter) < 128 for letter in word["en"]):
            assert lao.has_lao(word["lo"]) or word["lo"].isupper()


def test_lao_is_broken_between_words_only():
    wrapped = figures._wrap("ຍ້າຍພາຍໃນປະເທດ, ຊ່ວຍຜູ້ທີ່ຢາກກັບບ້ານ", 90, 14, bold=False)
    assert len(wrapped) > 1
    allowed = set(lao.break_lines("ຍ້າຍພາຍໃນປະເທດ, ຊ່ວຍຜູ້ທີ່ຢາກກັບບ້ານ").split(lao.ZERO_WIDTH_SPACE))
    assert all(any(piece.strip().startswith(line[:2]) for piece in allowed) for line in wrapped)


def test_a_figure_stays_a_figure_when_papers_have_been_made():
    from core import pdf

    pdf.check_available()
    figures.drawn.cache_clear()
    assert figures.drawn("alert-ladder", "lo").startswith("<svg ")
