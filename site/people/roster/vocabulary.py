"""What the cells of a roster may say, in either language, as our codes."""

import re
from datetime import date

from django.db import models
from django.utils import timezone, translation
from rapidfuzz import fuzz, process

from core import lao
from people.enums import TITLE_WORDS, Gender, Level, Title
from people.models import Organisation

_SPACES = re.compile(r"[\s.,·\-]+")


def word_key(text: str) -> str:
    """A word without case, spaces and dots, Lao spelling variants unified."""
    return _SPACES.sub("", lao.fold(text))


def _keys(words: dict[str, tuple[str, ...]]) -> dict[str, str]:
    return {word_key(word): code for code, spellings in words.items() for word in spellings}


GENDERS = _keys(
    {
        Gender.FEMALE: ("f", "female", "woman", "w", "ຍ", "ຍິງ", "ເພດຍິງ"),
        Gender.MALE: ("m", "male", "man", "ຊ", "ຊາຍ", "ເພດຊາຍ"),
        Gender.OTHER: ("other", "o", "x", "ອື່ນ", "ອື່ນໆ"),
        Gender.NOT_STATED: ("not stated", "prefer not to say", "n/a", "ບໍ່ປະສົງລະບຸ", "ບໍ່ລະບຸ"),
    }
)

LEVELS = _keys(
    {
        Level.CENTRAL: ("central", "central level", "national", "ສູນກາງ", "ຂັ້ນສູນກາງ"),
        Level.PROVINCE: ("province", "provincial", "provincial level", "ແຂວງ", "ຂັ້ນແຂວງ"),
        Level.DISTRICT: ("district", "district level", "ເມືອງ", "ຂັ້ນເມືອງ"),
        Level.ABROAD: (
            "abroad",
            "post abroad",
            "embassy",
            "consulate",
            "ຕ່າງປະເທດ",
            "ຢູ່ຕ່າງປະເທດ",
            "ສຳນັກງານຜູ້ຕາງໜ້າລາວຢູ່ຕ່າງປະເທດ",
        ),
    }
)

#: Titles by the words people write. Mr and Ms alone mean the most common form.
TITLES = {
    **_keys(
        {
            code: tuple(word for word in words if word)
            for code, words in reversed(TITLE_WORDS.items())
        }
    ),
    **_keys(
        {
            Title.THAN: ("mr", "ທ່ານ"),
            Title.THAN_NANG: ("ms", "mrs", "miss", "ທ່ານນາງ"),
            Title.EXCELLENCY: ("he", "excellency", "ພະນະທ່ານ"),
            Title.DOCTOR: ("dr", "ດຣ", "ດຣ."),
        }
    ),
}
TITLES.pop("", None)

#: Titles that stand before a full name in Lao, longest first.
LAO_TITLES = sorted(
    {lao_word: code for code, (lao_word, _en) in TITLE_WORDS.items() if lao_word}.items(),
    key=lambda item: -len(item[0]),
)
LATIN_TITLES = {"mr": Title.THAN, "ms": Title.THAN_NANG, "mrs": Title.THAN_NANG, "dr": Title.DOCTOR}

TOTALS = {word_key(word) for word in ("total", "sum", "ລວມ", "ທັງໝົດ", "ລວມທັງໝົດ", "grand total")}
TICKS = {
    word_key(word) for word in ("x", "✓", "✔", "√", "1", "v", "yes", "ຍ", "ຊ", "f", "m", "/", "ü")
}


def type_words(types: type[models.TextChoices] | None) -> dict[str, str]:
    """The words for each of ``types``: its code and its label in both languages."""
    words: dict[str, str] = {}
    for language in ("en", "lo"):
        with translation.override(language):
            for value, label in types.choices if types else ():
                words[word_key(str(label))] = value
                words[word_key(value.replace("_", " "))] = value
    return words


class Organisations:
    """All organisations by name and acronym in either language, those of today first."""

    def __init__(self, today: date | None = None) -> None:
        today = today or timezone.localdate()
        self.rows = {org.pk: org for org in Organisation.objects.select_related("successor")}
        self.by_word: dict[str, int] = {}
        current = [org for org in self.rows.values() if _exists_on(org, today)]
        ended = [org for org in self.rows.values() if not _exists_on(org, today)]
        for org in (*current, *ended):
            for word in (org.name_en, org.name_lo, org.acronym_en, org.acronym_lo):
                if word:
                    self.by_word.setdefault(word_key(word), org.pk)
        self.ended = {org.pk for org in ended}
        # The office's short forms: "ກະຊວງ ຮສສ", "ກ. ຕ່າງປະເທດ".
        for org in (*current, *ended):
            for acronym in (org.acronym_lo, org.acronym_en):
                if acronym:
                    self.by_word.setdefault(word_key(f"ກະຊວງ {acronym}"), org.pk)

    def find(self, text: str) -> Organisation | None:
        """The organisation a cell means. Of "department, ministry" the department when it is known."""
        for part in (text, *re.split(r"[,;/\n()]| - ", text)):
            pk = self.by_word.get(word_key(part)) if part.strip() else None
            if pk is not None:
                return self.rows[pk]
        return None

    def nearest(self, text: str) -> Organisation | None:
        """The one that looks most like it, for "did you mean"."""
        found = process.extractOne(
            word_key(text), list(self.by_word), scorer=fuzz.ratio, score_cutoff=70
        )
        return self.rows[self.by_word[found[0]]] if found else None


def _exists_on(org: Organisation, day: date) -> bool:
    return (org.valid_from is None or org.valid_from <= day) and (
        org.valid_to is None or org.valid_to >= day
    )
