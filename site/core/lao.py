"""Lao text: one spelling of each word, its words, its line breaks and its order.

The same Lao word is typed in several ways that look alike (ສຳ or ສໍາ, ນ້ຳ or ນໍ້າ, ຫຼ or ຫລ), it
is written without spaces, and vowels that stand before their consonant come after it in the
dictionary. Unicode's own normal forms settle only part of this, so everything that stores,
compares, searches, breaks or sorts Lao text comes here.

``normalise`` for what is stored, ``fold`` for what is compared, ``search_form`` for what is
indexed, ``break_lines`` for what is printed, ``sort_key`` for what is listed.
"""

import re
import unicodedata
from functools import cache
from itertools import accumulate, pairwise

from icu4py.breakers import LineBreaker, WordBreaker
from pyuca import Collator

ZERO_WIDTH_SPACE = "\u200b"
#: Longest key ``sort_key`` gives; longer ones are cut, which leaves their order right up to there.
SORT_KEY_LENGTH = 800

_LAO = "\u0e80-\u0eff"
_TONES = "\u0ec8-\u0ecc"
_ABOVE = "\u0eb1\u0eb4-\u0eb7\u0ebb\u0ecd"
_BELOW = "\u0eb8\u0eb9"
#: What nobody sees: zero-width, soft hyphen, direction marks, control characters, half surrogates.
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u2069\ufeff\ud800-\udfff]"
)
#: A break stands neither before one of these signs nor after a vowel that precedes its consonant.
_NEVER_FIRST = re.compile(f"[\u0eaf\u0eb0-\u0ebd\u0ec6{_TONES}\u0ecd\u0ece]")
_NEVER_LAST = re.compile("[\u0ec0-\u0ec4]")
#: First parts of long words that ICU's dictionary keeps whole: lines may break after these …
_LINE_HEADS = re.compile("ກະຊວງ|ສະຫະພັນ|ສະຫະລັດ|ນະຄອນຫຼວງ")
#: … and who asks for ຕ່າງປະເທດ wants to find ກະຊວງການຕ່າງປະເທດ as well.
_WORD_HEADS = re.compile("ກະຊວງ|ສະຫະພັນ|ສະຫະລັດ|ນະຄອນຫຼວງ|ຄວາມ|ການ|ຜູ້")
_LAO_RUN = re.compile(f"[{_LAO}{ZERO_WIDTH_SPACE}]+")
#: The smallest pieces in which a spelling can vary: letters of a cluster together with their signs.
_PIECE = re.compile(
    f"\u0ec0\u0ec0?|\u0eab[\u0ea5\u0ea3\u0e99\u0ea1]?[\u0eb1-\u0ebc{_TONES}\u0ecd\u0ece]*"
    f"|.[\u0eb1-\u0ebc{_TONES}\u0ecd\u0ece]*",
    re.DOTALL,
)
_DIGITS = str.maketrans("໐໑໒໓໔໕໖໗໘໙", "0123456789")
#: Latin letters that do not come apart into a letter and an accent.
_PLAIN_LATIN = str.maketrans(
    {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i"}
)
#: Sixteen consonants without vowels, y, s and l: no stemmer of English finds an ending to cut off.
_CODE_LETTERS = "bcdfghjkmnpqrtvw"
_TAG = re.compile(
    r"(<!--.*?-->|<(?:style|script|title|svg)\b.*?</(?:style|script|title|svg)\s*>"
    r"|<[^>\"']*(?:\"[^\"]*\"[^>\"']*|'[^']*'[^>\"']*)*>)",
    re.DOTALL | re.IGNORECASE,
)


#: One order of signs in a cluster: consonant, ຼ, vowel, tone, ຳ; and ຳ, ແ as one character.
_CORRECTIONS = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        ("\u0ec0\u0ec0", "\u0ec1"),
        (f"([{_ABOVE}{_BELOW}{_TONES}\u0ece])\\1+", r"\1"),
        (f"([{_ABOVE}{_BELOW}{_TONES}]+)\u0ebc", "\u0ebc\\1"),
        (f"([{_TONES}]+)([{_ABOVE}{_BELOW}]+)", r"\2\1"),
        (f"\u0ecd([{_TONES}]*)\u0eb2", "\\1\u0eb3"),
        (f"\u0eb3([{_TONES}]+)", "\\1\u0eb3"),
    )
]


def _settle(text: str) -> str:
    """Correct until nothing changes: one correction may open the way for another."""
    while True:
        settled = text
        for pattern, replacement in _CORRECTIONS:
            settled = pattern.sub(replacement, settled)
        settled = unicodedata.normalize("NFC", settled)
        if settled == text:
            return text
        text = settled


def _modern(text: str) -> str:
    """Spell as today's dictionaries do: ຫຼ for ຫລ and ຫຣ, ໜ and ໝ as one character."""
    text = re.sub("\u0eab[\u0ea5\u0ea3]", "\u0eab\u0ebc", _settle(text))
    text = text.replace("\u0eab\u0e99", "\u0edc").replace("\u0eab\u0ea1", "\u0edd")
    return _settle(text)


def normalise(text: str) -> str:
    """The text as it is stored: same letters as typed, in one encoding, without invisible ones.

    NFC; ຳ as one character with the tone before it; no zero-width or control characters; runs of
    spaces become one, line breaks stay. Spelling is the writer's: ຫລ stays ຫລ.
    """
    if text.isascii() and text.isprintable():  # nothing but spaces to settle
        return " ".join(text.split())
    text = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _settle(unicodedata.normalize("NFC", text))
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()


