"""Printing a sign-in sheet: first the record of what stands where, then the paper."""

import hashlib
import json
import secrets
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from core import audit
from courses.workshops import sheets
from courses.workshops.models import PrintedPage, PrintedSheet, Session, Workshop
from courses.workshops.scanning import codes


def print_sheet(
    *, session: Session, actor: Any, with_people: bool = True, with_phone: bool = False
) -> bytes:
    """The sign-in sheet of a session as PDF, after keeping who stands at which box.

    Printing the same words again gives the same sheet. Raises ``ValidationError`` when the list is too
    long for one sheet.
    """
    sheet = sheets.build_sheet(session, with_people=with_people, with_phone=with_phone)
    address = _address(session.workshop)
    fingerprint = _fingerprint(sheet, address)
    printed = (
        PrintedSheet.objects.filter(workshop=session.workshop_id, fingerprint=fingerprint)
        .prefetch_related("pages")
        .first()
    )
    serial = printed.serial if printed else _free_serial()
    document = sheets.lay_out_sheet(sheet, reference=codes.reference(serial), address=address)
    pages = [[asdict(line) for line in lines] for lines in sheets.placed_lines(sheet, document)]
    # As JSON gives it back: tuples become lists.
    pages = json.loads(json.dumps(pages))
    if len(pages) > codes.PAGES_PER_SHEET:
        raise ValidationError(_("The list is too long for one sign-in sheet."))
    if printed and [page.lines for page in printed.pages.all()] != pages:
        # The same words lie elsewhere since the fonts or the look have changed: another sheet.
        printed, serial = None, _free_serial()
        document = sheets.lay_out_sheet(sheet, reference=codes.reference(serial), address=address)
    if printed is None:
        _keep(session.workshop, serial, fingerprint, pages, actor)
    return sheets.write_sheet(document, serial=serial)


@transaction.atomic
def _keep(
    workshop: Workshop, serial: int, fingerprint: str, pages: list[list[dict[str, Any]]], actor: Any
) -> None:
    printed = PrintedSheet.objects.create(
        workshop=workshop,
        serial=serial,
        fingerprint=fingerprint,
        printed_by=actor if getattr(actor, "pk", None) else None,
    )
    PrintedPage.objects.bulk_create(
        PrintedPage(
            sheet=printed, number=index + 1, code=codes.page_code(serial, index), lines=lines
        )
        for index, lines in enumerate(pages)
    )
    audit.record(
        actor=actor, verb="print_sheet", target=printed, workshop=workshop.code, pages=len(pages)
    )


def _fingerprint(sheet: sheets.SignInSheet, address: str) -> str:
    words = json.dumps([sheets.as_primitives(sheet), address], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()


def _free_serial() -> int:
    """A serial that no sheet has: by chance, so that one sheet says nothing about others."""
    while True:
        serial = secrets.randbelow(codes.SERIALS)
        if not PrintedSheet.objects.filter(serial=serial).exists():
            return serial


def _address(workshop: Workshop) -> str:
    """Where the signed sheet is sent back; in Lao, as the sheet is."""
    with translation.override("lo"):
        return settings.PUBLIC_URL + reverse("workshop_scans", args=[workshop.code])
