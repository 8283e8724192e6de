"""What is carried of certificates when two records of a person become one. No printed word changes."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.certificates.enums import CertificateStatus
from assessments.certificates.models import Certificate
from courses.curriculum.models import Completion
from courses.workshops.models import Registration
from people.merging import Ledger, Mover, carry, register


def register_mover() -> None:
    """Called once when the app is ready."""
    register(
        Mover(
            name="certificates",
            move=_move,
            order=50,
            carries=frozenset(
                {
                    "certificates.Certificate.person",
                    "certificates.Certificate.registration",
                    "certificates.Certificate.completion",
                }
            ),
            stays=frozenset(
                {
                    "certificates.Certificate.issued_by",
                    "certificates.Certificate.status_changed_by",
                }
            ),
            counts=lambda person: {
                _("Certificates"): Certificate.objects.filter(person=person).count()
            },
            hinders=_hinders,
        )
    )


def _move(ledger: Ledger, kept: Any, merged: Any) -> None:
    carry(ledger, Certificate, "person", old=merged, new=kept)
    for name, model in (("registration", Registration), ("completion", Completion)):
        for old, new in ledger.replaced(model):
            for certificate in Certificate.objects.filter(**{name: old}).order_by("pk"):
                _supersede_the_second(ledger, certificate, name, new)
                ledger.change(certificate, **{name: new})


def _supersede_the_second(ledger: Ledger, certificate: Certificate, name: str, new: Any) -> None:
    """Two valid ones for the same: the kept record's stands, the other is superseded by it."""
    if certificate.status != CertificateStatus.VALID:
        return
    stands = Certificate.objects.filter(
        **{name: new}, kind=certificate.kind, status=CertificateStatus.VALID
    ).first()
    if stands is None:
        return
    ledger.change(
        certificate,
        status=CertificateStatus.SUPERSEDED,
        status_reason=_("The same person; certificate %(number)s stands.")
        % {"number": stands.number},
        status_changed_at=timezone.now(),
        status_changed_by=ledger.actor,
    )
    if stands.supersedes_id is None:
        ledger.change(stands, supersedes=certificate)


def _hinders(merge: Any) -> list[str]:
    """A certificate that was issued since may rest on what both records hold together."""
    registrations = {
        entry["after"]["registration"]
        for entry in merge.entries
        if entry["did"] == "change" and entry["after"].get("registration")
    } | {
        entry["pk"]
        for entry in merge.entries
        if entry["did"] == "change" and entry["model"] == Registration._meta.label
    }
    issued = Certificate.objects.filter(
        registration__in=registrations,
        issued_at__gt=merge.merged_at,
        status=CertificateStatus.VALID,
    )
    return [
        _("Certificate %(number)s was issued since. Revoke it first.") % {"number": each.number}
        for each in issued
    ]
