"""The half-days of a workshop, their times and their agenda."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from courses.workshops.enums import DayPart
from courses.workshops.models import AgendaItem, Session, Workshop
from courses.workshops.rules import is_locked
from people.models import User

#: Lao office hours: the default half-days (domain facts, 2.4).
OFFICE_HOURS: tuple[tuple[DayPart, time, time], ...] = (
    (DayPart.MORNING, time(8, 30), time(12)),
    (DayPart.AFTERNOON, time(13), time(16)),
)
_WHEN = ("day", "part", "starts_at", "ends_at")
SESSION_FIELDS = frozenset({*_WHEN, "title_en", "title_lo"})


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One line of an agenda as it is written down; times are local to the workshop."""

    starts_at: time
    title_en: str = ""
    title_lo: str = ""
    speaker: str = ""


@transaction.atomic
def plan_sessions(*, workshop: Workshop, actor: User | None) -> list[Session]:
    """Give every day of the workshop its morning and afternoon; the sessions that were missing.

    What is there stays as it is: a half-day is never planned twice, nor one of a day that has a
    session for the whole day, and nothing is ever deleted.
    """
    Workshop.objects.select_for_update().get(pk=workshop.pk)
    taken = set(workshop.sessions.values_list("day", "part"))
    first, last = workshop.dates
    planned = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        if (day, DayPart.WHOLE_DAY) in taken:
            continue
        for part, starts_at, ends_at in OFFICE_HOURS:
            if (day, part) not in taken:
                planned.append(
                    Session.objects.create(
                        workshop=workshop, day=day, part=part, starts_at=starts_at, ends_at=ends_at
                    )
                )
    if planned:
        audit.record(actor=actor, verb="plan_sessions", target=workshop, planned=len(planned))
    return planned


@transaction.atomic
def add_session(*, workshop: Workshop, actor: User, **details: Any) -> Session:
    """One more session; ``details`` are of ``SESSION_FIELDS``. Raises ValidationError by field."""
    session = Session(workshop=workshop)
    _fill(session, details)
    session.save()
    audit.record(actor=actor, verb="add_session", target=session, workshop=workshop.code)
    return session


@transaction.atomic
def update_session(*, session: Session, actor: User, **changes: Any) -> Session:
    """Change times, half-day or title of a session. Raises ValidationError by field."""
    session = Session.objects.select_related("workshop").select_for_update().get(pk=session.pk)
    before = {name: getattr(session, name) for name in changes}
    _fill(session, changes)
    moved = any(before[name] != getattr(session, name) for name in _WHEN if name in before)
    if moved and is_locked(session):
        raise ValidationError(
            _("This session is signed off. Open it again before you change its day or times.")
        )
    session.save()
    changed = sorted(name for name in changes if before[name] != getattr(session, name))
    if changed:
        audit.record(actor=actor, verb="update_session", target=session, changed=changed)
    return session


@transaction.atomic
def remove_session(*, session: Session, actor: User) -> None:
    """Delete a session and its agenda; never one at which somebody was marked."""
    session = Session.objects.select_related("workshop").select_for_update().get(pk=session.pk)
    if session.marks.exists() or is_locked(session):
        raise ValidationError(
            _("Attendance has been recorded for this session, so it cannot be deleted.")
        )
    audit.record(
        actor=actor,
        verb="remove_session",
        target=session.workshop,
        day=session.day.isoformat(),
        part=session.part,
    )
    session.delete()


@transaction.atomic
def save_agenda(*, session: Session, actor: User, lines: Iterable[AgendaLine]) -> list[AgendaItem]:
    """Let ``lines`` be the whole agenda of the session, in order of time.

    Saving the same agenda twice leaves it as it is. Raises ValidationError with the number of the
    line that is wrong.
    """
    session = Session.objects.select_for_update().get(pk=session.pk)
    items = []
    for number, line in enumerate(sorted(lines, key=lambda one: one.starts_at), start=1):
        if not (line.title_en or line.title_lo):
            raise ValidationError(
                _("Line %(number)s of the agenda has no title.") % {"number": number}
            )
        items.append(
            AgendaItem(
                session=session,
                starts_at=line.starts_at,
                title_en=line.title_en,
                title_lo=line.title_lo,
                speaker=line.speaker,
            )
        )
    for item in items:
        item.full_clean()
    session.agenda.all().delete()
    for item in items:
        item.save()
    audit.record(actor=actor, verb="save_agenda", target=session, lines=len(items))
    return items


def _fill(session: Session, details: dict[str, Any]) -> None:
    """Put ``details`` into ``session`` and check the whole."""
    if unknown := set(details) - SESSION_FIELDS:
        raise TypeError(f"not said about a session: {', '.join(sorted(unknown))}")
    for name, value in details.items():
        setattr(session, name, value)
    errors: dict[str, str] = {}
    workshop = session.workshop
    if (
        isinstance(session.day, date)
        and not workshop.start_date <= session.day <= workshop.end_date
    ):
        errors["day"] = _("This day is not one of the workshop's days.")
    if session.starts_at and session.ends_at and session.ends_at <= session.starts_at:
        errors["ends_at"] = _("The session ends before it starts.")
    elif session.day and _is_taken(session):
        errors["part"] = _("There is a session for this part of the day already.")
    if errors:
        raise ValidationError(errors)
    session.full_clean(validate_unique=False, validate_constraints=False)


def _is_taken(session: Session) -> bool:
    """Whether another session stands on the same half-day, or either takes the whole day."""
    others = session.workshop.sessions.filter(day=session.day).exclude(pk=session.pk)
    if session.part != DayPart.WHOLE_DAY:
        others = others.filter(part__in=[session.part, DayPart.WHOLE_DAY])
    return others.exists()
