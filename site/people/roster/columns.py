"""The columns of a roster and the many ways their headings are written.

Headings of Lao sign-in sheets as in domain facts 6.1; a heading in two languages (``ເພດ / Sex``) is
understood when either half is. Old spellings need not be listed: both sides are folded.
"""

import re
from dataclasses import dataclass

from core import lao


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the template's heading in both languages, and other headings it goes by."""

    key: str
    heading_lo: str
    heading_en: str
    synonyms: tuple[str, ...] = ()
    width: int = 18

    @property
    def heading(self) -> str:
        """The heading in the template: both languages in one cell."""
        return f"{self.heading_lo} / {self.heading_en}"


#: In the order of the template.
COLUMNS: tuple[Column, ...] = (
    Column("title", "ຄຳນຳໜ້າ", "Title", ("ຄຳນຳໜ້າຊື່", "ຄໍານໍາ", "mr ms", "salutation"), 14),
    Column("rank_lo", "ຊັ້ນ (ລາວ)", "Rank (Lao)", ("ຊັ້ນ", "ຊັ້ນຍົດ", "rank"), 12),
    Column(
        "given_name_lo",
        "ຊື່ (ລາວ)",
        "Given name (Lao)",
        ("ຊື່", "ຊື່ລາວ", "ຊື່ ພາສາລາວ", "lao given name", "first name lao", "given name in lao"),
        22,
    ),
    Column(
        "family_name_lo",
        "ນາມສະກຸນ (ລາວ)",
        "Family name (Lao)",
        (
            "ນາມສະກຸນ",
            "ນາມສະກຸນລາວ",
            "lao family name",
            "last name lao",
            "surname lao",
            "family name in lao",
        ),
        22,
    ),
    Column(
        "given_name_latin",
        "ຊື່ (ອັງກິດ)",
        "Given name (Latin letters)",
        (
            "ຊື່ອັງກິດ",
            "ຊື່ ພາສາອັງກິດ",
            "given name",
            "first name",
            "given names",
            "first name english",
            "given name english",
            "given name latin",
        ),
        22,
    ),
    Column(
        "family_name_latin",
        "ນາມສະກຸນ (ອັງກິດ)",
        "Family name (Latin letters)",
        (
            "ນາມສະກຸນອັງກິດ",
            "family name",
            "last name",
            "surname",
            "last name english",
            "family name english",
            "family name latin",
        ),
        22,
    ),
    Column(
        "gender", "ເພດ (ຍ/ຊ)", "Sex (F/M)", ("ເພດ", "sex", "gender", "f/m", "m/f", "ຍ/ຊ", "ຊ/ຍ"), 10
    ),
    Column(
        "organisation",
        "ພາກສ່ວນ/ກະຊວງ",
        "Organisation",
        (
            "ພາກສ່ວນ",
            "ກະຊວງ",
            "ອົງການ",
            "ກະຊວງ/ອົງການ",
            "ບ່ອນປະຈຳການ",
            "ກົມ/ກະຊວງ",
            "ministry",
            "organization",
            "organisation/ministry",
            "ministry/organisation",
            "ministry/organization",
            "institution",
            "agency",
        ),
        34,
    ),
    Column(
        "position_lo", "ຕຳແໜ່ງ (ລາວ)", "Position (Lao)", ("ຕຳແໜ່ງ", "ຕຳແໜ່ງ ລາວ", "ໜ້າທີ່ຮັບຜິດຊອບ"), 28
    ),
    Column(
        "position_en",
        "ຕຳແໜ່ງ (ອັງກິດ)",
        "Position (English)",
        ("ຕຳແໜ່ງ ອັງກິດ", "position", "job title", "function", "designation"),
        28,
    ),
    Column("level", "ຂັ້ນ", "Level", ("ລະດັບ", "ຂັ້ນ ສູນກາງ/ແຂວງ/ເມືອງ"), 14),
    Column(
        "phone",
        "ເບີໂທ",
        "Phone",
        ("ເບີໂທລະສັບ", "ໂທລະສັບ", "ໂທ", "ເບີ", "tel", "telephone", "mobile", "phone number", "contact"),
        18,
    ),
    Column("email", "ອີເມວ", "E-mail", ("ອີເມລ", "email", "mail", "e mail", "email address"), 26),
    Column(
        "participant_type",
        "ເຂົ້າຮ່ວມໃນນາມ",
        "Takes part as",
        ("ປະເພດ", "ປະເພດຜູ້ເຂົ້າຮ່ວມ", "type", "participant type", "category", "role"),
        20,
    ),
)

