"""Small groups are not broken out, and cannot be worked out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.quizzes.analysis.groups import LEAST, grouped, hidden


@pytest.mark.parametrize(
    ("sizes", "wanted"),
    [
        ({}, set()),
        ({"a": 9, "b": 15}, set()),
        ({"a": 9, "b": 14, "c": 1}, {"c", "a"}),
        ({"a": 10, "b": 6, "c": 4, "d": 3}, {"c", "d"}),
        ({"a": 10, "b": 8, "c": 2, "d": 1}, {"c", "d", "b"}),
        ({"a": 10, "b": 5, "c": 5, "d": 4}, {"d", "b"}),
        ({"a": 20, "b": 4, "c": 0}, {"a", "b"}),
        ({"a": 3}, {"a"}),
        ({"a": 24, "b": 0}, set()),
    ],
)
def test_what_is_hidden(sizes, wanted):
    assert hidden(sizes) == wanted


@given(st.dictionaries(st.integers(0, 20), st.integers(0, 30)))
def test_what_is_hidden_cannot_be_worked_out_from_the_total(sizes):
    away = hidden(sizes)
    shown = {key: size for key, size in sizes.items() if key not in away and size}
    assert all(size >= LEAST for size in shown.values())
    rest = sum(sizes[key] for key in away)
    if shown and away:
        assert len(away) >= 2
        assert rest >= LEAST
    if away:
        assert min(sizes[key] for key in away) < LEAST


def test_groups_are_made_by_a_key():
    assert grouped([1, 2, 3, 4], lambda each: each % 2) == {1: [1, 3], 0: [2, 4]}
