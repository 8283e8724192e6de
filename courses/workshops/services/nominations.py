"""What a ministry may do: nominate its own people, replace them, take them back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from courses.workshops.enums import (
    EXPECTED_STATUSES,
    RegistrationStatus,
    WorkshopState,
)
from courses.workshops.models import Registration, Workshop
from courses.workshops.places import (
    line_of,
    places_left,
    quotas_left,
    takes_place,
)
from courses.workshops.services import waiting
from courses.workshops.services.imports import check_choices
from courses.workshops.services.nomination_plan import is_open_for_nominations
from courses.workshops.services.registrations import (
    register,
    replace_registration,
    take_off,
)
from people.models import FocalPoint, RosterUpload, User
from people.roster import apply_upload
from people.selectors import organisations_of
from people.services import create_person


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
        raise _not_own(focal)
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
        raise _not_own(focal)
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
        raise _not_own(focal)
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


def _check_own(registration: Registration, focal: FocalPoint) -> None:
    if registration.organisation_id not in organisations_of(focal):
        raise _not_own(focal)


def _check_before(workshop: Workshop) -> None:
    if workshop.state != WorkshopState.OPEN:
        raise ValidationError(
            _("The workshop has begun or is over. Tell the facilitator about the change.")
        )


def _not_own(focal: FocalPoint) -> ValidationError:
    return ValidationError(
        _("You can nominate people of %(organisation)s only.")
        % {"organisation": focal.organisation}
    )
