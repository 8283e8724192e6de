"""Access cards on paper: A4, eight a sheet, to be cut out. The PIN hangs on a strip of its own.

What is printed is gathered first (``CardFace``, words in both languages); the render knows nothing of
records. Numbers and PINs pass through and are kept nowhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import segno

from core import pdf

#: Two columns, four rows: 95 x 69 mm each, as on the sheets of name badges in offices.
CARDS_A_SHEET = 8


@dataclass(frozen=True, slots=True)
class CardFace:
    """What one card says. ``scan`` is the address in the code."""

    name_lo: str
    name_en: str
    number: str
    pin: str
    scan: str


@dataclass(frozen=True, slots=True)
class CardSheets:
    """All cards of one printing, and what they have in common."""

    title_lo: str
    title_en: str
    until_lo: str
    until_en: str
    typed: str
    faces: tuple[CardFace, ...]
    is_sample: bool = False

    @property
    def sheets(self) -> list[tuple[CardFace, ...]]:
        """The cards, sheet by sheet."""
        starts = range(0, len(self.faces), CARDS_A_SHEET)
        return [self.faces[start : start + CARDS_A_SHEET] for start in starts]


def grouped(digits: str, size: int) -> str:
    """Digits in groups, as people read and type them: ``4821 9075 3316 2840``."""
    return " ".join(digits[start : start + size] for start in range(0, len(digits), size))


def render_cards(cards: CardSheets) -> bytes:
    """The sheets as PDF."""
    sheets: Sequence[list[dict[str, str]]] = [
        [
            {
                "name_lo": face.name_lo,
                "name_en": face.name_en,
                "size": _size(face.name_lo or face.name_en),
                "number": grouped(face.number, 4),
                "pin": grouped(face.pin, 3),
                "qr": str(segno.make(face.scan, error="m").png_data_uri(border=4, scale=6)),
            }
            for face in sheet
        ]
        for sheet in cards.sheets
    ]
    return pdf.render_pdf(
        "people/paper/cards.html",
        {"cards": cards, "sheets": sheets},
        stylesheet="access-cards.css",
        language="lo",
        title=f"ບັດເຂົ້າໃຊ້ · {cards.title_lo}",
    )


def _size(name: str) -> str:
    """Long names in smaller letters, so that they keep to two lines."""
    return "long" if len(name) > 34 else "usual"
