"""Nominations: the plan and its quotas, what a ministry may do, and what the facilitator decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, lao
from courses.workshops.enums import (
    EXPECTED_STATUSES,
    MovesUp,
    RegistrationStatus,
    WorkshopState,
)
from courses.workshops.models import NominationPlan, Quota, Registration, Workshop
from courses.workshops.places import (
    is_full,
    line_of,
    needs_place,
    places_left,
    quotas_left,
    takes_place,
)
from courses.workshops.services import waiting
from courses.workshops.services.imports import check_choices
from courses.workshops.services.registrations import (
    DECISION_FIELDS,
    register,
    replace_registration,
    take_off,
)
from people.models import FocalPoint, Organisation, RosterUpload, User
from people.roster import apply_upload
from people.selectors import organisations_of
from people.services import create_person

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


@transaction.atomic
def nominate(
    *, workshop: Workshop, person: User, focal: FocalPoint, actor: User, **snapshot: Any
) -> Registration:
    """Let a ministry nominate one of its own people; twice is once.

    Beyond the quota of the organisation or the places of the workshop they wait, and nobody overtakes
    those who wait already. Raises ValidationError when nominations are closed, the person is not of
    the focal point's organisation, another organisation has nominated them, or the facilitator has
    declined them.
    """
    workshop = Workshop.objects.select_for_update().get(pk=workshop.pk)
    person = person.merged_into or person
    own = organisations_of(focal)
    top = focal.organisation.ministry
    organisation = snapshot.get("organisation", person.organisation)
    if organisation is None or organisation.pk not in own or person.organisation_id not in own:
        raise ValidationError(
            _("You can nominate people of %(organisation)s only.")
            % {"organisation": focal.organisation}
        )
    known = workshop.registrations.filter(person=person).first()
    if known is not None and known.status in (*EXPECTED_STATUSES, RegistrationStatus.WAITING):
        if known.organisation_id in own:
            return known
        raise ValidationError(
            _("%(person)s has been nominated by another organisation already.") % {"person": person}
        )
    if known is not None and known.status == RegistrationStatus.DECLINED:
        raise ValidationError(
            _("The facilitator has declined %(person)s. Nominate somebody else.")
            % {"person": person}
        )
    if not workshop.quotas.filter(organisation=top).exists():
        raise ValidationError(_("Your organisation was not asked to nominate for this workshop."))
    if not is_open_for_nominations(workshop):
        raise ValidationError(
            _("Nominations for this workshop are closed. Ask the facilitator if you need a place.")
        )
    left = places_left(workshop)
    ahead = len(line_of(workshop))
    waits = quotas_left(workshop)[top.pk] <= 0 or (left is not None and left - ahead <= 0)
    return register(
        workshop=workshop,
        person=person,
        actor=actor,
        status=RegistrationStatus.NOMINATED,
        waits=waits,
        **snapshot,
    )


@transaction.atomic
def replace_nominee(
    *, registration: Registration, person: User, focal: FocalPoint, actor: User
) -> Registration:
    """Let another of the ministry's own people come in the place of a nominee.

    The place stays with the ministry; the new one is to be approved again. Raises ValidationError
    like ``nominate`` and ``replace_registration``, and once the workshop has begun.
    """
    workshop = Workshop.objects.select_for_update().get(pk=registration.workshop_id)
    _check_own(registration, focal)
    _check_before(workshop)
    if person.organisation_id not in organisations_of(focal):
        raise ValidationError(
            _("You can nominate people of %(organisation)s only.")
            % {"organisation": focal.organisation}
        )
    if workshop.registrations.filter(person=person, status=RegistrationStatus.DECLINED).exists():
        raise ValidationError(
            _("The facilitator has declined %(person)s. Nominate somebody else.")
            % {"person": person}
        )
    return replace_registration(
        registration=registration,
        person=person,
        actor=actor,
        status=RegistrationStatus.NOMINATED,
    )


@transaction.atomic
def nominate_new(
    *,
    workshop: Workshop,
    focal: FocalPoint,
    actor: User,
    client_id: UUID,
    replaces: Registration | None = None,
    **values: Any,
) -> Registration:
    """Write down one of the ministry's own people who is not known yet, and nominate them.

    With ``replaces`` they come in that one's place. ``values`` are of ``create_person``;
    ``client_id`` belongs to the form: sent twice, it gives the registration of the first time.
    """
    workshop = Workshop.objects.select_for_update().get(pk=workshop.pk)
    done = Registration.objects.filter(client_id=client_id).first()
    if done is not None:
        if done.workshop_id != workshop.pk or done.registered_by_id != actor.pk:
            raise ValidationError(_("This form is too old. Open it again."))
        return done
    person = create_person(actor=actor, **values)
    if replaces is None:
        made = nominate(workshop=workshop, person=person, focal=focal, actor=actor)
    else:
        made = replace_nominee(registration=replaces, person=person, focal=focal, actor=actor)
    made.client_id = client_id
    made.save(update_fields=["client_id"])
    return made


@transaction.atomic
def nominate_roster(
    *,
    workshop: Workshop,
    upload: RosterUpload,
    choices: Mapping[int, str],
    focal: FocalPoint,
    actor: User,
) -> list[Registration]:
    """Nominate the people of a previewed list, all or none. Confirming twice changes nothing.

    Raises ValidationError like ``nominate``, for a list of another purpose, and when somebody was
    chosen who is not of the organisation.
    """
    workshop = Workshop.objects.select_for_update().get(pk=workshop.pk)
    if upload.purpose != roster_purpose(workshop, focal):
        raise ValidationError(_("This list was uploaded for another workshop."))
    own = organisations_of(focal)
    chosen = [int(choice) for choice in choices.values() if choice.isdecimal()]
    if User.objects.filter(pk__in=chosen).exclude(organisation_id__in=own).exists():
        raise ValidationError(
            _("You can nominate people of %(organisation)s only.")
            % {"organisation": focal.organisation}
        )
    check_choices(choices)
    pairs = apply_upload(upload=upload, choices=choices, actor=actor)
    made = [
        nominate(workshop=workshop, person=person, focal=focal, actor=actor)
        for _row, person in pairs
    ]
    audit.record(
        actor=actor,
        verb="nominate_roster",
        target=workshop,
        upload=str(upload.uuid),
        people=len(made),
    )
    return made


def roster_purpose(workshop: Workshop, focal: FocalPoint) -> str:
    """What a list of nominees is kept as."""
    return f"nominate:{workshop.pk}:{focal.organisation_id}"


@transaction.atomic
def withdraw_nominee(
    *, registration: Registration, focal: FocalPoint, actor: User, reason: str = ""
) -> Registration:
    """Let a ministry take a nominee back; their place goes to the next one. Twice is once."""
    workshop = Workshop.objects.select_for_update().get(pk=registration.workshop_id)
    _check_own(registration, focal)
    registration = Registration.objects.select_related("person").get(pk=registration.pk)
    if registration.status not in (*EXPECTED_STATUSES, RegistrationStatus.WAITING):
        return registration
    _check_before(workshop)
    had_place = takes_place(registration)
    take_off(registration, RegistrationStatus.CANCELLED, actor=actor, reason=reason)
    audit.record(
        actor=actor,
        verb="withdraw_nominee",
        target=registration,
        organisation=focal.organisation_id,
    )
    if had_place:
        waiting.fill(workshop, actor=actor)
    return registration


@transaction.atomic
def approve(*, registration: Registration, actor: User) -> Registration:
    """Confirm a nominee, or somebody who waits or was declined. Twice is once.

    The quota of an organisation does not bind the facilitator. Raises ValidationError when all places
    are taken.
    """
    workshop, registration = _to_decide(registration)
    if registration.status == RegistrationStatus.CONFIRMED:
        return registration
    if registration.status not in (
        RegistrationStatus.NOMINATED,
        RegistrationStatus.WAITING,
        RegistrationStatus.DECLINED,
    ):
        raise ValidationError(
            _("%(person)s is not nominated any more.") % {"person": registration.person}
        )
    if not takes_place(registration) and needs_place(registration) and is_full(workshop):
        raise ValidationError(_("All %(places)s places are taken.") % {"places": workshop.places})
    waiting.leave(registration)
    _settle(registration, RegistrationStatus.CONFIRMED, actor, "")
    return registration


@transaction.atomic
def approve_all(*, registrations: Iterable[Registration], actor: User) -> list[Registration]:
    """Confirm several at once, all or none."""
    return [approve(registration=each, actor=actor) for each in registrations]


@transaction.atomic
def put_on_waiting_list(
    *, registration: Registration, actor: User, reason: str = ""
) -> Registration:
    """Let a nominee wait as a reserve, at the end of the list; confirmed when a place becomes free.

    The place goes to the next one who waits. Twice is once.
    """
    workshop, registration = _to_decide(registration)
    if registration.status == RegistrationStatus.WAITING:
        return registration
    if registration.status not in (RegistrationStatus.NOMINATED, RegistrationStatus.CONFIRMED):
        raise ValidationError(
            _("%(person)s is not nominated any more.") % {"person": registration.person}
        )
    had_place = takes_place(registration)
    waiting.join(registration, moves_to=RegistrationStatus.CONFIRMED)
    _settle(registration, RegistrationStatus.WAITING, actor, reason)
    if had_place:
        waiting.fill(workshop, actor=actor, but=registration)
    return registration


@transaction.atomic
def decline(*, registration: Registration, actor: User, reason: str) -> Registration:
    """Decline a nominee with a reason that the ministry reads. Twice is once.

    Raises ValidationError without a reason, and for somebody who attended.
    """
    workshop, registration = _to_decide(registration)
    reason = lao.normalise(reason)
    if registration.status == RegistrationStatus.DECLINED:
        return registration
    if not reason:
        raise ValidationError({"reason": _("Write the reason; the ministry reads it.")})
    if registration.status not in (*EXPECTED_STATUSES, RegistrationStatus.WAITING):
        raise ValidationError(
            _("%(person)s is not nominated any more.") % {"person": registration.person}
        )
    had_place = takes_place(registration)
    take_off(registration, RegistrationStatus.DECLINED, actor=actor, reason=reason)
    audit.record(actor=actor, verb="decline", target=registration, reason=reason[:300])
    if had_place:
        waiting.fill(workshop, actor=actor)
    return registration


def _to_decide(registration: Registration) -> tuple[Workshop, Registration]:
    """The workshop, locked, and the registration as it is now. Raises when it is closed."""
    workshop = Workshop.objects.select_for_update().get(pk=registration.workshop_id)
    if workshop.state == WorkshopState.CLOSED:
        raise ValidationError(
            _("This workshop is closed. Reopen it on its overview page to change the list.")
        )
    return workshop, Registration.objects.select_related("person").get(pk=registration.pk)


def _settle(registration: Registration, status: str, actor: User, reason: str) -> None:
    registration.status = status
    registration.decision_reason = lao.normalise(reason)[:300]
    registration.decided_by, registration.decided_at = actor, timezone.now()
    registration.save(update_fields=["status", *DECISION_FIELDS])
    audit.record(actor=actor, verb="decide", target=registration, status=str(status))


def _check_own(registration: Registration, focal: FocalPoint) -> None:
    if registration.organisation_id not in organisations_of(focal):
        raise ValidationError(
            _("You can nominate people of %(organisation)s only.")
            % {"organisation": focal.organisation}
        )


def _check_before(workshop: Workshop) -> None:
    if workshop.state != WorkshopState.OPEN:
        raise ValidationError(
            _("The workshop has begun or is over. Tell the facilitator about the change.")
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
