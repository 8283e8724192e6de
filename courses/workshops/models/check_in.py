"""Self check-in: when it was open for a session, and who came through it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.workshops.enums import CodeEntry, SignInWay


class CheckInOpening(models.Model):
    """One opening of the self check-in of a session: from putting the code on the screen to closing.

    ``key`` makes the codes (``courses.workshops.codes``); it is random, shown to nobody and wiped when
    the check-in is closed. Whoever checks in from ``late_from`` on (a time of that day in Vientiane)
    is marked late; without it everybody is present.
    """

    session = models.ForeignKey(
        "workshops.Session", on_delete=models.CASCADE, related_name="check_in_openings"
    )
    key = models.CharField(max_length=64, blank=True, editable=False)
    late_from = models.TimeField(_("late from"), null=True, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        verbose_name = _("self check-in")
        verbose_name_plural = _("self check-ins")
        constraints = [
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(closed_at__isnull=True),
                name="one_open_check_in_of_session",
            )
        ]

    def __str__(self) -> str:
        return f"{self.session}: {self.opened_at:%H:%M}"


class SelfCheckIn(models.Model):
    """That a person checked in by a code: once for each opening, whatever was tapped how often.

    ``mark`` is the mark it made; none when somebody had marked the person as there already. ``phone``
    is a random name of the browser, so that one phone which checks in several people can be seen; it
    is forgotten after some days (``services.check_in.forget_phones``). No address is kept.
    """

    opening = models.ForeignKey(CheckInOpening, on_delete=models.CASCADE, related_name="entries")
    registration = models.ForeignKey(
        "workshops.Registration", on_delete=models.PROTECT, related_name="self_check_ins"
    )
    mark = models.OneToOneField(
        "workshops.AttendanceMark",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="self_check_in",
    )
    at = models.DateTimeField(default=timezone.now)
    entry = models.CharField(max_length=10, choices=CodeEntry.choices)
    sign_in = models.CharField(max_length=10, choices=SignInWay.choices)
    phone = models.CharField(max_length=32, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("check-in by code")
        verbose_name_plural = _("check-ins by code")
        constraints = [
            models.UniqueConstraint(fields=["opening", "registration"], name="checked_in_once")
        ]

    def __str__(self) -> str:
        return f"{self.registration}: {self.at:%H:%M}"
