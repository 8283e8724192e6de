"""Names in cells: which script, which traps, and a full name taken apart."""

import re
import unicodedata

from people.models import NAME_LENGTH
from people.roster.vocabulary import LAO_TITLES, LATIN_TITLES

_LAO = re.compile(r"[\u0e80-\u0eff]")
_THAI = re.compile(r"[\u0e01-\u0e5b]")
_LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ]")
#: What a name in Latin letters is made of; Vietnamese ones have letters of a later block.
_LATIN_NAME = re.compile(r"^[A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ]['’A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ .\-]*$")
#: A small letter before a capital, twice: what Lao typed for an old font looks like ("gdKuEp").
_MIXED_CASE = re.compile(r"[a-z][A-Z].*[a-z][A-Z]")
#: Ranks of police and army as they stand before a name (domain facts 4.4).
_RANKS = (
    "ພົຈວ",
    "ພົຕ",
    "ພັອ",
    "ພັທ",
    "ພັຕ",
    "ຮອ",
    "ຮທ",
    "ຮຕ",
    "ພັນເອກ",
    "ພັນໂທ",
    "ພັນຕີ",
    "ຮ້ອຍເອກ",
    "ຮ້ອຍໂທ",
    "ຮ້ອຍຕີ",
)


def problem_of_lao(name: str) -> str | None:
    """Why ``name`` cannot stand in a Lao column; a code of ``messages``, or None."""
    if len(name) > NAME_LENGTH:
        return "name_long"
    if _THAI.search(name):
        return "name_thai"
    if not _LAO.search(name):
        return "name_legacy"
    return "name_suspicious" if _LATIN.search(name) or any(c.isdigit() for c in name) else None


def problem_of_latin(name: str) -> str | None:
    """Why ``name`` cannot stand in a Latin column; a code of ``messages``, or None."""
    if len(name) > NAME_LENGTH:
        return "name_long"
    if _THAI.search(name):
        return "name_thai"
    if _LAO.search(name):
        return "name_not_latin"
    if not _LATIN_NAME.match(name) or _MIXED_CASE.search(name):
        # A digit alone is a slip of the finger, not an old font.
        return "name_legacy" if looks_legacy(re.sub(r"[0-9]", "", name)) else "name_suspicious"
    return None


def looks_legacy(name: str) -> bool:
    """Whether a text without Lao letters is Lao typed for an old font (Saysettha, Alice)."""
    if _LAO.search(name) or _THAI.search(name):
        return False
    odd = sum(
        1 for c in name if unicodedata.category(c)[0] in "SNC" or c in '[]{}<>;:/\\|@#%&*=!?¡¿"_,'
    )
    high = sum(1 for c in name if "\u0080" <= c <= "\u00bf" or c in "×÷")
    return bool(odd or high or _MIXED_CASE.search(name))


def is_lao(name: str) -> bool:
    """Whether it has Lao letters."""
    return bool(_LAO.search(name))


def is_thai(name: str) -> bool:
    """Whether it has Thai letters."""
    return bool(_THAI.search(name))


def take_apart(full_name: str) -> dict[str, str]:
    """Title, rank, given and family name of a full name in one script (keys of ``RosterRow``).

    The given name stands first in both scripts; what follows the first space is the family name.
    """
    rest = " ".join(full_name.split())
    parts: dict[str, str] = {}
    script = "lo" if is_lao(rest) else "latin"
    if script == "lo":
        words = rest.split()
        if words and words[0].rstrip(".") in _RANKS and len(words) > 1:
            parts["rank_lo"] = words[0]
            rest = " ".join(words[1:])
        for word, code in LAO_TITLES:
            if rest.startswith((f"{word} ", f"{word.replace(' ', '')} ")):
                parts["title"] = code
                rest = rest[len(word) :].strip() if rest.startswith(word) else rest.split(" ", 1)[1]
                break
    else:
        first, _, others = rest.partition(" ")
        if others and first.rstrip(".").lower() in LATIN_TITLES:
            parts["title"] = LATIN_TITLES[first.rstrip(".").lower()]
            rest = others
    given, _, family = rest.partition(" ")
    parts[f"given_name_{script}"] = given
    parts[f"family_name_{script}"] = family.strip()
    return parts
