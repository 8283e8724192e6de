"""The glossary as readers meet it: in the order of their language, found in a text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.cache import caches
from django.urls import reverse

from core import lao
from courses.curriculum.models import GlossaryTerm

_TAG = re.compile(r"(<[^>]*>)")
_NAME = re.compile(r"<([a-zA-Z0-9]+)")
_LEFT_ALONE = {
    *("h1", "h2", "h3", "a", "label", "legend", "summary", "svg", "button"),
    "caption",
    "th",
}
_KEPT_FOR = 60 * 60 * 24


@dataclass(frozen=True, slots=True)
class Term:
    """A term in the reader's language with its meaning, and the term in the other language."""

    slug: str
    term: str
    other: str
    meaning: str
    forms: tuple[str, ...]
    is_draft: bool

    @property
    def anchor(self) -> str:
        """The fragment of its place on the glossary page."""
        return f"term-{self.slug}"


@dataclass(frozen=True)
class Glossary:
    """All terms in one language, in its dictionary order."""

    language: str
    terms: tuple[Term, ...]

    @cached_property
    def _by_form(self) -> dict[str, Term]:
        return {form.casefold(): term for term in self.terms for form in term.forms}

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        forms = sorted(self._by_form, key=len, reverse=True)
        if not forms:
            return None
        words = "|".join(re.escape(form) for form in forms)
        edges = (r"(?<!\w)", r"(?!\w)") if self.language == "en" else ("", "")
        return re.compile(f"{edges[0]}(?:{words}){edges[1]}", re.IGNORECASE)

    def matching(self, asked: str) -> tuple[Term, ...]:
        """The terms in which all asked words stand, in either language and any spelling."""
        wanted = lao.fold(asked)
        if not wanted:
            return self.terms
        return tuple(
            term
            for term in self.terms
            if all(
                word in lao.fold(f"{term.term} {term.other} {' '.join(term.forms)} {term.meaning}")
                for word in wanted.split()
            )
        )

    def first_uses(self, texts: Iterable[str]) -> list[tuple[int, int, int, Term]]:
        """Where each term is first used: number of the text, start, end, term.

        The longest term wins where several begin. In Lao, which has no spaces, a use begins and
        ends at a word.
        """
        if self._pattern is None:
            return []
        found, seen = [], set()
        for number, text in enumerate(texts):
            edges: set[int] | None = None
            for match in self._pattern.finditer(text):
                term = self._by_form[match[0].casefold()]
                if term.slug in seen:
                    continue
                if self.language == "lo" and lao.has_lao(match[0]):
                    edges = edges if edges is not None else set(lao.word_edges(text))
                    if not {match.start(), match.end()} <= edges:
                        continue
                seen.add(term.slug)
                found.append((number, match.start(), match.end(), term))
        return found


def mark_terms(html: str, words: Glossary) -> tuple[str, list[Term]]:
    """Link the first use of each term in a rendered text to its meaning below the text.

    Gives the HTML and the terms in the order of use. Headings, links, labels, summaries, figures
    and the list of sources are left alone.
    """
    parts = _TAG.split(html)
    texts, places, closed_by = [], [], ""
    for place, part in enumerate(parts):
        if place % 2:
            tag = _NAME.match(part)
            name = tag[1].lower() if tag else ""
            if not closed_by and (name in _LEFT_ALONE or 'class="sources"' in part):
                closed_by = f"</{name}"
            elif closed_by and part.lower().startswith(closed_by):
                closed_by = ""
        elif not closed_by and part.strip():
            texts.append(part)
            places.append(place)
    uses = words.first_uses(texts)
    for number, start, end, term in reversed(uses):
        text = parts[places[number]]
        link = f'<a class="term" href="#{term.anchor}">{text[start:end]}</a>'
        parts[places[number]] = text[:start] + link + text[end:]
    return "".join(parts), [term for _number, _start, _end, term in uses]


def glossary(language: str, stamp: str) -> Glossary:
    """The glossary in ``language``; kept as long as the ``stamp`` of the course."""
    key = f"glossary:{stamp}:{language}"
    kept: Glossary | None = caches["local"].get(key) if stamp else None
    if kept is None:
        kept = _read(language)
        if stamp:
            caches["local"].set(key, kept, _KEPT_FOR)
    return kept


def glossary_url(course_slug: str) -> str:
    """The address of the glossary page."""
    return reverse("curriculum:glossary", args=[course_slug])


def _read(language: str) -> Glossary:
    other = "en" if language == "lo" else "lo"
    terms = []
    fields = [f"{name}_{code}" for name in ("term", "meaning", "also") for code in ("en", "lo")]
    rows: Iterable[dict[str, Any]] = GlossaryTerm.objects.values("slug", "lao_review", *fields)
    for row in rows:
        term = row[f"term_{language}"] or row[f"term_{other}"]
        also = (row[f"also_{language}"] or "").splitlines()
        forms = [form.strip() for form in (term, *also) if form.strip()]
        terms.append(
            Term(
                slug=row["slug"],
                term=term,
                other=row[f"term_{other}"] or "",
                meaning=row[f"meaning_{language}"] or row[f"meaning_{other}"],
                forms=tuple(forms),
                is_draft=row["lao_review"] != "reviewed",
            )
        )
    terms.sort(key=lambda term: lao.sort_key(term.term))
    return Glossary(language, tuple(terms))
