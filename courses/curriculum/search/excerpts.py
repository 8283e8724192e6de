"""A piece of a text about the words that were looked for, with these marked."""

from collections.abc import Iterable, Mapping

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from courses.curriculum.search.index import pieces

Piece = tuple[int, int, tuple[str, ...]]
#: Letters of an excerpt: about three lines on a phone.
LENGTH = 170


def marked(text: str, wanted: Mapping[str, float]) -> SafeString:
    """The whole text with each wanted word in ``<mark>``; everything else is escaped."""
    return _written(text, _matches(pieces(text), wanted), 0, len(text))


def excerpt(text: str, wanted: Mapping[str, float]) -> SafeString:
    """The stretch of ``text`` in which most of the wanted words stand, rare ones first."""
    text = " · ".join(line.strip() for line in text.splitlines() if line.strip())
    cut = list(pieces(text))
    matches = _matches(cut, wanted)
    if len(text) <= LENGTH:
        return _written(text, matches, 0, len(text))
    start, end = _window(text, matches, [0, *(end for _start, end, _words in cut)])
    shown = _written(text, matches, start, end)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return mark_safe(f"{before}{shown}{after}")  # noqa: S308 - escaped in _written


def _matches(cut: Iterable[Piece], wanted: Mapping[str, float]) -> list[tuple[int, int, str]]:
    """Where wanted words stand: start, end, the word."""
    found = []
    for start, end, words in cut:
        if not words or wanted.keys().isdisjoint(words):
            continue
        word = max((word for word in words if word in wanted), key=lambda each: wanted[each])
        found.append((start, end, str(word)))
    return found


def _window(text: str, matches: list[tuple[int, int, str]], edges: list[int]) -> tuple[int, int]:
    """Start and end of the best stretch, both at one of the ``edges`` of words."""
    best, first = -1, 0
    for place, (start, _end, _word) in enumerate(matches):
        inside = [each for each in matches[place:] if each[1] <= start + LENGTH - 30]
        worth = 10 * len({word for _start, _end, word in inside}) + len(inside)
        if worth > best:
            best, first = worth, start
    if first <= 30:
        first = 0
    else:
        # Begin at a sentence or a space near before the match, else a word or two before it.
        near = text[max(0, first - 40) : first]
        cut = max(near.rfind(". "), near.rfind("· "))
        lead = first - len(near) + cut + 2 if cut >= 0 else first - 30
        first = min((edge for edge in edges if edge >= lead), default=0)
    last = max((edge for edge in edges if edge <= first + LENGTH), default=len(text))
    return first, last


def _written(text: str, matches: list[tuple[int, int, str]], start: int, end: int) -> SafeString:
    parts, at = [], start
    runs: list[tuple[int, int]] = []
    for begin, stop, _word in matches:
        if begin < start or stop > end:
            continue
        # Words side by side, or joined by a hyphen, become one mark.
        if runs and not text[runs[-1][1] : begin].strip(" -"):
            runs[-1] = (runs[-1][0], stop)
        else:
            runs.append((begin, stop))
    for begin, stop in runs:
        parts.append(f"{escape(text[at:begin])}<mark>{escape(text[begin:stop])}</mark>")
        at = stop
    parts.append(escape(text[at:end]))
    return mark_safe("".join(parts))  # noqa: S308 - every piece is escaped above
