"""Workshops as lists and pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from courses.workshops.enums import EXPECTED_STATUSES, ParticipantType, WorkshopState
from courses.workshops.models import Registration, Workshop
from courses.workshops.selectors import workshops_led_by

_ON_THE_LIST = Q(registrations__status__in=EXPECTED_STATUSES) & ~Q(
    registrations__participant_type__in=[ParticipantType.FACILITATOR, ParticipantType.INTERPRETER]
)


@dataclass(frozen=True, slots=True)
class WorkshopShelves:
    """A facilitator's workshops by when they are; each workshop stands on one shelf only."""

    running: Sequence[Workshop]
    upcoming: Sequence[Workshop]
    past: Sequence[Workshop]

    @property
    def is_empty(self) -> bool:
        """Whether there is no workshop at all."""
        return not (self.running or self.upcoming or self.past)


def shelves_of(user: Any, today: date | None = None) -> WorkshopShelves:
    """The workshops ``user`` leads, each with ``people_count``, in one query.

    Running: in that state, or held today; past: closed, or over by date; the nearest first.
    """
    today = today or timezone.localdate()
    running, upcoming, past = [], [], []
    for workshop in workshops_led_by(user).annotate(
        people_count=Count("registrations", filter=_ON_THE_LIST, distinct=True)
    ):
        if workshop.state == WorkshopState.CLOSED:
            past.append(workshop)
        elif workshop.state == WorkshopState.RUNNING or (
            workshop.start_date <= today <= workshop.end_date
        ):
            running.append(workshop)
        elif workshop.start_date > today:
            upcoming.append(workshop)
        else:
            past.append(workshop)
    upcoming.reverse()
    return WorkshopShelves(running, upcoming, past)


def workshops_led_today(user: Any, today: date | None = None) -> QuerySet[Workshop]:
    """The workshops that ``user`` facilitates and that are held today and not closed."""
    today = today or timezone.localdate()
    return (
        workshops_led_by(user)
        .filter(facilitators__person=user, start_date__lte=today, end_date__gte=today)
        .exclude(state=WorkshopState.CLOSED)
        .order_by("pk")
    )


def workshops_open_to(user: Any) -> QuerySet[Workshop]:
    """The workshops whose agenda this user may read: those they take part in, and those they lead."""
    taking_part = Registration.objects.filter(
        workshop=OuterRef("pk"), person=user, status__in=_TAKING_PART
    )
    return Workshop.objects.filter(
        Q(pk__in=workshops_led_by(user).values("pk"))
        | (Exists(taking_part) & ~Q(state=WorkshopState.DRAFT))
    )


def workshops_ahead(today: date | None = None, *, limit: int = 3) -> QuerySet[Workshop]:
    """For everybody: workshops that are open or running and not over, the nearest first."""
    return Workshop.objects.filter(
        state__in=[WorkshopState.OPEN, WorkshopState.RUNNING],
        end_date__gte=today or timezone.localdate(),
    ).order_by("start_date", "pk")[:limit]


def registrations_of(person: Any) -> QuerySet[Registration]:
    """Where somebody takes part or took part, the newest first; drafts are nobody's business yet."""
    return (
        Registration.objects.filter(person=person, status__in=_TAKING_PART)
        .exclude(workshop__state=WorkshopState.DRAFT)
        .select_related("workshop")
        .order_by("-workshop__start_date", "-pk")
    )


def data_about(person: Any) -> list[dict[str, Any]]:
    """What the workshops keep about somebody, as JSON for themselves."""
    return [
        {
            "workshop": entry.workshop.code,
            "first_day": entry.workshop.start_date.isoformat(),
            "last_day": entry.workshop.end_date.isoformat(),
            "status": entry.status,
            "takes_part_as": entry.participant_type,
            "organisation": str(entry.organisation or ""),
            "position_lo": entry.position_lo,
            "position_en": entry.position_en,
            "level": entry.level,
            "gender": entry.gender,
            "attendance": [
                {
                    "day": each.session.day.isoformat(),
                    "part": each.session.part,
                    "mark": each.status,
                }
                for each in entry.attendance.all()
            ],
            "checked_in_by_code_at": [each.at.isoformat() for each in entry.self_check_ins.all()],
        }
        for entry in Registration.objects.filter(person=person)
        .select_related("workshop", "organisation")
        .prefetch_related("attendance__session", "self_check_ins")
        .order_by("workshop__start_date", "pk")
    ]


_TAKING_PART = [*EXPECTED_STATUSES, "waiting", "replaced"]
