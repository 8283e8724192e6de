"""How much an answer is worth: pure rules over an item and a response, the same everywhere.

Every item is worth one point. Credit is a fraction between 0 and 1:

- *one answer*, *true or false*, *a number*: right or not. A number within the tolerance is right.
- *several answers*: each right option ticked counts for, each wrong option ticked against; so
  ticking everything is worth nothing. Never below 0.
- *put in order*: the share of steps that are followed directly by the step that comes next.
- *match*: the share of lines with the right partner.
"""

import re
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from assessments.quizzes.enums import QuestionKind
from assessments.quizzes.items import Item, Response

#: What a stored credit is rounded to.
PLACES = Decimal("0.0001")
#: The id of an option as a key.
_ID = re.compile(r"[0-9]{1,4}")
#: Letters of a typed number, without its spaces.
LONGEST_NUMBER = 20
#: Digits of any script: Lao ones are numbers too.
_NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?")
_THOUSANDS = re.compile(
    r"([-+]?(?![0\u0ed0])\d{1,3})((?:\.\d{3})+(?!\.)|(?:,\d{3})+(?!,))([.,]\d+)?"
)


def credit(item: Item, response: Response | None) -> Fraction:
    """What ``response`` is worth, 0 for none and for one that does not fit the item."""
    if response is None or not fits(item, response):
        return Fraction(0)
    if item.kind is QuestionKind.NUMERIC:
        return Fraction(int(_is_near(item, str(response))))
    if item.kind is QuestionKind.MATCHING:
        return _matching(item, response)  # type: ignore[arg-type]
    chosen = [int(each) for each in response]
    if item.kind is QuestionKind.ORDERING:
        return _ordering(item, chosen)
    right = item.right_ids
    if item.kind is QuestionKind.SEVERAL:
        ticked = set(chosen)
        gained = len(ticked & right) - len(ticked - right)
        return max(Fraction(gained, len(right)), Fraction(0))
    return Fraction(int(set(chosen) == right))


def stored_credit(item: Item, response: Response | None) -> Decimal:
    """``credit`` as it is stored: four decimal places."""
    value = credit(item, response)
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(PLACES)


def fits(item: Item, response: Any) -> bool:
    """Whether a response has the shape of the item and names only its options. An empty one does
    not: it is no answer."""
    lines = {each.id for each in item.lines}
    if item.kind is QuestionKind.NUMERIC:
        return isinstance(response, str) and number(response) is not None
    if item.kind is QuestionKind.MATCHING:
        partners = {each.id for each in item.partners}
        return (
            isinstance(response, dict)
            and bool(response)
            and all(
                isinstance(key, str) and _ID.fullmatch(key) and int(key) in lines
                for key in response
            )
            and all(type(each) is int and each in partners for each in response.values())
        )
    if not isinstance(response, list) or not response:
        return False
    if any(type(each) is not int or each not in lines for each in response):
        return False
    if len(set(response)) != len(response):
        return False
    if item.kind is QuestionKind.ORDERING:
        return len(response) == len(lines)
    return item.kind is QuestionKind.SEVERAL or len(response) == 1


def is_same(item: Item, one: Response, other: Response) -> bool:
    """Whether two answers say the same: in whatever order options were ticked, however a number was
    typed."""
    if item.kind is QuestionKind.NUMERIC:
        return meant(item, str(one)) == meant(item, str(other))
    if isinstance(one, list) and isinstance(other, list) and item.kind is not QuestionKind.ORDERING:
        return set(one) == set(other)
    return one == other


def readings(typed: str) -> tuple[Decimal, ...]:
    """The numbers that somebody may have meant: Western or Lao digits, decimal comma or point, spaces,
    points or commas between thousands. In Laos both habits are common, so ``1,600`` is two numbers;
    none when it is no number."""
    text = "".join(typed.split())
    if len(text) > LONGEST_NUMBER:
        return ()
    found = []
    if _NUMBER.fullmatch(text):
        found.append(Decimal(text.replace(",", ".")))
    if (grouped := _THOUSANDS.fullmatch(text)) is not None:
        whole = grouped[1] + re.sub(r"\D", "", grouped[2])
        found.append(Decimal(whole + (grouped[3] or "").replace(",", ".")))
    return tuple(found)


def number(typed: str) -> Decimal | None:
    """The number somebody typed, read with a decimal comma where it can be; None when it is none."""
    return next(iter(readings(typed)), None)


def meant(item: Item, typed: str) -> Decimal | None:
    """The number somebody meant with an answer: of two readings the one nearer to the right one."""
    right = Decimal(item.number or 0)
    return min(readings(typed), key=lambda each: abs(each - right), default=None)


def _is_near(item: Item, typed: str) -> bool:
    found = meant(item, typed)
    return found is not None and abs(found - Decimal(item.number)) <= Decimal(item.tolerance or 0)


def _ordering(item: Item, chosen: list[int]) -> Fraction:
    right = [each.id for each in item.lines]
    wanted = set(pairwise(right))
    got = set(pairwise(chosen))
    return Fraction(len(wanted & got), len(wanted)) if wanted else Fraction(1)


def _matching(item: Item, chosen: dict[str, int]) -> Fraction:
    lines = item.lines
    partners = {each.id: each.match for each in item.partners}
    # Two lines may have the same partner in words: either option is right then.
    good = sum(
        partners.get(chosen.get(str(line.id), -1)) == line.match and line.match is not None
        for line in lines
    )
    return Fraction(good, len(lines))
