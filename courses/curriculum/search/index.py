"""The index of one course: every page and term, its words by weight, in both languages."""

import html
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from django.utils.html import strip_tags

from core import lao
from courses.curriculum.models.pages import LANGUAGES
from courses.curriculum.search.words import loose, stem
from courses.curriculum.selectors.glossary import glossary
from courses.curriculum.selectors.outline import Course, Module, Reading, course_outline
from courses.curriculum.selectors.parts import Part, parts_in_both, readings_of

#: How much a word counts by where it stands, and how much the length of that place takes away.
WEIGHTS = {
    "heading": (6.0, 0.3),
    "summary": (2.5, 0.5),
    "titles": (2.5, 0.6),
    "body": (1.0, 0.75),
    "aside": (0.3, 0.75),
}
#: Parts whose words count less: where a statement comes from is seldom what is looked for.
_ASIDE = {"source"}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a document in one language, as they are shown and as they are compared."""

    heading: str
    summary: str
    parts: tuple[Part, ...] = ()
    forms: tuple[str, ...] = ()


@dataclass(slots=True)
class Document:
    """A page or a glossary term. For each language ``tokens`` holds the words of its parts,
    ``titles`` those of their titles, ``top`` those of its heading and summary."""

    kind: str
    key: str
    code: str
    words: dict[str, Words]
    tokens: dict[str, tuple[frozenset[str], ...]] = field(default_factory=dict)
    top: dict[str, frozenset[str]] = field(default_factory=dict)
    titles: dict[str, tuple[frozenset[str], ...]] = field(default_factory=dict)
    #: Heading, titles of parts and texts of parts without spaces, to find what was typed in one go.
    squashed: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = field(
        default_factory=dict
    )


@dataclass(frozen=True, slots=True)
class Index:
    """All documents; for each word the documents it stands in, with its weighted frequency."""

    documents: tuple[Document, ...]
    postings: dict[str, dict[int, float]]
    by_stem: dict[str, tuple[str, ...]]
    by_loose: dict[str, tuple[str, ...]]


_kept: dict[str, tuple[str, Index]] = {}


def index_of(course: Course) -> Index:
    """The index of a course; built when the stamp has changed (about a second for 80 pages)."""
    kept = _kept.get(course.slug)
    if kept is not None and course.stamp and kept[0] == course.stamp:
        return kept[1]
    index = _index(list(_documents(course)))
    if course.stamp:
        _kept[course.slug] = (course.stamp, index)
    return index


def tokens(text: str) -> list[str]:
    """The folded words of a text that is stored as ``lao.normalise`` gives it."""
    return [word for _start, _end, found in pieces(text) for word in found]


def pieces(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """The pieces of a text between two word edges: start, end, the folded words in it."""
    edges = lao.word_edges(text)
    for start, end in pairwise(edges):
        yield start, end, _folded(text[start:end])


@lru_cache(maxsize=50_000)
def _folded(piece: str) -> tuple[str, ...]:
    """A text has far fewer different words than words; folding is what takes the time."""
    return () if piece.isspace() else tuple(lao.words(piece))


@lru_cache(maxsize=20_000)
def squash(text: str) -> str:
    """The folded text without spaces: Lao is typed with and without them."""
    return lao.fold(text).replace(" ", "")


def _documents(course: Course) -> Iterator[Document]:
    outlines = {code: _outline(course, code) for code in LANGUAGES}
    parts = parts_in_both(course)
    modules = {code: {m.pk: m for m in outline.modules} for code, outline in outlines.items()}
    for module in course.modules:
        yield Document(
            "module",
            str(module.pk),
            module.code,
            {code: _module_words(modules[code][module.pk]) for code in LANGUAGES},
        )
    readings = {
        code: {reading.pk: reading for reading in readings_of(outline)}
        for code, outline in outlines.items()
    }
    for reading in readings_of(course):
        yield Document(
            type(reading).__name__.lower(),
            str(reading.pk),
            reading.code,
            {
                code: _reading_words(readings[code][reading.pk], parts[reading.pk][code])
                for code in LANGUAGES
            },
        )
    terms = {code: glossary(code, course.stamp).terms for code in LANGUAGES}
    by_slug = {code: {term.slug: term for term in found} for code, found in terms.items()}
    for slug in by_slug["en"]:
        yield Document(
            "term",
            slug,
            "",
            {
                code: Words(
                    lao.normalise(words[slug].term),
                    lao.normalise(words[slug].meaning),
                    forms=tuple(lao.normalise(form) for form in words[slug].forms),
                )
                for code, words in by_slug.items()
            },
        )


def _outline(course: Course, language: str) -> Course:
    return (
        course if course.language == language else course_outline(course.slug, language) or course
    )


def _plain(markup: str) -> str:
    return html.unescape(strip_tags(markup.replace("</p>", "</p> ")))


def _module_words(module: Module) -> Words:
    text = "\n".join(filter(None, (*module.objectives, _plain(module.intro_html))))
    return Words(
        lao.normalise(module.heading),
        lao.normalise(module.summary),
        (Part(0, "text", "", lao.normalise(text)),),
    )


def _reading_words(reading: Reading, parts: tuple[Part, ...]) -> Words:
    objectives = "\n".join(getattr(reading, "objectives", ()))
    first = (Part(0, "text", "", lao.normalise(objectives)),) if objectives else ()
    return Words(
        lao.normalise(reading.heading),
        lao.normalise(reading.summary),
        (
            *first,
            *(
                Part(part.number, part.kind, lao.normalise(part.title), lao.normalise(part.text))
                for part in parts
            ),
        ),
    )


def _index(documents: list[Document]) -> Index:
    counts: list[dict[str, Counter[str]]] = []
    for document in documents:
        fields: dict[str, Counter[str]] = {name: Counter() for name in WEIGHTS}
        for language, words in document.words.items():
            fields["heading"].update(tokens("\n".join((words.heading, *words.forms))))
            fields["summary"].update(tokens(words.summary))
            by_part = []
            for part in words.parts:
                found = tokens(part.text)
                by_part.append(frozenset(found))
                fields["aside" if part.kind in _ASIDE else "body"].update(found)
                if part.title:
                    fields["titles"].update(tokens(part.title))
            document.tokens[language] = tuple(by_part)
            heading = "\n".join((words.heading, words.summary, *words.forms))
            document.top[language] = frozenset(tokens(heading))
            document.titles[language] = tuple(frozenset(tokens(p.title)) for p in words.parts)
            document.squashed[language] = (
                tuple(squash(text) for text in (words.heading, *words.forms)),
                tuple(squash(part.title) for part in words.parts),
                tuple(lao.fold(part.text).replace(" ", "") for part in words.parts),
            )
        counts.append(fields)
    average = {
        name: sum(fields[name].total() for fields in counts) / max(1, len(counts)) or 1.0
        for name in WEIGHTS
    }
    postings: dict[str, dict[int, float]] = defaultdict(dict)
    for number, fields in enumerate(counts):
        for name, (weight, slope) in WEIGHTS.items():
            share = 1 - slope + slope * fields[name].total() / average[name]
            for word, times in fields[name].items():
                found_in = postings[word]
                found_in[number] = found_in.get(number, 0.0) + weight * times / share
    return Index(
        tuple(documents),
        dict(postings),
        _groups((stem(word), word) for word in postings if not lao.has_lao(word)),
        _groups((loose(word), word) for word in postings if lao.has_lao(word)),
    )


def _groups(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key, word in pairs:
        found[key].append(word)
    return {key: tuple(words) for key, words in found.items()}
