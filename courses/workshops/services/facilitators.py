"""Who leads a workshop, and with it may open its rooms."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from courses.workshops.models import Workshop, WorkshopFacilitator
from people.models import User
from people.roles import FACILITATOR


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
