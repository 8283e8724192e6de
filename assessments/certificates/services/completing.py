"""The certificate of completion of a course: whoever has completed it takes it themselves."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.certificates.enums import CertificateKind, CertificateStatus
from assessments.certificates.models import Certificate
from assessments.certificates.selectors import course_layout_of
from assessments.certificates.services.issuing import lock_series, number_for
from assessments.certificates.services.papers import make_papers
from assessments.certificates.words import CertificateWords, words_for_course
from core import audit
from courses.curriculum.models import Completion, CoursePage
from people.models import User


def take_course_certificate(*, person: User, course: CoursePage) -> Certificate:
    """Issue the certificate of the round of ``course`` that ``person`` completed last, with its paper.

    Two taps and two tabs get the same one: there is one for each person, course and round. Whether
    tests had to be passed is a matter of the completion, see ``courses.curriculum.rules``. Raises
    ValidationError when the course gives none or is not completed, when the person has no name, and
    when the certificate was revoked.
    """
    layout = course_layout_of(course)
    completion = (
        Completion.objects.filter(enrolment__person=person, enrolment__course=course, module=None)
        .select_related("enrolment__organisation__parent", "enrolment__course")
        .order_by("-enrolment__round")
        .first()
    )
    if completion is None:
        raise ValidationError(_("You can take the certificate when you have completed the course."))
    known = Certificate.objects.filter(completion=completion).order_by("-pk")
    certificate = known.first()
    if certificate is None:
        if not layout.is_offered:
            raise ValidationError(_("There is no certificate for this course."))
        today = timezone.localdate()
        words = words_of_completion(completion, person, today)
        if not (words.name_lo or words.name_latin):
            raise ValidationError(
                _("Your profile has no name yet. Write it there first: it stands on the paper.")
            )
        with transaction.atomic():
            series = lock_series(today.year)
            # Read after the lock: what the other of two taps has written is seen.
            certificate = known.first()
            if certificate is None:
                series.last += 1
                series.save()
                certificate = Certificate(
                    number=number_for(series.year, series.last),
                    year=series.year,
                    serial=series.last,
                    kind=CertificateKind.COMPLETION,
                    completion=completion,
                    person=person,
                    issued_by=person,
                    **_rule(completion),
                )
                certificate.words = words.numbered(
                    number=certificate.number, code=certificate.code
                ).to_json()
                certificate.save()
                audit.record(
                    actor=person,
                    verb="issue_certificate",
                    target=certificate,
                    number=certificate.number,
                    course=course.slug,
                    round=completion.enrolment.round,
                )
    if certificate.status == CertificateStatus.REVOKED:
        raise ValidationError(_("This certificate was revoked and does not count."))
    make_papers([certificate])
    return certificate


def words_of_completion(completion: Completion, person: User, day: date) -> CertificateWords:
    """The words of today for a round of a course that was completed, issued on ``day``."""
    enrolment = completion.enrolment
    layout = course_layout_of(enrolment.course)
    return words_for_course(
        course=enrolment.course,
        layout=layout,
        signatories=list(layout.signatories.all()) if layout.pk else [],
        person=person,
        organisation=enrolment.organisation,
        first_day=timezone.localdate(enrolment.started_at),
        last_day=timezone.localdate(completion.completed_at),
        issued_on=day,
    )


def _rule(completion: Completion) -> dict[str, str]:
    """The rule that was met, as it stood then, in both languages."""
    modules = completion.rule.get("modules", "")
    return {
        "rule_lo": f"ຮຽນຈົບທັງໝົດ {modules} ໂມດູນຂອງຫຼັກສູດ ພ້ອມທັງຜ່ານແບບທົດສອບທີ່ໂມດູນກຳນົດ",
        "rule_en": f"all {modules} modules of the course completed, with the tests they ask for passed",
    }
