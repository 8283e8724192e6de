"""What phones in the room send: each event is settled exactly once, however often it comes.

The end state depends only on the set of the events. Marks say what they have seen (``cells``); a mark
that comes before the person it is about, waits for them; what comes for a session that was signed off
or a workshop that was closed is held until somebody decides, and never lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from courses.workshops.cells import EARLIEST, LATEST, Cell, claimed_at
from courses.workshops.enums import (
    HeldBecause,
    MarkMethod,
    WorkshopState,
)
from courses.workshops.models import (
    AttendanceMark,
    HeldEvent,
    Registration,
    RoomDevice,
    Session,
    Workshop,
)
from courses.workshops.schemas import MarkEvent, WalkInEvent
from courses.workshops.services.attendance import (
    MarkInput,
    MarkOutcome,
    write_marks,
)
from courses.workshops.services.held import release_waiting
from courses.workshops.services.room_events import (
    admit,
    is_status,
    lock_sessions,
    mark_input,
    registrations_by_ref,
)

#: From here on a device's clock is called wrong.
CLOCK_TOLERANCE = timedelta(minutes=2)
#: A mark that arrives so long after it was made came from a phone without a network.
_AT_ONCE = timedelta(seconds=90)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one event; ``code`` is for programs, ``message`` for people."""

    id: UUID
    result: str
    code: str = ""
    message: str = ""


@dataclass(slots=True)
class Taken:
    """What became of a batch. ``cells`` are by (registration, session); ``refs`` name their people."""

    results: list[Result] = field(default_factory=list)
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    refs: dict[int, UUID] = field(default_factory=dict)
    #: Registrations of walk-ins of this batch, also of those that came before.
    people: list[int] = field(default_factory=list)


@transaction.atomic
def take_events(
    *,
    workshop: Workshop,
    events: Sequence[MarkEvent | WalkInEvent],
    actor: Any,
    device: RoomDevice | None = None,
    sent_at: datetime | None = None,
) -> Taken:
    """Settle a batch of events; the queries do not grow with the number of its marks.

    ``sent_at`` is what the device's clock said when it sent them: it puts right the times of events
    that carry no correction themselves.
    """
    # One batch of a workshop at a time: a mark and its walk-in never miss each other.
    workshop = Workshop.objects.select_for_update().get(pk=workshop.pk)
    return _Settling(
        workshop=workshop, actor=actor, device=device, off_by=clock_off_by(sent_at)
    ).take(events)


def clock_off_by(sent_at: datetime | None) -> timedelta:
    """What must be added to a clock that says ``sent_at`` now; zero while it is about right."""
    if sent_at is None:
        return timedelta(0)
    off_by = timezone.now() - max(EARLIEST, min(sent_at, LATEST))
    return off_by if abs(off_by) > CLOCK_TOLERANCE else timedelta(0)


def clock_message(off_by: timedelta) -> str:
    """What to say about a wrong clock, '' when it is right."""
    minutes = round(abs(off_by).total_seconds() / 60)
    if not off_by:
        return ""
    if off_by > timedelta(0):
        words = ngettext(
            "The clock of this device is %(minutes)d minute slow. Its times are put right.",
            "The clock of this device is %(minutes)d minutes slow. Its times are put right.",
            minutes,
        )
    else:
        words = ngettext(
            "The clock of this device is %(minutes)d minute fast. Its times are put right.",
            "The clock of this device is %(minutes)d minutes fast. Its times are put right.",
            minutes,
        )
    return words % {"minutes": minutes}


