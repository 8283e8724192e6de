"""Two languages in one text, as Moodle's multilang2 filter reads them.

``{mlang lo}ລາວ{mlang}{mlang en}English{mlang}``. What stands outside the tags belongs to every
language. Words that only look like such a tag get a word joiner (U+2060) behind the brace, which
nobody sees and which is taken away again when the file is read.
"""

import re
from collections.abc import Iterable, Iterator

from core.content import LANGUAGES

#: The reader's own language first.
ORDER = ("lo", "en")
#: What opens a part (with its languages), or closes the one that is open (without).
_TAG = re.compile(r"\{\s*mlang(?:\s+([a-z0-9_-]+(?:\s*,\s*[a-z0-9_-]+)*))?\s*\}", re.IGNORECASE)
_MARK = re.compile(r"\{\s*mlang\b", re.IGNORECASE)
_LOOKS_LIKE = re.compile(r"\{(\u2060*)(\s*mlang)", re.IGNORECASE)
_ESCAPED = re.compile(r"\{\u2060(\u2060*)(\s*mlang)", re.IGNORECASE)
#: A part that every language without one of its own reads.
_OTHER = "other"


def join(words: dict[str, str], languages: Iterable[str] = LANGUAGES) -> str:
    """The texts of ``languages`` as one. No tags for one language, or one wording."""
    wanted = [each for each in ORDER if each in set(languages)]
    texts = {each: _escape(words.get(each, "")) for each in wanted}
    if len(set(texts.values())) == 1:
        return texts[wanted[0]]
    return "".join(f"{{mlang {each}}}{text}{{mlang}}" for each, text in texts.items() if text)


def pick(text: str, language: str) -> str:
    """What a reader of ``language`` sees of ``text``."""
    parts = list(_parts(text))
    has_own = any(language in codes for codes, _words in parts)
    return _ESCAPED.sub(
        r"{\1\2",
        "".join(
            words
            for codes, words in parts
            if not codes or language in codes or (_OTHER in codes and not has_own)
        ),
    )


def is_tagged(text: str) -> bool:
    """Whether the text says of any part in which language it is."""
    return any(codes for codes, _words in _parts(text))


def is_broken(text: str) -> bool:
    """Whether a language tag is left open or does not belong to any."""
    return bool(_MARK.search("".join(words for codes, words in _parts(text) if not codes)))


def unknown_languages(text: str) -> list[str]:
    """Languages of the text that we do not have."""
    found = {code for codes, _words in _parts(text) for code in codes}
    return sorted(found - {*LANGUAGES, _OTHER})


def _parts(text: str) -> Iterator[tuple[frozenset[str], str]]:
    """The text in pieces with their languages, none for what stands outside of tags. A part ends at
    the next tag that closes; in one pass, however many are opened."""
    end, opening = 0, None
    for tag in _TAG.finditer(text):
        if tag[1] and opening is None:
            opening = tag
        elif not tag[1] and opening is not None:
            yield frozenset(), text[end : opening.start()]
            codes = frozenset(code.strip().lower() for code in opening[1].split(","))
            yield codes, text[opening.end() : tag.start()]
            end, opening = tag.end(), None
    yield frozenset(), text[end:]


def _escape(text: str) -> str:
    return _LOOKS_LIKE.sub("{\u2060\\1\\2", text)
