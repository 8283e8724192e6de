"""Means and intervals, against SciPy."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.special import betainc

from assessments.quizzes.analysis.intervals import estimate, incomplete_beta, t_quantile


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 5, 9, 23, 59, 299, 5000])
@pytest.mark.parametrize("probability", [0.025, 0.5, 0.9, 0.95, 0.975, 0.995, 0.9995])
def test_quantiles_are_those_of_scipy(probability, freedom):
    wanted = stats.t.ppf(probability, freedom)
    assert t_quantile(probability, freedom) == pytest.approx(wanted, rel=1e-9, abs=1e-9)


@given(st.floats(0.5, 200), st.floats(0.5, 200), st.floats(0, 1))
def test_the_incomplete_beta_function_is_that_of_scipy(a, b, x):
    assert incomplete_beta(a, b, x) == pytest.approx(betainc(a, b, x), abs=1e-9)


@pytest.mark.parametrize(("probability", "freedom"), [(0, 5), (1, 5), (0.9, 0)])
def test_what_is_no_quantile_is_refused(probability, freedom):
    with pytest.raises(ValueError, match=r"\("):
        t_quantile(probability, freedom)


@given(st.lists(st.integers(-100, 100), min_size=2, max_size=60))
def test_an_interval_is_that_of_scipy(values):
    found = estimate([Fraction(each) for each in values])
    if len(set(values)) == 1:
        assert (found.low, found.high, found.is_point) == (values[0], values[0], True)
        return
    low, high = stats.t.interval(
        0.95, len(values) - 1, loc=sum(values) / len(values), scale=stats.sem(values)
    )
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-6)
    assert not found.is_point


def test_of_one_value_there_is_no_interval_and_of_none_no_mean():
    one = estimate([Fraction(7)])
    assert (one.n, one.mean, one.low, one.high, one.is_point) == (1, 7.0, None, None, False)
    assert estimate([]) is None


def test_thirds_that_are_equal_vary_not_at_all():
    found = estimate([Fraction(1, 3)] * 7)
    assert found.is_point
    assert found.low == found.mean == pytest.approx(1 / 3)
