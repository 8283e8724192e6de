"""The certificates of a workshop: who meets the rule, issuing to all, the list."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments.certificates.enums import CertificateKind
from assessments.certificates.models import Certificate
from assessments.certificates.selectors import (
    contradicted_certificates,
    layout_of,
    registrations_to_certify,
    registrations_without_certificate,
)
from core import jobs
from core.access import access
from courses.workshops import rules
from courses.workshops.models import Workshop
from courses.workshops.selectors import workshops_led_by
from courses.workshops.services.attendance import override_rule, withdraw_override
from people.roles import is_facilitator

JOB = "issue_certificates"


@require_GET
@access(is_facilitator)
def workshop_certificates(request: HttpRequest, code: str) -> HttpResponse:
    """The rule, who meets it and why not yet, the button, and every certificate with its status."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    return render(request, "certificates/workshop.html", _room(workshop))


def _room(workshop: Workshop) -> dict[str, Any]:
    certificates = list(
        Certificate.objects.of_workshop(workshop)
        .select_related("person", "superseded_by")
        .in_lao_order()
    )
    certified = {certificate.registration_id for certificate in certificates}
    results = rules.results(workshop)
    people = list(
        registrations_to_certify(workshop).select_related("person", "organisation", "rule_override")
    )
    rows = [(registration, results[registration.pk]) for registration in people]
    layout = layout_of(workshop)
    return {
        "workshop": workshop,
        "tab": "certificates",
        "rule": rules.describe_rule(workshop),
        "figures": _figures(rows, certificates),
        "to_issue": [row for row in rows if row[1].meets and row[0].pk not in certified],
        # Before anybody is marked, a list of all who "do not meet the rule yet" says nothing.
        "not_yet": [row for row in rows if not row[1].meets]
        if any(result.attended for _row, result in rows)
        else [],
        "exceptions": [row for row in rows if row[1].overridden],
        "contradicted": contradicted_certificates(certificates, listed=people, results=results),
        "certificates": certificates,
        "valid": sum(certificate.current_status == "valid" for certificate in certificates),
        "has_layout": layout.pk is not None,
        "job": jobs.latest(kind=JOB, target=workshop),
    }


def _figures(rows: list[Any], certificates: list[Certificate]) -> list[dict[str, Any]]:
    valid = [certificate for certificate in certificates if certificate.current_status == "valid"]
    return [
        {"number": len(rows), "label": _("participants")},
        {"number": sum(result.meets for _row, result in rows), "label": _("meet the rule")},
        {"number": len(valid), "label": _("valid certificates")},
    ]


@require_POST
@access(is_facilitator)
def issue(request: HttpRequest, code: str) -> HttpResponse:
    """Issue to all who meet the rule, in the background; pressed twice, it is one job."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    waiting = registrations_without_certificate(workshop, CertificateKind.PARTICIPATION)
    if not waiting and not Certificate.objects.of_workshop(workshop).without_paper().exists():
        messages.info(request, _("Everybody who meets the rule has a certificate."))
    else:
        jobs.start(kind=JOB, target=workshop, actor=request.user)
    return redirect("workshop_certificates", workshop.code)


@require_GET
@access(is_facilitator)
def progress(request: HttpRequest, code: str) -> HttpResponse:
    """How far the issuing is: the fragment that the page asks for every second."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    job = jobs.latest(kind=JOB, target=workshop)
    response = render(request, "certificates/_progress.html", {"workshop": workshop, "job": job})
    if job is None or not job.is_open:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@access(is_facilitator)
def exception(request: HttpRequest, code: str, registration_id: int) -> HttpResponse:
    """Decide, with a reason, that somebody meets the rule anyway; or take that back."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    registration = get_object_or_404(registrations_to_certify(workshop), pk=registration_id)
    change = withdraw_override if "withdraw" in request.POST else override_rule
    try:
        change(registration=registration, reason=request.POST.get("reason", ""), actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Saved."))
    return redirect("workshop_certificates", workshop.code)
