"""Signed sheets that come back as pictures: taken in, read in the background, confirmed by a person.

Reading proposes and writes no attendance; ``confirm_page`` writes what a facilitator has confirmed,
through ``services.attendance`` like every other mark.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, jobs
from core.models import Job
from courses.workshops.enums import ATTENDED_STATUSES, AttendanceStatus, MarkMethod
from courses.workshops.models import PrintedPage, ReadPage, Scan, ScanPicture, Session, Workshop
from courses.workshops.scan_words import REFUSALS, TROUBLES
from courses.workshops.scanning import pictures
from courses.workshops.scanning.marks import Rectangle
from courses.workshops.scanning.shapes import PageReading, PrintedLine, Trouble, Verdict
from courses.workshops.selectors.scans import KEEP, SIGNED, Proposal, proposals_of
from courses.workshops.services.attendance import MarkInput, mark_attendance
from courses.workshops.services.scan_forgetting import forget_original, forget_pictures

JOB = "read_scan"
#: Of one file. A photograph of 50 million points has about 15 MB.
MAX_BYTES = 25 * 1024 * 1024
#: Names the marks of a page for ever, so that confirming twice writes them once.
_MARKS = uuid.UUID("6c1f3a52-7d0e-4a39-9a0c-2f6f5f0c8b11")


def send_scan(*, workshop: Workshop, filename: str, content: bytes, actor: Any) -> Scan:
    """Take in a file with pictures of signed sheets and have it read.

    Raises ``ValidationError`` for what is no picture, damaged, or too large.
    """
    if len(content) > MAX_BYTES:
        raise ValidationError(
            _("The file is larger than %(limit)d MB. Choose a smaller picture size in the camera.")
            % {"limit": MAX_BYTES // 1024 // 1024}
        )
    try:
        pictures.check(content)
    except pictures.UnreadableError as refused:
        raise ValidationError(str(REFUSALS[refused.reason])) from refused
    with transaction.atomic():
        scan = Scan(
            workshop=workshop,
            filename="".join(letter for letter in filename if letter.isprintable())[-200:],
            sent_by=actor if getattr(actor, "pk", None) else None,
        )
        scan.original.save(f"scans/{scan.uuid}", ContentFile(content), save=False)
        scan.save()
        audit.record(actor=actor, verb="send_scan", target=scan, workshop=workshop.code)
    jobs.start(kind=JOB, target=scan, actor=actor)
    return scan


@jobs.worker(JOB)
def read_scan(job: Job) -> dict[str, Any]:
    """Read every picture of a scan. Run again, it begins anew; what was read is left alone."""
    scan = Scan.objects.select_related("workshop").filter(pk=job.target_id).first()
    if scan is None or scan.read_at:
        return {}
    forget_pictures(scan)
    found = 0
    try:
        with scan.original.open("rb") as file:
            content = file.read()
        total = pictures.count(content)
        for number, upright in enumerate(pictures.pictures_of(content), start=1):
            job.beat(done=number - 1, total=total)
            found += _read_picture(scan, number, upright)
    except FileNotFoundError as error:
        raise jobs.JobError(_("The file is no longer there. Send it again.")) from error
    except pictures.UnreadableError as refused:
        raise jobs.JobError(str(REFUSALS[refused.reason])) from refused
    finally:
        forget_original(scan)
    with transaction.atomic():
        if not Scan.objects.filter(pk=scan.pk).update(read_at=timezone.now()):
            return {}
        audit.record(actor=job.requested_by, verb="read_scan", target=scan, pages=found)
    return {"pages": found}


def _read_picture(scan: Scan, number: int, upright: pictures.Upright) -> int:
    """Keep one picture and the pages in it; gives how many."""
    # Loads OpenCV, which only a worker should do.
    from courses.workshops.scanning.reading import read_picture

    readings, troubles = read_picture(
        upright.content, lambda code: _lines_of(scan.workshop_id, code)
    )
    printed = {
        page.code: page
        for page in PrintedPage.objects.filter(code__in=[each.code for each in readings])
    }
    with transaction.atomic():
        if not Scan.objects.select_for_update().filter(pk=scan.pk).exists():
            # Taken away while it was read: nothing of it is kept.
            return 0
        picture = ScanPicture(
            scan=scan,
            number=number,
            width=upright.width,
            height=upright.height,
            problems=[str(trouble) for trouble in troubles],
        )
        picture.image.save(f"scans/{picture.uuid}.jpg", ContentFile(upright.content), save=False)
        picture.save()
        for reading in readings:
            _keep_page(picture, printed[reading.code], reading)
    return len(readings)


def _keep_page(picture: ScanPicture, page: PrintedPage, reading: PageReading) -> None:
    of_line = {line["line"]: line for line in page.lines}
    read = ReadPage(
        picture=picture,
        page=page,
        lines=[
            {
                "line": line.number,
                "registration": of_line[line.number]["registration"],
                "session": of_line[line.number]["session"],
                "verdict": str(line.verdict),
                "confidence": line.confidence,
                "written": line.written,
                "doubts": [str(doubt) for doubt in line.doubts],
            }
            for line in reading.lines
        ],
    )
    read.image.save(f"scans/{read.uuid}.jpg", ContentFile(reading.image), save=False)
    read.save()


def _lines_of(workshop_id: int, code: int) -> list[PrintedLine] | Trouble:
    """Where the lines of a page were printed, unless it is not ours to read."""
    page = PrintedPage.objects.select_related("sheet").filter(code=code).first()
    if page is None:
        return Trouble.UNKNOWN_SHEET
    if page.sheet.workshop_id != workshop_id:
        return Trouble.OTHER_WORKSHOP
    sessions = {line["session"] for line in page.lines}
    if Session.objects.filter(workshop=workshop_id, pk__in=sessions).count() < len(sessions):
        return Trouble.NO_SESSION
    return [
        PrintedLine(line["line"], Rectangle(*line["box"]), Rectangle(*line["signature"]))
        for line in page.lines
    ]


def confirm_page(
    *,
    page: ReadPage,
    answers: Mapping[int, str],
    seen: Mapping[int, str],
    actor: Any,
) -> int:
    """Record the attendance that a facilitator has confirmed for a page; gives the marks written.

    ``answers``: line -> an ``AttendanceStatus`` or ``KEEP``, of a line written by hand ``SIGNED``;
    ``seen``: line -> ``Proposal.seen`` as it was shown. Nothing is written, and ``ValidationError``
    names the lines (its ``code`` is the line's number), when a line that needs a decision has none or
    when a mark has changed in the meantime.
    Confirming a page twice changes nothing.
    """
    with transaction.atomic():
        page = (
            ReadPage.objects.select_for_update(of=("self",))
            .select_related("picture__scan__workshop", "page__sheet")
            .get(pk=page.pk)
        )
        if page.confirmed_at:
            return 0
        workshop = page.picture.scan.workshop
        # One writer per session at a time, so that what is compared below stays true.
        sessions = {
            each.pk: each
            for each in Session.objects.select_for_update()
            .filter(workshop=workshop, pk__in={line["session"] for line in page.lines})
            .order_by("pk")
        }
        if any(line["session"] not in sessions for line in page.lines):
            what, advice = TROUBLES[Trouble.NO_SESSION]
            raise ValidationError(f"{what} {advice}")
        everything = proposals_of(page)
        # Somebody entered twice stands in two lines: only one of them is asked about.
        proposals = [line for line in everything if line.registration and not line.same_as]
        _check(proposals, answers, seen)
        written = 0
        for session in sessions.values():
            marks = [
                _mark(page, line, answers[line.line])
                for line in proposals
                if line.session_id == session.pk and _changes(line, answers.get(line.line, KEEP))
            ]
            outcome = mark_attendance(
                session=session, marks=marks, actor=actor, method=MarkMethod.PAPER
            )
            if outcome.refused:
                raise ValidationError([refusal.message for refusal in outcome.refused])
            written += len(outcome.applied)
        page.confirmed_at = timezone.now()
        page.confirmed_by = actor if getattr(actor, "pk", None) else None
        signed = {line.line: _is_signed(line, answers.get(line.line, "")) for line in everything}
        page.lines = [line | {"signed": signed[line["line"]]} for line in page.lines]
        page.save(update_fields=["confirmed_at", "confirmed_by", "lines"])
        audit.record(
            actor=actor,
            verb="confirm_page",
            target=page,
            sheet=page.page.sheet.reference,
            page=page.page.number,
            marks=written,
        )
    return written


def _check(proposals: list[Proposal], answers: Mapping[int, str], seen: Mapping[int, str]) -> None:
    """Every line that needs one has a decision, made about the mark that is still there."""
    errors = []
    for line in proposals:
        answer = answers.get(line.line, "")
        if answer and answer != KEEP and answer not in AttendanceStatus.values:
            words = _("Line %(line)d: please choose one of the marks.")
        elif seen.get(line.line, line.seen) != line.seen:
            words = _(
                "Line %(line)d: somebody else has marked this person meanwhile. Choose again."
            )
        elif not answer and line.needs_decision:
            words = _("Line %(line)d: please decide.")
        else:
            continue
        errors.append(ValidationError(words % {"line": line.line}, code=str(line.line)))
    if errors:
        raise ValidationError(errors)


def _is_signed(line: Proposal, answer: str) -> bool:
    """Whether somebody stands on the paper in this line, by what was read and what was answered."""
    if line.registration is None:
        return answer == SIGNED
    if line.same_as:
        return False
    if answer and answer != KEEP:
        return answer in ATTENDED_STATUSES
    if line.verdict == Verdict.UNSURE:
        return line.written or line.status in ATTENDED_STATUSES
    return line.verdict == Verdict.MARKED


def _changes(line: Proposal, answer: str) -> bool:
    # A mark that says the same settles what two people differ about.
    return answer != KEEP and (answer != line.status or line.cell.is_disputed)


def _mark(page: ReadPage, line: Proposal, answer: str) -> MarkInput:
    reason = _("Signed sheet %(sheet)s, page %(page)d, line %(line)d") % {
        "sheet": page.page.sheet.reference,
        "page": page.page.number,
        "line": line.line,
    }
    assert line.registration is not None  # noqa: S101 - lines without are left out before
    return MarkInput(
        registration_id=line.registration.pk,
        status=answer,
        client_id=uuid.uuid5(_MARKS, f"{page.uuid}:{line.registration.pk}:{line.session_id}"),
        reason=reason,
        seen=line.heads,
    )
