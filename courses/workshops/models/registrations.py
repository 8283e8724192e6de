"""Who is at a workshop: registrations, those that became one, and exceptions to the rule."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from courses.workshops.enums import (
    ATTENDED_STATUSES,
    EXPECTED_STATUSES,
    OFFICIAL_TYPES,
    ParticipantType,
    RegistrationStatus,
)
from courses.workshops.models.workshops import Workshop
from people.enums import Gender, Level
from people.models import Organisation, User


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """The office's words about registrations. Each narrows the set; they chain."""

    def expected(self) -> "RegistrationQuerySet":
        """Those on the attendance list: nominated, confirmed or walked in."""
        return self.filter(status__in=EXPECTED_STATUSES)

    def participants(self) -> "RegistrationQuerySet":
        """Without the facilitators and interpreters who work there."""
        return self.exclude(
            participant_type__in=[ParticipantType.FACILITATOR, ParticipantType.INTERPRETER]
        )

    def officials(self) -> "RegistrationQuerySet":
        """Government officials and members of mass organisations: who counts as trained."""
        return self.filter(participant_type__in=OFFICIAL_TYPES)

    def attended(self) -> "RegistrationQuerySet":
        """Those who attended at least one session."""
        # Attendance points at registrations, so it is imported late.
        from courses.workshops.models.attendance import Attendance

        return self.filter(
            models.Exists(
                Attendance.objects.filter(
                    registration=models.OuterRef("pk"), status__in=ATTENDED_STATUSES
                )
            )
        )

    def in_lao_order(self) -> "RegistrationQuerySet":
        """By given name in Lao dictionary order."""
        return self.order_by("person__sort_key", "person_id")

    def waiting(self) -> "RegistrationQuerySet":
        """The waiting list in its order; those from before there was an order come first."""
        return self.filter(status=RegistrationStatus.WAITING).order_by(
            models.F("waiting_order").asc(nulls_first=True), "pk"
        )


class Registration(models.Model):
    """A person at a workshop, with a snapshot of who they were then.

    Reports and certificates read the snapshot, never the person's organisation of today.
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="registrations")
    person = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="registrations"
    )
    participant_type = models.CharField(
        _("takes part as"),
        max_length=20,
        choices=ParticipantType.choices,
        default=ParticipantType.OFFICIAL,
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=RegistrationStatus.choices,
        default=RegistrationStatus.CONFIRMED,
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        on_delete=models.PROTECT,
        related_name="registrations",
    )
    position_lo = models.CharField(_("position, in Lao"), max_length=200, blank=True)
    position_en = models.CharField(_("position, in English"), max_length=200, blank=True)
    level = models.CharField(
        _("level"), max_length=12, choices=Level.choices, default=Level.CENTRAL
    )
    gender = models.CharField(
        _("gender"), max_length=12, choices=Gender.choices, default=Gender.NOT_STATED
    )
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaced_by"
    )
    #: Place on the waiting list, the smallest first; empty for whoever is not waiting.
    waiting_order = models.PositiveIntegerField(null=True, blank=True, editable=False)
    #: The status somebody who waits will have when a place becomes free.
    moves_to = models.CharField(max_length=10, blank=True, editable=False)
    #: Why a nomination was declined or withdrawn, or a registration cancelled.
    decision_reason = models.CharField(_("reason"), max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    #: By what devices and sheets know it; of a walk-in made without a network, the phone's own id.
    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    #: Of the form that added a walk-in: the same form sent twice adds nobody twice.
    client_id = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    registered_at = models.DateTimeField(default=timezone.now)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["person__sort_key", "id"]
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.UniqueConstraint(fields=["workshop", "person"], name="registration_once")
        ]

    def __str__(self) -> str:
        return f"{self.person} @ {self.workshop.code}"

    @property
    def is_official(self) -> bool:
        """Whether the person counts as an official trained."""
        return self.participant_type in OFFICIAL_TYPES

    @property
    def position(self) -> str:
        """The position at that time in the reader's language, else in the other one."""
        if get_language() == "en":
            return self.position_en or self.position_lo
        return self.position_lo or self.position_en


class FormerRegistration(models.Model):
    """A registration that was found to be the same person's as another, and the one that stands now.

    ``number`` and ``ref`` are by what sheets on paper and phones in the room know it still.
    """

    number = models.BigIntegerField(unique=True, help_text="primary key of the registration")
    ref = models.UUIDField(null=True, unique=True)
    registration = models.ForeignKey(
        "workshops.Registration", on_delete=models.CASCADE, related_name="former"
    )
    reason = models.CharField(_("reason"), max_length=300)
    merged_at = models.DateTimeField(default=timezone.now)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        verbose_name = _("registration merged into another")
        verbose_name_plural = _("registrations merged into others")

    def __str__(self) -> str:
        return f"{self.number} → {self.registration_id}"


class RuleOverride(models.Model):
    """A facilitator's decision, with a reason, that somebody meets the attendance rule anyway."""

    registration = models.OneToOneField(
        Registration, on_delete=models.CASCADE, related_name="rule_override"
    )
    reason = models.CharField(_("reason"), max_length=300)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("exception to the attendance rule")
        verbose_name_plural = _("exceptions to the attendance rule")

    def __str__(self) -> str:
        return f"{self.registration}: {self.reason}"
