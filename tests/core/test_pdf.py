"""PDF of our own: what WeasyPrint would do otherwise."""

import io

import pdfplumber
import pikepdf
import pytest

from core import lao, pdf

PAGE = """<!doctype html><html lang="lo"><head><meta charset="utf-8"><title>Test</title></head><body>
<svg viewBox="0 0 360 60" width="360" height="60"><title>Test</title>
<text font-size="20" font-family="'Paper Lao'" text-anchor="{anchor}">
<tspan x="180" y="40">{words}</tspan></text>
</svg></body></html>"""


def drawing(words: str, anchor: str = "start") -> bytes:
    page = PAGE.format(words=words, anchor=anchor)
    return pdf.write(pdf.lay_out(page, stylesheets=("paper.css",)))


def pieces_of_text(paper: bytes) -> int:
    """How many pieces of text the first page sets one after the other."""
    with pikepdf.open(io.BytesIO(paper)) as printed:
        instructions = pikepdf.parse_content_stream(printed.pages[0])
        return sum(str(instruction.operator) in ("Tj", "TJ") for instruction in instructions)


def ends(paper: bytes) -> tuple[float, float]:
    """Where the Lao letters of the first page begin and end, from the left."""
    with pdfplumber.open(io.BytesIO(paper)) as printed:
        letters = [letter for letter in printed.pages[0].chars if letter["text"] >= "ກ"]
    return min(letter["x0"] for letter in letters), max(letter["x1"] for letter in letters)


def test_words_of_a_drawing_are_set_in_one_piece_so_that_signs_stand_on_their_letters():
    assert pieces_of_text(drawing("ກີ່ກີ່ກີ່")) == pieces_of_text(drawing("ກ"))


def test_words_of_a_drawing_are_centred_about_their_place():
    start, _end = ends(drawing("ຫົວໜ້າກຸ່ມ"))
    left, right = ends(drawing("ຫົວໜ້າກຸ່ມ", anchor="middle"))
    assert (left + right) / 2 == pytest.approx(start, abs=1)


@pytest.mark.parametrize(
    "frame",
    [
        "<p>{}</p>",
        """<svg viewBox="0 0 360 60"><text font-family="'Paper Lao'" y="20">{}</text></svg>""",
    ],
)
def test_words_are_found_and_read_aloud_as_they_are_written(frame):
    words = "ຄຳສັບ ນ້ຳ ການລາຍງານ ຂໍ້ມູນ ຕໍ່"
    html = f"<html lang='lo'><title>{words}</title><body>{frame.format(words)}</body></html>"
    paper = pdf.write(pdf.lay_out(html, stylesheets=("paper.css",)))
    with pdfplumber.open(io.BytesIO(paper)) as printed:
        letters = "".join(letter["text"] for letter in printed.pages[0].chars)
    assert lao.normalise(letters).replace(" ", "").startswith(words.replace(" ", ""))
    with pikepdf.open(io.BytesIO(paper)) as printed:
        assert str(printed.docinfo["/Title"]) == words
