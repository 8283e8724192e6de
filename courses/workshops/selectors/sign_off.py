"""What is open at a session before it is signed off, and what changed after it was."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Min, OuterRef, QuerySet, Subquery

from courses.workshops.models import (
    AttendanceMark,
    Registration,
    Session,
    SignOff,
    Workshop,
)


@dataclass(frozen=True, slots=True)
class OpenPoints:
    """What somebody should look at before signing off. Nothing in it forbids the sign-off."""

    unmarked: tuple[Registration, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many of each kind there are; kinds with nothing open are left out."""
        return {"unmarked": len(self.unmarked)} if self.unmarked else {}

    @property
    def is_settled(self) -> bool:
        """Whether nothing is open."""
        return not self.counts


def open_points(session: Session) -> OpenPoints:
    """People of the list nobody has marked yet."""
    unmarked = (
        Registration.objects.filter(workshop_id=session.workshop_id)
        .expected()
        .exclude(attendance__session=session)
        .select_related("person", "organisation")
        .in_lao_order()
    )
    return OpenPoints(unmarked=tuple(unmarked))


def first_sign_offs(workshop: Workshop) -> dict[int, datetime]:
    """By session: when it was signed off for the first time; sessions that never were are missing."""
    return dict(
        SignOff.objects.filter(session__workshop=workshop)
        .values_list("session_id")
        .annotate(first=Min("signed_at"))
        .order_by()
    )


def changed_after_sign_off(workshop: Workshop) -> QuerySet[AttendanceMark]:
    """The marks that were recorded after their session had been signed off, oldest first.

    Also those made while the session was open again: once signed off, every change is told.
    """
    first = (
        SignOff.objects.filter(session=OuterRef("session"))
        .order_by("signed_at")
        .values("signed_at")[:1]
    )
    return (
        AttendanceMark.objects.filter(session__workshop=workshop)
        .annotate(first_sign_off=Subquery(first))
        .filter(recorded_at__gt=F("first_sign_off"))
        .select_related("session", "registration__person", "recorded_by")
        .order_by("recorded_at", "pk")
    )
