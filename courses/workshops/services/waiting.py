"""The waiting list: joining it, its order, and moving up when a place becomes free.

Whoever calls ``join`` or ``fill`` holds the lock on the workshop's row, so that two places that
become free at the same moment send two people up, and one place sends one.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core import audit
from courses.workshops.enums import MovesUp, RegistrationStatus, WorkshopState
from courses.workshops.models import NominationPlan, Registration, Workshop
from courses.workshops.places import is_full, line_of, needs_place, places_left
from people.models import User


def join(registration: Registration, *, moves_to: str) -> None:
    """Put somebody at the end of the waiting list; the caller saves.

    ``moves_to`` is what they will be when a place becomes free.
    """
    last = Registration.objects.filter(workshop_id=registration.workshop_id).aggregate(
        last=Max("waiting_order")
    )["last"]
    registration.status = RegistrationStatus.WAITING
    registration.waiting_order = (last or 0) + 1
    registration.moves_to = moves_to


def leave(registration: Registration) -> None:
    """Take somebody off the waiting list; the caller sets the status and saves."""
    registration.waiting_order = None
    registration.moves_to = ""


def fill(
    workshop: Workshop, *, actor: User | None, freed: int = 1, but: Registration | None = None
) -> list[Registration]:
    """Let the next ``freed`` people move up, where the workshop does that by itself.

    Never more than there are places, nobody over the quota of their organisation, and only while the
    workshop is open: afterwards people stand in the room. ``but`` is whoever has just been put on the
    list by hand. Gives those who moved.
    """
    plan = NominationPlan.objects.filter(workshop=workshop).first()
    if plan is None or plan.moves_up != MovesUp.AUTOMATIC:
        return []
    if workshop.state != WorkshopState.OPEN or freed < 1:
        return []
    left = places_left(workshop)
    count = freed if left is None else min(freed, left)
    line = [entry for entry in line_of(workshop) if but is None or entry.pk != but.pk]
    moved = line[:count]
    for entry in moved:
        _move(entry, actor, automatic=True)
    return moved


@transaction.atomic
def move_up(*, registration: Registration, actor: User) -> Registration:
    """Let somebody move up from the waiting list now, whatever their place on it.

    The quota of an organisation does not bind a facilitator, the places of the workshop do. Somebody
    who has moved up already stays as they are. Raises ValidationError when all places are taken.
    """
    workshop = Workshop.objects.select_for_update().get(pk=registration.workshop_id)
    registration = Registration.objects.select_related("person").get(pk=registration.pk)
    if registration.status != RegistrationStatus.WAITING:
        return registration
    if workshop.state == WorkshopState.CLOSED:
        raise ValidationError(
            _("This workshop is closed. Reopen it on its overview page to change the list.")
        )
    if needs_place(registration) and is_full(workshop):
        raise ValidationError(_("All %(places)s places are taken.") % {"places": workshop.places})
    _move(registration, actor, automatic=False)
    return registration


@transaction.atomic
def change_order(*, registration: Registration, actor: User, earlier: bool) -> None:
    """Let somebody change places with the one before (``earlier``) or after them in the list."""
    workshop = Workshop.objects.select_for_update().get(pk=registration.workshop_id)
    line = list(workshop.registrations.waiting())
    keys = [entry.pk for entry in line]
    if registration.pk not in keys:
        return
    here = keys.index(registration.pk)
    there = here - 1 if earlier else here + 1
    if not 0 <= there < len(line):
        return
    line[here], line[there] = line[there], line[here]
    for number, entry in enumerate(line, start=1):
        entry.waiting_order = number
    Registration.objects.bulk_update(line, ["waiting_order"])
    audit.record(actor=actor, verb="change_waiting_order", target=registration, place=there + 1)


def _move(registration: Registration, actor: User | None, *, automatic: bool) -> None:
    registration.status = registration.moves_to or RegistrationStatus.NOMINATED
    leave(registration)
    registration.save(update_fields=["status", "waiting_order", "moves_to"])
    audit.record(
        actor=actor,
        verb="move_up",
        target=registration,
        status=str(registration.status),
        automatic=automatic,
    )
