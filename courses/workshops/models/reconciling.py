"""After the day: what stood on paper, and which differences stay."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.workshops.enums import DifferenceKind


class PaperCount(models.Model):
    """How many people signed the printed sheet of a session, as a facilitator counted them."""

    session = models.OneToOneField(
        "workshops.Session", on_delete=models.CASCADE, related_name="paper_count"
    )
    people = models.PositiveSmallIntegerField(_("signatures on paper"))
    counted_at = models.DateTimeField(default=timezone.now)
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("count of a signed sheet")
        verbose_name_plural = _("counts of signed sheets")

    def __str__(self) -> str:
        return f"{self.session}: {self.people}"


class KeptDifference(models.Model):
    """Why a difference between nominated, registered, paper and system stays as it is.

    About a registration, a session, or both (``selectors.reconciling`` finds the differences).
    """

    workshop = models.ForeignKey(
        "workshops.Workshop", on_delete=models.CASCADE, related_name="kept_differences"
    )
    kind = models.CharField(max_length=20, choices=DifferenceKind.choices)
    registration = models.ForeignKey(
        "workshops.Registration",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="kept_differences",
    )
    session = models.ForeignKey(
        "workshops.Session",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="kept_differences",
    )
    reason = models.CharField(_("reason"), max_length=300)
    decided_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        verbose_name = _("difference that stays")
        verbose_name_plural = _("differences that stay")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "registration", "session"], name="difference_of_mark_kept_once"
            ),
            models.UniqueConstraint(
                fields=["kind", "registration"],
                condition=Q(session__isnull=True),
                name="difference_of_person_kept_once",
            ),
            models.UniqueConstraint(
                fields=["kind", "session"],
                condition=Q(registration__isnull=True),
                name="difference_of_session_kept_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.reason}"
