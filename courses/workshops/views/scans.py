"""Signed sheets that come back: sending pictures in, and what was found in them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import jobs
from core.access import access
from core.models import Job
from courses.workshops.forms.scans import ScanForm
from courses.workshops.models import Scan
from courses.workshops.scan_words import TROUBLES
from courses.workshops.selectors import workshops_led_by
from courses.workshops.selectors.scans import scans_led_by, scans_of
from courses.workshops.services.scan_forgetting import discard_scan
from courses.workshops.services.scans import JOB, send_scan
from people.roles import is_facilitator


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def workshop_scans(request: HttpRequest, code: str) -> HttpResponse:
    """Send pictures of signed sheets in, and see what came of those that were sent."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    form = ScanForm(request.POST, request.FILES) if request.method == "POST" else ScanForm()
    if request.method == "POST" and form.is_valid():
        sent = []
        for file in form.cleaned_data["pictures"]:
            try:
                sent.append(
                    send_scan(
                        workshop=workshop,
                        filename=file.name,
                        content=file.read(),
                        actor=request.user,
                    )
                )
            except ValidationError as error:
                form.add_error("pictures", f"{file.name}: {error.messages[0]}")
        if sent and not form.errors:
            if len(sent) == 1:
                return redirect("scan", workshop.code, sent[0].uuid)
            messages.success(
                request,
                ngettext("%(count)d file was sent.", "%(count)d files were sent.", len(sent))
                % {"count": len(sent)},
            )
            return redirect("workshop_scans", workshop.code)
    sent_before = list(scans_of(workshop))
    states = _jobs_of(sent_before)
    context = {
        "workshop": workshop,
        "tab": "attendance",
        "form": form,
        "scans": [(each, states.get(str(each.pk)), _problems(each)) for each in sent_before],
    }
    return render(request, "workshops/scans.html", context)


def _jobs_of(scans: list[Scan]) -> dict[str, Job]:
    """The newest job of each scan; the worker takes silent ones up again."""
    found: dict[str, Job] = {}
    for job in Job.objects.filter(kind=JOB, target_id__in=[str(each.pk) for each in scans]):
        found.setdefault(job.target_id, job)
    return found


def _problems(scan: Scan) -> int:
    return sum(len(picture.problems) for picture in scan.pictures.all())


@require_GET
@access(is_facilitator)
def scan(request: HttpRequest, code: str, scan_id: UUID) -> HttpResponse:
    """How far the reading is; then the pages that were found and what could not be read."""
    found = get_object_or_404(scans_led_by(request.user), uuid=scan_id, workshop__code=code)
    return render(request, "workshops/scan.html", _context(found))


@require_GET
@access(is_facilitator)
def scan_progress(request: HttpRequest, code: str, scan_id: UUID) -> HttpResponse:
    """The part of the page that changes while pictures are read."""
    found = get_object_or_404(scans_led_by(request.user), uuid=scan_id, workshop__code=code)
    return render(request, "workshops/_scan.html", _context(found))


def _context(found: Scan) -> dict[str, Any]:
    pictures: list[dict[str, Any]] = [
        {
            "picture": picture,
            "problems": [TROUBLES[problem] for problem in picture.problems],
            "pages": list(picture.pages.all()),
        }
        for picture in found.pictures.prefetch_related("pages__page__sheet", "pages__confirmed_by")
    ]
    return {
        "scan": found,
        "workshop": found.workshop,
        "job": jobs.latest(kind=JOB, target=found),
        "pictures": pictures,
        "is_evidence": any(page.confirmed_at for each in pictures for page in each["pages"]),
    }


@require_POST
@access(is_facilitator)
def scan_discard(request: HttpRequest, code: str, scan_id: UUID) -> HttpResponse:
    """Take a wrong picture away."""
    found = get_object_or_404(scans_led_by(request.user), uuid=scan_id, workshop__code=code)
    try:
        discard_scan(scan=found, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("scan", code, scan_id)
    messages.success(request, _("The picture was taken away."))
    return redirect("workshop_scans", code)
