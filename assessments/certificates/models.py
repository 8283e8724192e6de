"""Certificates: the frozen record, the paper as issued, and how a workshop's papers look.

Record first, paper second: a certificate stores every word that stands on its paper. A later change
of a name, a logo or a title never changes a certificate that was issued.
"""

import secrets
import unicodedata
from datetime import date
from typing import Any

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.certificates.enums import CertificateKind, CertificateStatus
from courses.curriculum.models import Completion, CoursePage
from courses.workshops.models import Registration, Workshop
from people.models import User

#: Crockford's base 32: no I, L, O and U, so that a code read from paper is typed right.
CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 10
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def private_storage() -> Storage:
    """Where papers with people's names are kept: never under a public address."""
    return storages["private"]


def new_code() -> str:
    """A code nobody can guess: 50 random bits in ten letters and digits."""
    return "".join(secrets.choice(CODE_LETTERS) for _place in range(CODE_LENGTH))


def normalise_code(typed: str) -> str:
    """A code as stored, from what people type: any case, spaces, hyphens, O for 0, Lao digits."""
    kept = "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter
        for letter in typed.upper()
        if letter.isalnum()
    )
    return kept.translate(_LOOKALIKES)


class CertificateLayout(models.Model):
    """What the papers of one workshop have in common. Changing it changes no issued certificate."""

    workshop = models.OneToOneField(
        Workshop, on_delete=models.CASCADE, related_name="certificate_layout"
    )
    show_state_heading = models.BooleanField(
        _("State heading"),
        default=False,
        help_text=_("Whether it stands on a joint certificate is for the ministry to decide."),
    )
    issuing_body = models.TextField(
        _("issuing body"),
        blank=True,
        max_length=300,
        help_text=_("One line for each level: the ministry, then its department."),
    )
    place = models.CharField(_("place of issue"), max_length=120, blank=True)
    paper_date = models.DateField(
        _("date on the certificate"),
        null=True,
        blank=True,
        help_text=_("When empty: the last day of the workshop."),
    )
    event_text = models.TextField(
        _("text about the event"),
        blank=True,
        max_length=500,
        help_text=_("When empty, it is written from the workshop's title, dates and place."),
    )
    show_donor = models.BooleanField(_("Say who funded the workshop"), default=True)
    #: PNG or JPEG, named by their content, so that a file once used on a certificate never changes.
    logo_left = models.FileField(
        _("logo on the left"), storage=private_storage, blank=True, max_length=120
    )
    logo_right = models.FileField(
        _("logo on the right"), storage=private_storage, blank=True, max_length=120
    )

    class Meta:
        verbose_name = _("certificate layout")
        verbose_name_plural = _("certificate layouts")

    def __str__(self) -> str:
        return f"{self.workshop.code}"

    @property
    def date_on_paper(self) -> date:
        """The date printed beside the place, and whose year is in the number."""
        return self.paper_date or self.workshop.end_date


class CourseCertificate(models.Model):
    """Whether a certificate of completion may be had for a course, and how its papers look.

    People who have completed the course take it themselves. Changing this changes no certificate
    that was issued.
    """

    course = models.OneToOneField(
        CoursePage, on_delete=models.CASCADE, related_name="certificate_layout"
    )
    is_offered = models.BooleanField(
        _("Whoever completes the course can take a certificate"), default=False
    )
    show_state_heading = models.BooleanField(_("State heading"), default=False)
    issuing_body = models.TextField(_("issuing body"), blank=True, max_length=300)
    place = models.CharField(_("place of issue"), max_length=120, blank=True)
    event_text = models.TextField(
        _("text about the course"),
        blank=True,
        max_length=500,
        help_text=_("When empty, it is written from the course's title and the day of completion."),
    )
    logo_left = models.FileField(
        _("logo on the left"), storage=private_storage, blank=True, max_length=120
    )
    logo_right = models.FileField(
        _("logo on the right"), storage=private_storage, blank=True, max_length=120
    )

    class Meta:
        verbose_name = _("certificate of a course")
        verbose_name_plural = _("certificates of courses")

    def __str__(self) -> str:
        return f"{self.course_id}"


