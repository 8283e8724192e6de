"""A mean and the interval around it, by Student's t. Written by hand so that the house needs no
library for it; the tests compare it with one."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

#: How sure an interval is to hold the true mean.
CONFIDENCE = 0.95
#: Steps after which the continued fraction has long settled for every size of a room.
_STEPS = 500
_TINY = 1e-300


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean of ``n`` values with its interval; of fewer than two values there is none.

    When all values are equal the interval is the point itself: nothing varied, so the room says
    nothing about how much it might have.
    """

    n: int
    mean: float
    low: float | None = None
    high: float | None = None

    @property
    def is_point(self) -> bool:
        """Whether all values were equal."""
        return self.low is not None and self.low == self.high


def estimate(values: Sequence[Fraction]) -> Estimate | None:
    """Mean and 95 % interval of exact values; None of none."""
    n = len(values)
    if n == 0:
        return None
    mean = sum(values, Fraction(0)) / n
    if n == 1:
        return Estimate(n, float(mean))
    variance = sum(((each - mean) ** 2 for each in values), Fraction(0)) / (n - 1)
    if variance == 0:
        return Estimate(n, float(mean), float(mean), float(mean))
    reach = t_quantile((1 + CONFIDENCE) / 2, n - 1) * math.sqrt(variance / n)
    return Estimate(n, float(mean), float(mean) - reach, float(mean) + reach)


@lru_cache(maxsize=1024)
def t_quantile(probability: float, freedom: int) -> float:
    """The value that Student's t with ``freedom`` degrees stays below with ``probability``.

    ``probability`` from 0 to 1, both excluded. Raises ValueError for anything else.
    """
    if not 0 < probability < 1 or freedom < 1:
        raise ValueError((probability, freedom))
    if probability < 0.5:
        return -t_quantile(1 - probability, freedom)
    tail = 1 - probability
    low, high = 0.0, 1.0
    while _upper_tail(high, freedom) > tail:
        low, high = high, high * 2
    for _step in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if _upper_tail(middle, freedom) > tail:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _upper_tail(t: float, freedom: int) -> float:
    """How probable it is that Student's t is above ``t``, which is not below 0."""
    return incomplete_beta(freedom / 2, 0.5, freedom / (freedom + t * t)) / 2


def incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (Lentz's method)."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    # The fraction settles quickly on this side only; the other one is its mirror.
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(a, b, x) / a
    return 1 - front * _fraction(b, a, 1 - x) / b


def _fraction(a: float, b: float, x: float) -> float:
    c, d = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    found = d
    for m in range(1, _STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for part in (even, odd):
            d = 1 / _not_zero(1 + part * d)
            c = _not_zero(1 + part / c)
            found *= c * d
        if abs(c * d - 1) < 1e-16:
            break
    return found


def _not_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
