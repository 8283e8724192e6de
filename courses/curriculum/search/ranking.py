"""What fits a query best, and where in it.

Weighted BM25 (BM25F: Robertson and Zaragoza, 2009) over folded words. A typed word also stands for
words of the same stem, for Lao compounds that hold it and, when no text has it, for words that look
like it. What was typed in one go and stands so in a heading or title counts extra.
"""

import math
import re
from dataclasses import dataclass
from itertools import pairwise

from django.utils.safestring import SafeString
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from core import lao
from courses.curriculum.search.excerpts import excerpt, marked
from courses.curriculum.search.index import Document, Index, index_of, squash
from courses.curriculum.search.words import FUNCTION_WORDS, also_meant, loose, stem
from courses.curriculum.selectors.glossary import glossary_url
from courses.curriculum.selectors.outline import Course, Module, Reading
from courses.curriculum.selectors.parts import readings_of

#: Letters of a query that are read, and words of it that are looked for.
LONGEST = 200
MOST_WORDS = 14
MOST_HITS = 20
#: How much of a score hangs on all words being there, and on their standing in one part.
_COVERED, _TOGETHER = 0.6, 0.25
#: What the whole query, and two words of it, standing so in a text add to a score.
_WHOLE, _PAIR = 0.4, 0.5
#: A term of the glossary counts a little less than a page, unless it is the very word asked for.
_TERM = 0.8
#: How soon repeating a word stops to count.
_SATURATION = 3.0
#: Hits below this share of the best are left out: they have a common word or two.
_CUT = 0.22
_SAME_STEM, _WITHIN, _BEGINNING, _ALIKE = 0.85, 0.5, 0.45, 0.6
#: So many of the best are looked at closely.
_LOOKED_AT = 40
_CODE = re.compile(r"[a-z]\d(?:\.\d+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hit:
    """One page or term that was found. ``heading`` and ``excerpt`` have their matches marked.

    ``place`` is the title of the block the link leads to; ``language`` is that of the excerpt.
    """

    kind: str
    code: str
    heading: SafeString
    above: str
    url: str
    place: SafeString
    place_kind: str
    excerpt: SafeString
    language: str
    key: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query found. ``instead`` are words nobody wrote, each with the word looked for."""

    asked: str
    hits: tuple[Hit, ...] = ()
    instead: tuple[tuple[str, str], ...] = ()
    near: tuple[str, ...] = ()


@dataclass(slots=True)
class _Asked:
    """A typed word: what it stands for, with weights, and how rare it is."""

    typed: str
    meant: dict[str, float]
    guessed: bool = False
    rarity: float = 0.0


def search(course: Course, query: str) -> Answer:
    """The best hits for ``query`` in a course, in the language of its outline. Never raises on
    odd input: what has no letters finds nothing."""
    asked = lao.normalise(query[:LONGEST])
    typed = list(dict.fromkeys(lao.words(asked)))[:MOST_WORDS]
    if not typed:
        return Answer(asked)
    index = index_of(course)
    words = _understood(typed, index)
    scores = _scores(words, squash(asked), index)
    if _CODE.fullmatch(asked):
        for number, document in enumerate(index.documents):
            if document.code.casefold() == asked.casefold():
                scores[number] = scores.get(number, 0.0) + 1000.0
    best = sorted(scores, key=lambda number: (-scores[number], number))
    best = [number for number in best if scores[number] >= _CUT * scores[best[0]]][:MOST_HITS]
    if not best:
        return Answer(asked, near=_near(asked, index))
    found = _Found(course)
    meant = _Meant(words)
    hits = [found.hit(index.documents[number], words, meant, squash(asked)) for number in best]
    instead = tuple((each.typed, next(iter(each.meant))) for each in words if each.guessed)
    return Answer(asked, tuple(hit for hit in hits if hit is not None), instead)


def _understood(typed: list[str], index: Index) -> list[_Asked]:
    """The typed words and what they mean in this course; words that say nothing count nothing."""
    words = [_expand(word, index) for word in typed]
    for overlapped, meant in also_meant(typed):
        for word in words:
            if word.typed in overlapped:
                word.rarity *= 0.5 if word.typed in index.postings else 0.0
                word.guessed = False
        words += [_expand(each, index) for each in meant if each not in typed]
    if any(word.rarity and word.typed not in FUNCTION_WORDS for word in words):
        for word in words:
            word.rarity *= word.typed not in FUNCTION_WORDS
    return [word for word in words if word.rarity]


def _expand(word: str, index: Index) -> _Asked:
    """What a typed word stands for in this course."""
    known = index.postings
    meant = {word: 1.0} if word in known else {}
    guessed = False
    if lao.has_lao(word):
        if len(word) >= 4:
            meant |= {each: _WITHIN for each in known if word in each and each != word}
        if not meant:
            meant |= dict.fromkeys(index.by_loose.get(loose(word), ()), _ALIKE)
        if not meant and len(word) >= 5:
            meant |= {each: _WITHIN for each in known if len(each) >= 4 and each in word}
    else:
        mates = index.by_stem.get(stem(word), ())
        meant |= {each: _SAME_STEM for each in mates if each != word}
        if len(word) >= 4 and not word.isdigit():
            meant |= {
                each: _BEGINNING for each in known if each.startswith(word) and each not in meant
            }
    if not meant and len(word) >= 4 and not word.isdigit():
        distance = 1 if len(word) < 7 else 2
        near = process.extract(
            word,
            [each for each in known if each[0] == word[0]],
            scorer=OSA.distance,
            score_cutoff=distance,
            limit=3,
        )
        meant |= {each: _ALIKE for each, far, _ in near if far == near[0][1]}
        guessed = bool(meant)
    asked = _Asked(word, meant, guessed)
    exact = [each for each, weight in meant.items() if weight >= _SAME_STEM] or list(meant)
    spread = len(set().union(*(known[each] for each in exact))) if exact else 0
    if spread:
        total = len(index.documents)
        asked.rarity = math.log(1 + (total - spread + 0.5) / (spread + 0.5))
    return asked


def _scores(words: list[_Asked], whole: str, index: Index) -> dict[int, float]:
    """The score of every document that has any of the words."""
    scores: dict[int, float] = {}
    covered: dict[int, float] = {}
    for word in words:
        weights: dict[int, float] = {}
        strongest: dict[int, float] = {}
        for each, weight in word.meant.items():
            for number, times in index.postings[each].items():
                weights[number] = weights.get(number, 0.0) + weight * times
                strongest[number] = max(strongest.get(number, 0.0), weight)
        for number, times in weights.items():
            gain = word.rarity * strongest[number] * times / (_SATURATION + times)
            scores[number] = scores.get(number, 0.0) + gain
            covered[number] = covered.get(number, 0.0) + word.rarity * strongest[number]
    rarity = sum(word.rarity for word in words) or 1.0
    for number in scores:
        scores[number] *= 1 - _COVERED + _COVERED * covered[number] / rarity
    pairs, meant = _pairs(words), _Meant(words)
    for number in sorted(scores, key=lambda n: -scores[n])[:_LOOKED_AT]:
        document = index.documents[number]
        together = max(
            (meant.share(has) for parts in document.tokens.values() for has in parts),
            default=0.0,
        )
        scores[number] *= 1 - _TOGETHER + _TOGETHER * together / rarity
        scores[number] += _run_bonus(document, whole) * rarity * _WHOLE
        scores[number] += sum(_run_bonus(document, pair) * rare for pair, rare in pairs) * _PAIR
        if document.kind == "term" and whole not in _names(document):
            scores[number] *= _TERM
    return scores


def _pairs(words: list[_Asked]) -> list[tuple[str, float]]:
    """Words that were typed side by side, without a space, and how rare the two are."""
    return [
        (one.typed + other.typed, (one.rarity + other.rarity) / 2) for one, other in pairwise(words)
    ]


class _Meant:
    """All that is meant, turned round: for each word of the index what finding it is worth."""

    def __init__(self, words: list[_Asked]) -> None:
        self.worth: dict[str, list[tuple[int, float]]] = {}
        for number, word in enumerate(words):
            for each, weight in word.meant.items():
                self.worth.setdefault(each, []).append((number, word.rarity * weight))

    def share(self, has: frozenset[str]) -> float:
        """How much of what is asked stands among these words."""
        best: dict[int, float] = {}
        for each in self.worth.keys() & has:
            for number, worth in self.worth[each]:
                if worth > best.get(number, 0.0):
                    best[number] = worth
        return sum(best.values())


def _names(document: Document) -> set[str]:
    return {name for names, _titles, _texts in document.squashed.values() for name in names}


def _run_bonus(document: Document, whole: str) -> float:
    """What was typed in a run stands so in the name of the page, the title of a part or a text."""
    if len(whole) < 3:
        return 0.0
    bonus = 0.0
    for names, titles, texts in document.squashed.values():
        if whole in names:
            bonus = max(bonus, 1.5)
        elif any(whole in name for name in names):
            bonus = max(bonus, 1.0)
        elif any(whole in title for title in titles):
            bonus = max(bonus, 0.5)
        elif any(whole in text for text in texts):
            bonus = max(bonus, 0.2)
    return bonus


def _near(asked: str, index: Index) -> tuple[str, ...]:
    """Terms of the glossary that look like what was asked."""
    names = {
        words.heading: squash(words.heading)
        for document in index.documents
        if document.kind == "term"
        for words in document.words.values()
    }
    found = process.extract(squash(asked), names, scorer=fuzz.WRatio, score_cutoff=55, limit=4)
    return tuple(str(name) for _squashed, _score, name in found)


class _Found:
    """Turns documents into hits, with the words and addresses of one outline."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.modules = {module.pk: module for module in course.modules}
        self.readings = {reading.pk: reading for reading in readings_of(course)}

    def hit(self, document: Document, words: list[_Asked], meant: _Meant, whole: str) -> Hit | None:
        """A document as it is shown; None when it is gone since."""
        wanted = _worth_marking(words)
        here = self.course.language
        page: Module | Reading | None
        if document.kind == "term":
            page = None
            url = f"{glossary_url(self.course.slug)}#term-{document.key}"
            above = ""
        elif document.kind == "module":
            page = self.modules.get(int(document.key))
            if page is None:
                return None
            url, above = page.url, str(page.phase.label)
        else:
            page = self.readings.get(int(document.key))
            if page is None:
                return None
            module = self.course.module_of(page.pk)
            url, above = page.url, module.heading if module else ""
        language, place = _best_place(document, meant, whole, here)
        own = document.words[language]
        heading = document.words[here].heading
        if document.kind == "term":
            other = document.words["en" if here == "lo" else "lo"].heading
            above = other if other != heading else ""
        number = own.parts[place].number if place is not None else 0
        part = own.parts[place] if place is not None else None
        shown = document.words[here].parts
        if part is not None and number and number <= (shown[-1].number if shown else 0):
            url += f"#{part.anchor}"
        title = part.title if part is not None and number else ""
        if language != here and not title:
            title = own.heading
        text = part.text.removeprefix(title) if part is not None else own.summary
        return Hit(
            kind=document.kind,
            code=document.code,
            heading=marked(heading, wanted),
            above=above,
            url=url,
            place=marked(title, wanted),
            place_kind=part.kind if part is not None and number else "",
            excerpt=excerpt(text, wanted),
            language=language,
            key=document.key,
        )


def _worth_marking(words: list[_Asked]) -> dict[str, float]:
    """The words to mark, with how rare they are; the commonest only when there is nothing else."""
    rarest = max((word.rarity for word in words), default=0.0)
    return {
        each: word.rarity * weight
        for word in words
        if word.rarity >= rarest * 0.25
        for each, weight in word.meant.items()
    }


def _best_place(document: Document, meant: _Meant, whole: str, here: str) -> tuple[str, int | None]:
    """In which language and part of a document the query fits best; None means its very top.

    The reader's own language wins when it fits as well as the other.
    """
    best: tuple[float, str, int | None] = (0.0, here, None)
    for language in sorted(document.words, key=lambda code: code != here):
        own = document.words[language]
        _names, titles, texts = document.squashed[language]
        score = 1.15 * meant.share(document.top[language])
        if score > best[0] * 1.001:
            best = (score, language, None)
        for place, has in enumerate(document.tokens[language]):
            score = meant.share(has)
            if not score:
                continue
            score += 0.5 * meant.share(document.titles[language][place])
            score *= 1.3 if whole in titles[place] else 1.1 if whole in texts[place] else 1.0
            score *= 0.5 if own.parts[place].kind == "source" else 1.0
            if score > best[0] * 1.001:
                best = (score, language, place)
    return best[1], best[2]
