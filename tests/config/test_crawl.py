"""The crawler itself: what it reads, and what it takes for English."""

import lxml.html
import pytest

from tests.config.crawl import foreign_words, spoken

PAGE = """<html lang="lo"><head><title>ໜ້າຫຼັກ</title><style>body {}</style>
<meta name="description" content="ຄຳອະທິບາຍ"></head><body>
<p title="ຄຳແນະນຳ">ລາວ <b lang="en">In English</b> ຕໍ່</p><img alt="ຮູບ">
<div lang="en"><p>More <i lang="lo">ຂໍ້ຄວາມ</i> English</p></div>
<textarea>Typed by people</textarea><input type="submit" value="ສົ່ງ"><input value="Typed">
<script>let english = 1</script></body></html>"""


def test_everything_spoken_in_lao_is_read():
    texts = {text.strip() for text in spoken(lxml.html.fromstring(PAGE), "lo")} - {""}
    assert texts == {
        "ໜ້າຫຼັກ", "ຄຳອະທິບາຍ", "ຄຳແນະນຳ", "ລາວ", "ຕໍ່", "ຮູບ", "ຂໍ້ຄວາມ", "ສົ່ງ",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ບັນທຶກ Save ແລ້ວ", ["Save"]),
        ("This field is required.", ["This", "field", "is", "required"]),
        ("ອົງການ IOM, MoFA ແລະ LWU (PDF)", []),
        ("MICIC-2024-06 ann@example.la https://iom.int/x names.xlsx 020 5555 W-1", []),
        ("ເລືອກ “Save as” ໃນໂປຣແກຣມ", []),
        ("Keomany Sisouvanh", []),
    ],
)
def test_english_is_told_from_acronyms_codes_and_names(text, found):
    assert foreign_words(text, {"keomany", "sisouvanh"}) == found
