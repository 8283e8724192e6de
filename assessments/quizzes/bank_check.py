"""What a careful reader would find wrong in a question, found by machine before they read.

Pure rules over an item: the CMS shows them as warnings while one writes, a test holds the bank of the
files to them. What cannot be asked at all is refused elsewhere (``freezing.check``); here stands
what can be asked and gives its answer away, or teaches nobody.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.quizzes.enums import QuestionKind
from assessments.quizzes.items import Choice, Item, Words
from core.content import LANGUAGES

#: How many times as long as the shortest option the longest may be.
LENGTH_RATIO = 1.4
#: Letters by which lengths may always differ: nobody guesses by them.
LENGTH_SLACK = 6
#: How many options are too few to guess among.
FEWEST_OPTIONS = 3

_THAI = re.compile("[\u0e01-\u0e5b]+")
_TAG = re.compile("<[^>]+>")
_BLOCK_END = re.compile("</(?:p|li)>|<br ?/?>")
_SENTENCE = re.compile(r"[^.?!:;]+[.?!:;]*")
_ALL_OF_THE_ABOVE = {
    "en": re.compile(
        r"^(?:all|none|both|neither) of (?:the above|these|them)\b|\bthe above\b", re.I
    ),
    "lo": re.compile("(?:ຖືກ|ຜິດ)ທຸກຂໍ້|ທຸກຂໍ້(?:ຂ້າງເທິງ|ຖືກ|ຜິດ)|ບໍ່ມີຂໍ້ໃດ(?:ຖືກ|ຜິດ)"),
}
_NEGATIVE = {
    "en": re.compile(
        r"\b(?:not|never|cannot|except|unless|without|neither|nobody)\b|n[’']t\b", re.I
    ),
    "lo": re.compile("ບໍ່|ຍົກເວັ້ນ|ຢ່າ(?!ງ)"),
}
#: Negatives that ask, or belong to a set phrase.
_NO_NEGATIVE = {
    "en": re.compile(r"\b(?:or|whether or) not\b|\bnot only\b|\bdo not know\b", re.I),
    "lo": re.compile("(?:ຫຼື|ແມ່ນ|ໄດ້|ແລ້ວ)[ ]?ບໍ່(?=[ ?.,;]|$)|ບໍ່ວ່າ|ບໍ່ພຽງ"),
}
_CHOSEN = (QuestionKind.SINGLE, QuestionKind.SEVERAL)
_WITH_FEEDBACK = (*_CHOSEN, QuestionKind.TRUE_FALSE)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to look at. ``rule`` is the name of the rule, ``language`` '' when it holds for both;
    ``advice`` says what to do, ``found`` shows where."""

    rule: str
    language: str
    advice: str | Promise
    found: str = ""


def remarks_on(item: Item) -> list[Remark]:
    """All that should be looked at in one question, in the order of the rules."""
    return [remark for rule in RULES for remark in rule(item)]


def plain(text: str) -> str:
    """HTML of an item as one line of text."""
    return " ".join(html.unescape(_TAG.sub("", _BLOCK_END.sub(" ", text))).split())


def length(text: str) -> int:
    """How long a text looks: letters, without the signs above and below that take no room."""
    return sum(not unicodedata.category(letter).startswith("M") for letter in plain(text))


def right_is_longest(item: Item, language: str) -> bool:
    """Whether the right option of a question with one answer is longer than all the others."""
    if item.kind is not QuestionKind.SINGLE:
        return False
    right = [length(each.words[language]) for each in item.lines if each.right]
    wrong = [length(each.words[language]) for each in item.lines if not each.right]
    return bool(right and wrong) and min(right) > max(wrong)


def lengths(item: Item, language: str) -> list[int]:
    """How long each option is."""
    return [length(each.words.get(language, "")) for each in item.lines]


def is_uneven(found: list[int]) -> bool:
    """Whether options of these lengths are of very different length."""
    if not found:
        return False
    longest, shortest = max(found), min(found)
    return longest - shortest > LENGTH_SLACK and longest > LENGTH_RATIO * shortest


