"""What is open at a session before it is signed off, and what changed after it was."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min, QuerySet
from django.utils.translation import gettext as _

from courses.workshops.enums import MARK_CHOICES
from courses.workshops.models import (
    AttendanceMark,
    HeldEvent,
    Registration,
    RoomDevice,
    Session,
    SignOff,
    Workshop,
)
from courses.workshops.selectors.paper import on_paper


@dataclass(frozen=True, slots=True)
class Change:
    """A mark that was recorded after the sign-off, and the status before it ('' for unmarked)."""

    mark: AttendanceMark
    before: str

    @property
    def before_label(self) -> str:
        """The status before, in the reader's language."""
        return str(dict(MARK_CHOICES).get(self.before, "")) or _("not marked")


@dataclass(frozen=True, slots=True)
class OpenPoints:
    """What somebody should look at before signing off. Nothing in it forbids the sign-off."""

    unmarked: tuple[Registration, ...]
    #: About whom two people said different things.
    disputed: tuple[Registration, ...] = ()
    #: Marks that were sent and do not count yet.
    held: int = 0
    #: Phones of the workshop that said they still hold marks.
    devices: tuple[RoomDevice, ...] = ()
    #: Pages of its signed sheet that were read and not confirmed.
    sheets: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """How many of each kind there are; kinds with nothing open are left out."""
        found = {
            "unmarked": len(self.unmarked),
            "disputed": len(self.disputed),
            "held": self.held,
            "devices": len(self.devices),
            "sheets": self.sheets,
        }
        return {kind: number for kind, number in found.items() if number}

    @property
    def is_settled(self) -> bool:
        """Whether nothing is open."""
        return not self.counts


def open_points(session: Session) -> OpenPoints:
    """Who is not marked, who is disputed, and what has not arrived yet; seven queries."""
    scans = on_paper(session.workshop)
    disputed = (
        Registration.objects.filter(attendance__session=session, attendance__is_disputed=True)
        .select_related("person", "organisation")
        .in_lao_order()
    )
    unmarked = (
        Registration.objects.filter(workshop_id=session.workshop_id)
        .expected()
        .exclude(attendance__session=session)
        .select_related("person", "organisation")
        .in_lao_order()
    )
    return OpenPoints(
        unmarked=tuple(unmarked),
        disputed=tuple(disputed),
        held=HeldEvent.objects.filter(session=session, settled_at__isnull=True).count(),
        devices=tuple(
            RoomDevice.objects.filter(
                workshop_id=session.workshop_id, waiting__gt=0, wiped_at__isnull=True
            ).select_related("person")
        ),
        sheets=len(scans[session.pk].waiting) if session.pk in scans else 0,
    )


def first_sign_offs(workshop: Workshop) -> dict[int, datetime]:
    """By session: when it was signed off for the first time; sessions that never were are missing."""
    return dict(
        SignOff.objects.filter(session__workshop=workshop)
        .values_list("session_id")
        .annotate(first=Min("signed_at"))
        .order_by()
    )


def changed_after_sign_off(workshop: Workshop) -> list[Change]:
    """What was recorded after its session had been signed off, oldest first; two queries.

    Also what changed while the session was open again: once signed off, every change is told.
    """
    first = first_sign_offs(workshop)
    if not first:
        return []
    before: dict[tuple[int, int], str] = {}
    found = []
    for mark in (
        AttendanceMark.objects.filter(session__in=first)
        .select_related("session", "registration__person", "recorded_by")
        .order_by("recorded_at", "pk")
    ):
        cell = mark.registration_id, mark.session_id
        if mark.recorded_at > first[mark.session_id]:
            found.append(Change(mark, before.get(cell, "")))
        before[cell] = mark.status
    return found


def reopenings(workshop: Workshop) -> QuerySet[SignOff]:
    """The sign-offs that were taken back, oldest first."""
    return (
        SignOff.objects.filter(session__workshop=workshop, reopened_at__isnull=False)
        .select_related("session", "reopened_by")
        .order_by("reopened_at", "pk")
    )
