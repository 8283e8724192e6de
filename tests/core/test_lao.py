"""Lao text and its traps: encodings, tones, words without spaces, vowels before consonants."""

import itertools
import random
import sqlite3
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core import lao

BREAK = lao.ZERO_WIDTH_SPACE
#: Words with stacked signs; each is one word and stays whole.
STACKED = ["ນ້ຳ", "ຕ່ຳ", "ກໍ່", "ຊື່", "ນີ້", "ຫຼັງ", "ສິ່ງ", "ຢູ່", "ກຸ້ງ", "ປຶ້ມ", "ທັງໝົດ", "ເບິ່ງ"]
#: The same word as people type it; the first spelling of each row is today's.
VARIANTS = [
    ("ສຳເລັດ", "ສໍາເລັດ"),
    ("ນ້ຳ", "ນໍ້າ", "ນ້ໍາ", "ນຳ້"),
    ("ຫຼາຍ", "ຫລາຍ", "ຫຣາຍ"),
    ("ຫຼັງ", "ຫລັງ", "ຫັຼງ"),
    ("ໜ້າ", "ຫນ້າ"),
    ("ໝໍ", "ຫມໍ"),
    ("ແມ່ນ", "ເເມ່ນ"),
    ("ຊື່", "ຊ່ື", "ຊື່່"),
    ("ກຸ້ງ", "ກຸ້ງ"),
    ("ຂໍ້", "ຂ້ໍ"),
    ("ພາສາລາວ", "ພາສາ\u200bລາວ", "ພາສາ\u200cລາວ", "\ufeffພາສາລາວ"),
    ("2024", "໒໐໒໔", "２０２４"),
]
PAIRS = [(row[0], other) for row in VARIANTS for other in row[1:]]
LAO_LETTERS = "".join(
    chr(code) for code in range(0x0E80, 0x0F00) if unicodedata.name(chr(code), "")
)
lao_text = st.text(
    alphabet=st.sampled_from(LAO_LETTERS + "\u200b\u200c\u200d abzÉ09.,/:-<>&\n\u00a0"), max_size=60
)
any_text = st.one_of(lao_text, st.text(max_size=60))


# --- Storing ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("ສໍາເລັດ", "ສຳເລັດ"),
        ("ນໍ້າ", "ນ້ຳ"),
        ("ນ້ໍາ", "ນ້ຳ"),
        ("ນຳ້", "ນ້ຳ"),
        ("ຊ່ື", "ຊື່"),
        ("ເເກ້ວ", "ແກ້ວ"),
        ("  ແກ້ວ\u00a0 ມະນີ\u200b ", "ແກ້ວ ມະນີ"),
        ("ແກ້ວ\u200cມະນີ", "ແກ້ວມະນີ"),
        ("ຫລວງ ຫນ້າ", "ຫລວງ ຫນ້າ"),
        ("Siso\u0301u\x00vanh", "Sisóuvanh"),
        ("ຂໍ້ 1 \r\n  ຂໍ້ 2", "ຂໍ້ 1\nຂໍ້ 2"),
        ("ດີ\ud800", "ດີ"),
    ],
)
def test_stored_text_has_one_encoding_and_keeps_its_letters(typed, stored):
    assert lao.normalise(typed) == stored


@pytest.mark.parametrize("word", STACKED)
def test_words_with_stacked_signs_are_stored_as_they_are(word):
    assert lao.normalise(word) == word


def test_sara_am_after_a_tone_and_the_vowel_o_stay_different_words():
    assert lao.normalise("ກໍ່") == "ກໍ່"
    assert lao.fold("ຕ່ຳ") != lao.fold("ຕໍ່")


@given(any_text)
def test_normalising_twice_changes_nothing(text):
    once = lao.normalise(text)
    assert lao.normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert BREAK not in once


# --- Comparing --------------------------------------------------------------------------------


@pytest.mark.parametrize(("modern", "variant"), PAIRS)
def test_spellings_of_a_word_fold_together(modern, variant):
    assert lao.fold(variant) == lao.fold(modern) == modern