def _few_options(item: Item) -> Iterator[Remark]:
    if item.kind in _CHOSEN and len(item.lines) < FEWEST_OPTIONS:
        yield Remark("few", "", _("Give at least three options: of two, half are guessed right."))


def _uneven(item: Item) -> Iterator[Remark]:
    if item.kind not in _CHOSEN:
        return
    for language in LANGUAGES:
        found = lengths(item, language)
        if is_uneven(found):
            yield Remark(
                "uneven",
                language,
                _("Options of very different length: make them alike, none stands out then."),
                f"{min(found)}–{max(found)}",
            )


def _longest(item: Item) -> Iterator[Remark]:
    for language in LANGUAGES:
        if right_is_longest(item, language):
            yield Remark(
                "longest",
                language,
                _(
                    "The right option is the longest: people guess so. Shorten it or lengthen another."
                ),
            )


def _all_of_the_above(item: Item) -> Iterator[Remark]:
    for option in item.lines:
        for language, text in _texts(option.words):
            if item.kind in _CHOSEN and (match := _ALL_OF_THE_ABOVE[language].search(text)):
                advice = _("No “all of the above”: ask for several answers instead.")
                yield Remark("above", language, advice, match[0])


def _double_negative(item: Item) -> Iterator[Remark]:
    for language, text in _texts(item.stem):
        for sentence in _SENTENCE.findall(text):
            bare = _NO_NEGATIVE[language].sub("", sentence)
            if "?" in sentence and len(_NEGATIVE[language].findall(bare)) > 1:
                advice = _("Two negatives in one question: people read one of them. Ask plainly.")
                yield Remark("negatives", language, advice, sentence.strip())


def _twice(item: Item) -> Iterator[Remark]:
    for language in LANGUAGES:
        seen: set[str] = set()
        for option in item.lines:
            text = plain(option.words.get(language, "")).casefold()
            if text in seen:
                yield Remark("twice", language, _("Two options say the same."), text)
            seen.add(text)


def _no_feedback(item: Item) -> Iterator[Remark]:
    if item.kind in _WITH_FEEDBACK:
        missing = [each for each in item.lines if not _both(each.says)]
        if missing:
            advice = _(
                "Tell whoever chooses this option why it is right or wrong, in both languages."
            )
            words = missing[0].words
            yield Remark("feedback", "", advice, plain(words.get("en") or words.get("lo") or ""))


def _no_why(item: Item) -> Iterator[Remark]:
    if not _both(item.why):
        advice = _("Say in both languages why the right answer is right: people learn from it.")
        yield Remark("why", "", advice)


def _picture(item: Item) -> Iterator[Remark]:
    pictures: list[Item | Choice] = [item, *item.options]
    for each in pictures:
        if each.image and not _both(each.image_alt):
            advice = _("Describe the picture in both languages for people who cannot see it.")
            yield Remark("picture", "", advice)


def _letters(item: Item) -> Iterator[Remark]:
    for words in words_of(item):
        for language, text in _texts(words):
            if thai := _THAI.findall(text):
                advice = _("Thai letters: write the word in Lao.")
                yield Remark("thai", language, advice, " ".join(thai))


def words_of(item: Item) -> Iterator[Words]:
    """Every text of an item in both languages."""
    yield item.stem
    for each in (item.why, item.unit, item.image_alt):
        if each:
            yield each
    for option in item.options:
        for each in (option.words, option.says, option.match, option.image_alt):
            if each:
                yield each
    if item.story:
        yield item.story.title
        yield item.story.story


def _texts(words: Words) -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        if words.get(language):
            yield language, plain(words[language])


def _both(words: Words | None) -> bool:
    return words is not None and all(words.get(language) for language in LANGUAGES)


#: The rules, the gravest first.
RULES: tuple[Callable[[Item], Iterator[Remark]], ...] = (
    _few_options,
    _twice,
    _letters,
    _longest,
    _uneven,
    _all_of_the_above,
    _double_negative,
    _no_feedback,
    _no_why,
    _picture,
)
