"""The empty list that people download, fill in and upload."""

from collections.abc import Sequence

from django.db import models
from django.utils import timezone, translation

from core.spreadsheets import Sheet, workbook
from people.enums import Gender, Level, Title
from people.models import Organisation
from people.roster.columns import COLUMNS

#: Invented people, marked as examples by their sheet.
_EXAMPLES = (
    {
        "title": "ທ່ານ ນາງ / Ms",
        "given_name_lo": "ຕົວຢ່າງ",
        "family_name_lo": "ສີສະຫວ່າງ",
        "given_name_latin": "Tuayang",
        "family_name_latin": "Sisavang",
        "gender": "ຍ / F",
        "organisation": "MoFA",
        "position_lo": "ວິຊາການ",
        "position_en": "Technical officer",
        "level": "ຂັ້ນສູນກາງ / Central",
        "phone": "020 5555 0101",
        "email": "tuayang@example.la",
    },
    {
        "rank_lo": "ພັທ",
        "given_name_lo": "ສົມມຸດ",
        "family_name_lo": "ພົມມະວົງ",
        "given_name_latin": "Sommout",
        "family_name_latin": "Phommavong",
        "gender": "ຊ / M",
        "organisation": "ກະຊວງປ້ອງກັນຄວາມສະຫງົບ",
        "position_lo": "ຫົວໜ້າພະແນກ",
        "position_en": "Head of division",
        "level": "ຂັ້ນສູນກາງ / Central",
        "phone": "+856 20 5555 0102",
    },
)


def template_workbook(*, types: type[models.TextChoices] | None = None) -> bytes:
    """An XLSX file: the list with drop-down choices, an example, and the organisations of today.

    ``types`` are the choices of "takes part as"; without them the column is left out.
    """
    columns = [c for c in COLUMNS if c.key != "participant_type" or types is not None]
    organisations = [
        f"{org.name_lo} / {org.name_en}" if org.name_lo != org.name_en else org.name_en
        for org in Organisation.objects.valid_on(timezone.localdate()).order_by(
            "protocol_order", "pk"
        )
    ]
    choices: dict[str, Sequence[str] | str] = {
        "title": _both(Title),
        "gender": ["ຍ / F", "ຊ / M", *_both(Gender)[2:]],
        "level": _both(Level),
        "organisation": f"=Lists!$A$2:$A${max(2, len(organisations) + 1)}",
    }
    if types is not None:
        choices["participant_type"] = _both(types)
    by_column = {i: choices[c.key] for i, c in enumerate(columns) if c.key in choices}
    headings = [column.heading for column in columns]
    widths = [column.width for column in columns]
    examples = [[example.get(column.key, "") for column in columns] for example in _EXAMPLES]
    return workbook(
        [
            Sheet("ລາຍຊື່ List", headings, [], widths=widths, choices=by_column),
            Sheet("ຕົວຢ່າງ Example", headings, examples, widths=widths),
            Sheet(
                "Lists", ["ພາກສ່ວນ / Organisation"], [[name] for name in organisations], widths=[70]
            ),
        ]
    )


def _both(choices: type[models.TextChoices]) -> list[str]:
    """Labels in both languages; a label that has both already, or no code, is taken as it is."""
    labels: dict[str, list[str]] = {}
    for language in ("lo", "en"):
        with translation.override(language):
            for value, label in choices.choices:
                words = labels.setdefault(value, [])
                if value and str(label) not in words:
                    words.append(str(label))
    return [" / ".join(words) for words in labels.values() if words]
