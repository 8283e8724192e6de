"""Reads about certificates that more than one place needs."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from assessments.certificates.enums import CertificateKind, CertificateStatus
from assessments.certificates.models import (
    CODE_LENGTH,
    Certificate,
    CertificateLayout,
    CertificateQuerySet,
    CourseCertificate,
    normalise_code,
)
from core import lao
from courses.curriculum.models import Completion, CoursePage
from courses.workshops import rules
from courses.workshops.models import Registration, Workshop
from courses.workshops.selectors import workshops_led_by
from people.roles import is_administrator

_NUMBER = re.compile(r"^M1C1C(\d{4})1A0(\d{1,9})$")


def layout_of(workshop: Workshop) -> CertificateLayout:
    """The layout of a workshop's papers; an unsaved one with the defaults when none was saved."""
    found = (
        CertificateLayout.objects.filter(workshop=workshop).prefetch_related("signatories").first()
    )
    layout = found or CertificateLayout(workshop=workshop)
    layout.workshop = workshop
    return layout


def course_layout_of(course: CoursePage) -> CourseCertificate:
    """How a course's papers look; an unsaved record with the defaults when none was saved."""
    found = CourseCertificate.objects.filter(course=course).prefetch_related("signatories").first()
    layout = found or CourseCertificate(course=course)
    layout.course = course
    return layout


def completions_to_certify(person: Any) -> QuerySet[Completion]:
    """The courses that a person has completed and may take a certificate of, and has not yet: the
    newest first. One that was revoked is not given again."""
    return (
        Completion.objects.filter(
            enrolment__person=person,
            module=None,
            enrolment__course__certificate_layout__is_offered=True,
            certificates=None,
        )
        .select_related("enrolment__course")
        .order_by("-completed_at")
    )


def registrations_to_certify(workshop: Workshop) -> QuerySet[Registration]:
    """Who may get a certificate at all: on the attendance list, not working there."""
    return Registration.objects.filter(workshop=workshop).expected().participants().in_lao_order()


def registrations_without_certificate(workshop: Workshop, kind: str) -> list[Registration]:
    """Those who meet the rule and never had a certificate of this kind, in Lao order."""
    met = {pk for pk, result in rules.results(workshop).items() if result.meets}
    candidates = registrations_to_certify(workshop).exclude(
        pk__in=Certificate.objects.of_workshop(workshop).filter(kind=kind).values("registration_id")
    )
    return [registration for registration in candidates if registration.pk in met]


def contradicted_certificates(
    certificates: Iterable[Certificate],
    *,
    listed: Iterable[Registration],
    results: Mapping[int, rules.RuleResult],
) -> list[tuple[Certificate, str]]:
    """The valid certificates that today's attendance no longer bears out, each with the reason.

    Attendance can be corrected, a list or a rule changed, after certificates were issued. ``listed``
    are those who may get one at all, ``results`` those of the rule for the same workshop.
    """
    listed_ids = {registration.pk for registration in listed}
    found = []
    for certificate in certificates:
        if (
            certificate.kind != CertificateKind.PARTICIPATION
            or certificate.current_status != CertificateStatus.VALID
            or certificate.registration_id is None
        ):
            continue
        result = results[certificate.registration_id]
        if certificate.registration_id not in listed_ids:
            found.append((certificate, _("no longer on the list of participants")))
        elif not result.meets:
            found.append((certificate, result.reason))
    return found


def certificates_seen_by(user: Any) -> CertificateQuerySet:
    """Whose papers this user may open: their own, and those they answer for."""
    return Certificate.objects.filter(Q(person=user) | _kept_by(user))


def certificates_kept_by(user: Any) -> CertificateQuerySet:
    """The certificates that this user answers for, may revoke and issue again: those of the workshops
    they lead, and for administrators those that people took for a course."""
    return Certificate.objects.filter(_kept_by(user))


def _kept_by(user: Any) -> Q:
    kept = Q(registration__workshop__in=workshops_led_by(user))
    return kept | Q(registration=None) if is_administrator(user) else kept


def certificates_of_course(course: CoursePage, asked: str = "") -> CertificateQuerySet:
    """All that were ever taken for a course, the newest first; ``asked``: only where the number or any
    spelling of the name has this in it."""
    found = Certificate.objects.filter(completion__enrolment__course=course)
    if asked := asked.strip():
        found = found.filter(
            Q(number__icontains=asked) | Q(person__search_key__contains=lao.fold(asked))
        )
    return found.select_related("person", "superseded_by").order_by("-year", "-serial")


def data_about(person: Any) -> list[dict[str, Any]]:
    """The certificates of somebody with every word on them, as JSON for themselves."""
    return [
        {
            "number": each.number,
            "status": each.current_status,
            "issued_at": each.issued_at.isoformat(),
            "words": each.words,
        }
        for each in Certificate.objects.filter(person=person).order_by("year", "serial")
    ]


def find_by_number_or_code(typed: str) -> Certificate | None:
    """The certificate somebody typed the number or the code of, in any case, with spaces or not."""
    text = normalise_code(typed)
    known = Certificate.objects.select_related("registration__workshop")
    if match := _NUMBER.match(text):
        return known.filter(year=int(match[1]), serial=int(match[2])).first()
    if len(text) != CODE_LENGTH:
        return None
    return known.filter(code=text).first()
