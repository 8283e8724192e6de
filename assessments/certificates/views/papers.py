"""Handing out papers: one, all for printing, all for filing. Only the bytes that were issued."""

import zipfile
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from assessments.certificates import pdf
from assessments.certificates.models import Certificate
from assessments.certificates.selectors import certificates_seen_by
from assessments.certificates.services import read_paper
from core.access import access, signed_in
from courses.workshops.models import Workshop
from courses.workshops.selectors import workshops_led_by
from people.roles import is_facilitator


@require_GET
@access(signed_in)
def certificate_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """One certificate, for its owner and for the facilitators of the workshop."""
    certificate = get_object_or_404(certificates_seen_by(request.user), number=number)
    return _file(read_paper(certificate), f"{certificate.number}.pdf", "application/pdf")


@require_GET
@access(is_facilitator)
def all_as_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """All valid certificates of a workshop in one file, in Lao order, for printing."""
    workshop, certificates = _valid_ones(request, code)
    if not certificates:
        return _nothing(request, workshop)
    papers = [read_paper(certificate) for certificate in certificates]
    merged = pdf.merge(papers, title=f"{workshop.code} {workshop.title}")
    return _file(merged, f"{workshop.code}-certificates.pdf", "application/pdf")


@require_GET
@access(is_facilitator)
def all_as_zip(request: HttpRequest, code: str) -> HttpResponse:
    """All valid certificates of a workshop, a file for each, for filing."""
    workshop, certificates = _valid_ones(request, code)
    if not certificates:
        return _nothing(request, workshop)
    written = BytesIO()
    # A PDF is compressed already: packing it again costs time and saves nothing.
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for certificate in certificates:
            archive.writestr(f"{certificate.number}.pdf", read_paper(certificate))
    return _file(written.getvalue(), f"{workshop.code}-certificates.zip", "application/zip")


def _valid_ones(request: HttpRequest, code: str) -> tuple[Workshop, list[Certificate]]:
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    return workshop, list(Certificate.objects.of_workshop(workshop).valid().in_lao_order())


def _nothing(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    messages.info(request, _("There are no certificates yet."))
    return redirect("workshop_certificates", workshop.code)


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    headers: dict[str, Any] = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=kind, headers=headers)
