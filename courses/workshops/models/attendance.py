"""Who was there: marks, the state they add up to, the phones that sent them, and what is held."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.workshops.enums import (
    MARK_CHOICES,
    AttendanceStatus,
    HeldBecause,
    MarkMethod,
)
from courses.workshops.models.registrations import Registration
from courses.workshops.models.workshops import Session, Workshop


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
