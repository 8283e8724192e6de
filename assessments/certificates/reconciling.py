"""What only this app knows when a workshop is reconciled: certificates whose rule is not met."""

from collections.abc import Iterator

from django.urls import reverse

from assessments.certificates.models import Certificate
from assessments.certificates.selectors import (
    contradicted_certificates,
    registrations_to_certify,
)
from courses.workshops import rules
from courses.workshops.enums import DifferenceKind
from courses.workshops.models import Workshop
from courses.workshops.selectors.reconciling import Finding


def certificates_without_rule(workshop: Workshop) -> Iterator[Finding]:
    """Valid certificates that the attendance of today would not earn."""
    certificates = list(Certificate.objects.of_workshop(workshop).valid())
    if not certificates:
        return
    for certificate, why in contradicted_certificates(
        certificates,
        listed=registrations_to_certify(workshop),
        results=rules.results(workshop),
    ):
        yield (
            DifferenceKind.NO_RULE,
            certificate.registration_id or 0,
            reverse("certificate_status", args=[certificate.number]),
            f"{certificate.number}: {why}",
        )
