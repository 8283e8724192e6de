"""Workshops, who leads them, their sessions and agenda, and the sign-off of a session."""

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.workshops.enums import (
    DayPart,
    RuleKind,
    WorkshopState,
)
from people.models import Organisation, User


class Donor(models.Model):
    """Who pays. Belongs to workshops, not to the site: 2021 and 2024 had different donors."""

    name = models.CharField(_("name"), max_length=250)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)

    class Meta:
        ordering = ["name_en", "id"]
        verbose_name = _("donor")
        verbose_name_plural = _("donors")

    def __str__(self) -> str:
        return self.name


class Workshop(models.Model):
    """One occasion on which the course is taught to people in a room.

    ``sdgs`` and ``gcm_objectives`` are lists of numbers (1-17 and 1-23). The attendance rule says who
    may get a certificate of participation; ``rules.py`` reads it.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True, help_text=_("MICIC-2024-06"))
    title = models.CharField(_("title"), max_length=250)
    course = models.ForeignKey(
        "curriculum.CoursePage",
        verbose_name=_("course"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="workshops",
    )
    start_date = models.DateField(_("first day"))
    end_date = models.DateField(_("last day"))
    venue = models.CharField(_("venue"), max_length=250, blank=True)
    city = models.CharField(_("city"), max_length=120)
    organisers = models.ManyToManyField(
        Organisation, verbose_name=_("organisers"), blank=True, related_name="organised_workshops"
    )
    donor = models.ForeignKey(
        Donor,
        verbose_name=_("donor"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="workshops",
    )
    programme = models.CharField(_("programme"), max_length=250, blank=True)
    sdgs = models.JSONField(_("Sustainable Development Goals"), default=list, blank=True)
    gcm_objectives = models.JSONField(
        _("objectives of the Global Compact"), default=list, blank=True
    )
    state = models.CharField(
        _("state"), max_length=10, choices=WorkshopState.choices, default=WorkshopState.DRAFT
    )
    places = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    rule_kind = models.CharField(
        _("attendance rule"), max_length=10, choices=RuleKind.choices, default=RuleKind.SESSIONS
    )
    rule_sessions = models.PositiveSmallIntegerField(_("sessions needed"), default=3)
    rule_share = models.PositiveSmallIntegerField(
        _("share needed, in percent"),
        default=75,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    is_sample = models.BooleanField(
        _("sample"), default=False, help_text=_("Invented people and splits of the demonstration.")
    )
    #: Nominated, registered, on paper and in the system agree, or it is said why not.
    reconciled_at = models.DateTimeField(_("reconciled on"), null=True, blank=True, editable=False)
    reconciled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    #: It is closed and does not take place; empty again when it is reopened.
    called_off_at = models.DateTimeField(_("called off on"), null=True, blank=True, editable=False)
    #: Of the form that made it: the same form sent twice makes one workshop.
    client_id = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-start_date", "-id"]
        verbose_name = _("workshop")
        verbose_name_plural = _("workshops")
        constraints = [
            models.CheckConstraint(
                condition=Q(end_date__gte=F("start_date")), name="workshop_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def dates(self) -> tuple[date, date]:
        """First and last day; templates show them with the ``date_range`` filter."""
        return self.start_date, self.end_date

    @property
    def day_count(self) -> int:
        """Days from the first to the last, both counted."""
        return (self.end_date - self.start_date).days + 1


class WorkshopFacilitator(models.Model):
    """A person who leads or moderates a workshop, and with it may open its rooms."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="facilitators")
    person = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="facilitations"
    )
    mission = models.CharField(
        _("mission"), max_length=120, blank=True, help_text=_("For example IOM Indonesia.")
    )

    class Meta:
        ordering = ["id"]
        verbose_name = _("facilitator")
        verbose_name_plural = _("facilitators")
        constraints = [
            models.UniqueConstraint(fields=["workshop", "person"], name="facilitator_once")
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.mission})" if self.mission else str(self.person)


class Session(models.Model):
    """The unit of attendance: half a day by default. Times are local to the workshop (Vientiane)."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="sessions")
    day = models.DateField(_("day"))
    part = models.CharField(
        _("part of the day"), max_length=10, choices=DayPart.choices, default=DayPart.MORNING
    )
    title = models.CharField(_("title"), max_length=200, blank=True)
    starts_at = models.TimeField(_("starts at"))
    ends_at = models.TimeField(_("ends at"))
    #: Signed off: the facilitator said that the list is right. From then on the session is locked
    #: (``rules.is_locked``); written by ``services.sign_off`` only.
    signed_off_at = models.DateTimeField(_("signed off on"), null=True, blank=True, editable=False)
    signed_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("signed off by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        ordering = ["day", "starts_at", "id"]
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [
            models.UniqueConstraint(fields=["workshop", "day", "part"], name="session_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_times"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.get_part_display()}"

    @property
    def day_number(self) -> int:
        """1 on the workshop's first day."""
        return (self.day - self.workshop.start_date).days + 1


class SignOff(models.Model):
    """That a session was signed off, with what was open then; and why it was opened again, if it was.

    Kept for ever: marks recorded after the first of them stand in the annex of the report.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="sign_offs")
    signed_at = models.DateTimeField(default=timezone.now)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    still_open = models.JSONField(
        default=dict, blank=True, help_text="people by what was open: unmarked, disputed, devices"
    )
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        constraints = [
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(reopened_at__isnull=True),
                name="one_standing_sign_off",
            )
        ]

    def __str__(self) -> str:
        return f"{self.session}: {self.signed_at:%d/%m/%Y %H:%M}"


class AgendaItem(models.Model):
    """One line of the agenda of a session."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="agenda")
    starts_at = models.TimeField(_("starts at"))
    title = models.CharField(_("title"), max_length=250)
    speaker = models.CharField(_("who"), max_length=200, blank=True)

    class Meta:
        ordering = ["starts_at", "id"]
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")

    def __str__(self) -> str:
        return f"{self.starts_at:%H:%M} {self.title}"
