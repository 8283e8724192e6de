"""Two versions of a question side by side, word for word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from assessments.quizzes.bank_check import plain
from assessments.quizzes.items import Item, Words
from core import lao
from core.content import LANGUAGES

_PIECES = re.compile(f"[^\\s{lao.ZERO_WIDTH_SPACE}]+|\\s+")
#: A run of words, and whether the other version lacks it.
Run = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class Row:
    """A part of a question that is not the same in two versions. ``language`` is '' for what has
    none."""

    label: str
    language: str
    old: list[Run]
    new: list[Run]


def differences(old: Item, new: Item) -> list[Row]:
    """What has changed from one version to the next, in the order of the question."""
    before, after = dict(_parts(old)), dict(_parts(new))
    keys = [*after, *(key for key in before if key not in after)]
    return [
        Row(*key, *runs(before.get(key, ""), after.get(key, "")))
        for key in keys
        if before.get(key, "") != after.get(key, "")
    ]


def runs(old: str, new: str) -> tuple[list[Run], list[Run]]:
    """Both texts in runs of words; Lao words are found without spaces."""
    one, other = (_PIECES.findall(lao.break_lines(text)) for text in (old, new))
    left: list[Run] = []
    right: list[Run] = []
    for what, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        for found, piece in ((left, "".join(one[a:b])), (right, "".join(other[c:d]))):
            if piece:
                found.append((piece, what != "equal"))
    return left, right


def _parts(item: Item) -> Iterator[tuple[tuple[str, str], str]]:
    """Every text and mark of a version, with what it is called and its language."""
    if item.story:
        yield from _both(_("Story"), item.story.story)
    yield from _both(_("Question"), item.stem)
    for number, option in enumerate(item.options, 1):
        yield from _both(_("Option %(number)s") % {"number": number}, option.words)
        yield from _both(_("Partner %(number)s") % {"number": number}, option.match)
        yield from _both(_("Feedback %(number)s") % {"number": number}, option.says)
        if option.right:
            yield (_("Option %(number)s") % {"number": number}, ""), _("Right")
    if item.number:
        yield (_("The right number"), ""), f"{item.number} ± {item.tolerance}"
        yield from _both(_("Unit"), item.unit)
    yield from _both(_("Why"), item.why)
    yield (_("Kind"), ""), str(item.kind.label)
    yield from _both(_("Alternative text"), item.image_alt)
    if item.figure or item.image:
        yield (_("Picture"), ""), item.figure or str(item.image)
    yield (_("Sure or not sure"), ""), _("Asked") if item.ask_sure else ""


def _both(label: str, words: Words | None) -> Iterator[tuple[tuple[str, str], str]]:
    for language in LANGUAGES:
        yield (label, language), plain((words or {}).get(language, ""))
