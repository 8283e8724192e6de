"""Issuing: the record first, with its number, in one short transaction; the paper afterwards.

Whoever issues holds the row of the year's number series, so that two people, or two workers, give
numbers one after the other and see what the other one has issued.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.certificates.enums import CertificateKind, CertificateStatus
from assessments.certificates.models import Certificate, NumberSeries
from assessments.certificates.selectors import layout_of, registrations_without_certificate
from assessments.certificates.services.papers import make_papers
from assessments.certificates.words import words_for
from core import audit, jobs
from core.models import Job
from courses.workshops import rules
from courses.workshops.models import Registration, RuleOverride, Workshop

#: Certificates recorded in one transaction, and laid out as one document.
BATCH = 10


def issue_certificate(
    *, registration: Registration, actor: Any, kind: str = CertificateKind.PARTICIPATION
) -> Certificate:
    """Issue one certificate with its paper; gives the valid one when there is one already.

    Raises ``ValidationError`` when the registration does not meet the workshop's rule, when the
    person has no name, or when the last certificate was revoked (then re-issue that one).
    """
    workshop = registration.workshop
    result = rules.results(workshop)[registration.pk]
    if not result.meets:
        raise ValidationError(
            _("%(name)s does not meet the attendance rule: %(reason)s.")
            % {"name": registration.person.full_name, "reason": result.reason}
        )
    _record(workshop=workshop, registrations=[registration], kind=kind, actor=actor)
    certificate = Certificate.objects.filter(
        registration=registration, kind=kind, status=CertificateStatus.VALID
    ).first()
    if certificate is None:
        raise ValidationError(
            _("This person's certificate was revoked. Issue it again from the certificate itself.")
        )
    make_papers([certificate])
    return certificate


@jobs.worker("issue_certificates")
def issue_all(job: Job) -> dict[str, Any]:
    """Issue to all who meet the rule of a workshop: first the records, then the papers.

    Safe to run again at any point: who has a certificate is passed over, and records whose paper is
    missing get it. Progress counts papers.
    """
    workshop = Workshop.objects.select_related("donor").get(pk=job.target_id)
    kind = job.params.get("kind", CertificateKind.PARTICIPATION)
    waiting = registrations_without_certificate(workshop, kind)
    unpapered = Certificate.objects.of_workshop(workshop).without_paper()
    job.beat(done=0, total=len(waiting) + unpapered.count())
    nameless: list[str] = []
    for batch in _batches(waiting):
        nameless += _record(
            workshop=workshop, registrations=batch, kind=kind, actor=job.requested_by
        )
        job.beat()
    to_print = list(unpapered.order_by("year", "serial"))
    job.beat(total=len(to_print))
    for number, batch in enumerate(_batches(to_print)):
        make_papers(batch)
        job.beat(done=min((number + 1) * BATCH, len(to_print)))
    if nameless:
        raise jobs.JobError(
            _("These people have no name in the list, and got no certificate: %(who)s.")
            % {"who": ", ".join(nameless)}
        )
    return {"issued": len(to_print)}


def _batches(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))


def _record(
    *, workshop: Workshop, registrations: Sequence[Registration], kind: str, actor: Any
) -> list[str]:
    """Write the certificates of those who have none yet; gives user names of people without a name.

    A person whose certificate was revoked gets none: that was somebody's decision.
    """
    layout = layout_of(workshop)
    signatories = list(layout.signatories.all()) if layout.pk else []
    organisers = list(workshop.organisers.select_related("parent"))
    rule = {language: rules.describe_rule(workshop, language) for language in ("lo", "en")}
    nameless = []
    with transaction.atomic():
        series = lock_series(layout.date_on_paper.year)
        # Read after the lock: what another issuer has written is seen, and nobody writes meanwhile.
        have = set(
            Certificate.objects.filter(
                registration__in=[one.pk for one in registrations], kind=kind
            ).values_list("registration_id", flat=True)
        )
        missing = {one.pk for one in registrations} - have
        overrides = _override_reasons(missing)
        new = []
        for registration in (
            Registration.objects.filter(pk__in=missing)
            .select_related("person", "organisation__parent")
            .in_lao_order()
        ):
            words = words_for(
                workshop=workshop,
                layout=layout,
                signatories=signatories,
                organisers=organisers,
                kind=kind,
                person=registration.person,
                registration=registration,
            )
            if not (words.name_lo or words.name_latin):
                nameless.append(registration.person.username)
                continue
            series.last += 1
            certificate = Certificate(
                number=number_for(series.year, series.last),
                year=series.year,
                serial=series.last,
                kind=kind,
                registration=registration,
                person=registration.person,
                rule_lo=rule["lo"],
                rule_en=rule["en"],
                override_reason=overrides.get(registration.pk, ""),
                issued_by=actor if getattr(actor, "pk", None) else None,
            )
            certificate.words = words.numbered(
                number=certificate.number, code=certificate.code
            ).to_json()
            new.append(certificate)
        series.save()
        Certificate.objects.bulk_create(new)
        for certificate in new:
            audit.record(
                actor=actor,
                verb="issue_certificate",
                target=certificate,
                number=certificate.number,
                workshop=workshop.code,
            )
    return nameless


def number_for(year: int, serial: int) -> str:
    """``MICIC-2024-LAO-0001``: counted in each year, over all workshops."""
    return f"MICIC-{year}-LAO-{serial:04d}"


def lock_series(year: int) -> NumberSeries:
    """The year's number series, locked until the end of the transaction.

    On SQLite the transaction itself (IMMEDIATE) is the lock, on PostgreSQL the row is.
    """
    NumberSeries.objects.get_or_create(year=year)
    return NumberSeries.objects.select_for_update().get(year=year)


def _override_reasons(registration_ids: Iterable[int]) -> dict[int, str]:
    return dict(
        RuleOverride.objects.filter(registration__in=registration_ids).values_list(
            "registration_id", "reason"
        )
    )