class Signatory(models.Model):
    """Who signs the papers of a workshop, or of a course, by hand and with a seal, from left to
    right."""

    layout = models.ForeignKey(
        CertificateLayout,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="signatories",
    )
    course_layout = models.ForeignKey(
        CourseCertificate,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="signatories",
    )
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    name_lo = models.CharField(_("name, in Lao"), max_length=120, blank=True)
    name_latin = models.CharField(_("name, in Latin letters"), max_length=120, blank=True)
    position = models.CharField(_("position"), max_length=120)
    organisation = models.CharField(_("organisation"), max_length=150, blank=True)

    class Meta:
        ordering = ["order", "id"]
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        constraints = [
            models.CheckConstraint(
                condition=Q(layout__isnull=True, course_layout__isnull=False)
                | Q(layout__isnull=False, course_layout__isnull=True),
                name="signs_for_a_workshop_or_a_course",
            )
        ]

    def __str__(self) -> str:
        return f"{self.position}"


class NumberSeries(models.Model):
    """The last number given in a year. Its row is locked while numbers are given: no gaps, no twins."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """The office's words about certificates."""

    def valid(self) -> "CertificateQuerySet":
        """Those that count today."""
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=timezone.localdate()),
            status=CertificateStatus.VALID,
        )

    def of_workshop(self, workshop: Workshop) -> "CertificateQuerySet":
        """All that were ever issued for a workshop."""
        return self.filter(registration__workshop=workshop)

    def without_paper(self) -> "CertificateQuerySet":
        """Recorded, but the PDF has not been made yet."""
        return self.filter(pdf="")

    def in_lao_order(self) -> "CertificateQuerySet":
        """By given name in Lao dictionary order, a person's newest first."""
        return self.order_by("person__sort_key", "person_id", "-year", "-serial")


class Certificate(models.Model):
    """One certificate: a frozen record of who did what, and the paper that was made from it.

    ``words`` is ``words.CertificateWords`` as JSON: every word of the paper in both languages.
    ``registration`` is empty for a course completed without a workshop.
    """

    number = models.CharField(_("number"), max_length=30, unique=True)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField(help_text="counts from 1 in each year, without gaps")
    kind = models.CharField(_("kind"), max_length=20, choices=CertificateKind.choices)
    registration = models.ForeignKey(
        Registration, null=True, on_delete=models.PROTECT, related_name="certificates"
    )
    #: The round of the course that was completed; empty for a workshop.
    completion = models.ForeignKey(
        Completion, null=True, on_delete=models.SET_NULL, related_name="certificates"
    )
    person = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="certificates"
    )
    code = models.CharField(
        _("verification code"), max_length=CODE_LENGTH, unique=True, default=new_code
    )
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=CertificateStatus.choices,
        default=CertificateStatus.VALID,
    )
    status_reason = models.CharField(_("reason"), max_length=300, blank=True)
    status_changed_at = models.DateTimeField(null=True, blank=True)
    status_changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text="last day; empty: it does not expire"
    )
    words = models.JSONField(
        help_text="words.CertificateWords: everything that stands on the paper"
    )
    rule_lo = models.CharField(max_length=200, help_text="the rule that was met, in Lao")
    rule_en = models.CharField(max_length=200, help_text="the rule that was met, in English")
    override_reason = models.CharField(
        max_length=300, blank=True, help_text="why a facilitator made an exception; never printed"
    )
    issued_at = models.DateTimeField(default=timezone.now)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    pdf = models.FileField(storage=private_storage, blank=True, max_length=120)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-serial"]
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.UniqueConstraint(fields=["year", "serial"], name="certificate_serial_once"),
            models.UniqueConstraint(
                fields=["registration", "kind"],
                condition=Q(status=CertificateStatus.VALID),
                name="one_valid_certificate",
            ),
            models.UniqueConstraint(
                fields=["completion"],
                condition=Q(status=CertificateStatus.VALID),
                name="one_valid_certificate_of_a_completion",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    def get_absolute_url(self) -> str:
        """The public page that verifies it."""
        from django.urls import reverse

        return reverse("verify_certificate", args=[self.code])

    @property
    def current_status(self) -> str:
        """The status as of today: a valid certificate whose last day is past has expired."""
        if (
            self.status == CertificateStatus.VALID
            and self.valid_until is not None
            and self.valid_until < timezone.localdate()
        ):
            return CertificateStatus.EXPIRED
        return self.status

    @property
    def status_label(self) -> Any:
        """The status as of today, in words."""
        return CertificateStatus(self.current_status).label

    @property
    def code_in_groups(self) -> str:
        """The code as it is printed: two groups of five."""
        return f"{self.code[:5]}-{self.code[5:]}"