def fold(text: str) -> str:
    """A key under which all spellings of the same words are equal; for matching, never shown.

    Over and above ``normalise``: ຫລ, ຫຣ as ຫຼ, ຫນ, ຫມ as ໜ, ໝ, Lao digits as Western ones, Latin
    letters without accents and capitals, punctuation as a space. Folding twice changes nothing.
    """
    while (folded := _fold_once(text)) != text:
        text = folded
    return text


def _fold_once(text: str) -> str:
    text = unicodedata.normalize("NFKD", normalise(text).casefold()).translate(_PLAIN_LATIN)
    text = re.sub("[\u0300-\u036f'’ʼ`´]", "", text.translate(_DIGITS))
    text = "".join(" " if unicodedata.category(c)[0] in "PZC" else c for c in text)
    return " ".join(_modern(unicodedata.normalize("NFC", text)).split())


def thai_letters(text: str) -> list[str]:
    """The Thai letters in ``text``, each once, in order of appearance; they are wrong in Lao."""
    return list(dict.fromkeys(re.findall("[\u0e01-\u0e5b]", text)))


def has_lao(text: str) -> bool:
    """Whether there is any Lao letter in ``text``."""
    return re.search(f"[{_LAO}]", text) is not None


def _parts(word: str, heads: re.Pattern[str]) -> list[str]:
    """A word of the dictionary cut after the heads it begins with, unless little would remain."""
    parts = []
    while (head := heads.match(word)) and len(word) - head.end() >= 3:
        if _NEVER_FIRST.match(word, head.end()):
            break
        parts.append(head[0])
        word = word[head.end() :]
    return [*parts, word]


def words(text: str) -> list[str]:
    """The folded words of ``text`` in order, Lao ones found by ICU's dictionary.

    Punctuation and spaces are left out. Words stay the same whatever way they were typed. Long
    compounds come in parts: ກະຊວງ, ການ, ຕ່າງປະເທດ.
    """
    found: list[str] = []
    for run in re.findall(f"[{_LAO}]+|[^\\s{_LAO}]+", fold(text)):
        for word in WordBreaker(run, "lo"):
            found += _parts(word, _WORD_HEADS)
    return [word for word in found if any(unicodedata.category(c)[0] in "LN" for c in word)]


def word_edges(text: str) -> list[int]:
    """The places in ``text`` as it is typed where a word may begin or end, in order."""
    edges = [0]
    for piece in WordBreaker(text, "lo"):
        edges.append(edges[-1] + len(piece))
    return edges


def search_form(text: str) -> str:
    """The words of ``text`` in ASCII, joined by spaces: what is indexed and what is asked for.

    Each Lao character becomes a pair of consonants behind one ``x`` a word; other words stay. The
    tokenizers of SQLite and PostgreSQL would cut Lao words at their vowel signs (SQLite's FTS5
    takes ພົນ for ພັນ), and their stemmers must not find English endings. A word's beginning has
    the beginning of its form, so that searching by prefix works.
    """
    return " ".join(_letter_pairs(word) if has_lao(word) else word for word in words(text))


def _letter_pairs(word: str) -> str:
    offsets = [ord(c) - 0x0E80 for c in word]
    return "x" + "".join(_CODE_LETTERS[o >> 4] + _CODE_LETTERS[o & 15] for o in offsets)


def break_lines(text: str) -> str:
    """Put U+200B where a line of Lao may break: Pango, unlike browsers, does not know.

    Only between Lao letters, at ICU's line breaks; Latin words, numbers and addresses are left
    alone. Nothing else is added or taken away, except for U+200B that stood at other places
    between Lao letters. Breaking twice changes nothing.
    """
    return _LAO_RUN.sub(lambda match: _break_run(match[0]), text)


def _break_run(run: str) -> str:
    run = run.replace(ZERO_WIDTH_SPACE, "") if has_lao(run) else run
    # ICU's dictionary knows the modern spelling only, so it is asked about that one.
    modern = _modern(run)
    pieces = list(run) if modern == run else _PIECE.findall(run)
    spelt = pieces if modern == run else [_modern(piece) for piece in pieces]
    ends = set(
        accumulate(
            len(part)
            for segment in LineBreaker("".join(spelt), "lo")
            for part in _parts(segment, _LINE_HEADS)
        )
    )
    parts = pieces[:1]
    position = 0
    for (before, after), spelling in zip(pairwise(pieces), spelt, strict=False):
        position += len(spelling)
        if position in ends and not _NEVER_LAST.match(before[-1]) and not _NEVER_FIRST.match(after):
            parts.append(ZERO_WIDTH_SPACE)
        parts.append(after)
    return "".join(parts)


def break_html_lines(html: str) -> str:
    """``break_lines`` for the text of an HTML document; tags, title, style and script are kept."""
    parts = _TAG.split(html)
    return "".join(
        part if index % 2 or part.isspace() else break_lines(part)
        for index, part in enumerate(parts)
    )


@cache
def _collator() -> Collator:
    """Made when the first name is sorted: reading its tables takes about a tenth of a second."""
    return Collator()


def sort_key(text: str) -> str:
    """A string of hex digits whose plain order is the order of Lao dictionaries.

    Key of the Unicode Collation Algorithm: ເ ແ ໂ ໃ ໄ are sorted with the consonant that follows,
    tones and capitals matter last, and spellings that ``fold`` unites come out together. At most
    ``SORT_KEY_LENGTH`` characters.
    """
    text = _modern(unicodedata.normalize("NFKC", normalise(text))).translate(_DIGITS)
    # Levels are fixed in width, so that comparing strings compares weights.
    widths = iter((4, 3, 2, 4, 4))
    width, key, length = next(widths), [], 0
    for weight in _collator().sort_key(text):
        key.append(f"{weight:0{width}x}")
        length += width
        if weight == 0:
            width = next(widths)
        if length >= SORT_KEY_LENGTH:
            break
    return "".join(key)[:SORT_KEY_LENGTH]
