"""From an event of the room to what it is about: a person, a session, a mark."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from courses.workshops.cells import EARLIEST, LATEST
from courses.workshops.models import FormerRegistration, Registration, Session, Workshop
from courses.workshops.names import take_apart
from courses.workshops.schemas import MarkEvent, WalkInEvent
from courses.workshops.services.attendance import MARKS, MarkInput
from courses.workshops.services.registrations import register_walk_in
from people.models import Organisation


def lock_sessions(workshop: Workshop, pks: Iterable[int]) -> dict[int, Session]:
    """These sessions of the workshop, one writer at a time, always locked in the same order."""
    wanted = set(pks)
    if not wanted:
        return {}
    found = Session.objects.filter(workshop=workshop, pk__in=wanted)
    return {session.pk: session for session in found.select_for_update().order_by("pk")}


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


def is_status(status: str) -> bool:
    """Whether it is one of the five marks, or takes one back."""
    return status in MARKS


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


def admit(
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
