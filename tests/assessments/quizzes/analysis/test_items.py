"""Item figures on a fixed data set, against SciPy and by hand."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from assessments.quizzes.analysis.items import (
    Answered,
    Tally,
    fisher,
    item_figures,
    point_biserial,
    tally,
)
from assessments.quizzes.enums import Finding, QuestionKind
from assessments.quizzes.items import Choice, Item

#: Right or not, and the points in the nine other questions; with ties.
FIXED = [
    (1, 8), (1, 7), (1, 7), (0, 3), (0, 5), (1, 9), (0, 2), (0, 5), (1, 6), (1, 4), (0, 4), (1, 7),
]  # fmt: skip


def item(kind=QuestionKind.SINGLE, right=(2,), lines=4):
    options = tuple(
        Choice(n, {"en": f"o{n}", "lo": f"ລ{n}"}, right=n in right) for n in range(1, lines + 1)
    )
    return Item("T-1", kind, {"en": "?", "lo": "?"}, options)


def answered(credit, rest, response=None, of=10):
    worth = Decimal(str(credit))
    taken = response or ([2] if credit == 1 else [1])
    return Answered(taken, worth, Decimal(str(rest)) + worth, of)


def figures(answers, **values):
    return item_figures(item(**values), {"lo": tally(answers)})


def test_the_correlation_with_the_rest_is_that_of_scipy():
    right, rest = np.array(FIXED).T
    wanted = stats.pointbiserialr(right, rest).statistic
    assert point_biserial(tally(answered(*each) for each in FIXED)) == pytest.approx(wanted)


def test_partial_credit_correlates_as_pearson_says():
    data = [(1, 8.5), (0.5, 6), (0.6667, 6.3333), (0, 2), (0.3333, 7), (1, 5.25)]
    wanted = stats.pearsonr(*np.array(data).T).statistic
    assert point_biserial(tally(answered(*each) for each in data)) == pytest.approx(wanted)


def test_tests_of_different_length_are_put_to_one_measure():
    short = [answered(1, 3, of=4), answered(0, 1, of=4)]
    long = [answered(1, 6), answered(0, 8)]
    wanted = stats.pearsonr([1, 0, 1, 0], [1, 1 / 3, 6 / 9, 8 / 9]).statistic
    assert point_biserial(tally(short + long)) == pytest.approx(wanted)


@pytest.mark.parametrize(
    "answers",
    [
        [],
        [answered(1, 5)],
        [answered(1, rest) for rest in range(8)],
        [answered(right, 6.3333) for right in (0, 1, 0, 1, 1)],
        [Answered([2], Decimal(1), Decimal(1), 1), Answered([1], Decimal(0), Decimal(0), 1)],
    ],
    ids=["nobody", "one", "all right", "the rest is the same", "a test of one question"],
)
def test_without_variance_there_is_no_correlation(answers):
    assert point_biserial(tally(answers)) is None


@given(*[st.integers(0, 25)] * 4)
def test_fisher_is_that_of_scipy(a, b, c, d):
    wanted = stats.fisher_exact([[a, b], [c, d]]).pvalue
    assert fisher(a, b, c, d) == pytest.approx(wanted, abs=1e-9)


def test_fisher_by_hand():
    # 3 of 3 against 0 of 3: 1 of 20 tables each way.
    assert fisher(3, 0, 0, 3) == pytest.approx(2 / 20)


def test_sums_that_are_added_say_the_same_as_all_answers_at_once():
    answers = [answered(*each) for each in FIXED]
    together = tally(answers[:5]) + tally(answers[5:])
    at_once = tally(answers)
    assert (together.n, together.right, together.credit, dict(together.options)) == (
        at_once.n,
        at_once.right,
        at_once.credit,
        dict(at_once.options),
    )
    assert point_biserial(together) == pytest.approx(point_biserial(at_once))
    assert Tally() + at_once == at_once


def room(right, wrong, separates=True):
    """Answers of which so many are right; the good are good in the rest too, or are not."""
    return [answered(1, 8 - n % 2 if separates else 4 + n % 2) for n in range(right)] + [
        answered(0, 2 + n % 2 if separates else 4 + n % 2, [1 + 2 * (n % 2)]) for n in range(wrong)
    ]


@pytest.mark.parametrize(
    ("answers", "findings"),
    [
        (room(9, 1), ()),
        (room(19, 1), (Finding.TOO_EASY, Finding.IDLE)),
        (room(10, 0), (Finding.TOO_EASY,)),
        (room(3, 7), ()),
        (room(2, 8), (Finding.TOO_HARD,)),
        (room(5, 5, separates=False), (Finding.DOES_NOT_SEPARATE,)),
        (room(5, 4, separates=False), ()),
        (room(9, 0), ()),
    ],
    ids=["90 %", "95 %", "all", "30 %", "20 %", "flat", "flat, too few", "all, too few"],
)
def test_findings_and_their_limits(answers, findings):
    assert figures(answers).findings == findings


def test_an_option_nobody_takes_is_found_from_twenty_answers():
    assert not any(option.is_idle for option in figures(room(10, 9)).options)
    found = figures(room(10, 10)).options
    assert [option.id for option in found if option.is_idle] == [4]
    assert [(option.id, option.taken) for option in found] == [(1, 5), (2, 10), (3, 5), (4, 0)]


def test_the_other_side_of_true_or_false_is_no_idle_option():
    answers = [answered(1, n % 9, [1]) for n in range(20)]
    found = figures(answers, kind=QuestionKind.TRUE_FALSE, right=(1,), lines=2)
    assert Finding.IDLE not in found.findings


def by_language(lao, english):
    """(right, wrong) in each language."""
    return item_figures(item(), {"lo": tally(room(*lao)), "en": tally(room(*english))})


@pytest.mark.parametrize(
    ("lao", "english", "finding"),
    [
        ((2, 8), (9, 1), Finding.FAILS_IN_LAO),
        ((9, 1), (2, 8), Finding.FAILS_IN_ENGLISH),
        ((5, 5), (8, 2), None),
        ((3, 4), (10, 0), None),
        ((60, 40), (84, 16), None),
    ],
    ids=["in Lao", "in English", "may be chance", "seven answers only", "24 points only"],
)
def test_what_fails_in_one_language_only(lao, english, finding):
    found = by_language(lao, english)
    wanted = [] if finding is None else [finding]
    assert [each for each in found.findings if "fails" in each] == wanted


def test_languages_are_compared_by_fisher():
    wanted = stats.fisher_exact([[2, 8], [9, 1]]).pvalue
    found = by_language((2, 8), (9, 1))
    assert found.p == pytest.approx(wanted, abs=1e-9)
    assert [(each.language, each.n, each.right) for each in found.languages] == [
        ("lo", 10, 2),
        ("en", 10, 9),
    ]
    assert by_language((3, 4), (10, 0)).p is None


def test_of_no_answers_nothing_is_said():
    found = item_figures(item(), {})
    assert (found.n, found.percent, found.separation, found.findings) == (0, None, None, ())
    assert not found.is_enough


def test_right_shares_are_exact():
    answers = [answered(0.5, 4, [1, 2]) for _each in range(10)]
    assert tally(answers).credit == Fraction(5)
    assert figures(answers).percent == 50.0
