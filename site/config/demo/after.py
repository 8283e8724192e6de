"""The demonstration after the day: a session signed off and corrected, a signed sheet that came back
and waits to be confirmed, and somebody who was entered twice."""

import io
import math
import random
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from courses.workshops.enums import ATTENDED_STATUSES, AttendanceStatus
from courses.workshops.models import Attendance, PrintedPage, Registration, Session, Workshop
from courses.workshops.scanning import marks
from courses.workshops.selectors.attendance import heads_of
from courses.workshops.services import registrations
from courses.workshops.services.attendance import MarkInput, mark_attendance
from courses.workshops.services.scans import send_scan
from courses.workshops.services.sheets import print_sheet
from courses.workshops.services.sign_off import sign_off_session
from people.models import User
from people.services.persons import create_person

#: Points a millimetre of the picture.
_DENSITY = 5
_INK, _PEN, _PAPER, _TABLE = (25, 25, 25), (35, 55, 140), (250, 249, 245), (150, 112, 78)
#: As a phone would hold it: not quite straight, in degrees.
_TURNED = 1.4


def settle(june: Workshop, coming: Workshop, facilitator: User) -> None:
    """Everything of this module; the workshop of June is over, the other one is to come."""
    first, *_between, last = june.sessions.all()
    _sign_off_and_correct(first, facilitator)
    _send_sheet(last, facilitator)
    _enter_twice(coming, facilitator)


def _sign_off_and_correct(session: Session, actor: User) -> None:
    """Somebody marked late was in time after all: the report's annex tells of it."""
    sign_off_session(session=session, actor=actor)
    late = Attendance.objects.filter(session=session, status=AttendanceStatus.LATE).first()
    if late is None:
        raise RuntimeError("nobody was late in the demonstration's first session")
    person = late.registration_id
    correction = MarkInput(
        person,
        AttendanceStatus.PRESENT,
        seen=heads_of(session, [person])[person],
        reason="ມາຮອດທັນເວລາ, ແຕ່ເຊັນຊື່ພາຍຫຼັງ",
    )
    mark_attendance(session=session, marks=[correction], actor=actor)


def _send_sheet(session: Session, actor: User) -> None:
    """A page of the signed sheet: one box is empty although the system says that they were there."""
    print_sheet(session=session, actor=actor)
    page = PrintedPage.objects.filter(sheet__workshop=session.workshop, number=2).get()
    there = set(
        Attendance.objects.filter(session=session, status__in=ATTENDED_STATUSES).values_list(
            "registration", flat=True
        )
    )
    signed = [
        line["line"]
        for line in page.lines
        if line["registration"] and line["registration"] in there
    ]
    send_scan(
        workshop=session.workshop,
        filename="20-06-2024.jpg",
        content=_photograph(page, set(signed[1:])),
        actor=actor,
    )


def _enter_twice(workshop: Workshop, actor: User) -> None:
    """A colleague added somebody again, from a list in Latin letters."""
    known = workshop.registrations.select_related("person").order_by("pk")[1]
    again = create_person(
        actor=actor,
        is_sample=True,
        given_name_latin=known.person.given_name_latin,
        family_name_latin=known.person.family_name_latin,
        title=known.person.title,
        gender=known.person.gender,
        organisation=known.person.organisation,
    )
    registrations.register(workshop=workshop, person=again, actor=actor)


# --- The picture ------------------------------------------------------------------------------


def _photograph(page: PrintedPage, signed: set[int]) -> bytes:
    """The page as a phone would see it: drawn from where its lines were printed, names in Latin
    letters, the lines in ``signed`` ticked and signed."""
    paper = Image.new("RGB", (_px(marks.PAGE_WIDTH), _px(marks.PAGE_HEIGHT)), _PAPER)
    pen = ImageDraw.Draw(paper)
    for piece in marks.black(page.code):
        pen.rectangle(
            (
                _px(piece.x),
                _px(piece.y),
                _px(piece.x + piece.width) - 1,
                _px(piece.y + piece.height) - 1,
            ),
            fill=_INK,
        )
    names = {
        each.pk: each.person.name_latin
        for each in Registration.objects.filter(
            pk__in=[line["registration"] for line in page.lines if line["registration"]]
        ).select_related("person")
    }
    font = ImageFont.load_default(size=20)
    for line in page.lines:
        left, top, width, height = line["row"]
        _frame(pen, (left, top, width, height), 1)
        _frame(pen, line["box"], 2)
        pen.text((_px(left) + 12, _px(top) + 14), str(line["line"]), fill=_INK, font=font)
        name_at = _px(line["box"][0] + line["box"][2]) + 30
        name = names.get(line["registration"], "")
        pen.text((name_at, _px(top) + 14), name, fill=_INK, font=font)
        if line["line"] in signed:
            _tick(pen, line["box"])
            _sign(pen, line["signature"], random.Random(line["line"]))  # noqa: S311 - a drawing
    table = Image.new("RGB", (paper.width + 120, paper.height + 120), _TABLE)
    turned = paper.rotate(_TURNED, Image.Resampling.BICUBIC, expand=True, fillcolor=_TABLE)
    table.paste(turned, ((table.width - turned.width) // 2, (table.height - turned.height) // 2))
    written = io.BytesIO()
    table.save(written, "JPEG", quality=80)
    return written.getvalue()


def _px(millimetres: float) -> int:
    return round(millimetres * _DENSITY)


def _frame(pen: ImageDraw.ImageDraw, place: Sequence[float], width: int) -> None:
    left, top, across, down = place
    pen.rectangle(
        (_px(left), _px(top), _px(left + across), _px(top + down)), outline=_INK, width=width
    )


def _tick(pen: ImageDraw.ImageDraw, box: list[float]) -> None:
    left, top, side, _side = box
    points = [(0.2, 0.5), (0.42, 0.8), (0.85, 0.15)]
    pen.line(
        [(_px(left + side * x), _px(top + side * y)) for x, y in points],
        fill=_PEN,
        width=3,
        joint="curve",
    )


def _sign(pen: ImageDraw.ImageDraw, cell: list[float], chance: random.Random) -> None:
    left, top, width, height = cell
    waves, long = chance.uniform(4, 8), min(width - 8, chance.uniform(24, 38))
    points = [
        (
            _px(left + 3 + long * step / 60),
            _px(
                top
                + height / 2
                + height
                * 0.3
                * math.sin(step / 60 * waves * 2 * math.pi)
                * (1 - step / 90)
                * chance.uniform(0.8, 1)
            ),
        )
        for step in range(60)
    ]
    pen.line(points, fill=_PEN, width=3, joint="curve")
