"""Places and quotas: who takes a place, how many are left, and who would be next.

Reads only. Whoever acts on them locks the workshop's row first (``services.registrations``).
"""

from collections import Counter

from courses.workshops.enums import EXPECTED_STATUSES, ParticipantType
from courses.workshops.models import Registration, Workshop
from people.selectors import ministries

#: They work there and take nobody's place.
WORKING_THERE = (ParticipantType.FACILITATOR, ParticipantType.INTERPRETER)


def needs_place(registration: Registration) -> bool:
    """Facilitators and interpreters take nobody's place."""
    return registration.participant_type not in WORKING_THERE


def takes_place(registration: Registration) -> bool:
    """Whether somebody stands on the list and takes one of its places."""
    return registration.status in EXPECTED_STATUSES and needs_place(registration)


def places_left(workshop: Workshop) -> int | None:
    """Places still free, never below 0; None when the workshop has no limit."""
    if workshop.places is None:
        return None
    taken = workshop.registrations.expected().participants().count()
    return max(0, workshop.places - taken)


def is_full(workshop: Workshop) -> bool:
    """Whether no place is left."""
    return places_left(workshop) == 0


def quotas_left(workshop: Workshop) -> dict[int, int]:
    """Organisation at the top -> what is left of its quota, below 0 when it is exceeded.

    Organisations without a quota are not in it.
    """
    quotas = dict(workshop.quotas.values_list("organisation_id", "places"))
    if not quotas:
        return {}
    tops = ministries()
    used = Counter(
        tops[pk].pk
        for pk in workshop.registrations.expected()
        .participants()
        .exclude(organisation=None)
        .values_list("organisation_id", flat=True)
    )
    return {pk: places - used[pk] for pk, places in quotas.items()}


def line_of(workshop: Workshop) -> list[Registration]:
    """Who may move up, in order: those on the waiting list whose organisation's quota has room.

    An organisation with one place left in its quota sends one person up, not two.
    """
    waiting = list(workshop.registrations.waiting().select_related("person", "organisation"))
    if not waiting:
        return []
    left, tops = quotas_left(workshop), ministries()
    line = []
    for entry in waiting:
        top = tops[entry.organisation_id].pk if entry.organisation_id else None
        if top in left:
            if left[top] <= 0:
                continue
            left[top] -= 1
        line.append(entry)
    return line
