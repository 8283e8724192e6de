"""What a native reader would stumble over: foreign letters from a paste, words to avoid, terms.

Only remarks: a draft is saved whatever is in it. Each names its place and what to do.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from core import lao
from core.catalogues import avoided
from courses.curriculum.parts import LANGUAGES, Part
from courses.curriculum.selectors.glossary import Glossary

#: Signs of Latin-1 that stand in ordinary texts of ours.
_ORDINARY = "\u00a0§©«®°±·»×÷"
_HIGH = f"(?:(?![{_ORDINARY}])[\u0080-\u00ff\u0192\u02c6\u02dc\u2020\u2021\u2030])"
#: A word of an old Lao font (Saysettha, Alice and others): it keeps Lao signs at the places of Latin
#: letters with accents. No word of English or French has two symbols, or three such letters on end.
_OLD_FONT = re.compile(
    rf"\S*(?:{_HIGH}{{3}}|[¡-¿](?<![{_ORDINARY}])\S?[¡-¿](?<![{_ORDINARY}])|{_HIGH}\S{_HIGH}\S{_HIGH})\S*"
)
#: Places that Unicode gives to nobody: what stands there depends on the font; and lost letters.
_PRIVATE = re.compile("\\S*[\ue000-\uf8ff\ufffd]\\S*")
_THAI = re.compile("[\u0e01-\u0e5b]+")
_AROUND = 25


@dataclass(frozen=True)
class Remark:
    """Something to look at in one language of a part; ``found`` with the words around it."""

    part: Part
    language: str
    kind: str
    before: str
    found: str
    after: str
    advice: str


def remarks_on(
    parts: Iterable[Part], english: Glossary | None = None, lao_words: Glossary | None = None
) -> list[Remark]:
    """All remarks on some parts, in order. The glossaries add terms that the Lao does not use."""
    found: list[Remark] = []
    forms = {term.slug: term.forms for term in lao_words.terms} if lao_words else {}
    for part in parts:
        for language in LANGUAGES:
            side = part.side(language)
            if side is not None:
                found += _letters(part, language, side.text)
        if part.lo is not None:
            found += _words(part, part.lo.text)
        if english is not None and part.en is not None and part.lo is not None:
            found += _terms(part, part.en.text, part.lo.text, english, forms)
    return found


def _letters(part: Part, language: str, text: str) -> Iterator[Remark]:
    for match in _THAI.finditer(text):
        yield _remark(
            part, language, "thai", text, match, _("Thai letters: write the word in Lao.")
        )
    advice = _(
        "Letters of an old Lao font: readers see nonsense. Convert the text to Unicode "
        "(Phetsarath OT) and paste it again, or type it anew."
    )
    for pattern in (_OLD_FONT, _PRIVATE):
        for match in pattern.finditer(text):
            yield _remark(part, language, "font", text, match, advice)


def _words(part: Part, text: str) -> Iterator[Remark]:
    for word, better in avoided(settings.ROOT):
        for match in re.finditer(re.escape(word), text):
            advice = _("Write “%(better)s”.") % {"better": better}
            yield _remark(part, "lo", "word", text, match, advice)


def _terms(
    part: Part, en: str, lo: str, english: Glossary, forms: dict[str, tuple[str, ...]]
) -> Iterator[Remark]:
    """Terms of the English whose Lao word of the glossary is nowhere in the Lao of the same part."""
    folded = _bare(lo)
    for _number, start, end, term in english.first_uses([en]):
        known = forms.get(term.slug) or (term.other,)
        if term.other and not any(_bare(form) in folded for form in known):
            advice = _("The glossary says “%(term)s” for “%(english)s”.") % {
                "term": term.other,
                "english": term.term,
            }
            yield Remark(part, "lo", "term", "", en[start:end], "", advice)


def _bare(text: str) -> str:
    return lao.fold(text).replace(" ", "")


def _remark(
    part: Part, language: str, kind: str, text: str, match: re.Match[str], advice: str
) -> Remark:
    start, end = match.span()
    return Remark(
        part,
        language,
        kind,
        text[max(0, start - _AROUND) : start],
        match[0],
        text[end : end + _AROUND],
        advice,
    )
