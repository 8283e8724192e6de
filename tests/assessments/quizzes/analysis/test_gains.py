"""What was learnt: a fixed room of twelve, worked out with SciPy and by hand."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from assessments.quizzes.analysis.gains import (
    Gains,
    Passes,
    Sat,
    Score,
    Test,
    fell,
    gains,
    passes,
    scores,
    scores_by_objective,
    scores_by_phase,
)
from assessments.quizzes.enums import LeftOut

#: Points of 15 before and after. Two stay (one of them at the top), two fell, eight improved.
ROOM = [
    (6, 11),
    (8, 8),
    (15, 15),
    (9, 7),
    (5, 12),
    (10, 14),
    (7, 9),
    (12, 13),
    (4, 10),
    (11, 15),
    (8, 12),
    (13, 12),
]


def two(before, after, of=15):
    return Score(Fraction(str(before)), of), Score(Fraction(str(after)), of)


def sat(before=None, after=None, **values):
    tests = {
        name: None if points is None else Test(Score(Fraction(points), 15))
        for name, points in (("before", before), ("after", after))
    }
    return Sat(workshop=1, person=1, registration=1, **(tests | values))


def test_the_figures_of_a_fixed_room():
    found = gains([two(*pair) for pair in ROOM])
    before, after = np.array(ROOM, float).T
    change = (after - before) * 100 / 15
    low, high = stats.t.interval(0.95, 11, loc=change.mean(), scale=stats.sem(change))
    assert (found.n, found.improved, found.same, found.fell) == (12, 8, 2, 2)
    assert found.percent_improved == pytest.approx(200 / 3)
    assert found.before.mean == pytest.approx(60.0)
    assert found.after.mean == pytest.approx(138 * 100 / 180)
    assert found.gain.mean == pytest.approx(30 * 100 / 180)
    assert (found.gain.low, found.gain.high) == pytest.approx((low, high), abs=1e-6)
    paired = stats.ttest_rel(after, before).confidence_interval(0.95)
    assert found.points.mean == pytest.approx(2.5)
    assert (found.points.low, found.points.high) == pytest.approx(tuple(paired), abs=1e-6)


def test_normalised_gain_leaves_out_who_had_everything_and_says_how_many():
    found = gains([two(*pair) for pair in ROOM])
    each = [(after - before) / (15 - before) for before, after in ROOM if before < 15]
    low, high = stats.t.interval(0.95, 10, loc=np.mean(each), scale=stats.sem(each))
    assert (found.normalised.n, found.full_before) == (11, 1)
    assert found.normalised.mean == pytest.approx(np.mean(each))
    assert (found.normalised.low, found.normalised.high) == pytest.approx((low, high), abs=1e-6)
    # The means are 9 and 11.5 of 15: 2.5 of the 6 that were left.
    assert found.ratio == pytest.approx(2.5 / 6)


def test_nobody_with_both_tests_has_no_figures():
    assert gains([]) == Gains(0)
    assert Gains(0).percent_improved is None


def test_of_one_pair_there_is_a_gain_but_no_interval():
    found = gains([two(6, 9)])
    assert (found.gain.mean, found.gain.low, found.gain.high) == (20.0, None, None)
    assert found.normalised.mean == pytest.approx(1 / 3)


def test_when_all_gain_the_same_the_interval_is_the_point():
    found = gains([two(5, 8), two(6, 9), two(7, 10)])
    assert found.gain.is_point
    assert (found.gain.low, found.gain.high) == (20.0, 20.0)


def test_when_everybody_had_everything_there_is_nothing_to_normalise():
    found = gains([two(15, 15), two(15, 14)])
    assert (found.normalised, found.ratio, found.full_before) == (None, None, 2)
    assert (found.same, found.fell) == (1, 1)


def test_thirds_of_a_point_are_compared_exactly():
    found = gains([two("5.6667", "5.6667"), two("5.6667", "5.6666")])
    assert (found.same, found.fell) == (1, 1)


def test_tests_of_different_length_have_no_gain_in_points():
    found = gains([two(6, 9, of=15), two(5, 8, of=10)])
    assert found.points is None
    assert found.gain.mean == pytest.approx((20 + 30) / 2)


@given(st.lists(st.tuples(st.integers(0, 15), st.integers(0, 15)), min_size=1, max_size=40))
def test_every_pair_improved_stayed_or_fell(room):
    found = gains([two(*pair) for pair in room])
    assert found.improved + found.same + found.fell == found.n == len(room)
    assert found.after.mean - found.before.mean == pytest.approx(found.gain.mean, abs=1e-9)


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        (sat(5, 6), None),
        (sat(5), LeftOut.NO_AFTER),
        (sat(after=5), LeftOut.NO_BEFORE),
        (sat(), LeftOut.NEITHER),
        (sat(5, is_running=True), LeftOut.RUNNING),
    ],
)
def test_who_is_left_out_and_why(who, reason):
    assert who.left_out == reason
    assert who.is_pair is (reason is None)


def test_those_who_fell_come_with_the_deepest_fall_first():
    room = [sat(8, 7), sat(8, 8), sat(8, 2), sat(8), sat(3, 9)]
    assert [each.after.score.points for each in fell(room)] == [2, 7]


def test_only_parts_that_were_asked_both_times_are_compared():
    def test(points, phases, objectives):
        return Test(
            Score(Fraction(points), 2),
            {key: Score(Fraction(value), 1) for key, value in phases.items()},
            {key: Score(Fraction(value), 1) for key, value in objectives.items()},
        )

    who = Sat(
        1,
        1,
        1,
        before=test(1, {"before": 1, "during": 0}, {("B1", 1): 1}),
        after=test(1, {"before": 0, "after": 1}, {("B1", 1): 0, ("B1", 2): 1}),
    )
    assert scores_by_phase([who]) == {"before": [two(1, 0, of=1)]}
    assert scores_by_objective([who, sat(3)]) == {("B1", 1): [two(1, 0, of=1)]}
    assert scores([who, sat(3)]) == [two(1, 1, of=2)]


def test_the_pass_mark_counts_everybody_with_a_post_test_that_has_one():
    def post(passed):
        return Sat(1, 1, 1, after=Test(Score(Fraction(1), 2), has_passed=passed))

    assert passes([post(True), post(True), post(False), post(None), sat(5)]) == Passes(3, 2)
    assert passes([]).percent is None
