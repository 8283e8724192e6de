"""Workshops, their sessions and agenda, who is registered, and who was there."""

import uuid
from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from courses.workshops.enums import (
    ATTENDED_STATUSES,
    EXPECTED_STATUSES,
    MARK_CHOICES,
    OFFICIAL_TYPES,
    AttendanceStatus,
    DayPart,
    HeldBecause,
    MarkMethod,
    ParticipantType,
    RegistrationStatus,
    RuleKind,
    WorkshopState,
)
from people.enums import Gender, Level
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


class RoomDevice(models.Model):
    """A phone or tablet that carries the list of a workshop; wiped from the site when it is lost.

    ``uuid`` is made on the device, which says it with everything it sends. ``session_key`` is that
    of the sign-in it used last: wiping ends it, so that nobody opens the list again with the phone.
    """

    uuid = models.UUIDField(editable=False)
    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="devices")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    kind = models.CharField(max_length=60, blank=True, help_text='for people: "Android, Chrome"')
    session_key = models.CharField(max_length=40, blank=True)
    first_seen_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)
    last_sent_at = models.DateTimeField(null=True, blank=True)
    waiting = models.PositiveIntegerField(default=0, help_text="events it said it still holds")
    clock_off_ms = models.BigIntegerField(
        default=0, help_text="what must be added to its clock; 0 when that is right"
    )
    wiped_at = models.DateTimeField(null=True, blank=True)
    wiped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: When the device was told, and forgot the list.
    forgot_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-last_seen_at", "-id"]
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        constraints = [
            models.UniqueConstraint(fields=["workshop", "uuid"], name="device_of_workshop_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind or self.uuid} @ {self.workshop_id}"

    @property
    def clock_minutes(self) -> int:
        """By how many minutes its clock is wrong, either way."""
        return round(abs(self.clock_off_ms) / 60_000)


class AttendanceMark(models.Model):
    """An append-only event: somebody said that a registration had a status at a session.

    ``client_id`` makes the mark idempotent: the same mark sent twice is written once. ``seen`` are
    the ids of the marks whose word the person saw and replaced; so what a cell (a registration at a
    session) says depends on the set of its marks alone, never on when they arrived
    (``courses.workshops.cells``). A mark that corrects a session that is over carries the ``reason``.
    """

    client_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="marks")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="marks")
    status = models.CharField(max_length=10, choices=MARK_CHOICES)
    seen = models.JSONField(default=list, help_text="client_id of each mark this one replaced")
    method = models.CharField(max_length=10, choices=MarkMethod.choices, default=MarkMethod.GRID)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    device = models.ForeignKey(
        RoomDevice, null=True, blank=True, on_delete=models.SET_NULL, related_name="marks"
    )
    #: What the marking device's own clock said, and what it knew was to be added to it.
    device_at = models.DateTimeField(null=True, blank=True)
    offset_ms = models.BigIntegerField(default=0)
    marked_at = models.DateTimeField(default=timezone.now, help_text="the device's time, put right")
    recorded_at = models.DateTimeField(default=timezone.now, help_text="on the server")
    #: No other mark has seen this one: it is (part of) what the cell says. Follows from ``seen``.
    is_head = models.BooleanField(default=True, editable=False)

    class Meta:
        ordering = ["id"]
        verbose_name = _("attendance mark")
        verbose_name_plural = _("attendance marks")
        indexes = [
            models.Index(fields=["session", "registration"], name="mark_of_session"),
            models.Index(fields=["session"], condition=Q(is_head=True), name="head_of_session"),
        ]

    def __str__(self) -> str:
        return f"{self.registration} {self.session}: {self.status}"


class Attendance(models.Model):
    """The state that the marks add up to: one row per registration and session, written only by
    ``services.attendance`` in the transaction that appends the mark.

    ``is_disputed``: two people said different things without having seen each other's mark; the
    state is provisional until somebody chooses.
    """

    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="attendance"
    )
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendance")
    status = models.CharField(max_length=10, choices=AttendanceStatus.choices)
    mark = models.OneToOneField(AttendanceMark, on_delete=models.PROTECT, related_name="+")
    is_disputed = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints = [
            models.UniqueConstraint(fields=["registration", "session"], name="attendance_once")
        ]
        indexes = [
            models.Index(fields=["session"], condition=Q(is_disputed=True), name="disputed_cells")
        ]

    def __str__(self) -> str:
        return f"{self.registration} {self.session}: {self.status}"


class HeldEvent(models.Model):
    """Something a device sent that is kept and does not count yet; never lost, never silently used.

    A mark whose walk-in has not arrived counts by itself when it does (``walk_in``). A mark for a
    session that was signed off, and a walk-in of a workshop that is closed, wait until a facilitator
    lets them count with a reason, or sets them aside.
    """

    event_id = models.UUIDField(unique=True, editable=False)
    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="held_events")
    session = models.ForeignKey(
        Session, null=True, on_delete=models.CASCADE, related_name="held_events"
    )
    registration = models.ForeignKey(
        Registration, null=True, on_delete=models.CASCADE, related_name="held_events"
    )
    #: Of the person, also when there is no registration yet.
    ref = models.UUIDField(db_index=True)
    why = models.CharField(max_length=10, choices=HeldBecause.choices)
    event = models.JSONField(help_text="as it came, see courses.workshops.schemas")
    device = models.ForeignKey(RoomDevice, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    received_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    counted = models.BooleanField(default=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("event that waits")
        verbose_name_plural = _("events that wait")
        indexes = [
            models.Index(
                fields=["workshop"], condition=Q(settled_at__isnull=True), name="still_held"
            )
        ]

    def __str__(self) -> str:
        return f"{self.why}: {self.event_id}"


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


# The records of the time before the workshop have a file of their own.
from courses.workshops.models_after import (  # noqa: E402
    FormerRegistration,
    KeptDifference,
    PaperCount,
)
from courses.workshops.models_before import (  # noqa: E402
    Invitation,
    LetterText,
    MailRound,
    NominationLetter,
    NominationPlan,
    Quota,
)
from courses.workshops.models_check_in import CheckInOpening, SelfCheckIn  # noqa: E402

# And so have sheets on paper and the pictures in which they come back.
from courses.workshops.models_paper import (  # noqa: E402
    PrintedPage,
    PrintedSheet,
    ReadPage,
    Scan,
    ScanPicture,
)

__all__ = [
    "AgendaItem",
    "Attendance",
    "AttendanceMark",
    "CheckInOpening",
    "Donor",
    "FormerRegistration",
    "Invitation",
    "KeptDifference",
    "LetterText",
    "MailRound",
    "NominationLetter",
    "NominationPlan",
    "PaperCount",
    "PrintedPage",
    "PrintedSheet",
    "Quota",
    "ReadPage",
    "Registration",
    "RegistrationQuerySet",
    "RuleOverride",
    "Scan",
    "ScanPicture",
    "SelfCheckIn",
    "Session",
    "SignOff",
    "Workshop",
    "WorkshopFacilitator",
]
