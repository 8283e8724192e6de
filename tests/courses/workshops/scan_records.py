"""Records of sheets that were printed and read, made without a camera."""

import io

from django.core.files.base import ContentFile
from PIL import Image

from courses.workshops.models import (
    PrintedPage,
    PrintedSheet,
    ReadPage,
    Scan,
    ScanPicture,
    Session,
    Workshop,
)
from courses.workshops.scanning import codes
from courses.workshops.selectors.scans import proposals_of
from people.models import User
from tests.courses.workshops import sheet_pictures
from tests.courses.workshops.sheet_pictures import SERIAL
from tests.factories import make_registration

#: The page of the sheet with real people in its lines, counted from 0.
PAGE = 1


def record_of_print(workshop: Workshop, session: Session) -> PrintedSheet:
    """The record of the sheet that ``sheet_pictures`` prints, with real people in its lines."""
    sheet = PrintedSheet.objects.create(workshop=workshop, serial=SERIAL, fingerprint="made")
    _pages, placed = sheet_pictures.printed()
    for index, lines in enumerate(placed):
        PrintedPage.objects.create(
            sheet=sheet,
            number=index + 1,
            code=codes.page_code(SERIAL, index),
            lines=[
                {
                    "line": line.line,
                    "registration": make_registration(workshop).pk
                    if index == PAGE and line.registration
                    else None,
                    "session": session.pk,
                    "box": list(line.box),
                    "signature": list(line.signature),
                    "row": list(line.row),
                }
                for line in lines
            ],
        )
    return sheet


def small_picture(kind: str = "JPEG", size: tuple[int, int] = (900, 800), **options) -> bytes:
    """A white picture."""
    written = io.BytesIO()
    Image.new("RGB", size, "white").save(written, kind, **options)
    return written.getvalue()


def make_page(
    printed: PrintedSheet, facilitator: User, verdicts: list[str], *, number: int = PAGE + 1
) -> ReadPage:
    """A page as if it had been read, its first lines with these verdicts and the rest empty."""
    page = printed.pages.get(number=number)
    scan = Scan.objects.create(workshop=printed.workshop, filename="x.jpg", sent_by=facilitator)
    picture = ScanPicture(scan=scan, number=1, width=900, height=800)
    picture.image.save("scans/picture.jpg", ContentFile(small_picture()))
    read = ReadPage(
        picture=picture,
        page=page,
        lines=[
            {
                "line": line["line"],
                "registration": line["registration"],
                "session": line["session"],
                "verdict": verdicts[index] if index < len(verdicts) else "empty",
                "confidence": 0.9,
                "written": False,
                "doubts": ["trace"] if verdicts[index : index + 1] == ["unsure"] else [],
            }
            for index, line in enumerate(page.lines)
        ],
    )
    read.image.save("scans/page.jpg", ContentFile(small_picture()))
    return read


def answers_of(page: ReadPage, **changed: str) -> dict[int, str]:
    """What the form sends when nothing is changed, but for ``line_7="absent"``."""
    answers = {line.line: line.suggested for line in proposals_of(page) if line.suggested}
    return answers | {int(name.removeprefix("line_")): value for name, value in changed.items()}