class _Settling:
    """One batch of one device, the workshop being locked."""

    def __init__(
        self, *, workshop: Workshop, actor: Any, device: RoomDevice | None, off_by: timedelta
    ) -> None:
        self.workshop = workshop
        self.actor = actor if getattr(actor, "pk", None) else None
        self.device = device
        self.off_by = off_by
        self.now = timezone.now()
        #: Nobody marks before the day before the workshop, in Vientiane.
        self.begun = timezone.make_aware(
            datetime.combine(workshop.start_date - timedelta(days=1), datetime.min.time())
        )
        self.results: dict[UUID, Result] = {}
        self.taken = Taken()

    def take(self, events: Sequence[MarkEvent | WalkInEvent]) -> Taken:
        """Walk-ins first, so that the order within a batch does not matter either."""
        fresh: dict[UUID, MarkEvent | WalkInEvent] = {}
        for event in events:
            fresh.setdefault(event.id, event)
        self._remember(set(fresh))
        for event in fresh.values():
            if isinstance(event, WalkInEvent) and event.id not in self.results:
                self.results[event.id] = self._walk_in(event)
        if self.taken.people:
            self.taken.cells.update(release_waiting(self.workshop, self.taken.people))
        self._mark(
            [
                event
                for event in fresh.values()
                if isinstance(event, MarkEvent) and event.id not in self.results
            ]
        )
        told: set[UUID] = set()
        for event in events:
            again = event.id in told
            told.add(event.id)
            result = Result(event.id, "repeated") if again else self.results[event.id]
            self.taken.results.append(result)
        pks = {registration_id for registration_id, _session in self.taken.cells}
        self.taken.refs = dict(
            Registration.objects.filter(pk__in=pks).values_list("pk", "ref") if pks else ()
        )
        return self.taken

    def _remember(self, ids: set[UUID]) -> None:
        """Events that were held before, whatever became of them, are not settled again."""
        for event_id, workshop_id, why in HeldEvent.objects.filter(event_id__in=ids).values_list(
            "event_id", "workshop_id", "why"
        ):
            self.results[event_id] = (
                Result(event_id, "repeated", why)
                if workshop_id == self.workshop.pk
                else _refused(event_id, "id")
            )

    def _walk_in(self, event: WalkInEvent) -> Result:
        if done := registrations_by_ref([event.id]).get(event.id):
            workshop_id, pk = done
            if workshop_id != self.workshop.pk:
                return _refused(event.id, "id")
            self.taken.people.append(pk)
            return Result(event.id, "repeated")
        if self.workshop.state == WorkshopState.CLOSED:
            return self._hold(event, HeldBecause.CLOSED, ref=event.id)
        try:
            registration = admit(self.workshop, event, actor=self.actor)
        except ValidationError as error:
            field_name = next(iter(getattr(error, "error_dict", {"walk_in": None})))
            code = "name" if "name" in field_name else field_name
            return Result(event.id, "refused", code, error.messages[0])
        self.taken.people.append(registration.pk)
        return Result(event.id, "applied")

    def _mark(self, events: list[MarkEvent]) -> None:
        if not events:
            return
        people = registrations_by_ref({event.registration for event in events})
        sessions = lock_sessions(self.workshop, {event.session for event in events})
        inputs: dict[UUID, tuple[Session, MarkInput]] = {}
        waiting: list[MarkEvent] = []
        for event in events:
            session = sessions.get(event.session)
            workshop_id, pk = people.get(event.registration, (self.workshop.pk, None))
            if session is None:
                self.results[event.id] = _refused(event.id, "session")
            elif workshop_id != self.workshop.pk:
                self.results[event.id] = _refused(event.id, "unknown")
            elif pk is None and not is_status(event.status):
                self.results[event.id] = _refused(event.id, "status")
            elif pk is None:
                waiting.append(event)
            else:
                inputs[event.id] = session, self._input(event, pk)
        outcome = write_marks(
            marks=list(inputs.values()),
            actor=self.actor,
            method=MarkMethod.TAP,
            target=self.workshop,
            device=self.device,
            verb="take_events",
        )
        self.taken.cells.update(outcome.cells)
        self._tell(outcome, {event.id: event for event in events})
        if waiting:
            self._wait(waiting, sessions)

    def _tell(self, outcome: MarkOutcome, events: dict[UUID, MarkEvent]) -> None:
        """Turn the outcome into a result for each event."""
        disputed = set(outcome.disputed)
        for word, marks in (("applied", outcome.applied), ("repeated", outcome.repeated)):
            for mark in marks:
                differs = (mark.registration_id, mark.session_id) in disputed
                self.results[mark.client_id] = Result(
                    mark.client_id,
                    "disputed" if differs and word == "applied" else word,
                    "disputed" if differs else "",
                )
        for each in outcome.refused:
            client_id = each.mark.client_id
            self.results[client_id] = (
                self._hold(
                    events[client_id],
                    HeldBecause.LOCKED,
                    ref=events[client_id].registration,
                    session=each.session,
                    registration_id=each.mark.registration_id,
                )
                if each.code == "locked"
                else Result(client_id, "refused", each.code, each.message)
            )

    def _wait(self, events: list[MarkEvent], sessions: dict[int, Session]) -> None:
        """Hold marks about people whose walk-in has not arrived; written before, they are repeated."""
        written = set(
            AttendanceMark.objects.filter(client_id__in={event.id for event in events}).values_list(
                "client_id", flat=True
            )
        )
        for event in events:
            self.results[event.id] = (
                _refused(event.id, "id")
                if event.id in written
                else self._hold(
                    event,
                    HeldBecause.WALK_IN,
                    ref=event.registration,
                    session=sessions[event.session],
                )
            )

    def _input(self, event: MarkEvent, registration_id: int) -> MarkInput:
        made_at = claimed_at(event.at, event.offset_ms or 0)
        if event.offset_ms is None:
            made_at = claimed_at(made_at, round(self.off_by.total_seconds() * 1000))
        if not self.begun <= made_at <= self.now:
            # Still not possible; then it was made when it came, as far as anybody knows.
            made_at = self.now
        return mark_input(
            event,
            registration_id,
            marked_at=made_at,
            method=MarkMethod.OFFLINE if self.now - made_at > _AT_ONCE else MarkMethod.TAP,
        )

    def _hold(
        self,
        event: MarkEvent | WalkInEvent,
        why: HeldBecause,
        *,
        ref: UUID,
        session: Session | None = None,
        registration_id: int | None = None,
    ) -> Result:
        HeldEvent.objects.create(
            event_id=event.id,
            workshop=self.workshop,
            session=session,
            registration_id=registration_id,
            ref=ref,
            why=why,
            event=event.model_dump(mode="json"),
            device=self.device,
            sent_by=self.actor,
            received_at=self.now,
        )
        return Result(event.id, "held", str(why), str(_HELD[why]))


#: Why an event is refused, by code.
_REFUSED: dict[str, Any] = {
    "id": gettext_lazy("This was sent already, about something else."),
    "session": gettext_lazy("This session is not part of the workshop any more."),
    "unknown": gettext_lazy("This person is not registered for this workshop."),
    "status": gettext_lazy("Please choose one of the five marks."),
}
_HELD: dict[str, Any] = {
    HeldBecause.WALK_IN: gettext_lazy(
        "Kept. It counts as soon as the person arrives from the phone."
    ),
    HeldBecause.LOCKED: gettext_lazy(
        "Kept. The session was signed off meanwhile: a facilitator decides whether it counts."
    ),
    HeldBecause.CLOSED: gettext_lazy(
        "Kept. The workshop was closed meanwhile: a facilitator decides whether it counts."
    ),
}


def _refused(event_id: UUID, code: str) -> Result:
    return Result(event_id, "refused", code, str(_REFUSED[code]))
