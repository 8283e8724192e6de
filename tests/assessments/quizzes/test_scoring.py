"""What an answer is worth, worked out by hand."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.quizzes.enums import QuestionKind as Kind
from assessments.quizzes.items import Choice, Item, from_json, to_json
from assessments.quizzes.scoring import credit, fits, is_same, meant, number, stored_credit


def words(text):
    return {"en": text, "lo": f"ລ {text}"}


def item(kind, right=(), lines=4, **values):
    options = tuple(Choice(n, words(f"o{n}"), right=n in right) for n in range(1, lines + 1))
    return Item("T-1", kind, words("?"), options, **values)


def matching():
    pairs = [Choice(n, words(f"l{n}"), match=words(f"p{n}")) for n in (1, 2, 3)]
    return Item("T-2", Kind.MATCHING, words("?"), (*pairs, Choice(4, {}, match=words("extra"))))


@pytest.mark.parametrize(
    ("asked", "response", "worth"),
    [
        (item(Kind.SINGLE, {2}), [2], 1),
        (item(Kind.SINGLE, {2}), [1], 0),
        (item(Kind.SINGLE, {2}), [1, 2], 0),
        (item(Kind.SINGLE, {2}), None, 0),
        (item(Kind.SINGLE, {2}), [9], 0),
        (item(Kind.SINGLE, {2}), "2", 0),
        (item(Kind.TRUE_FALSE, {1}, lines=2), [1], 1),
        (item(Kind.SEVERAL, {1, 3}), [1, 3], 1),
        (item(Kind.SEVERAL, {1, 3}), [1], Fraction(1, 2)),
        (item(Kind.SEVERAL, {1, 3}), [1, 2], 0),
        (item(Kind.SEVERAL, {1, 3}), [1, 2, 3], Fraction(1, 2)),
        (item(Kind.SEVERAL, {1, 3}), [1, 2, 3, 4], 0),
        (item(Kind.SEVERAL, {1, 3}), [2, 4], 0),
        (item(Kind.ORDERING), [1, 2, 3, 4], 1),
        (item(Kind.ORDERING), [4, 3, 2, 1], 0),
        (item(Kind.ORDERING), [2, 3, 4, 1], Fraction(2, 3)),
        (item(Kind.ORDERING), [1, 2, 3], 0),
        (matching(), {"1": 1, "2": 2, "3": 3}, 1),
        (matching(), {"1": 1, "2": 4}, Fraction(1, 3)),
        (matching(), {"1": 1, "9": 2}, 0),
        (item(Kind.NUMERIC, number="80"), "80", 1),
        (item(Kind.NUMERIC, number="80"), "80.5", 0),
        (item(Kind.NUMERIC, number="80", tolerance="2"), "78", 1),
        (item(Kind.NUMERIC, number="2.5"), "2,5", 1),
        (item(Kind.NUMERIC, number="12000"), "12 000", 1),
        (item(Kind.NUMERIC, number="24"), "໒໔", 1),
        (item(Kind.NUMERIC, number="1600"), "1,600", 1),
        (item(Kind.NUMERIC, number="1600"), "1.600", 1),
        (item(Kind.NUMERIC, number="1600"), "໑.໖໐໐", 1),
        (item(Kind.NUMERIC, number="1.6"), "1,600", 1),
        (item(Kind.NUMERIC, number="1234567.5"), "1.234.567,5", 1),
        (item(Kind.NUMERIC, number="1234567.5"), "1,234,567.5", 1),
        (item(Kind.NUMERIC, number="500"), "0,500", 0),
        (item(Kind.NUMERIC, number="1600"), "16,00", 0),
        (item(Kind.NUMERIC, number="24"), "many", 0),
    ],
)
def test_what_an_answer_is_worth(asked, response, worth):
    assert credit(asked, response) == worth


def test_a_third_is_stored_with_four_places():
    assert str(stored_credit(item(Kind.ORDERING), [2, 3, 4, 1])) == "0.6667"


@pytest.mark.parametrize(
    "typed",
    ["", "1,2,3", "1.600.5", "1,600.5.", "1.600,5,", "1e5000000", "NaN", "-", "9" * 30, "∞"],
)
def test_what_is_no_number_is_no_answer(typed):
    assert number(typed) is None
    assert not fits(item(Kind.NUMERIC, number="1"), typed)


def test_two_ways_to_write_a_number_are_one_answer():
    asked = item(Kind.NUMERIC, number="1600")
    assert meant(asked, "1,600") == meant(asked, "1600") == 1600
    assert is_same(asked, "1,600", "1 600")
    assert not is_same(asked, "1,600", "1,5")


def test_a_key_of_ten_thousand_digits_is_no_line():
    assert not fits(matching(), {"9" * 10_000: 1})


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@pytest.mark.parametrize(
    "asked",
    [
        item(Kind.SINGLE, {1}),
        item(Kind.SEVERAL, {1, 2}),
        item(Kind.ORDERING),
        matching(),
        item(Kind.NUMERIC, number="3"),
    ],
    ids=lambda each: each.kind.value,
)
@given(response=ANYTHING)
def test_whatever_is_sent_is_worth_between_nothing_and_one(asked, response):
    assert 0 <= credit(asked, response) <= 1


@pytest.mark.parametrize("asked", [item(Kind.SEVERAL, {1}), matching()], ids=["several", "match"])
def test_an_item_comes_back_from_storage_as_it_was(asked):
    assert from_json(to_json(asked)) == asked
