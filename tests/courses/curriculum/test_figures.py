"""The drawn figures: complete in both languages, and every line in its box."""

from xml.etree import ElementTree

import pytest

from core import lao
from courses.curriculum import figures

NAMES = figures.figure_names()


def test_there_are_figures():
    assert "alert-ladder" in NAMES


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
