"""A name written in one box, taken apart the Lao way: title, given name, family name."""

from dataclasses import dataclass
from typing import Any

from core import lao
from people.enums import TITLE_WORDS, Title

#: The words of titles, the longer ones first, so that "ທ່ານ ນາງ" is not taken for "ທ່ານ".
_TITLES = sorted(
    {
        ("ທ່ານນາງ", Title.THAN_NANG),
        *(
            (spelling, code)
            for code, words in TITLE_WORDS.items()
            for word in words
            for spelling in ((word, f"{word}.") if word.isascii() else (word,))
            if word
        ),
    },
    key=lambda pair: -len(pair[0]),
)
#: English words of titles that several codes share say nothing certain about which was meant.
_AMBIGUOUS = {"Mr", "Mr.", "Ms", "Ms."}


@dataclass(frozen=True, slots=True)
class WrittenName:
    """What was understood. ``script`` is "lo" or "latin"; the title is a code of ``Title`` or ''."""

    script: str
    title: str
    given: str
    family: str

    @property
    def fields(self) -> dict[str, Any]:
        """The values of a person's fields."""
        return {
            f"given_name_{self.script}": self.given,
            f"family_name_{self.script}": self.family,
            "title": self.title,
        }


def take_apart(text: str) -> WrittenName:
    """Read "ທ່ານ ນາງ ແກ້ວມະນີ ສີສຸວັນ" or "Keomany Sisouvanh".

    The given name comes first, as Lao people write it, and ends at the first space. Gender is never
    read from the title.
    """
    text = " ".join(lao.normalise(text).split())
    title = ""
    for word, code in _TITLES:
        if text.casefold().startswith(f"{word} ".casefold()):
            text = text[len(word) :].strip()
            title = "" if word in _AMBIGUOUS else code
            break
    given, _space, family = text.partition(" ")
    return WrittenName("lo" if lao.has_lao(text) else "latin", title, given, family)