def test_unicode_alone_does_not_unite_them():
    apart = [
        pair for pair in PAIRS if len({unicodedata.normalize("NFKC", word) for word in pair}) == 2
    ]
    assert ("ນ້ຳ", "ນໍ້າ") in apart
    assert ("ຫຼາຍ", "ຫລາຍ") in apart


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("SISOUVANH", "sisouvanh"),
        ("Đặng Nguyễn", "dang nguyen"),
        ("Sisouvanh-Keo", "sisouvanh  keo"),
        ("O’Neil", "ONEIL"),
        ("ກະຊວງ, ຕ່າງປະເທດ.", "ກະຊວງ ຕ່າງປະເທດ"),
        ("Straße", "STRASSE"),
    ],
)
def test_accents_capitals_and_punctuation_do_not_count(left, right):
    assert lao.fold(left) == lao.fold(right)


@pytest.mark.parametrize(("left", "right"), [("ພົນ", "ພັນ"), ("ຂ່າວ", "ຂາວ"), ("ສຸກ", "ສູກ")])
def test_different_words_stay_different(left, right):
    assert lao.fold(left) != lao.fold(right)
    assert lao.search_form(left) != lao.search_form(right)
    assert lao.sort_key(left) != lao.sort_key(right)


@given(any_text)
@example("ͅ")
@example("ﷺ ﬁ Ǆ")
def test_folding_twice_changes_nothing(text):
    once = lao.fold(text)
    assert lao.fold(once) == once
    assert lao.fold(lao.normalise(text)) == once


def test_thai_letters_are_found():
    assert lao.thai_letters("ກະລຸນາ โปรดเลือก น.") == [
        "โ",
        "ป",
        "ร",
        "ด",
        "เ",
        "ล",
        "ื",
        "อ",
        "ก",
        "น",
    ]
    assert lao.thai_letters("ກະລຸນາເລືອກ Please") == []


# --- Words and search -------------------------------------------------------------------------


def test_words_are_found_without_spaces():
    assert lao.words("ສາທາລະນະລັດປະຊາທິປະໄຕປະຊາຊົນລາວ") == [
        "ສາທາລະນະລັດ",
        "ປະຊາທິປະໄຕ",
        "ປະຊາຊົນ",
        "ລາວ",
    ]
    assert "ລາວ" in lao.words("ພົນລະເມືອງລາວ")


@pytest.mark.parametrize(("modern", "variant"), PAIRS)
def test_words_and_search_forms_do_not_depend_on_the_typing(modern, variant):
    text = "ພົນລະເມືອງ{}ຢູ່ຕ່າງປະເທດ"
    assert lao.words(text.format(variant)) == lao.words(text.format(modern))
    assert lao.search_form(variant) == lao.search_form(modern)


def test_long_compounds_are_found_by_their_parts():
    assert lao.words("ກະຊວງການຕ່າງປະເທດ") == ["ກະຊວງ", "ການ", "ຕ່າງປະເທດ"]
    assert set(lao.words("ຕ່າງປະເທດ")) < set(lao.words("ກະຊວງການຕ່າງປະເທດ"))
    assert lao.words("ຄວາມຊ່ວຍເຫຼືອ")[-1] == lao.words("ການຊ່ວຍເຫຼືອ")[-1]
    assert lao.words("ການ ຜູ້ ຄວາມ ກະຊວງ") == ["ການ", "ຜູ້", "ຄວາມ", "ກະຊວງ"]


def test_latin_words_and_numbers_are_words_too():
    assert lao.words("ອົງການ IOM, 24 ທ່ານ (MoFA)") == ["ອົງການ", "iom", "24", "ທ່ານ", "mofa"]


def test_the_search_form_is_ascii_and_keeps_words_apart():
    form = lao.search_form("ພົນລະເມືອງລາວ IOM 2024")
    assert form.isascii()
    assert lao.search_form("ລາວ") in form.split()
    assert form.split()[-2:] == ["iom", "2024"]


def test_the_search_form_of_a_beginning_is_a_beginning():
    assert lao.search_form("ວິທະຍາກອນ").startswith(lao.search_form("ວິທະ"))


