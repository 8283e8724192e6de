"""The code of a printed page, spread over the marks in its four corners.

A sheet has a ``serial``; its pages are counted from 0. Both make the page's code, a number that is
stirred, so that pages of one sheet look different everywhere, and written as three digits to the base
241. The marks carry one digit each and the fourth a check digit, so any three marks give the code, and
four that belong to different pages do not fit together.
"""

#: A prime, so that every digit can be worked out from the other three.
BASE = 241
CORNERS = 4
#: Pages of one sheet: some 800 people.
PAGES_PER_SHEET = 64
SERIALS = BASE**3 // PAGES_PER_SHEET
#: Digits that people do not mix up when they read them to one another (Crockford's base 32).
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: Stirs and unstirs a code: their product is 1, counted in rounds of all codes.
_STIR = 8_675_309
_UNSTIR = pow(_STIR, -1, BASE**3)
#: The sum of the digits, weighted by these, is divisible by the base.
_WEIGHTS = (1, 2, 3, BASE - 1)


def page_code(serial: int, page: int) -> int:
    """The code of a page, counted from 0. Raises ``ValueError`` beyond what the marks can carry."""
    if not (0 <= serial < SERIALS and 0 <= page < PAGES_PER_SHEET):
        raise ValueError(f"no such page: {serial}, {page}")
    return serial * PAGES_PER_SHEET + page


def mark_ids(code: int) -> tuple[int, int, int, int]:
    """What the marks show: top left, top right, bottom right, bottom left."""
    high, rest = divmod(code * _STIR % BASE**3, BASE * BASE)
    middle, low = divmod(rest, BASE)
    digits = (high, middle, low, (high + 2 * middle + 3 * low) % BASE)
    first, second, third, fourth = (corner * BASE + digit for corner, digit in enumerate(digits))
    return first, second, third, fourth


def corner_of(mark_id: int) -> int | None:
    """Which corner a mark belongs to, 0 to 3 clockwise from the top left; None: not one of ours."""
    corner = mark_id // BASE
    return corner if corner < CORNERS else None


def code_of(mark_ids: dict[int, int]) -> int | None:
    """The code from the marks of three or four corners (corner -> id); None when they do not fit."""
    digits = {corner: mark_id % BASE for corner, mark_id in mark_ids.items()}
    missing = [corner for corner in range(CORNERS) if corner not in digits]
    if len(missing) > 1:
        return None
    total = sum(_WEIGHTS[corner] * digit for corner, digit in digits.items())
    if missing:
        digits[missing[0]] = -total * pow(_WEIGHTS[missing[0]], -1, BASE) % BASE
    elif total % BASE:
        return None
    stirred = (digits[0] * BASE + digits[1]) * BASE + digits[2]
    return stirred * _UNSTIR % BASE**3


def reference(serial: int) -> str:
    """The serial as people read it: four letters and digits."""
    letters = ""
    for _place in range(4):
        serial, digit = divmod(serial, len(_ALPHABET))
        letters = _ALPHABET[digit] + letters
    return letters
