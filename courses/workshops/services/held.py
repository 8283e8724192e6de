"""What a phone sent and was kept without counting: it waits for its person or for a decision."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from courses.workshops.cells import Cell, claimed_at
from courses.workshops.enums import HeldBecause, MarkMethod
from courses.workshops.models import HeldEvent, Registration, Workshop
from courses.workshops.schemas import MarkEvent, WalkInEvent
from courses.workshops.selectors.attendance import heads_of
from courses.workshops.services.attendance import MarkInput, clean_reason, write_marks
from courses.workshops.services.room_events import admit, lock_sessions, mark_input


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
        refused = {each.mark.client_id: each.code for each in outcome.refused}
        now = timezone.now()
        for each in batch:
            each.registration_id = refs[each.ref]
            if refused.get(each.event_id) == "locked":
                each.why = HeldBecause.LOCKED
            elif each.event_id not in refused:
                # What is refused (it corrects a day that is over, without a reason) goes on waiting.
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
        registration = admit(workshop, event, actor=actor, after_closing=True)
        held.registration = registration
        release_waiting(workshop, [registration.pk])
    elif held.registration_id is None or held.session_id is None:
        raise ValidationError(
            _("The person this mark is about has not arrived. Send it again from the phone.")
        )
    else:
        session = lock_sessions(workshop, {held.session_id})[held.session_id]
        there = heads_of(session, [held.registration_id]).get(held.registration_id, ())
        outcome = write_marks(
            marks=[
                (session, _held_input(held, held.registration_id, also_seen=there, reason=reason))
            ],
            actor=held.sent_by,
            method=MarkMethod.OFFLINE,
            target=session,
            device=held.device,
            verb="let_count",
        )
        if outcome.refused:
            raise ValidationError([each.message for each in outcome.refused])
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
