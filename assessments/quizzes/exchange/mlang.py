"""Two languages in one text, as Moodle's multilang2 filter reads them.

``{mlang lo}ລາວ{mlang}{mlang en}English{mlang}``. What stands outside the tags belongs to every
language. Words that only look like such a tag get a word joiner (U+2060) behind the brace, which
nobody sees and which is taken away again when the file is read.
"""

import re
from collections.abc import Iterable

from core.content import LANGUAGES

#: The reader's own language first.
ORDER = ("lo", "en")
_BLOCK = re.compile(
    r"\{\s*mlang\s+([a-z0-9_-]+(?:\s*,\s*[a-z0-9_-]+)*)\s*\}(.*?)\{\s*mlang\s*\}",
    re.IGNORECASE | re.DOTALL,
)
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
    has_own = any(language in _codes(found) for found in _BLOCK.finditer(text))

    def part(found: re.Match[str]) -> str:
        codes = _codes(found)
        return found[2] if language in codes or (_OTHER in codes and not has_own) else ""

    return _ESCAPED.sub(r"{\1\2", _BLOCK.sub(part, text))


def is_tagged(text: str) -> bool:
    """Whether the text says of any part in which language it is."""
    return bool(_BLOCK.search(text))


def is_broken(text: str) -> bool:
    """Whether a language tag is left open or does not belong to any."""
    return bool(_MARK.search(_BLOCK.sub("", text)))


def unknown_languages(text: str) -> list[str]:
    """Languages of the text that we do not have."""
    found = {code for each in _BLOCK.finditer(text) for code in _codes(each)}
    return sorted(found - {*LANGUAGES, _OTHER})


def _codes(found: re.Match[str]) -> set[str]:
    return {code.strip().lower() for code in found[1].split(",")}


def _escape(text: str) -> str:
    return _LOOKS_LIKE.sub("{\u2060\\1\\2", text)
