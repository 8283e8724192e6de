"""What can become of an issued certificate. The record, its paper and its hash always stay."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.certificates.enums import CertificateStatus
from assessments.certificates.models import Certificate
from assessments.certificates.selectors import layout_of
from assessments.certificates.services.completing import words_of_completion
from assessments.certificates.services.issuing import lock_series, number_for
from assessments.certificates.services.papers import make_papers
from assessments.certificates.words import CertificateWords, words_for
from core import audit

REASON_LENGTH = 300


def revoke_certificate(*, certificate: Certificate, reason: str, actor: Any) -> Certificate:
    """Say that a valid certificate no longer counts. Raises without a reason, or if it is not valid."""
    reason = _clean_reason(reason)
    with transaction.atomic():
        locked = _locked_valid(certificate)
        _set_status(locked, CertificateStatus.REVOKED, reason, actor)
        audit.record(
            actor=actor,
            verb="revoke_certificate",
            target=locked,
            number=locked.number,
            reason=reason,
        )
    return locked


def reissue_certificate(*, certificate: Certificate, reason: str, actor: Any) -> Certificate:
    """Issue a certificate again with the words of today (a corrected name), under a new number.

    A valid one becomes superseded, a revoked one stays revoked; either way the new one names it. The
    rule that was met, and why an exception was made, are taken over. Raises without a reason, and
    when a newer certificate exists already.
    """
    reason = _clean_reason(reason)
    with transaction.atomic():
        old = (
            Certificate.objects.select_for_update(of=("self",))
            .select_related(
                "person",
                "registration__organisation__parent",
                "registration__workshop__donor",
                "completion__enrolment__organisation__parent",
                "completion__enrolment__course",
            )
            .get(pk=certificate.pk)
        )
        if old.status not in (CertificateStatus.VALID, CertificateStatus.REVOKED):
            raise ValidationError(_("A newer certificate has replaced this one already."))
        if Certificate.objects.filter(supersedes=old).exists():
            raise ValidationError(_("A newer certificate has replaced this one already."))
        new = _successor(old, actor)
        if old.status == CertificateStatus.VALID:
            _set_status(old, CertificateStatus.SUPERSEDED, reason, actor)
        new.save()
        audit.record(
            actor=actor,
            verb="reissue_certificate",
            target=new,
            number=new.number,
            supersedes=old.number,
            reason=reason,
        )
    make_papers([new])
    return new


def _successor(old: Certificate, actor: Any) -> Certificate:
    """The certificate that takes the place of ``old``, numbered but not saved yet."""
    words, day = _words_of_today(old)
    if not (words.name_lo or words.name_latin):
        raise ValidationError(_("This person has no name in the list."))
    series = lock_series(day.year)
    series.last += 1
    series.save()
    new = Certificate(
        number=number_for(series.year, series.last),
        year=series.year,
        serial=series.last,
        kind=old.kind,
        registration=old.registration,
        completion=old.completion,
        person=old.person,
        rule_lo=old.rule_lo,
        rule_en=old.rule_en,
        override_reason=old.override_reason,
        valid_until=old.valid_until,
        issued_by=actor if getattr(actor, "pk", None) else None,
        supersedes=old,
    )
    new.words = words.numbered(number=new.number, code=new.code).to_json()
    return new


def _words_of_today(old: Certificate) -> tuple[CertificateWords, date]:
    """What the paper says now, and the day printed on it."""
    if old.completion is not None:
        today = timezone.localdate()
        return words_of_completion(old.completion, old.person, today), today
    registration = old.registration
    if registration is None:
        raise ValidationError(
            _("What this certificate stands for is no longer kept: it can only be revoked.")
        )
    workshop = registration.workshop
    layout = layout_of(workshop)
    words = words_for(
        workshop=workshop,
        layout=layout,
        signatories=list(layout.signatories.all()) if layout.pk else [],
        organisers=list(workshop.organisers.select_related("parent")),
        kind=old.kind,
        person=old.person,
        registration=registration,
    )
    return words, layout.date_on_paper


def _locked_valid(certificate: Certificate) -> Certificate:
    locked = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if locked.status != CertificateStatus.VALID:
        raise ValidationError(
            _("This certificate is not valid any more: %(status)s.")
            % {"status": locked.status_label}
        )
    return locked


def _set_status(certificate: Certificate, status: str, reason: str, actor: Any) -> None:
    certificate.status = status
    certificate.status_reason = reason
    certificate.status_changed_at = timezone.now()
    certificate.status_changed_by = actor if getattr(actor, "pk", None) else None
    certificate.save(
        update_fields=["status", "status_reason", "status_changed_at", "status_changed_by"]
    )


def _clean_reason(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Please give a reason.")})
    if len(reason) > REASON_LENGTH:
        raise ValidationError(
            {
                "reason": _("The reason is too long (%(limit)d letters at most).")
                % {"limit": REASON_LENGTH}
            }
        )
    return reason
