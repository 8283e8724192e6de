"""Who leads a workshop, and with it may open its rooms."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, lao
from courses.workshops.models import Workshop, WorkshopFacilitator
from people.models import User
from people.roles import FACILITATOR
from people.services import create_person


@transaction.atomic
def add_facilitator(
    *, workshop: Workshop, person: User, actor: User, mission: str = ""
) -> WorkshopFacilitator:
    """Let ``person`` lead the workshop; for somebody who does already, only the mission changes."""
    known = WorkshopFacilitator.objects.filter(workshop=workshop, person=person).first()
    facilitator = known or WorkshopFacilitator(workshop=workshop, person=person)
    if known is not None and known.mission == mission:
        return known
    facilitator.mission = mission
    facilitator.full_clean()
    facilitator.save()
    audit.record(actor=actor, verb="add_facilitator", target=workshop, person=person.pk)
    return facilitator


@transaction.atomic
def add_guest_facilitator(
    *, workshop: Workshop, actor: User, mission: str = "", **names: Any
) -> WorkshopFacilitator:
    """A guest without an account, by name. The same name sent twice is the same guest."""
    workshop = Workshop.objects.select_for_update().get(pk=workshop.pk)
    guest = User(**names)
    wanted = lao.fold(f"{guest.name_lo} {guest.name_latin}")
    for known in workshop.facilitators.select_related("person"):
        if lao.fold(f"{known.person.name_lo} {known.person.name_latin}") == wanted:
            return add_facilitator(
                workshop=workshop, person=known.person, actor=actor, mission=mission
            )
    person = create_person(actor=actor, **names)
    return add_facilitator(workshop=workshop, person=person, actor=actor, mission=mission)


@transaction.atomic
def remove_facilitator(*, workshop: Workshop, person: User, actor: User) -> None:
    """Take somebody off the leaders; never the last one who can open the rooms.

    Raises ValidationError for that one. Somebody who does not lead changes nothing.
    """
    workshop = Workshop.objects.select_for_update().get(pk=workshop.pk)
    others = workshop.facilitators.exclude(person=person)
    if not others.filter(person__groups__name=FACILITATOR, person__is_active=True).exists():
        raise ValidationError(
            _("Add another facilitator with an account first: somebody must lead the workshop.")
        )
    removed, _rows = workshop.facilitators.filter(person=person).delete()
    if removed:
        audit.record(actor=actor, verb="remove_facilitator", target=workshop, person=person.pk)