def test_a_full_text_index_finds_whole_words_and_no_others():
    texts = ["ພົນລະເມືອງລາວຢູ່ຕ່າງປະເທດ", "ພັນທະຂອງລັດ", "ກະຊວງການຕ່າງປະເທດ", "Lao citizens"]
    index = sqlite3.connect(":memory:")
    index.execute("CREATE VIRTUAL TABLE page USING fts5(words, tokenize='porter unicode61')")
    index.executemany("INSERT INTO page VALUES (?)", [(lao.search_form(text),) for text in texts])

    def found(query: str) -> list[str]:
        rows = index.execute(
            "SELECT rowid FROM page WHERE page MATCH ? ORDER BY rowid", [lao.search_form(query)]
        )
        return [texts[number - 1] for (number,) in rows]

    assert found("ລາວ") == [texts[0]]
    assert found("ຕ່າງປະເທດ") == [texts[0], texts[2]]
    assert found("ພັນທະ") == [texts[1]]
    assert found("ພົນ") == []
    assert found("citizen") == [texts[3]]


@given(any_text)
def test_search_forms_are_ascii_for_lao_and_safe_for_stemmers(text):
    for word in lao.search_form(text).split():
        assert not lao.has_lao(word)
    for word in lao.words(text):
        if lao.has_lao(word):
            assert not set(lao.search_form(word)) & set("aeiouyls")


# --- Line breaks ------------------------------------------------------------------------------


def shown(text: str) -> str:
    """The breaks as bars."""
    return lao.break_lines(text).replace(BREAK, "|")


def test_lines_break_between_words():
    assert shown("ສາທາລະນະລັດປະຊາທິປະໄຕປະຊາຊົນລາວ") == "ສາທາລະນະລັດ|ປະຊາທິປະໄຕ|ປະຊາຊົນ|ລາວ"


def test_names_of_ministries_may_break_after_the_word_ministry():
    assert shown("ກະຊວງການຕ່າງປະເທດ") == "ກະຊວງ|ການຕ່າງປະເທດ"
    assert shown("ສະຫະພັນແມ່ຍິງລາວ") == "ສະຫະພັນ|ແມ່ຍິງ|ລາວ"


@pytest.mark.parametrize("word", STACKED)
def test_a_word_is_never_torn(word):
    assert shown(word) == word


@pytest.mark.parametrize(
    "text",
    ["https://iom.int/lao-pdr?x=1", "MICIC-2024-LAO-0001", "37,5%", "19/06/2024", "a\nb", ""],
)
def test_nothing_happens_outside_lao(text):
    assert lao.break_lines(text) == text


def test_latin_words_within_lao_stay_whole():
    assert shown("ເປີດhttps://iom.int/ລາວເດີ 30 ນາທີ") == "ເປີດhttps://iom.int/ລາວ|ເດີ 30 ນາທີ"


def test_breaks_do_not_depend_on_the_typing():
    plain = [len(part) for part in shown("ນ້ຳໜັກຫຼາຍກວ່າສຳເລັດໜ້າ").split("|")]
    typed = shown("ນໍ້າຫນັກຫລາຍກວ່າສໍາເລັດຫນ້າ").split("|")
    assert len(plain) == len(typed) == 5
    assert [lao.fold(part) for part in typed] == ["ນ້ຳ", "ໜັກ", "ຫຼາຍກວ່າ", "ສຳເລັດ", "ໜ້າ"]


@given(any_text)
@example("ຫ\u0ebcາຍ\u200bລາວ")
def test_breaking_adds_only_breaks_and_twice_is_once(text):
    broken = lao.break_lines(text)
    assert broken.replace(BREAK, "") == text.replace(BREAK, "")
    assert lao.break_lines(broken) == broken
    for before, here, after in zip(broken, broken[1:], broken[2:], strict=False):
        if here == BREAK and before + here + after not in text:
            assert lao.has_lao(before)
            assert lao.has_lao(after)
            assert after not in "ະັາຳິີຶືຸູົຼຽ່້໊໋໌ໍໆ"
            assert before not in "ເແໂໃໄ"


