"""One page of a signed sheet that was read: look at the boxes, then confirm. And its pictures."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from core.access import access
from courses.workshops.enums import AttendanceStatus
from courses.workshops.models import ReadPage, Session
from courses.workshops.rules import is_locked
from courses.workshops.scanning import marks
from courses.workshops.scanning.shapes import Verdict
from courses.workshops.selectors.scans import (
    KEEP,
    SIGNED,
    Proposal,
    proposals_of,
    read_pages_led_by,
    scan_pictures_led_by,
    sorted_out,
)
from courses.workshops.services.scans import confirm_page
from people.roles import is_facilitator


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def read_page(request: HttpRequest, code: str, page_id: UUID) -> HttpResponse:
    """What each box seems to say, beside its picture. Nothing is recorded before it is confirmed."""
    page = get_object_or_404(
        read_pages_led_by(request.user), uuid=page_id, picture__scan__workshop__code=code
    )
    answers: dict[int, str] = {}
    wrong: dict[int, str] = {}
    errors: list[str] = []
    if request.method == "POST":
        answers = _numbered(request, "answer-")
        try:
            written = confirm_page(
                page=page,
                answers=answers,
                seen=_numbered(request, "seen-"),
                actor=request.user,
            )
        except ValidationError as error:
            for each in error.error_list:
                if (each.code or "").isdecimal():
                    wrong[int(each.code or 0)] = each.messages[0]
                else:
                    errors += each.messages
        else:
            messages.success(request, _confirmed(written))
            if SIGNED in answers.values():
                # Who wrote themselves on the sheet is to be added to the list: here it is said how.
                return redirect("read_page", code, page.uuid)
            return redirect("scan", code, page.picture.scan.uuid)
    context = _context(page, answers, wrong) | {"errors": errors}
    return render(request, "workshops/read_page.html", context)


def _confirmed(written: int) -> str:
    if not written:
        return _("The page is confirmed. Everything on it was recorded already.")
    return ngettext(
        "The page is confirmed: %(count)d mark was recorded.",
        "The page is confirmed: %(count)d marks were recorded.",
        written,
    ) % {"count": written}


def _numbered(request: HttpRequest, prefix: str) -> dict[int, str]:
    """The fields ``<prefix><line>`` of a form."""
    return {
        int(number): str(value)
        for name, value in request.POST.items()
        if (number := name.removeprefix(prefix)) != name and number.isdecimal() and len(number) < 6
    }


def _context(page: ReadPage, answers: dict[int, str], wrong: dict[int, str]) -> dict[str, Any]:
    sorted_ = sorted_out(proposals_of(page))
    sessions = list(
        Session.objects.filter(
            workshop=page.picture.scan.workshop, pk__in={line["session"] for line in page.lines}
        )
    )
    if page.confirmed_at:
        signed = {line["line"] for line in page.lines if line.get("signed")}
    elif answers:
        signed = {line for line, answer in answers.items() if answer == SIGNED}
    else:
        signed = {
            line.line for line in sorted_.by_hand if line.written or line.verdict == Verdict.MARKED
        }
    asked = [line for line in sorted_.decided if not line.same_as]
    groups = [
        [_row(line, answers, wrong) for line in lines]
        for lines in (sorted_.undecided, sorted_.decided)
    ]
    return {
        "page": page,
        "scan": page.picture.scan,
        "workshop": page.picture.scan.workshop,
        "sessions": sessions,
        "locked": any(map(is_locked, sessions)),
        "undecided": groups[0],
        "decided": groups[1],
        "by_hand": [
            _row(line, answers, wrong) | {"is_signed": line.line in signed}
            for line in sorted_.by_hand
            if line.line in signed or not page.confirmed_at
        ],
        "present": sum(line.verdict == Verdict.MARKED for line in asked),
        "absent": sum(line.verdict == Verdict.EMPTY for line in asked),
        "wrong": wrong,
        "width": marks.PAGE_WIDTH,
        "height": marks.PAGE_HEIGHT,
    }


def _row(line: Proposal, answers: dict[int, str], wrong: dict[int, str]) -> dict[str, Any]:
    left, top, width, height = line.row
    box_left, box_top, side, _side = line.box
    sign_left, sign_top, sign_width, sign_height = line.signature
    labels = dict(AttendanceStatus.choices)
    return {
        "line": line,
        "chosen": answers.get(line.line, line.suggested),
        "error": wrong.get(line.line, ""),
        "recorded": labels.get(line.status, ""),
        # Parts of the picture, in millimetres: the box, the number with the name, the signature.
        "box": _view(box_left - 3, box_top - 3, side + 6, side + 6),
        "name": _view(left, top - 1, min(width, 92), height + 2),
        "signature": _view(sign_left - 8, sign_top - 2, sign_width + 9, sign_height + 4),
        "choices": [
            *(
                (status.value, labels[status])
                for status in (AttendanceStatus.PRESENT, AttendanceStatus.ABSENT)
                if status != line.status or line.cell.is_disputed
            ),
            (
                KEEP,
                _("Keep: %(mark)s") % {"mark": labels[line.status]}
                if line.status
                else _("Leave unmarked"),
            ),
        ],
    }


def _view(*values: float) -> str:
    """The ``viewBox`` of an SVG; numbers in it are written with a point in every language."""
    return " ".join(f"{value:.2f}" for value in values)


@require_GET
@access(is_facilitator)
def page_image(request: HttpRequest, code: str, page_id: UUID) -> HttpResponseBase:
    """The page as it was laid flat."""
    page = get_object_or_404(
        read_pages_led_by(request.user), uuid=page_id, picture__scan__workshop__code=code
    )
    return _picture(page.image)


@require_GET
@access(is_facilitator)
def picture_image(request: HttpRequest, code: str, picture_id: UUID) -> HttpResponseBase:
    """The picture as it was sent in, without what the camera wrote beside it."""
    picture = get_object_or_404(
        scan_pictures_led_by(request.user), uuid=picture_id, scan__workshop__code=code
    )
    return _picture(picture.image)


def _picture(file: Any) -> HttpResponseBase:
    try:
        content = file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    # Kept by the browser while a page of forty lines is looked at, and by nobody on the way.
    return FileResponse(
        content,
        content_type="image/jpeg",
        headers={"Cache-Control": "private, max-age=600", "X-Content-Type-Options": "nosniff"},
    )
