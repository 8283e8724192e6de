"""What phones in the room send: each event is settled exactly once, however often it comes.

The end state depends only on the set of the events. Marks say what they have seen (``cells``); a mark
that comes before the person it is about, waits for them; what comes for a session that was signed off
or a workshop that was closed is held until somebody decides, and never lost.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import audit
from courses.workshops.cells import EARLIEST, LATEST, Cell, claimed_at
from courses.workshops.enums import (
    MARK_WITHDRAWN,
    AttendanceStatus,
    HeldBecause,
    MarkMethod,
    WorkshopState,
)
from courses.workshops.models import (
    AttendanceMark,
    FormerRegistration,
    HeldEvent,
    Registration,
    RoomDevice,
    Session,
    Workshop,
)
from courses.workshops.names import take_apart
from courses.workshops.schemas import MarkEvent, WalkInEvent
from courses.workshops.selectors.attendance import heads_of
from courses.workshops.services.attendance import (
    MarkInput,
    MarkOutcome,
    clean_reason,
    write_marks,
)
from courses.workshops.services.registrations import register_walk_in
from people.models import Organisation

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
            registration = _admit(self.workshop, event, actor=self.actor)
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
        begun = self.workshop.start_date - timedelta(days=1)
        if made_at > self.now or timezone.localdate(made_at) < begun:
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


def release_waiting(
    workshop: Workshop, registration_ids: Iterable[int]
) -> dict[tuple[int, int], Cell]:
    """Let the marks count that waited for these people to arrive; gives the cells they are about.

    Each counts for whoever sent it. The workshop must be locked.
    """
    refs = dict(Registration.objects.filter(pk__in=set(registration_ids)).values_list("ref", "pk"))
    held = list(
        HeldEvent.objects.filter(
            workshop=workshop, ref__in=refs, why=HeldBecause.WALK_IN, settled_at__isnull=True
        ).select_related("sent_by", "device")
    )
    sessions = lock_sessions(workshop, {each.session_id for each in held if each.session_id})
    batches: dict[tuple[int | None, int | None], list[HeldEvent]] = defaultdict(list)
    for each in held:
        batches[each.sent_by_id, each.device_id].append(each)
    cells: dict[tuple[int, int], Cell] = {}
    for batch in batches.values():
        outcome = write_marks(
            marks=[
                (sessions[each.session_id or 0], _held_input(each, refs[each.ref]))
                for each in batch
            ],
            actor=batch[0].sent_by,
            method=MarkMethod.OFFLINE,
            target=workshop,
            device=batch[0].device,
            verb="take_events",
        )
        cells |= outcome.cells
        locked = {each.mark.client_id for each in outcome.refused if each.code == "locked"}
        now = timezone.now()
        for each in batch:
            each.registration_id = refs[each.ref]
            if each.event_id in locked:
                each.why = HeldBecause.LOCKED
            else:
                each.settled_at, each.counted = now, True
        HeldEvent.objects.bulk_update(batch, ["registration", "why", "settled_at", "counted"])
    return cells


@transaction.atomic
def let_count(*, held: HeldEvent, reason: str, actor: Any) -> HeldEvent:
    """Decide that something that was held counts after all. Twice is once.

    A mark then stands for what its sender said, against all that is there now. Raises
    ValidationError without a reason, and for a mark whose person has not arrived.
    """
    reason = clean_reason(reason)
    workshop, held = _lock_held(held)
    if held.settled_at is not None:
        return held
    if held.why == HeldBecause.CLOSED:
        event = WalkInEvent.model_validate(held.event)
        registration = _admit(workshop, event, actor=actor, after_closing=True)
        held.registration = registration
        release_waiting(workshop, [registration.pk])
    elif held.registration_id is None or held.session_id is None:
        raise ValidationError(
            _("The person this mark is about has not arrived. Send it again from the phone.")
        )
    else:
        session = lock_sessions(workshop, {held.session_id})[held.session_id]
        there = heads_of(session, [held.registration_id]).get(held.registration_id, ())
        write_marks(
            marks=[
                (session, _held_input(held, held.registration_id, also_seen=there, reason=reason))
            ],
            actor=held.sent_by,
            method=MarkMethod.OFFLINE,
            target=session,
            device=held.device,
            verb="let_count",
        )
    return _settle(held, counted=True, reason=reason, actor=actor)


@transaction.atomic
def set_aside(*, held: HeldEvent, reason: str, actor: Any) -> HeldEvent:
    """Decide that something that was held does not count; it stays in the record. Twice is once.

    Raises ValidationError without a reason.
    """
    reason = clean_reason(reason)
    _workshop, held = _lock_held(held)
    if held.settled_at is not None:
        return held
    return _settle(held, counted=False, reason=reason, actor=actor)


def registrations_by_ref(refs: Iterable[UUID]) -> dict[UUID, tuple[int, int]]:
    """The (workshop, registration) that each ref means; refs that nobody has are left out.

    Phones may know somebody by the ref of a registration that was merged into another since.
    """
    wanted = set(refs)
    found = {
        ref: (workshop_id, pk)
        for ref, workshop_id, pk in Registration.objects.filter(ref__in=wanted).values_list(
            "ref", "workshop_id", "pk"
        )
    }
    if missing := wanted - found.keys():
        for ref, workshop_id, pk in FormerRegistration.objects.filter(ref__in=missing).values_list(
            "ref", "registration__workshop", "registration"
        ):
            if ref is not None:
                found[ref] = workshop_id, pk
    return found


def lock_sessions(workshop: Workshop, pks: Iterable[int]) -> dict[int, Session]:
    """These sessions of the workshop, one writer at a time, always locked in the same order."""
    wanted = set(pks)
    if not wanted:
        return {}
    found = Session.objects.filter(workshop=workshop, pk__in=wanted)
    return {session.pk: session for session in found.select_for_update().order_by("pk")}


def is_status(status: str) -> bool:
    """Whether it is one of the five marks, or takes one back."""
    return status == MARK_WITHDRAWN or status in AttendanceStatus.values


def mark_input(event: MarkEvent, registration_id: int, **values: Any) -> MarkInput:
    """An event as the attendance service takes it."""
    return MarkInput(
        registration_id=registration_id,
        status=event.status,
        client_id=event.id,
        device_at=max(EARLIEST, min(event.at, LATEST)),
        offset_ms=event.offset_ms or 0,
        **({"seen": tuple(event.seen), "reason": event.reason} | values),
    )


def _held_input(
    held: HeldEvent,
    registration_id: int,
    *,
    also_seen: tuple[UUID, ...] = (),
    reason: str = "",
) -> MarkInput:
    event = MarkEvent.model_validate(held.event)
    return mark_input(
        event,
        registration_id,
        seen=(*event.seen, *also_seen),
        reason=event.reason or reason,
        marked_at=min(claimed_at(event.at, event.offset_ms or 0), held.received_at),
    )


def _admit(
    workshop: Workshop, event: WalkInEvent, *, actor: Any, after_closing: bool = False
) -> Registration:
    """Put a walk-in on the list. An organisation that is not there any more is left open."""
    return register_walk_in(
        workshop=workshop,
        actor=actor,
        client_id=event.id,
        gender=event.gender,
        organisation=Organisation.objects.filter(pk=event.organisation or 0).first(),
        after_closing=after_closing,
        **take_apart(event.name).fields,
    )


def _lock_held(held: HeldEvent) -> tuple[Workshop, HeldEvent]:
    workshop = Workshop.objects.select_for_update().get(pk=held.workshop_id)
    return workshop, HeldEvent.objects.select_related("sent_by", "device").get(pk=held.pk)


def _settle(held: HeldEvent, *, counted: bool, reason: str, actor: Any) -> HeldEvent:
    held.counted, held.reason = counted, reason
    held.settled_at = timezone.now()
    held.settled_by = actor if getattr(actor, "pk", None) else None
    held.save()
    audit.record(
        actor=actor,
        verb="let_count" if counted else "set_aside",
        target=held,
        event=str(held.event_id),
        reason=reason,
    )
    return held


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
