"""What a word stands for: its stem, its other spellings, the words the course has instead of it.

Small on purpose: an ending taken off too much only brings a page that ranks low.
"""

import re
from dataclasses import dataclass
from functools import cache

import yaml

from core import lao
from courses.curriculum.files import CONTENT

#: Words that say nothing by themselves; looked for only when nothing else was typed.
FUNCTION_WORDS = frozenset(
    lao.words(
        "a about an and are as at be by can do does for from how i if in is it me my not of on or"
        " our should that the their there they this to we what when where which who why with you"
        " your ຂອງ ຢູ່ ທີ່ ແລະ ຫຼື ໃນ ກັບ ໃຫ້ ໄດ້ ຈະ ມີ ແມ່ນ ເປັນ ຈາກ ໃສ ຫຍັງ ແນວໃດ ເມື່ອ ເມື່ອໃດ ໃຜ ນີ້ ນັ້ນ ເຮັດ ຄວນ"
        " ຕ້ອງ ແລ້ວ ກໍ ບໍ ການ ຄວາມ ທຸກ ຖ້າ ມາ ໄປ ວ່າ ຈັກ"
    )
)
_ENDINGS = re.compile(
    r"(?:ations?|ating|ated|ates?|ions?|ings?|ments?|ers?|ed|es|ies|ied|ly|s|e|y)$"
)
_AMERICAN = (
    (re.compile(r"our"), "or"),
    (re.compile(r"tre(s?)$"), r"ter\1"),
    (re.compile(r"is(e|ation|ing)"), r"iz\1"),
)
_DOUBLED = re.compile(r"([bdgklmnprt])\1$")
#: Tones and the length of a vowel are what is mistyped most; ຣ is an old spelling of ລ.
_LOOSE = str.maketrans(
    {"\u0ec8": "", "\u0ec9": "", "\u0eca": "", "\u0ecb": "", "\u0ec1": "\u0ec0"}
    | {
        "\u0eb5": "\u0eb4",
        "\u0eb7": "\u0eb6",
        "\u0eb9": "\u0eb8",
        "\u0ea3": "\u0ea5",
        "\u0ec4": "\u0ec3",
    }
)


def stem(word: str) -> str:
    """The stem of a folded English word: ``evacuate``, ``evacuating`` and ``evacuation`` share it.

    British and American spellings come out together; at least three letters stay.
    """
    for pattern, replacement in _AMERICAN:
        word = pattern.sub(replacement, word)
    while (match := _ENDINGS.search(word)) and match.start() >= 3:
        word = word[: match.start()]
    return _DOUBLED.sub(r"\1", word)


def loose(word: str) -> str:
    """A folded Lao word without tones and lengths of vowels."""
    return word.translate(_LOOSE)


@dataclass(frozen=True, slots=True)
class Said:
    """What people type, as folded words and without spaces, and the words that are meant."""

    words: tuple[str, ...]
    squashed: str
    meant: tuple[str, ...]


@cache
def everyday_words() -> tuple[Said, ...]:
    """The list ``content/search.yaml``, folded."""
    rows = yaml.safe_load((CONTENT / "search.yaml").read_text(encoding="utf-8"))
    return tuple(
        Said(
            tuple(lao.words(said)),
            lao.fold(said).replace(" ", ""),
            tuple(dict.fromkeys(word for meant in row["meant"] for word in lao.words(meant))),
        )
        for row in rows
        for said in row["said"]
    )


def also_meant(typed: list[str]) -> list[tuple[set[str], tuple[str, ...]]]:
    """For each everyday expression among the typed words: those words, and what is meant by it."""
    whole = "".join(typed)
    found = []
    for each in everyday_words():
        size = len(each.words)
        runs = [tuple(typed[at : at + size]) for at in range(len(typed) - size + 1)]
        if each.words in runs:
            found.append((set(each.words), each.meant))
        elif len(each.squashed) >= 5 and lao.has_lao(each.squashed) and each.squashed in whole:
            found.append(({word for word in typed if word in each.squashed}, each.meant))
    return found