def test_html_is_broken_in_its_text_only():
    html = (
        "<title>ປະຊາຊົນລາວ</title><style>.ປະຊາຊົນລາວ{}</style><!-- ປະຊາຊົນລາວ -->"
        '<p title="ປະຊາຊົນລາວ > 1"'
        " data-x='ປະຊາຊົນລາວ'>ປະຊາຊົນລາວ &amp; ປະຊາຊົນລາວ</p>"
    )
    broken = lao.break_html_lines(html)
    assert broken == html[: html.rindex("'>") + 2] + (
        f"ປະຊາຊົນ{BREAK}ລາວ &amp; ປະຊາຊົນ{BREAK}ລາວ</p>"
    )
    assert lao.break_html_lines(broken) == broken


# --- Order ------------------------------------------------------------------------------------

#: As Intl.Collator("lo") of ICU sorts them (read from Chromium once).
LETTERS = ["ກ", "ກາ", "ເກ", "ແກ", "ໂກ", "ໄກ", "ຂ", "ເຂ", "ຈາ", "ໃຈ"]
NAMES = [
    "ກອງແກ້ວ",
    "ແກ້ວມະນີ",
    "ຂາວ",
    "ຂ່າວ",
    "ຂ້າວ",
    "ເຂັມພອນ",
    "ຄຳຫຼ້າ",
    "ຈັນທະລາ",
    "ໃຈດີ",
    "ສົມສັກ",
    "ແສງອາລຸນ",
    "ຊື່ນ",
    "ໄຊຍະ",
    "ຍິ່ງໃຫຍ່",
    "ດວງໃຈ",
    "ທອງດີ",
    "ນ້ຳຝົນ",
    "ບຸນມີ",
    "ພູທອນ",
    "ເພັດສະໝອນ",
    "ໂພໄຊ",
    "ຟ້າ",
    "ມະນີວັນ",
    "ຢາດ",
    "ລັດສະໝີ",
    "ວິໄລ",
    "ໜູແດງ",
    "ໝອນ",
    "ຫຼ້າ",
    "ອຳພອນ",
    "ຮຸ່ງອາລຸນ",
]


@pytest.mark.parametrize("ordered", [LETTERS, NAMES])
def test_names_come_in_the_order_of_the_dictionary(ordered):
    mixed = ordered.copy()
    random.Random(7).shuffle(mixed)
    assert sorted(mixed, key=lao.sort_key) == ordered
    assert sorted(mixed) != ordered


def test_leading_vowels_are_sorted_by_their_consonant():
    assert lao.sort_key("ໄຊຍະ") < lao.sort_key("ດວງໃຈ")
    assert lao.sort_key("ແກ້ວ") < lao.sort_key("ຄຳ") < lao.sort_key("ໂພໄຊ")


@pytest.mark.parametrize(("modern", "variant"), PAIRS)
def test_spellings_of_a_word_are_sorted_together(modern, variant):
    assert lao.sort_key(variant) == lao.sort_key(modern)


def test_given_names_are_compared_before_family_names():
    assert lao.sort_key("ບຸນ ອິນທະວົງ") < lao.sort_key("ບຸນມີ ກໍລະກົດ")


def test_tones_decide_only_between_equal_letters():
    ordered = ["ຂາ", "ຂ່າ", "ຂ້າ", "ຂາວ"]
    assert sorted(["ຂາວ", "ຂ້າ", "ຂ່າ", "ຂາ"], key=lao.sort_key) == ordered


@given(any_text)
def test_sort_keys_are_short_hex(text):
    key = lao.sort_key(text)
    assert len(key) <= lao.SORT_KEY_LENGTH
    assert set(key) <= set("0123456789abcdef")


@given(st.lists(lao_text, max_size=4))
def test_sort_keys_order_as_their_weights_do(texts):
    weights = {
        text: lao._collator().sort_key(
            lao._modern(unicodedata.normalize("NFKC", lao.normalise(text))).translate(lao._DIGITS)
        )
        for text in texts
    }
    for left, right in itertools.combinations(texts, 2):
        assert (lao.sort_key(left) < lao.sort_key(right)) == (weights[left] < weights[right])


def test_long_names_are_cut_and_still_in_order():
    assert lao.sort_key("ກ" * 240) < lao.sort_key("ຂ" * 240)
    assert len(lao.sort_key("ຂ" * 240)) == lao.SORT_KEY_LENGTH
