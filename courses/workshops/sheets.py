"""The sign-in sheet of one session: bilingual, A4 landscape, to be signed by hand, and read again.

What is printed is gathered first into ``SignInSheet`` (words only, both languages side by side);
``lay_out_sheet`` then knows nothing of records. Columns follow the sheets common among UN agencies
(domain facts, 6.1); payments have sheets of their own and never appear here. Each line has a box to
tick and each page marks in its corners, so that a photograph of the signed sheet can be read
(``scanning``); ``services.sheets`` keeps which person stood at which box.
"""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import segno

from core import dates, pdf
from core.words import words
from courses.workshops.enums import DayPart
from courses.workshops.models import Session
from courses.workshops.scanning import codes, marks
from courses.workshops.selectors.attendance import attendance_list
from people.enums import Gender
from people.phones import readable

if TYPE_CHECKING:
    from weasyprint import Document

#: Empty lines below the names, for people who come without having been registered.
WALK_IN_LINES = 6
#: Lines of a sheet without names.
BLANK_LINES = 18

_GENDER_LETTERS = {Gender.FEMALE: "ຍ / F", Gender.MALE: "ຊ / M", Gender.OTHER: "ອື່ນໆ / O"}
_PARTS = {
    DayPart.MORNING: ("ພາກເຊົ້າ", "Morning (AM)"),
    DayPart.AFTERNOON: ("ພາກບ່າຍ", "Afternoon (PM)"),
    DayPart.WHOLE_DAY: ("ໝົດມື້", "Whole day"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """The same thing in both languages; ``en`` is empty when it would only repeat ``lo``."""

    lo: str
    en: str


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One person. An empty line has only its number."""

    number: int
    name: Words = Words("", "")
    gender: str = ""
    organisation: Words = Words("", "")
    position: Words = Words("", "")
    phone: str = ""
    #: Whose line it is; None for an empty one.
    registration_id: int | None = None


@dataclass(frozen=True, slots=True)
class SignInSheet:
    """Everything the sheet says."""

    code: str
    title: Words
    programme: Words
    donor: Words
    organisers: tuple[Words, ...]
    venue: Words
    day: Words
    part: Words
    time: str
    session_title: Words
    lines: tuple[SheetLine, ...]
    with_phone: bool
    session_id: int
    #: Of the demonstration: the people are invented.
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """Where a line of the sheet lies on its page; all in millimetres from the top left: left, top,
    width, height. ``box`` is the box to tick, ``signature`` the cell to sign in, ``row`` the line."""

    line: int
    registration: int | None
    session: int
    box: tuple[float, ...]
    signature: tuple[float, ...]
    row: tuple[float, ...]


def build_sheet(
    session: Session, *, with_people: bool = True, with_phone: bool = False
) -> SignInSheet:
    """Gather the sheet of a session: people in Lao order, then empty lines.

    Without people it is a blank sheet. Phone numbers are left out unless asked for: the sheet goes
    from hand to hand.
    """
    workshop = session.workshop
    lines = []
    for number, row in enumerate(attendance_list(session) if with_people else [], start=1):
        entry, person = row.registration, row.registration.person
        lines.append(
            SheetLine(
                number=number,
                name=_pair(person.formal_name("lo"), person.formal_name("en")),
                gender=_GENDER_LETTERS.get(Gender(entry.gender), "–"),
                organisation=_words(row.organisation, "name"),
                position=_pair(entry.position_lo, entry.position_en),
                phone=readable(person.phone) if with_phone and person.phone else "",
                registration_id=entry.pk,
            )
        )
    empty = WALK_IN_LINES if with_people else BLANK_LINES
    lines += [SheetLine(number=len(lines) + extra) for extra in range(1, empty + 1)]
    return SignInSheet(
        code=workshop.code,
        title=_words(workshop, "title"),
        programme=_words(workshop, "programme"),
        donor=_words(workshop.donor, "name"),
        organisers=tuple(_words(each, "name") for each in workshop.organisers.all()),
        venue=_pair(
            _join(words(workshop, "venue", "lo"), words(workshop, "city", "lo")),
            _join(words(workshop, "venue", "en"), words(workshop, "city", "en")),
        ),
        day=_pair(dates.weekday_day(session.day, "lo"), dates.weekday_day(session.day, "en")),
        part=Words(*_PARTS[DayPart(session.part)]),
        time=dates.time_range(session.starts_at, session.ends_at, "lo"),
        session_title=_words(session, "title"),
        lines=tuple(lines),
        with_phone=with_phone,
        session_id=session.pk,
        is_sample=workshop.is_sample,
    )


def lay_out_sheet(sheet: SignInSheet, *, reference: str = "", address: str = "") -> "Document":
    """The sheet on its pages. ``reference`` is printed at the foot, ``address`` (where the signed sheet
    is sent back) as a QR code at the head."""
    code = segno.make(address, error="m", micro=False) if address else None
    html = pdf.fill_in(
        "workshops/sign_in_sheet.html",
        {
            "sheet": sheet,
            "reference": reference,
            "qr": code and code.svg_data_uri(border=0, omitsize=True),
        },
        language="lo",
        title=f"ໃບລົງທະບຽນຜູ້ເຂົ້າຮ່ວມ {sheet.code}, {sheet.day.lo}, {sheet.part.lo}",
    )
    return pdf.lay_out(html, stylesheets=("paper.css", "sign-in-sheet.css"))


def placed_lines(sheet: SignInSheet, document: "Document") -> list[list[PlacedLine]]:
    """For each page, where its lines lie."""
    registrations = {line.number: line.registration_id for line in sheet.lines}
    return [
        [
            PlacedLine(
                line=int(number),
                registration=registrations[int(number)],
                session=sheet.session_id,
                box=box,
                signature=signatures[number],
                row=rows[number],
            )
            for number, box in sorted(boxes.items(), key=lambda each: int(each[0]))
        ]
        for boxes, signatures, rows in zip(
            pdf.places(document, "box-"),
            pdf.places(document, "sign-"),
            pdf.places(document, "row-"),
            strict=True,
        )
    ]


def write_sheet(document: "Document", *, serial: int) -> bytes:
    """The sheet as PDF, with the corner marks that name each page."""
    drawings = [
        [(each.x, each.y, each.width, each.height) for each in marks.black(code)]
        for code in (codes.page_code(serial, page) for page in range(len(document.pages)))
    ]
    return pdf.stamp(pdf.write(document), drawings)


def as_primitives(sheet: SignInSheet) -> dict[str, Any]:
    """Everything the sheet says, to compare it with one that was printed before."""
    return asdict(sheet)


def _pair(lao: str, english: str) -> Words:
    return Words(lao or english, english if lao and english != lao else "")


def _words(record: object, field: str) -> Words:
    return _pair(words(record, field, "lo"), words(record, field, "en"))


def _join(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
