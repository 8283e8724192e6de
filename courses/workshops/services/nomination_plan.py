"""Who may nominate how many until when: the plan of a workshop and its quotas."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, lao
from courses.workshops.enums import (
    MovesUp,
    WorkshopState,
)
from courses.workshops.models import NominationPlan, Quota, Workshop
from courses.workshops.services import waiting
from people.models import Organisation, User

#: A reminder this many days ahead is the earliest that makes sense.
EARLIEST_REMINDER = 60


@dataclass(frozen=True, slots=True)
class QuotaInput:
    """What is asked of one organisation at the top."""

    organisation: Organisation
    places: int
    women: int = 0


@transaction.atomic
def plan_nominations(
    *,
    workshop: Workshop,
    actor: User | None,
    quotas: Iterable[QuotaInput],
    closes_on: date | None = None,
    women_share: int | None = None,
    moves_up: str = MovesUp.AUTOMATIC,
    reminder_days: Iterable[int] = (7, 1),
    contact: str = "",
) -> NominationPlan:
    """Say who may nominate how many until when; the whole plan, as often as one likes.

    Places that come with it go to those who wait. Raises ValidationError by field.
    """
    workshop = Workshop.objects.select_for_update().get(pk=workshop.pk)
    quotas = list(quotas)
    days = sorted(set(reminder_days), reverse=True)
    _check_plan(workshop, quotas, closes_on, days)
    plan = NominationPlan.objects.filter(workshop=workshop).first() or NominationPlan(
        workshop=workshop
    )
    plan.closes_on, plan.women_share, plan.moves_up = closes_on, women_share, moves_up
    plan.reminder_days, plan.contact = days, lao.normalise(contact)
    plan.full_clean(exclude=["workshop"])
    plan.save()
    before = dict(workshop.quotas.values_list("organisation_id", "places"))
    workshop.quotas.exclude(organisation__in=[each.organisation for each in quotas]).delete()
    for each in quotas:
        Quota.objects.update_or_create(
            workshop=workshop,
            organisation=each.organisation,
            defaults={"places": each.places, "women": each.women},
        )
    audit.record(
        actor=actor,
        verb="plan_nominations",
        target=workshop,
        quotas={str(each.organisation.pk): [each.places, each.women] for each in quotas},
        closes_on=closes_on.isoformat() if closes_on else "",
        moves_up=str(moves_up),
    )
    more = sum(max(0, each.places - before.get(each.organisation.pk, 0)) for each in quotas)
    waiting.fill(workshop, actor=actor, freed=more)
    return plan


def is_open_for_nominations(workshop: Workshop, today: date | None = None) -> bool:
    """Whether ministries may nominate now: the workshop is open and the last day is not over."""
    plan = getattr(workshop, "nomination_plan", None)
    today = today or timezone.localdate()
    return (
        plan is not None
        and workshop.state == WorkshopState.OPEN
        and (plan.closes_on is None or today <= plan.closes_on)
    )


def _check_plan(
    workshop: Workshop, quotas: list[QuotaInput], closes_on: date | None, days: list[int]
) -> None:
    errors: dict[str, str] = {}
    keys = [each.organisation.pk for each in quotas]
    if len(keys) != len(set(keys)):
        errors["quotas"] = _("An organisation stands twice in the list.")
    for each in quotas:
        if each.organisation.parent_id is not None:
            errors["quotas"] = _("Give the quota to the ministry; its departments share it.")
        elif each.places < 1 or each.women < 0:
            errors["quotas"] = _("A quota has at least one place.")
        elif each.women > each.places:
            errors["quotas"] = _("%(organisation)s: more women than places.") % {
                "organisation": each.organisation
            }
    if closes_on is not None and closes_on > workshop.end_date:
        errors["closes_on"] = _("The last day for nominations is after the workshop.")
    if any(not 1 <= day <= EARLIEST_REMINDER for day in days):
        errors["reminder_days"] = _("Write days from 1 to %(most)s, such as 7, 1.") % {
            "most": EARLIEST_REMINDER
        }
    if errors:
        raise ValidationError(errors)