#: Columns that other people's sheets have and the template does not need.
OTHER_COLUMNS: tuple[Column, ...] = (
    Column("rank_latin", "ຊັ້ນ (ອັງກິດ)", "Rank (English)"),
    Column(
        "full_name",
        "ຊື່ ແລະ ນາມສະກຸນ",
        "Full name",
        (
            "name",
            "ຊື່ນາມສະກຸນ",
            "ຊື່ແລະນາມສະກຸນ",
            "ຊື່ ນາມສະກຸນ",
            "name and surname",
            "participant",
            "names",
        ),
    ),
    Column(
        "full_name_lo",
        "ຊື່ ແລະ ນາມສະກຸນ (ລາວ)",
        "Full name (Lao)",
        ("ຊື່ ແລະ ນາມສະກຸນ ລາວ", "ຊື່ ແລະ ນາມສະກຸນ ພາສາລາວ", "lao name", "name lao", "name in lao"),
    ),
    Column(
        "full_name_latin",
        "ຊື່ ແລະ ນາມສະກຸນ (ອັງກິດ)",
        "Full name (Latin letters)",
        (
            "ຊື່ ແລະ ນາມສະກຸນ ອັງກິດ",
            "ຊື່ ແລະ ນາມສະກຸນ ພາສາອັງກິດ",
            "english name",
            "name english",
            "name in english",
            "full name english",
            "full name latin",
        ),
    ),
    Column("female", "ຍິງ", "Female", ("ຍ", "f", "women")),
    Column("male", "ຊາຍ", "Male", ("ຊ", "m", "men")),
)

#: Known and not needed: not worth a word.
IGNORED = (
    "ລ/ດ",
    "ລດ",
    "ລຳດັບ",
    "no",
    "nr",
    "#",
    "ລາຍເຊັນ",
    "signature",
    "ໝາຍເຫດ",
    "remark",
    "remarks",
    "note",
    "notes",
)

_PUNCTUATION = re.compile(r"[\s.:;,_\-–()\[\]*’'\"]+")


def heading_key(text: str) -> str:
    """A heading without what varies: case, spaces, punctuation, Lao spelling variants."""
    return _PUNCTUATION.sub("", lao.fold(text))


def _index() -> tuple[dict[str, str], frozenset[str]]:
    known: dict[str, str] = {}
    for column in (*COLUMNS, *OTHER_COLUMNS):
        for words in (column.heading, column.heading_lo, column.heading_en, *column.synonyms):
            known.setdefault(heading_key(words), column.key)
    return known, frozenset(heading_key(words) for words in IGNORED)


_KNOWN, _IGNORED = _index()
_PARTS = re.compile(r"[/|·\n]|\s[-–]\s|\(|\)")


def column_of(heading: str) -> str | None:
    """The key of the column a heading means; '' for one not needed, None for an unknown one."""
    key = heading_key(heading)
    if key in _KNOWN:
        return _KNOWN[key]
    if key in _IGNORED:
        return ""
    found = [
        _KNOWN[part]
        for raw in _PARTS.split(heading)
        if (part := heading_key(raw)) and part in _KNOWN
    ]
    if found:
        return found[0]
    if any(heading_key(part) in _IGNORED for part in _PARTS.split(heading) if part.strip()):
        return ""
    return None
